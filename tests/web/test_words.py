"""The site's texts: every one in every language, with the same values to fill in, and every one used."""

import re
from pathlib import Path

import pytest

from conftest import ROOT
from esrgraph.language import LANGUAGES
from esrgraph.web.http.words import texts

WEB = ROOT / "src" / "esrgraph" / "web"


def sources() -> str:
    """All that may name a text."""
    paths: list[Path] = [*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.svg")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


@pytest.mark.parametrize("name", texts())
def test_a_text_is_there_in_every_language_with_the_same_values(name: str) -> None:
    text = texts()[name]
    assert tuple(text) == LANGUAGES
    assert all(text.values())
    assert len({frozenset(re.findall(r"{(\w+)}", each)) for each in text.values()}) == 1


def test_every_text_is_used() -> None:
    written = sources()
    assert [name for name in texts() if not is_named(name, written)] == []


def is_named(name: str, written: str) -> bool:
    """Whether a text is named in full, or by what it begins with: `t("kind_" ~ kind)`, `t.counted("projects", n)`."""
    parts = name.split("_")
    beginnings = ["_".join(parts[:length]) for length in range(1, len(parts))]
    return (
        name in written
        or any(re.search(rf"""["']{each}_(["'{{%])""", written) for each in beginnings)
        or (parts[-1] in ("one", "many") and f'"{beginnings[-1]}"' in written)
    )
