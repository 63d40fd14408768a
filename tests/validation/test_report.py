"""Reports say everything that a validation found, in every form and language, and nothing of contact persons."""

import csv
import json
import re
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import ValidationError
from lxml import html
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, parse
from report.made_up import (
    BASE,
    BEFORE,
    CHECKS,
    EMPTY,
    ESR,
    FINDINGS,
    NAUGHTY,
    RELEASE,
    SHAPES,
    VALIDATION,
    compared,
    many,
    report,
    written,
)
from report.sarif import valid_log
from rich.console import Console

from esrgraph.errors import ReleaseError
from esrgraph.language import LANGUAGES
from esrgraph.record import Assessment, Field, Partner, Project, Role
from esrgraph.validation.findings import Check, Completeness, Level, Validation, numbered
from esrgraph.validation.report import FORMATS, Report, WrittenReport, compare, print_report
from esrgraph.validation.report.html import PER_RULE, ROWS
from esrgraph.validation.report.spreadsheet import COLUMNS
from esrgraph.validation.report.trend import fingerprint
from esrgraph.validation.report.words import ReportWords, table
from esrgraph.validation.wording import told

GOLDEN = Path(__file__).parent / "report"
SECRETS = ("Sepustaja", "040 0000")


def rendered(name: str, of: Report) -> str:
    return b"".join(FORMATS[name].render(of)).decode()


def page(of: Report) -> Any:
    return html.fromstring(rendered("html", of).encode(), parser=html.HTMLParser(encoding="utf-8"))


def words_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def rows(of: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(rendered("csv", of).removeprefix("\ufeff"), newline="")))


# Every form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["text", "turtle"])
def test_a_report_is_its_golden_file(name: str, language: str, request: pytest.FixtureRequest) -> None:
    made = rendered(name, compared(language))
    golden = GOLDEN / f"{language}.{FORMATS[name].file_name}"
    if request.config.getoption("--update-golden"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FORMATS)
def test_no_report_tells_of_a_contact_person(name: str, language: str) -> None:
    made = rendered(name, compared(language)) if name != "xlsx" else unpacked(compared(language))
    assert "S39012" in made
    assert not [secret for secret in SECRETS if secret in made]


def unpacked(report: Report) -> str:
    """Everything that a workbook holds, as text."""
    with ZipFile(BytesIO(b"".join(FORMATS["xlsx"].render(report)))) as book:
        return "".join(book.read(each).decode() for each in book.namelist())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["text", "json", "html", "sarif"])
def test_without_findings_the_checks_are_still_told(name: str, language: str) -> None:
    made = rendered(name, report(language, EMPTY))
    assert "ESR-P-001" in made
    assert "ESR-P-099" in made, "a rule that did not run is told"


@pytest.mark.parametrize("name", ["text", "html"])
def test_a_validation_that_checked_nothing_does_not_look_clean(name: str) -> None:
    made = rendered(name, report("en", replace(EMPTY, checks=(Check("ESR-P-001", 0, "compiled"),))))
    words = ReportWords("en")
    assert words("nothing_checked") in made
    assert words("none") not in made
    assert words("none") in rendered(name, report("en", EMPTY))


@pytest.mark.parametrize("name", ["text", "html", "json", "sarif"])
def test_rejected_documents_and_notices_are_told(name: str) -> None:
    made = rendered(name, report()).replace("tyhj%C3%A4", "tyhjä")
    reason = "The file is empty. Capture the page again."
    for text in ("tyhjä.pdf", reason if name == "json" else told(reason, "fi"), "was handed to pyshacl"):
        assert text in made


def test_findings_come_worst_first() -> None:
    ranks = [list(Level).index(Level(row["severity"])) for row in rows(report())]
    assert ranks == sorted(ranks)
    assert len(ranks) == len(FINDINGS)


def test_every_word_is_in_every_language() -> None:
    for section in table().values():
        for name, texts in section.items():
            assert tuple(texts) == LANGUAGES, name
            assert all(texts.values()), name


def test_sentences_have_the_same_places_in_every_language() -> None:
    for name, texts in table()["words"].items():
        assert len({frozenset(re.findall(r"{(\w+)}", str(text))) for text in texts.values()}) == 1, name


