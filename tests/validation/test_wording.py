"""What reading says of a problem, on its line, is what validation says of it."""

import pickle
import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from benchmarks.corpus import page
from conftest import EXAMPLES
from esrgraph.documents.reader import read_documents
from esrgraph.ingest.capture import Capture, capture
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.check import Checking, check
from esrgraph.validation.documents import REJECTED
from esrgraph.validation.findings import Finding, Validation
from esrgraph.validation.report import FORMATS, Report
from esrgraph.validation.shapes import load_shapes
from esrgraph.validation.wording import details
from kept import Kept

ESR = "https://w3id.org/esrgraph/ontology#"
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


def read_and_checked(folder: Path) -> None:
    """Write pages with all that is wrong with examples, with what is seeded in generated ones, and with what is lost;
    what reading captures of them, and what validation finds."""
    pages = folder / "pages"
    pages.mkdir()
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    for number, (old, new) in enumerate(LOST.values(), start=39801):
        (pages / f"S{number}.txt").write_text(text.replace("S39001", f"S{number}").replace(old, new), encoding="utf-8")
    for each in (page(5, index, errors=1.0) for index in range(80)):
        (pages / each.name.rpartition("/")[2]).write_text(each.text, encoding="utf-8")
    for path in (*EXAMPLES.glob("S1*.txt"), *EXAMPLES.glob("S390[01]?.txt")):
        (pages / path.name).write_bytes(path.read_bytes())
    captures = [capture(document, HERE) for document in read_documents([pages])]
    (folder / "captures").write_bytes(pickle.dumps(captures))
    findings = check([pages], Checking(HERE, jobs=2)).validation.findings
    (folder / "findings").write_bytes(pickle.dumps(findings))


@pytest.fixture(scope="module")
def captures(kept: Kept) -> list[Capture]:
    captures: list[Capture] = pickle.loads((kept(read_and_checked) / "captures").read_bytes())
    return captures


@pytest.fixture(scope="module")
def findings(kept: Kept) -> tuple[Finding, ...]:
    findings: tuple[Finding, ...] = pickle.loads((kept(read_and_checked) / "findings").read_bytes())
    return findings


def test_what_has_a_line_in_reading_has_it_in_validation(
    captures: list[Capture], findings: tuple[Finding, ...]
) -> None:
    read = {(each.name, problem.line, problem.field) for each in captures for problem in each.problems if problem.line}
    found = {(Path(each.place.document or "").name, each.place.line, each.field) for each in findings}
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


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Validation:
    """What validation says of documents beside a page that are none, are cut off, or are two at once."""
    folder = tmp_path_factory.mktemp("refused")
    page = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    contents = {
        "page.txt": page,
        "poorer.txt": page[: page.index("6 Maantieteellinen")],
        "blank.txt": page.replace("Hankekoodi: S39001", "Hankekoodi:"),
        "code.txt": page.replace("Hankekoodi: S39001", "Hankekoodi: 39001"),
        "memo.txt": "Muistio",
    }
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8")
    for path in (EXAMPLES / "rejected").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "captures.csv").write_text("file,url,retrieved\nmemo.txt,,\nempty.txt,,\nimage.txt,,\n", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return check([folder], Checking(HERE)).validation


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_why_a_document_is_refused_is_told_in_the_language_of_the_report(refused: Validation, language: str) -> None:
    told = [each.message(language) for each in refused.findings if each.result.code == REJECTED]
    assert len(told) == len(refused.rejected) > 5
    assert [text for text in told if any(reason in text for _, reason in refused.rejected)] == []


def test_captures_that_a_richer_one_stands_for_are_told(refused: Validation) -> None:
    text = b"".join(FORMATS["text"].render(Report(refused, "sv"))).decode()
    assert "-- Andra kopior av samma projekts sida (1) --" in text
    assert "\n  poorer.txt: S39001\n" in text


@pytest.mark.parametrize(
    ("notice", "finnish"),
    [
        (
            "X has several paths: checked by pySHACL",
            "X: tarkistettu pySHACLilla, sillä säännössä on useita polkuja",
        ),
        ("X-1 is deactivated: not checked", "X-1 on poistettu käytöstä: ei tarkistettu"),
        ("Nobody has a wording for this.", "Nobody has a wording for this."),
    ],
)
def test_notices_of_engines_are_told_in_the_language_of_the_report(notice: str, finnish: str) -> None:
    assert Report(Validation((), (), notices=(notice,)), "fi").notices == (finnish,)


@pytest.mark.parametrize(
    ("language", "value"), [("fi", "”Kontiolathi”"), ("sv", "”Kontiolathi”"), ("en", "“Kontiolathi”")]
)
def test_values_are_quoted_as_the_language_does(findings: tuple[Finding, ...], language: str, value: str) -> None:
    validation = Validation(tuple(each for each in findings if each.value == "Kontiolathi"), ())
    text = b"".join(FORMATS["text"].render(Report(validation, language))).decode()
    assert f": {value}\n" in text


# One finding for all


def test_unknown_days_of_capture_are_told_once_for_a_release(findings: tuple[Finding, ...], kept: Kept) -> None:
    (found,) = (each for each in findings if each.result.code == "ESR-R-057")
    assert found.message("en").endswith(f"Number: {sum(1 for _ in (kept(read_and_checked) / 'pages').iterdir())}.")
    assert (found.project, found.place.document) == (None, None)


# The severity of what cannot be read


def test_what_cannot_be_read_is_as_bad_as_what_is_missing() -> None:
    shapes = load_shapes()
    asked = {shape.field: shape.severity for shape in shapes.shapes if shape.presence and shape.field}
    facts = "".join(
        f"<x:{field}> a <{ESR}PageProblem> ; <{ESR}problemCode> 'unreadable-value' ; <{ESR}problemField> '{field}' ."
        for field in asked
    )
    store = Store()
    store.load(facts.encode(), format=RdfFormat.TURTLE)
    results, _, _ = validate_store(store, shapes, Engine.COMPILED, 1)
    assert {each.focus[3:-1]: each.severity for each in results} == asked
    assert len(asked) > 30


# What a list has twice


@pytest.mark.parametrize(
    ("old", "new", "twice", "line"),
    [
        ("Lieksa, Joensuu", "Lieksa,  Joensuu, Lieksa", "Lieksa", 93),
        ("Kuusirannan kaupunki, 9900103-7\n", "Kuusirannan kaupunki, 9900103-7\n" * 2, "Kuusirannan kaupunki", 52),
    ],
)
def test_what_a_list_has_twice_is_told_on_its_line(old: str, new: str, twice: str, line: int, tmp_path: Path) -> None:
    page = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    assert page.count(old) == 1
    (tmp_path / "page.txt").write_text(page.replace(old, new), encoding="utf-8")
    found = [each for each in check([tmp_path], Checking(HERE)).validation.findings if each.result.code == "ESR-R-036"]
    assert [(each.value, each.place.line) for each in found] == [(twice, line)]
