"""Validation from pages to findings: right, located, and the same from pages and from a release of them."""

import json
import pickle
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from report.sarif import valid_log

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.documents.page import read_page
from esrgraph.extraction.parser import parse_page
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.validation.check import Checking, check
from esrgraph.validation.findings import Finding, Validation
from esrgraph.validation.reference import engine as reference
from kept import Kept


@pytest.fixture(scope="module")
def validation(data: DataFolder) -> Validation:
    return check([data.path], Checking(HERE)).validation


def found(validation: Validation, code: str) -> list[Finding]:
    return [finding for finding in validation.findings if finding.result.code == code]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["validate", *map(str, arguments)])


def test_pages_and_their_release_give_the_same_findings(validation: Validation) -> None:
    assert check([EXAMPLES], Checking(HERE)).validation.findings == validation.findings


def findings_by_pyshacl(folder: Path) -> None:
    found = check([EXAMPLES], Checking(HERE, engine="pyshacl")).validation.findings
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
    assert bad == {"S12991.txt", "S39010.txt", "S39012.txt", "S39013.txt"}
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


@pytest.mark.parametrize(("level", "code"), [("violation", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(level: str, code: int) -> None:
    assert run(EXAMPLES / "S39012.txt", "--fail-on", level).exit_code == code


def test_a_cache_is_still_taken_and_ignored(tmp_path: Path) -> None:
    assert run(EXAMPLES / "S39001.txt", "--cache", tmp_path / "cache").exit_code == 0
    assert not (tmp_path / "cache").exists()


def test_too_much_for_the_reference_engine_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "LARGEST", 1000)
    result = run(EXAMPLES / "S39001.txt", "--engine", "pyshacl")
    assert result.exit_code == 2
    assert "at most 1,000 triples" in result.stderr
    assert "Validate fewer pages at a time" in result.stderr


def test_fail_on_lets_lesser_findings_pass() -> None:
    assert run(EXAMPLES / "S39005.txt", "--fail-on", "violation").exit_code == 0


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_text_report_speaks_three_languages(language: str) -> None:
    result = run(EXAMPLES / "S39012.txt", "--lang", language)
    assert re.search(r"^S39012\.txt:87: ", result.stdout, re.MULTILINE)
    assert "Kontiolathi" in result.stdout


def test_the_sarif_of_a_release_and_of_pages_is_valid(data: DataFolder, validation: Validation) -> None:
    written = (data.current().reports / "validation.sarif").read_bytes()
    for log in (valid_log(written), valid_log(run(EXAMPLES, "--format", "sarif").stdout)):
        assert len(log["runs"][0]["results"]) == len(validation.findings)


def test_json_goes_to_a_file(tmp_path: Path) -> None:
    result = run(EXAMPLES, "--format", "json", "-o", tmp_path / "a.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "a.json").read_bytes())["findings"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-file"], "no-such-file"),
        ([EXAMPLES / "rejected"], "None of the 2 documents"),
        ([EXAMPLES, "--shapes", "no-such-shapes.ttl"], "no-such-shapes.ttl"),
        ([EXAMPLES, "--shapes", EXAMPLES / "S39001.txt"], "S39001.txt:1"),
    ],
)
def test_unusable_input_ends_with_2(arguments: list[object], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_empty_folder_ends_with_2(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
