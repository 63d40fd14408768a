"""The site's own words in three languages, and how each language writes numbers, money and days."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

_NO_BREAK = "\u00a0"
_ENGLISH_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `fi`, `sv` or `en`.

    >>> Words("fi").number(1318450), Words("en").euros("1318450.5"), Words("sv").day("2018-08-01")
    ('1\\xa0318\\xa0450', '€1,318,450', '1.8.2018')
    """

    language: str

    def __call__(self, name: str, /, **values: object) -> str:
        """A word or sentence of `languages/*.toml`; whole numbers among the values are written as is customary."""
        text = texts()[name][self.language]
        return text.format(**{key: self._shown(value) for key, value in values.items()}) if values else text

    def _shown(self, value: object) -> str:
        return self.number(value) if isinstance(value, int) else str(value)

    def counted(self, name: str, number: int) -> str:
        """A number with its noun, from the forms `<name>_one` and `<name>_many`: `1 hanke`, `12 hanketta`."""
        return self(f"{name}_one" if number == 1 else f"{name}_many", count=number)

    def number(self, value: str | int | float | Decimal, decimals: int = 0) -> str:
        """A number with the language's separators."""
        text = f"{Decimal(str(value)):,.{decimals}f}"
        if self.language == "en":
            return text
        return text.translate({ord(","): _NO_BREAK, ord("."): ","})

    def euros(self, value: str | int | float | Decimal) -> str:
        """An amount in whole euros."""
        amount = self.number(value)
        return f"€{amount}" if self.language == "en" else f"{amount}{_NO_BREAK}€"

    def percent(self, share: float) -> str:
        """A share of 0-1 in whole per cent."""
        return f"{round(share * 100)}{'' if self.language == 'en' else _NO_BREAK}%"

    def day(self, value: str) -> str:
        """A day given as YYYY-MM-DD; anything else stays as it is."""
        try:
            day = date.fromisoformat(value[:10])
        except ValueError:
            return value
        if self.language == "en":
            return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
        return f"{day.day}.{day.month}.{day.year}"


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
