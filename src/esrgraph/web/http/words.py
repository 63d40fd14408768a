"""The site's own words in three languages, each text with its values filled in."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esrgraph.language.locales import Locale


@dataclass(frozen=True, slots=True)
class SiteWords(Locale):
    """The words of one language: `fi`, `sv` or `en`."""

    def __call__(self, name: str, /, **values: object) -> str:
        """A word or sentence of `languages/*.toml`; whole numbers among the values are written as is customary."""
        text = texts()[name][self.language]
        return text.format(**{key: self._shown(value) for key, value in values.items()}) if values else text

    def _shown(self, value: object) -> str:
        return self.number(value) if isinstance(value, int) else str(value)

    @property
    def spreadsheet(self) -> dict[str, str]:
        """What addresses of CSV add so that spreadsheets in the language open it by a double click."""
        return {} if self.language == "en" else {"separator": "semicolon"}

    def kilobytes(self, size: int) -> str:
        """The size of a file, in bytes, as whole kilobytes (1,000 bytes), rounded up."""
        return f"{self.number(-(-size // 1000))} {self('files_kb')}"

    def counted(self, name: str, number: int, **values: object) -> str:
        """A number with its noun, from the forms `<name>_one` and `<name>_many`: `1 hanke`, `12 hanketta`."""
        return self(f"{name}_one" if number == 1 else f"{name}_many", count=number, **values)


@cache
def texts() -> dict[str, dict[str, str]]:
    """All texts by name and language; a name stands in one file only."""
    known: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parents[1].joinpath("languages").glob("*.toml")):
        for name, text in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if name in known:
                raise ValueError(f"{path.name}: the text {name} stands in another file already")
            known[name] = text
    return known