def test_every_field_of_the_record_has_a_name() -> None:
    project = Project(
        "S1", partners=(Partner(Role.APPLICANT, Field(), Field()),), sustainability=(Assessment("well-being"),)
    )
    for name, _ in project.fields():
        assert ReportWords("fi").field(name) != name
    assert (
        ReportWords("sv").field("sustainability.well-being.direct")
        == "Hållbarhetsbedömning: direkt påverkan (well-being)"
    )
    assert ReportWords("sv").field("sustainability.{criterion}.direct") == "Hållbarhetsbedömning: direkt påverkan"
    assert ReportWords("en").field("something.else") == "something.else"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("applicant.website", "Hakijan WWW-osoite"),
        (f"<{ESR}plannedStart>", "Suunniteltu alkamispäivä"),
        (f"<{ESR}businessId>", "Y-tunnus"),
        ("<http://www.w3.org/ns/prov#wasDerivedFrom>", "Lähdeasiakirja"),
        ("<https://paha.example/x#unknown>", "Unknown"),
    ],
)
def test_properties_have_names_too(name: str, label: str) -> None:
    assert ReportWords("fi").property(name) == label


def test_a_property_that_several_shapes_ask_for_is_measured_once() -> None:
    asked_twice = Validation((), CHECKS, by_property=(Completeness("<x:/a#t>", 1, 2), Completeness("<x:/a#t>", 2, 2)))
    assert report(validation=asked_twice).by_property == (Completeness("<x:/a#t>", 3, 4),)


def test_properties_of_the_same_local_name_are_measured_apart() -> None:
    alike = Validation((), CHECKS, by_property=(Completeness("<x:/a#t>", 1, 2), Completeness("<x:/b#t>", 2, 2)))
    made = rendered("turtle", report(validation=alike))
    assert (
        len({q.subject for q in parse(made, format=RdfFormat.TURTLE) if q.predicate.value.endswith("dqv#value")}) == 2
    )


def test_numbers_and_shares_are_written_as_the_language_writes_them() -> None:
    assert [ReportWords(language).shown(1234567) for language in LANGUAGES] == [
        "1\xa0234\xa0567",
        "1\xa0234\xa0567",
        "1,234,567",
    ]
    assert [ReportWords(language).percent(0.999) for language in LANGUAGES] == ["99\xa0%", "99\xa0%", "99%"]
    assert ReportWords("fi").counted("finding", 1) == "1 havainto"


# Text


def test_text_is_plain_where_there_is_no_terminal() -> None:
    console = Console(file=StringIO(), width=40)
    print_report(report(), console)
    assert console.file.getvalue() == rendered("text", report())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_text_is_coloured_on_a_terminal_that_wants_it(environment: dict[str, str], coloured: bool) -> None:
    file = StringIO()
    print_report(report(), Console(file=file, force_terminal=True, width=60, _environ={"TERM": "xterm", **environment}))
    assert ("\x1b[1;31m" in file.getvalue()) == coloured
    assert "S39012.txt:52: " in file.getvalue()


def test_text_breaks_at_the_width_of_a_terminal_but_not_inside_a_place() -> None:
    file = StringIO()
    print_report(report(), Console(file=file, force_terminal=True, width=50, color_system=None))
    lines = file.getvalue().splitlines()
    assert all(len(line) <= 50 for line in lines if line.startswith("   "))
    assert any(line.startswith("kansio/S39007, uusi: 2.html:30: virhe ESR-O-003") for line in lines)


