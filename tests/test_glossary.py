"""Each of the project's own words is used where the glossary says."""

import re

import pytest

from conftest import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([a-z ]+) \| .+ \| `(\S+)` \|$", GLOSSARY, re.MULTILINE)


@pytest.mark.parametrize(("word", "place"), ROWS, ids=[word for word, _ in ROWS])
def test_each_word_is_used_where_the_glossary_says(word: str, place: str) -> None:
    text = (ROOT / "src" / "esrgraph" / place).read_text("utf-8").casefold()
    assert word in text or word.replace(" ", "_") in text


def test_the_words_stand_in_their_order() -> None:
    words = [word for word, _ in ROWS]
    assert len(words) > 20
    assert words == sorted(set(words))


PAPERS = [
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "docs" / "decisions").glob("*.md"),
    ROOT / "CONTRIBUTING.md",
    ROOT / "README.md",
]
NAMED = sorted(
    (paper.name, path)
    for paper in PAPERS
    for path in re.findall(r"`(?![^`]*NAME)([a-z][\w/.-]*/[\w-]+\.(?:py|rq|ttl|toml))`", paper.read_text("utf-8"))
)


@pytest.mark.parametrize(("paper", "path"), NAMED)
def test_every_file_that_a_paper_names_is_there(paper: str, path: str) -> None:
    assert any((root / path).is_file() for root in (ROOT, ROOT / "src" / "esrgraph")), f"{paper} names {path}"
