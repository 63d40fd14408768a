"""What reading says of a problem, on its line, is what validation says of it."""

import re
from pathlib import Path

import pytest

from benchmarks.corpus import page
from conftest import EXAMPLES
from esrgraph.documents.reader import read_documents
from esrgraph.ingest.capture import Capture, capture
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.validation.check import Checking, check
from esrgraph.validation.findings import Finding
from esrgraph.validation.wording import details

SAYS_IT_ALL = {
    "contact-out-of-place",
    "contact-withheld",
    "list-disagrees",
    "partner-list-lost",
    "procedure-inferred",
    "score-lost",
}
"""Problems of which the rule says as much as reading does, or whose value does."""

LOST = {
    "below a label that is misspelt": ("Toiminnan tila:", "Toimnnan tla:"),
    "with a score left out": ("Materiaalit ja jätteet 3 3", "Materiaalit ja jätteet"),
    "with a contact's line out of place": ("Kunnat:", "aino.keksila(at)example.fi\nKunnat:"),
    "with text between the fields": ("6 Maantieteellinen kohdealue", "Ei mitään\n\n6 Maantieteellinen kohdealue"),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages with all that is wrong with examples, with what is seeded in generated ones, and with what is lost."""
    folder = tmp_path_factory.mktemp("pages")
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    for number, (old, new) in enumerate(LOST.values(), start=39801):
        (folder / f"S{number}.txt").write_text(text.replace("S39001", f"S{number}").replace(old, new), encoding="utf-8")
    for each in (page(5, index, errors=1.0) for index in range(80)):
        (folder / each.name.rpartition("/")[2]).write_text(each.text, encoding="utf-8")
    for path in (*EXAMPLES.glob("S1*.txt"), *EXAMPLES.glob("S390[01]?.txt")):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def captures(pages: Path) -> list[Capture]:
    return [capture(document, HERE) for document in read_documents([pages])]


@pytest.fixture(scope="module")
def findings(pages: Path) -> tuple[Finding, ...]:
    return check([pages], Checking(HERE, jobs=2)).validation.findings


def test_what_has_a_line_in_reading_has_it_in_validation(
    captures: list[Capture], findings: tuple[Finding, ...]
) -> None:
    read = {(each.name, problem.line, problem.field) for each in captures for problem in each.problems if problem.line}
    found = {(each.place.document, each.place.line, each.field) for each in findings}
    assert len({problem.code for each in captures for problem in each.problems}) > 12
    assert read - found == set()


def test_every_problem_is_worded_in_every_language(captures: list[Capture]) -> None:
    problems = [each for made in captures for each in made.problems if each.code not in SAYS_IT_ALL]
    unworded = {
        f"{each.message}. {each.remedy}."
        for each in problems
        if set(details(each.message, each.remedy)) != {*LANGUAGES}
    }
    assert unworded == set()


def test_a_misspelt_name_is_told_with_those_close_to_it(findings: tuple[Finding, ...]) -> None:
    (found,) = (each for each in findings if each.value == "Kontiolathi")
    assert found.message("fi").endswith("Sivulla lukee ”Kontiolathi”; lähellä sitä: Kontiolahti.")
    assert found.message("en").endswith("The page has “Kontiolathi”; close to it: Kontiolahti.")


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("ESR-O-056", "Suvantojen koulutuskuntayhtymä (S39001, S39003)"),
        ("ESR-O-057", "Ammatillinen oppilaitos (S39006)"),
        ("ESR-O-058", "9900104-5 (S39001, S39009)"),
    ],
)
def test_a_rule_across_projects_names_the_other(code: str, other: str) -> None:
    found = [each for each in check([EXAMPLES], Checking(HERE)).validation.findings if each.result.code == code]
    assert any(each.message("sv").endswith(f"På annat håll: {other}.") for each in found)


def test_no_words_of_a_contact_persons_field_are_told(findings: tuple[Finding, ...]) -> None:
    told = [each for each in findings if each.is_of_contact and each.details]
    assert told
    assert not any(re.search(r"keksila|0000|@", each.message("en"), re.IGNORECASE) for each in told)
