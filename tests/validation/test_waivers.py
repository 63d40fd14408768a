"""What is known and accepted: set apart, counted apart, told, and never a reason to fail."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.errors import InputError
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.validation.check import Subject, report_on, validate
from esrgraph.validation.findings import Level, Validation
from esrgraph.validation.report import FORMATS, Report, WrittenReport, compare
from esrgraph.validation.report.letters import letter, split_report, write_letters
from esrgraph.validation.shapes import load_shapes
from esrgraph.validation.waivers import Waivers, read_waivers, waive

TODAY = date(2026, 11, 29)
OVERSPENT = '[[waiver]]\nrule = "ESR-F-017"\nproject = "S39012"\nreason = "Tarkistettu: lisärahoitus"\n'


@pytest.fixture(scope="module")
def validation(data: DataFolder) -> Validation:
    return validate(Subject.of_release(data.current()), load_shapes())


def waivers(tmp_path: Path, text: str) -> Waivers:
    path = tmp_path / "waivers.toml"
    path.write_text(text, encoding="utf-8")
    return read_waivers(path)


def report(validation: Validation, **more: Any) -> Report:
    return report_on(validation, load_shapes(), "fi", HERE, **more)


def rendered(made: Report, name: str) -> bytes:
    return b"".join(FORMATS[name].render(made))


@pytest.fixture
def waived(validation: Validation, tmp_path: Path) -> Validation:
    return waive(validation, waivers(tmp_path, OVERSPENT), HERE.base, TODAY)


def test_a_waived_finding_is_set_apart_with_its_reason(validation: Validation, waived: Validation) -> None:
    assert len(waived.findings) == len(validation.findings) - 1
    (only,) = waived.waived
    assert (only.finding.result.code, only.finding.project) == ("ESR-F-017", "S39012")
    assert only.reason == "Tarkistettu: lisärahoitus"
    assert waived.notices == validation.notices


@pytest.mark.parametrize(
    ("until", "counted"), [("2026-11-28", True), ("2026-11-29", False), ("2026-11-30", False)], ids=str
)
def test_a_waiver_holds_through_its_last_day_and_is_told_when_it_is_over(
    validation: Validation, tmp_path: Path, until: str, counted: bool
) -> None:
    made = waive(validation, waivers(tmp_path, f"{OVERSPENT}until = {until}\n"), HERE.base, TODAY)
    assert ("ESR-F-017" in {each.result.code for each in made.findings}) is counted
    assert any("ended on 2026-11-28" in each for each in made.notices) is counted


def test_one_finding_is_waived_by_its_fingerprint_and_no_other(validation: Validation, tmp_path: Path) -> None:
    chosen = validation.findings[3]
    identity = report(validation).fingerprint(chosen)
    made = waive(
        validation,
        waivers(tmp_path, f'[[waiver]]\nfingerprint = "{identity}"\nreason = "x"\n'),
        HERE.base,
        TODAY,
    )
    assert [each.finding for each in made.waived] == [chosen]


def test_a_waiver_that_covers_nothing_is_told(validation: Validation, tmp_path: Path) -> None:
    text = '[[waiver]]\nrule = "ESR-F-017"\nproject = "S39001"\nreason = "x"\n'
    made = waive(validation, waivers(tmp_path, text), HERE.base, TODAY)
    assert made.findings == validation.findings
    assert any("covers no finding" in each and "S39001" in each for each in made.notices)


def test_severities_are_ones_own_in_findings_and_rules(validation: Validation, tmp_path: Path) -> None:
    said = waivers(tmp_path, '[severity]\n"ESR-F-017" = "info"\n').with_severities(["ESR-R-003=none"])
    made = report(waive(validation, said, HERE.base, TODAY), waivers=said)
    assert {each.result.severity for each in made.findings if each.result.code == "ESR-F-017"} == {Level.INFO}
    assert next(rule for rule in made.rules if rule.code == "ESR-F-017").severity is Level.INFO
    assert "ESR-R-003" not in {each.result.code for each in made.findings}
    levels = [list(Level).index(each.result.severity) for each in made.findings]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("waiver = 1", "[[waiver]], with two brackets"),
        ('[[waiver]]\nrule = "ESR-F-017"\n', "waiver 1: give it a reason"),
        ('[[waiver]]\nreason = "x"\n', "waiver 1: give it a fingerprint, or a rule"),
        ('[[waiver]]\nrule = "a"\nfingerprint = "b"\nreason = "x"\n', "and not both"),
        ('[[waiver]]\nrule = "a"\nreason = "x"\nuntil = "2027-01-31"\n', "until is '2027-01-31'; it takes a day"),
        ('[[waiver]]\nrule = "a"\nreason = "x"\nprojekt = "S1"\n', "'projekt' is unknown"),
        ("[wavers]\n", "'wavers' is unknown"),
        ('[severity]\n"ESR-F-017" = "bad"\n', "ESR-F-017 cannot have the severity 'bad'"),
        ("[[waiver\n", "is no TOML"),
    ],
)
def test_what_is_no_waiver_is_refused_with_file_place_and_remedy(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        waivers(tmp_path, text)
    assert told in str(refused.value)
    assert "waivers.toml" in str(refused.value)


def test_every_format_has_the_waived_finding_apart_with_its_reason(waived: Validation) -> None:
    made = report(waived)
    record = json.loads(rendered(made, "json"))
    assert [(each["code"], each["reason"]) for each in record["waived"]] == [("ESR-F-017", "Tarkistettu: lisärahoitus")]
    assert "ESR-F-017" not in {each["code"] for each in record["findings"]}
    rows = list(csv.DictReader(io.StringIO(rendered(made, "csv").decode("utf-8-sig"))))
    assert [row["code"] for row in rows if row["waived"]] == ["ESR-F-017"]
    results = json.loads(rendered(made, "sarif"))["runs"][0]["results"]
    suppressed = [each for each in results if each.get("suppressions")]
    assert [each["ruleId"] for each in suppressed] == ["ESR-F-017"]
    assert suppressed[0]["suppressions"][0]["justification"] == "Tarkistettu: lisärahoitus"
    triples = [quad.triple for quad in parse(rendered(made, "turtle"), format=RdfFormat.TURTLE)]
    results = {t.object for t in triples if t.predicate.value.endswith("#result")}
    (node,) = {t.subject for t in triples if t.predicate.value.endswith("#comment")}
    assert node not in results
    for name in ("text", "html"):
        assert "Tarkistettu: lisärahoitus" in rendered(made, name).decode()


def test_a_baseline_tells_new_from_mended_and_what_is_waived_is_neither(
    validation: Validation, waived: Validation, tmp_path: Path
) -> None:
    before = tmp_path / "before.json"
    before.write_bytes(rendered(report(validation), "json"))
    same = compare(waived, HERE.base, WrittenReport(before))
    assert (same.new, same.gone) == (frozenset(), ())
    before.write_bytes(rendered(report(waived), "json"))
    again = compare(validation, HERE.base, WrittenReport(before))
    assert again.new == frozenset()


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    return result.exit_code, result.output


def test_only_what_is_new_fails_where_that_is_asked(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    text = (EXAMPLES / "S39012.txt").read_text(encoding="utf-8")
    (pages / "S39012.txt").write_text(text, encoding="utf-8")
    baseline = tmp_path / "before.json"
    assert run("validate", pages, "--format", "json", "-o", baseline)[0] == 0
    asked = ("validate", pages, "--baseline", baseline, "--fail-on", "new-violation")
    assert run("validate", pages, "--fail-on", "violation")[0] == 1
    assert run(*asked)[0] == 0
    (pages / "S39012.txt").write_text(text.replace("Alkaa 1.", "Alkaa 45."), encoding="utf-8")
    assert run(*asked)[0] == 1
    assert run("validate", pages, "--baseline", tmp_path / "none.json")[0] == 2


def test_findings_name_the_files_as_they_were_given(tmp_path: Path) -> None:
    made = tmp_path / "findings.csv"
    assert run("validate", EXAMPLES, "--format", "csv", "-o", made)[0] == 0
    rows = csv.DictReader(io.StringIO(made.read_text(encoding="utf-8-sig")))
    documents = {row["document"] for row in rows} - {""}
    assert documents
    assert all(Path(each.partition("#")[0]).is_file() for each in documents)


# Letters


@pytest.fixture
def folder(validation: Validation, tmp_path: Path) -> Path:
    write_letters(report(validation), "authority", tmp_path / "letters")
    return tmp_path / "letters"


def test_each_authority_gets_its_own_findings_and_together_they_are_all(validation: Validation) -> None:
    whole = report(validation)
    parts = dict(split_report(whole, "authority"))
    assert sum(len(part.findings) for part in parts.values()) == sum(1 for each in whole.findings if each.authority)
    for name, part in parts.items():
        assert {each.authority for each in part.findings} == {name}


@pytest.mark.parametrize("by", ["authority", "organisation", "objective"])
def test_a_page_a_workbook_and_a_text_are_written_for_each(validation: Validation, tmp_path: Path, by: str) -> None:
    texts = write_letters(report(validation), by, tmp_path)
    names = {path.suffix for path in tmp_path.iterdir()}
    assert names == {".html", ".xlsx", ".txt"}
    assert len(texts) == len(set(texts)) == len(dict(split_report(report(validation), by))) > 1


def test_a_letter_has_what_is_new_on_top(validation: Validation, tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    old = waive(validation, Waivers(severities={"ESR-P-029": None}), HERE.base, TODAY)
    before.write_bytes(rendered(report(old), "json"))
    made = report(validation, trend=compare(validation, HERE.base, WrittenReport(before)))
    name, part = next(each for each in split_report(made, "authority") if "Keski-Suomen el" in each[0])
    lines = list(letter(part, name, "t.xlsx"))
    assert lines.index("Uutta edellisen viestin jälkeen (1)") < lines.index(f"Muut ({len(part.findings) - 1})")


def test_a_workbook_has_numbers_links_a_filter_and_a_header_that_stays(folder: Path) -> None:
    path = next(folder.glob("etela-savon-elinkeino*.xlsx"))
    sheet = openpyxl.load_workbook(path).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
    head = {cell.value: cell.column for cell in sheet[1]}
    lines = [row[head["Rivi"] - 1].value for row in sheet.iter_rows(min_row=2)]
    assert any(isinstance(line, int) for line in lines)
    assert sheet.cell(2, head["Hanke"]).hyperlink.target.startswith("http://localhost:8000/page/project/")


def test_no_cell_of_a_workbook_is_a_formula(validation: Validation) -> None:
    from dataclasses import replace

    nasty = replace(validation, findings=(replace(validation.findings[0], value="=HYPERLINK(1)"),))
    sheet = openpyxl.load_workbook(io.BytesIO(rendered(report(nasty), "xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_in_the_reports_language(validation: Validation, language: str) -> None:
    made = report_on(validation, load_shapes(), language, HERE)
    name, part = next(split_report(made, "authority"))
    assert next(letter(part, name, "t.xlsx")) == {"fi": "Hei,", "sv": "Hej,", "en": "Hello,"}[language]


def test_letters_need_a_folder() -> None:
    assert run("validate", EXAMPLES, "--split", "authority")[0] == 2
