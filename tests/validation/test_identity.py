"""A finding stays the same finding while its page is edited around it: what is new, and what is gone, is true."""

from collections import Counter
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.validation.check import Checking, check
from esrgraph.validation.findings import Validation, identity
from esrgraph.validation.report import FORMATS, Report, compare
from esrgraph.validation.report.reading import WrittenReport

HERE_IN_FINNISH = Checking(HERE)
TEXT = (EXAMPLES / "S39012.txt").read_text(encoding="utf-8")
EDITS = {
    "lines are added on top": (
        [("Euroopan unioni Vipuvoimaa EU:lta", "\n\n\nEuroopan unioni Vipuvoimaa EU:lta")],
        "",
        "",
    ),
    "a text is written otherwise that nothing is wrong with": (
        [("nimi: Pajalta palkoille", "nimi: Pajalta palkalle")],
        "",
        "",
    ),
    "names change places": ([("Outokumpu, Kontiolathi", "Kontiolathi, Outokumpu")], "", ""),
    "a partner above the wrong one is left out": ([("Tuuliharjun ammattikorkeakoulu Oy, 9900101-0\n", "")], "", ""),
    "a name is mended": ([("Kontiolathi", "Kontiolahti")], "", "ESR-R-027"),
    "a name is mended and another broken": (
        [("Outokumpu, Kontiolathi", "Outokumpuu, Kontiolahti")],
        "ESR-R-027",
        "ESR-R-027",
    ),
    "a name above all others is broken": (
        [("Organisaatiotyyppi: Kunta", "Organisaatiotyyppi: Kuntta")],
        "ESR-R-024",
        "",
    ),
    "a wrong number is another wrong one": ([("9900104-6", "9900104-7")], "ESR-R-018", "ESR-R-018"),
    "the same wrong number stands there twice": (
        [("Osuuskunta Pikselipelto, 9900112-5", "Osuuskunta Pikselipelto, 9900104-6")],
        "ESR-R-018",
        "",
    ),
    "a number is mended, and a sum is still too large": (
        [("9900104-6", "9900104-5"), ("318\xa0450", "318\xa0451")],
        "ESR-F-017",
        "ESR-F-017 ESR-R-018",
    ),
}
"""Edits of a page: texts and what takes their place, the codes of what is new, and of what is gone."""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> WrittenReport:
    folder = tmp_path_factory.mktemp("before")
    (folder / "report.json").write_bytes(b"".join(FORMATS["json"].render(checked(TEXT, folder))))
    return WrittenReport(folder / "report.json")


def checked(text: str, folder: Path, checking: Checking = HERE_IN_FINNISH) -> Report:
    """The report on a page, in a folder that is otherwise empty."""
    (folder / "page.txt").write_text(text, encoding="utf-8")
    return check([folder / "page.txt"], checking)


def since(before: WrittenReport, after: Report) -> tuple[Counter[str], Counter[str]]:
    """The codes of what is new, and of what is gone."""
    trend = compare(Validation(after.findings, ()), after.iris.base, before)
    new = (each.result.code for each in after.findings if after.fingerprint(each) in (trend.new or ()))
    return Counter(new), Counter(each.code for each in trend.gone or ())


@pytest.mark.parametrize(("edits", "new", "gone"), EDITS.values(), ids=EDITS)
def test_an_edit_makes_new_what_is_new_and_takes_away_what_is_gone(
    before: WrittenReport, tmp_path: Path, edits: list[tuple[str, str]], new: str, gone: str
) -> None:
    text = TEXT
    for old, other in edits:
        assert text.count(old) == 1
        text = text.replace(old, other)
    assert since(before, checked(text, tmp_path)) == (Counter(new.split()), Counter(gone.split()))


def test_neither_the_base_nor_the_language_makes_findings_new(before: WrittenReport, tmp_path: Path) -> None:
    after = checked(TEXT, tmp_path, Checking(Iris("https://data.example.fi/"), language="sv"))
    assert since(before, after) == (Counter(), Counter())


def test_no_two_findings_have_one_identity() -> None:
    report = check([EXAMPLES], Checking(HERE))
    assert len({report.fingerprint(each) for each in report.findings}) == len(report.findings)


def test_a_page_that_is_captured_again_and_says_the_same_is_no_new_finding() -> None:
    def of(day: str, amount: str) -> tuple[str, ...]:
        value = f"100 (S39001.txt, {day}) \N{NOT EQUAL TO} {amount} (list.csv, 2024-05-06)"
        return identity("ESR-R-070", "<http://localhost:8000/id/project/S39001#problem-1>", "granted", value, '"x"')

    assert of("2025-01-02", "90") == of("2025-03-04", "90") != of("2025-01-02", "80")
