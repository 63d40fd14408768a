"""Validation from pages to findings: right, located, and the same from pages and from a release of them."""

import pickle
from pathlib import Path

import pytest
from pyoxigraph import Store

from conftest import EXAMPLES
from esrgraph.documents.page import read_page
from esrgraph.extraction.parser import parse_page
from esrgraph.rdf import store
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.validation.check import Checking, check
from esrgraph.validation.compiler import run
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.findings import Finding, Validation
from esrgraph.validation.shapes import load_shapes
from kept import Kept
from named import named_as_in_a_release


@pytest.fixture(scope="module")
def validation(data: DataFolder) -> Validation:
    return check([data.path], Checking(HERE)).validation


def found(validation: Validation, code: str) -> list[Finding]:
    return [finding for finding in validation.findings if finding.result.code == code]


def test_pages_and_their_release_give_the_same_findings(validation: Validation) -> None:
    assert named_as_in_a_release(check([EXAMPLES], Checking(HERE)).validation.findings) == validation.findings


def test_a_large_store_is_opened_anew_for_some_queries_at_a_time(
    data: DataFolder, validation: Validation, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(store, "_MOST_KEPT", 0)
    monkeypatch.setattr(run, "open_read_only", lambda folder: opened.append(folder) or store.open_read_only(folder))
    assert check([data.path], Checking(HERE)).validation == validation
    assert len(opened) >= len(compile_shapes(load_shapes(), Store()).selects) // 8


def findings_by_pyshacl(folder: Path) -> None:
    found = named_as_in_a_release(check([EXAMPLES], Checking(HERE, engine="pyshacl")).validation.findings)
    (folder / "findings").write_bytes(pickle.dumps(found))


def test_both_engines_give_the_same_findings(kept: Kept, validation: Validation) -> None:
    assert pickle.loads((kept(findings_by_pyshacl) / "findings").read_bytes()) == validation.findings


@pytest.mark.parametrize(
    ("file", "text", "field"),
    [
        ("S39012.txt", "Kontiolathi", "municipalities"),
        ("S39012.txt", "9900104-6", "partners[2].business_id"),
        ("S39008.txt", "Toiminnassa", "status"),
        ("S39012.txt", "Toteutunut EU- ja valtion rahoitus", "realised_eu_and_state"),
    ],
)
def test_a_defect_is_found_on_its_line(validation: Validation, file: str, text: str, field: str) -> None:
    lines = (EXAMPLES / file).read_text(encoding="utf-8").splitlines()
    places = [each.place for each in validation.findings if each.field == field and each.place.document == file]
    assert any(place.line and text in lines[place.line - 1] for place in places)


def test_a_finding_shows_the_lines_around_it(validation: Validation) -> None:
    (finding,) = [each for each in validation.findings if each.value == "Kontiolathi"]
    assert any("Kontiolathi" in text for _, text in finding.place.context)


def test_captures_that_disagree_are_reported(validation: Validation) -> None:
    assert [(each.project, each.field) for each in found(validation, "ESR-R-015")] == [("S39001", "status")]


def test_an_organisation_under_two_names_names_the_projects(validation: Validation) -> None:
    (finding,) = found(validation, "ESR-O-056")
    assert finding.value == "Ammattiopisto Suvanto (S39006)"
    assert finding.place.document == "S39006.pdf"


CLEAN = {
    "S39001.txt",
    "S39002.txt",
    "S39003.txt",
    "S39004.html",
    "S39006.pdf",
    "S39007.txt",
    "S39009.txt",
    "S39011.txt",
}


def test_clean_examples_have_no_violation(validation: Validation) -> None:
    bad = {each.place.document for each in validation.findings if each.result.severity == "violation"}
    unused = {"README.md", "rejected/S19001.txt", "rejected/muistio.txt"}
    assert bad == {"S12991.txt", "S12993.txt", "S39010.txt", "S39012.txt", "S39013.txt"} | unused
    assert not bad & CLEAN


def test_no_findings_never_means_not_checked(validation: Validation) -> None:
    report = check([EXAMPLES / "S39003.txt"], Checking(HERE))
    assert len(report.validation.checks) == len(validation.checks) > 100
    assert not report.validation.notices


def test_completeness_is_a_share_and_falls_where_something_is_missing(validation: Validation) -> None:
    shares = {each.subject: each.share for each in validation.by_project}
    assert shares["S39001"] == 1.0
    assert 0 < shares["S39013"] < shares["S39012"] <= 1.0
    assert all(0 <= each.share <= 1 for each in validation.by_property)


def test_no_report_tells_of_a_contact_person(data: DataFolder) -> None:
    content = b"".join(path.read_bytes() for path in data.current().reports.iterdir()).decode("utf-8", "ignore")
    for path in EXAMPLES.glob("S*.*"):
        contact = parse_page(read_page(path.read_bytes())).project.contact
        for field in (contact.name, contact.email, contact.phone):
            assert not field.raw or field.raw not in content, path.name


def test_real_pages_have_no_violation(corpus: Path) -> None:
    findings = check([corpus], Checking(HERE)).validation.findings
    assert {each.result.severity.value for each in findings} <= {"warning", "info"}