def test_text_does_not_let_a_document_steer_the_terminal() -> None:
    finding = replace(
        FINDINGS[0], value="\x1b]0;paha\x07\u202eknil", place=replace(FINDINGS[0].place, document="\x9bA.txt")
    )
    made = rendered("text", report(validation=Validation((finding,), CHECKS)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", made)


# CSV


def test_csv_has_a_byte_order_mark_and_its_columns() -> None:
    content = b"".join(FORMATS["csv"].render(report()))
    assert content.startswith(b"\xef\xbb\xbfseverity,code,")
    assert tuple(rows(report())[0]) == COLUMNS


def test_csv_keeps_commas_quotes_and_line_breaks() -> None:
    by_code = {row["code"]: row for row in rows(report())}
    assert by_code["ESR-O-010"]["value"] == "Kuusirannan kaupunki,\nKuusiranta"
    assert by_code["ESR-P-041"]["authority"].startswith("Etelä-Savon elinkeino-, liikenne-")
    assert by_code["ESR-P-041"]["line"] == ""


@pytest.mark.parametrize("value", ["=1+1", "+358", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n-1"])
def test_csv_starts_no_formula(value: str) -> None:
    finding = replace(FINDINGS[0], value=value)
    (row,) = rows(report(validation=Validation((finding,), CHECKS)))
    assert row["value"] == f"'{value}"


def test_csv_leaves_ordinary_values_alone() -> None:
    assert "9900104-6" in [row["value"] for row in rows(report())]


# JSON


def test_json_holds_counts_checks_completeness_and_messages_in_all_languages() -> None:
    made = json.loads(rendered("json", compared()))
    assert made["release"] == RELEASE
    assert made["summary"]["bySeverity"] == {"violation": 4, "warning": 1, "info": 1}
    assert made["checks"][1] == {"code": "ESR-O-003", "focusNodes": 42, "engine": "compiled"}
    assert made["notChecked"] == ["ESR-P-099"]
    assert made["completeness"]["byProject"][2] == {"project": "S39012", "present": 23, "asked": 24, "share": 23 / 24}
    assert made["trend"] == {
        "previous": BEFORE,
        "bySeverity": {"violation": 4, "warning": 0, "info": 1},
        "byCode": {"ESR-C-004": 1, "ESR-D-001": 1, "ESR-O-003": 2, "ESR-O-010": 1},
        "new": 2,
        "gone": 1,
    }
    assert set(made["findings"][0]["message"]) == set(LANGUAGES)
    assert [each["new"] for each in made["findings"]] == [False, False, False, True, True, False]


# The previous release


def test_a_finding_keeps_its_fingerprint_when_lines_and_base_change() -> None:
    moved = replace(FINDINGS[0], place=replace(FINDINGS[0].place, line=99, document="other.txt"))
    focus = FINDINGS[0].result.focus.replace(BASE, "https://data.example.fi/")
    rebased = replace(moved, result=replace(moved.result, focus=focus))
    assert fingerprint(FINDINGS[0], BASE) == fingerprint(rebased, "https://data.example.fi/")
    assert len({fingerprint(each, BASE) for each in FINDINGS}) == len(FINDINGS)


def test_the_same_findings_again_are_neither_new_nor_gone(tmp_path: Path) -> None:
    change = compare(Validation(FINDINGS, ()), BASE, written(report(), tmp_path))
    assert (change.new, change.gone) == (frozenset(), ())
    assert set(change.since.values()) == {RELEASE}
    assert change.before.by_severity == {Level.VIOLATION: 4, Level.WARNING: 1, Level.INFO: 1}


def test_what_is_written_is_read_back_finding_by_finding(tmp_path: Path) -> None:
    back, made = written(report(), tmp_path), json.loads(rendered("json", report()))
    places, records = zip(*back.findings(), strict=True)
    assert list(records) == made["findings"]
    assert list(back.findings_at(places[::-2])) == made["findings"][::-2]
    assert back.head("release", "shapes") == {"release": RELEASE, "shapes": made["shapes"]}
    assert list(written(report(validation=EMPTY), tmp_path).findings()) == []


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"findings": [{}], "checks": []}', b'{\n"checks": [],\n"release": null,\n']
)
def test_a_previous_report_that_cannot_be_read_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "validation.json").write_bytes(content)
    with pytest.raises(ReleaseError, match=r"validation\.json cannot be used: .* Build the release again"):
        compare(Validation(FINDINGS, ()), BASE, WrittenReport(tmp_path / "validation.json"))


@pytest.mark.parametrize("size", [0.6, 0.8, 0.9, 0.99])
def test_a_report_that_is_cut_off_is_an_error(tmp_path: Path, size: float) -> None:
    back = written(report(), tmp_path)
    content = back.path.read_bytes()
    back.path.write_bytes(content[: int(len(content) * size)])
    with pytest.raises(ReleaseError, match=r"it is (cut off|damaged)"):
        list(back.findings())


# HTML


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_has_its_language_headings_captions_and_no_broken_anchor(language: str) -> None:
    root = page(compared(language))
    assert root.get("lang") == language
    assert [words_of(each) for each in root.iter("h1")] == [ReportWords(language)("title")]
    assert all(table.find("caption") is not None for table in root.iter("table"))
    assert all(th.get("scope") for th in root.iter("th"))
    names = root.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in root.xpath("//a/@href") if link.startswith("#")} <= set(names)


def test_html_asks_nothing_of_the_network_and_runs_no_script() -> None:
    made = rendered("html", compared())
    assert not re.search(r"<script|<link|<img|@import|url\(|\bsrc=|\bon\w+=", made)


def test_html_shows_markup_in_names_as_text() -> None:
    root = page(report())
    assert NAUGHTY in root.text_content()
    assert not list(root.iter("script"))


def test_html_marks_the_line_of_a_finding_among_those_around_it() -> None:
    (source,) = (each for each in page(report()).find_class("source") if "Pikselipelto" in each.text_content())
    assert [(item.get("value"), item.find("mark") is not None) for item in source] == [
        ("51", False),
        ("52", True),
        ("53", False),
    ]


def test_html_links_every_finding_to_the_page_of_its_project_or_thing() -> None:
    found = [each.find(".//a") for each in page(report()).find_class("finding")]
    links = [each.get("href") for each in found if each is not None]
    assert len(found) - len(links) == 1, "a document that nobody can read has no page"
    assert sorted(set(links)) == [
        f"{BASE}page/organisation/9900103-7",
        f"{BASE}page/project/S39007",
        f"{BASE}page/project/S39012",
    ]


def test_html_counts_by_authority_organisation_and_project() -> None:
    root = page(report())
    authority = words_of(root.get_element_by_id("by_authority").find(".//tbody/tr"))
    assert re.search(r"^Etelä-Savon .* 2 1 – 3$", authority)
    assert "Kuusirannan kaupunki" in words_of(root.get_element_by_id("by_organisation"))
    assert "S39007" in words_of(root.get_element_by_id("by_project"))


def test_html_says_how_many_findings_it_does_not_show_and_where_they_are() -> None:
    root = page(many(1234))
    assert len(root.find_class("finding")) == PER_RULE
    stated = " ".join(map(words_of, root.find_class("capped")))
    assert f"{1234 - PER_RULE:,}".replace(",", " ") in stated
    assert "validation.csv" in stated
    assert len(rows(many(1234))) == 1234


def test_html_says_how_many_rows_atable_does_not_show() -> None:
    findings = tuple(replace(FINDINGS[0], project=f"S{number}") for number in range(ROWS + 7))
    section = page(report(validation=Validation(findings, CHECKS))).get_element_by_id("by_project")
    assert len(section.findall(".//tbody/tr")) == ROWS
    assert re.search(r"\b7\b", words_of(section.find_class("capped")[0]))


def test_html_marks_new_findings_and_lists_those_gone() -> None:
    root = page(compared("en"))
    assert len(root.xpath("//li[contains(@class, 'finding') and contains(@class, ' new')]")) == 2
    assert "1234567-0" in words_of(root.get_element_by_id("trend"))
    assert BEFORE in words_of(root.get_element_by_id("trend"))
    assert ReportWords("en")("trend_none") in words_of(page(report("en")).get_element_by_id("trend"))


def test_html_tells_a_rule_not_checked_from_one_without_findings() -> None:
    checks = {words_of(row): row for row in page(report("en")).get_element_by_id("checks").findall(".//tbody/tr")}
    (unrun,) = (text for text in checks if text.startswith("ESR-P-099"))
    (unused,) = (text for text in checks if text.startswith("ESR-P-090"))
    assert unrun.endswith("NOT CHECKED")
    assert unused.endswith("0 nothing to check")


# Turtle


@pytest.fixture
def store() -> Store:
    store = Store()
    store.bulk_load(rendered("turtle", report()).encode(), format=RdfFormat.TURTLE)
    return store


def asked(store: Store, query: str) -> list[list[str]]:
    prefixes = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX dqv: <http://www.w3.org/ns/dqv#>"
    return [[term.value for term in row] for row in store.query(f"{prefixes} {query}")]


def test_turtle_is_a_shacl_report(store: Store) -> None:
    query = """SELECT ?severity ?shape (COUNT(DISTINCT ?message) AS ?n) {
        ?report a sh:ValidationReport ; sh:conforms false ; sh:result ?result .
        ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:resultSeverity ?severity ; sh:sourceShape ?shape ;
                sh:sourceConstraintComponent ?component ; sh:resultMessage ?message
    } GROUP BY ?result ?severity ?shape"""
    found = asked(store, query)
    assert sorted(shape for _, shape, _ in found) == sorted(finding.shape.iri for finding in FINDINGS)
    assert {n for *_, n in found} == {"3"}
    assert ["9900104-6"] in asked(store, "SELECT ?value { ?result sh:value ?value }")


def test_turtle_measures_completeness(store: Store) -> None:
    query = """SELECT ?of ?value { ?m a dqv:QualityMeasurement ; dqv:isMeasurementOf ?metric ; dqv:value ?value ;
        dqv:computedOn ?of . ?metric a dqv:Metric ; dqv:inDimension ?dimension }"""
    measured = asked(store, query)
    assert [f"{BASE}id/project/S39012", "0.9583"] in measured
    assert [f"{BASE}id/project/S39001", "1"] in measured
    assert len(measured) == 6


def test_turtle_has_no_blank_node_even_where_a_result_has_one() -> None:
    finding = replace(FINDINGS[0], result=replace(FINDINGS[0].result, focus="_:b0", value="_:b1", path="_:b2"))
    made = rendered("turtle", report(validation=Validation((finding,), CHECKS)))
    quads = list(parse(made, format=RdfFormat.TURTLE))
    assert not [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]
    assert all(q.subject.value.startswith(BASE) for q in quads)
    assert NamedNode("http://www.w3.org/ns/shacl#resultPath") not in {q.predicate for q in quads}


def test_turtle_of_many_findings_has_its_prefixes_once_and_all_of_them() -> None:
    made = rendered("turtle", many(1500))
    assert made.count("@prefix sh:") == 1
    values = {q.object for q in parse(made, format=RdfFormat.TURTLE) if q.predicate.value.endswith("shacl#value")}
    assert values == {Literal(str(number)) for number in range(1500)}


def test_only_what_lacks_nothing_measures_one() -> None:
    nearly = Validation((), CHECKS, by_project=(Completeness("S1", 99999, 100000), Completeness("S2", 0, 3)))
    made = rendered("turtle", report(validation=nearly))
    values = {q.object.value for q in parse(made, format=RdfFormat.TURTLE) if q.predicate.value.endswith("dqv#value")}
    assert values == {"0.9999", "0"}


# SARIF


def log(of: Report) -> Any:
    return valid_log(rendered("sarif", of))


def test_sarif_jumps_to_the_line_of_a_document_whatever_its_name() -> None:
    run = log(report())["runs"][0]
    places = [result["locations"][0].get("physicalLocation") for result in run["results"]]
    assert {
        "artifactLocation": {"uri": "kansio/S39007%2C%20uusi%3A%202.html"},
        "region": {"startLine": 30, "snippet": {"text": "Y-tunnus: =HYPERLINK(...)"}},
    } in places
    assert None in places, "a finding across projects"


def test_sarif_says_of_a_finding_without_a_line_that_it_stands_for_the_document() -> None:
    places = [result["locations"][0] for result in log(report("en"))["runs"][0]["results"]]
    place, unused = (each for each in places[::-1] if "message" in each)
    assert unused["physicalLocation"]["artifactLocation"]["uri"] == "tyhj%C3%A4.pdf"
    assert place["message"]["text"].startswith("No line of the document is about this")
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "S39012.txt"}, "region": {"startLine": 1}}


