"""What people read: every text in every language, with the same values, every one used, one word for one thing."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT
from esrgraph.language import LANGUAGES
from esrgraph.sparql.catalogue import catalogue, column_names, topic_names
from esrgraph.web.http.words import texts

WEB = ROOT / "src" / "esrgraph" / "web"
REPORT = ROOT / "src" / "esrgraph" / "validation" / "report" / "words.toml"
ENGLISH = frozenset(
    "the of and are with without known unknown page pages project projects there nothing which whose been has have "
    "file files query queries answer funding granted realised release releases changed removed added stated asked "
    "whole inferred share finding findings rule rules warning error".split()
)
"""Words that are English alone, and what an untranslated text would have."""
QUOTED = re.compile(
    r"\(\w+\)|\((?:Model|MCP|SKOS|SHACL)[^)]*\)|Reconcile ›[^,.]*|Edit column ›.*|Start reconciling|[\w/]+\.\w+"
)
"""What is said as it is in programs: values of parameters, names of protocols, OpenRefine's menu, addresses."""
UNWANTED = {
    "fi": r"tarkastu|tarkastet|kopiom|kopioss|summaudu|\bkäy;|\bmeillä\b|ei ole missään[.,]",
    "sv": r"utgåv|nmärkning|realiser|vstämning|medeltal|\btripler|klassifikation|\bEruf\b|finns ingenstans|\bduger\b",
    "en": r"nowhere|Take along|that pass\b|\bmend\b|\w, as [SA]?\d|Of them|\bstands? apart|do not part|takes a code",
}
"""Other words for what has a word already, and what nobody says."""
TERMS = ("term_skos_note", "term_skos_editorialNote")
"""Names that SKOS's own notes have."""


def sources() -> str:
    """All that may name a text."""
    paths: list[Path] = [*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.rglob("*.svg")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def read_by_people() -> Iterator[tuple[str, str, str]]:
    """Every text that pages, reports and the catalogue show: where it is, its language and the text."""
    for name, text in texts().items():
        if name not in TERMS:
            yield from ((name, language, text[language]) for language in LANGUAGES)
    for section in tomllib.loads(REPORT.read_text(encoding="utf-8")).values():
        for name, text in section.items():
            yield from ((f"report {name}", language, str(text[language])) for language in LANGUAGES)
    for names in (column_names(), topic_names()):
        for name, text in names.items():
            yield from ((f"column {name}", language, text[language]) for language in LANGUAGES)
    for query in catalogue():
        labels = [each.labels for each in query.parameters]
        for text in (query.titles, query.descriptions, *labels):
            yield from ((query.name, language, text[language]) for language in LANGUAGES)
    for path in (WEB / "templates" / "prose").iterdir():
        yield (
            path.name,
            path.name.split(".")[1],
            re.sub(r"<[^>]*>|{[{%].*?[}%]}", " ", path.read_text(encoding="utf-8")),
        )
    for path in (ROOT / "shapes").glob("*.ttl"):
        for said, language in re.findall(r'"([^"\n]+)"@(fi|sv|en)', path.read_text(encoding="utf-8")):
            yield path.name, language, said


@pytest.mark.parametrize("name", texts())
def test_a_text_is_there_in_every_language_with_the_same_values(name: str) -> None:
    text = texts()[name]
    assert tuple(text) == LANGUAGES
    assert all(text.values())
    assert len({frozenset(re.findall(r"{(\w+)}", each)) for each in text.values()}) == 1


def test_what_is_counted_has_a_form_for_one_and_a_form_for_many() -> None:
    names = {name.rpartition("_")[0] for name in texts() if name.endswith(("_one", "_many"))}
    assert {f"{name}_{form}" for name in names for form in ("one", "many")} <= set(texts())
    assert all("{" in each for name in names for each in texts()[f"{name}_many"].values())
    assert not any("{count}" in each for name in names for each in texts()[f"{name}_one"].values())


def test_no_english_stands_in_finnish_or_swedish() -> None:
    found = [
        (where, language, sorted(english))
        for where, language, text in read_by_people()
        if language != "en"
        and (english := set(re.findall(r"\w+", re.sub(r"{\w+}", " ", QUOTED.sub(" ", text)).casefold())) & ENGLISH)
    ]
    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_thing_has_one_word_and_no_word_is_a_translated_one(language: str) -> None:
    wrong = re.compile(UNWANTED[language])
    assert not [(where, text) for where, said, text in read_by_people() if said == language and wrong.search(text)]


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
