"""Documents that are not used are findings, once and in every form of a report; what nobody meant as a page is not."""

import csv
import io

import orjson
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, parse

from esrgraph.cli import main
from esrgraph.ingest.outcomes import Unused
from esrgraph.rdf.iris import HERE
from esrgraph.resources import resource
from esrgraph.validation.check import Checking, check
from esrgraph.validation.documents import REJECTED, SKIPPED, unused_findings
from esrgraph.validation.report import FORMATS, Report

PAGE = (resource("examples") / "S39003.txt").read_text(encoding="utf-8")
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "S39003.txt").write_text(PAGE, encoding="utf-8")
    (folder / "cut.txt").write_bytes((resource("examples") / "rejected" / "S19001.txt").read_bytes())
    (folder / "picture.png").write_bytes(PICTURE)
    (folder / ".hidden").write_text("x", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def report(folder) -> Report:
    return check([folder], Checking(HERE, language="en"))


def test_a_rejected_page_and_a_file_that_is_none_are_violations(report: Report) -> None:
    found = {each.result.code: each for each in report.findings if each.result.code.startswith("ESR-D")}
    assert [found[code].place.document.rpartition("/")[2] for code in (REJECTED, SKIPPED)] == ["cut.txt", "picture.png"]
    assert report.is_as_bad_as("violation")
    assert "Save the page, not a picture of it." in found[SKIPPED].message("en")


@pytest.mark.parametrize("name", ["text", "csv", "html", "json", "sarif", "turtle"])
def test_every_form_has_it_once(report: Report, name: str) -> None:
    made = b"".join(FORMATS[name].render(report)).decode()
    if name == "csv":
        told = [row["code"] for row in csv.DictReader(io.StringIO(made.removeprefix("\ufeff")))]
    elif name == "json":
        told = [each["code"] for each in orjson.loads(made)["findings"]]
    elif name == "sarif":
        (run,) = orjson.loads(made)["runs"]
        told = [each["ruleId"] for each in run["results"]]
        assert all(each["level"] != "error" for each in run["invocations"][0]["toolExecutionNotifications"])
    elif name == "turtle":
        told = [quad.object.value.rpartition("#")[2] for quad in parse(made.encode(), format=RdfFormat.TURTLE)]
    else:
        told = [REJECTED] * made.count("cut off before its project code") + [SKIPPED] * made.count("a PNG image")
    assert [told.count(code) for code in (REJECTED, SKIPPED)] == [1, 1]


def test_the_workbook_has_it_too(report: Report) -> None:
    sheet = load_workbook(io.BytesIO(b"".join(FORMATS["xlsx"].render(report)))).active
    assert {REJECTED, SKIPPED} <= {row[1].value for row in sheet.iter_rows()}


def test_it_is_the_same_finding_under_another_reason(report: Report, folder, tmp_path) -> None:
    (tmp_path / "S39003.txt").write_text(PAGE, encoding="utf-8")
    (tmp_path / "cut.txt").write_text("", encoding="utf-8")
    other = check([tmp_path], Checking(HERE, language="fi"))
    prints = [
        {each.fingerprint(found) for found in each.findings if found.result.code == REJECTED}
        for each in (report, other)
    ]
    assert prints[0] == prints[1] != set()


def test_a_build_fails_on_what_a_severity_does_not_leave_out(folder) -> None:
    run = CliRunner().invoke
    ask = ["validate", str(folder), "--lang", "en", "--fail-on", "violation"]
    assert run(main, ask).exit_code == 1
    quiet = [f"--severity={code}=none" for code in (REJECTED, SKIPPED)]
    assert run(main, [*ask, *quiet]).exit_code == 0


def test_many_records_and_files_are_told_together() -> None:
    why = ("It is no project page", "Leave it out")
    pages = [Unused("crawl.warc", "skipped", *why, count=1_000_000), Unused("notes", "skipped", "It is hidden", "")]
    damaged = [Unused("crawl.warc", "rejected", "It is damaged", "Make it again", count=12)]
    saved = [Unused(f"a_files/{number}.png", "skipped", *why) for number in range(30)]
    found = list(unused_findings([*pages, *damaged, *saved], HERE))
    assert [(each.result.code, each.place.document) for each in found] == [
        (REJECTED, "crawl.warc"),
        (SKIPPED, "a_files/"),
    ]
    assert "30 files: It is no project page." in found[1].message("en")