def test_sarif_refers_to_rules_with_help() -> None:
    run = log(report("sv"))["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {shape.code for shape in SHAPES} | {"ESR-D-001"}
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert rule["help"]["text"].startswith("Rätta ")
        assert rule["defaultConfiguration"]["level"] == result["level"]
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}


def test_sarif_fingerprints_are_apart_and_stay_when_lines_shift() -> None:
    def prints(of: Report) -> list[str]:
        return [each["partialFingerprints"]["esrgraphFinding/v2"] for each in log(of)["runs"][0]["results"]]

    moved = tuple(replace(each, place=replace(each.place, line=(each.place.line or 0) + 9)) for each in FINDINGS)
    assert sorted(prints(report())) == sorted(prints(report(validation=replace(VALIDATION, findings=moved))))
    twice = prints(report(validation=Validation(tuple(numbered([FINDINGS[0], FINDINGS[0]])), CHECKS)))
    assert len(set(twice)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("validation", [VALIDATION, EMPTY, Validation((), ())], ids=["findings", "none", "nothing"])
def test_sarif_is_valid(language: str, validation: Validation) -> None:
    (run,) = log(report(language, validation))["runs"]
    assert len(run["results"]) == len(validation.findings)
    assert run["language"] == language


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('"version": "2.1.0"', '"version": "2.0.0"'),
        ('"startLine":52', '"startLine":0'),
        ('"level":"error"', '"level":"fatal"'),
        ('"uri":"S39012.txt"', '"uri":"S39012 copy.txt"'),
        ('"ruleId":', '"rule":'),
    ],
)
def test_a_log_that_is_not_valid_would_be_told(good: str, bad: str) -> None:
    made = rendered("sarif", report())
    assert good in made
    with pytest.raises(ValidationError):
        valid_log(made.replace(good, bad))


# Size


def test_large_reports_come_in_pieces() -> None:
    large = many(3000)
    for name in ("text", "json", "csv", "turtle", "sarif"):
        pieces = list(FORMATS[name].render(large))
        assert len(pieces) > 2, name
        assert max(map(len, pieces)) < sum(map(len, pieces)) / 2, name
