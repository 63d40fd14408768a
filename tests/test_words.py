"""The site's texts: every one in every language, with the same values to fill in, and every one used."""

import re
from pathlib import Path

import pytest

from conftest import ROOT
from esrgraph.web.language import LANGUAGES
from esrgraph.web.words import texts

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
    # A name may be put together: `t("kind_" ~ kind)`, `t.counted("projects", n)`.
    written = sources()
    unused = [name for name in texts() if name not in written and name.rpartition("_")[0] not in written]
    assert unused == []
