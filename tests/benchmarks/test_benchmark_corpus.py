"""The generated pages: repeatable, clean but for their seeded errors, and as unevenly spread as real ones."""

import csv
import doctest
import importlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import KINDS, MOST_PAGES, Page, errors_of, page, pages
from benchmarks.corpus.organisations import MOST_ORGANISATIONS, organisation
from benchmarks.corpus.project import Facts, facts
from conftest import ROOT
from esrgraph.documents.page import read_page
from esrgraph.documents.reader import read_documents
from esrgraph.extraction.forms.esf2014 import ESF2014
from esrgraph.extraction.parser import ParsedPage, parse_page
from esrgraph.language import finnish
from esrgraph.language.detect import language_of
from esrgraph.linking.resolve import resolve
from esrgraph.linking.schemes import load_schemes
from esrgraph.record import Problem

SEED = 1
FEW = 300
LOST_BY_VARIANT_B = {"section 3", "section 4.1", "section 4.2", "summary"}
"""Without headings, nothing tells where the summary ends and the texts on target groups begin."""

SEEN_BY_PARSER = {
    "misspelt-municipality": "unknown-municipality",
    "misspelt-authority": "unknown-authority",
    "wrong-check-digit": "unreadable-value",
    "wrong-check-digit-of-partner": "unreadable-value",
    "unreadable-amount": "unreadable-value",
    "lost-partners": "partner-list-lost",
    "merged-municipality": "merged-municipality",
    "objective-reworded": "wording-differs",
    "title-of-other-fund": "fund-against-code",
    "score-above-ten": "unreadable-value",
    "unknown-type": "unknown-organisation-type",
    "phone-too-long": "unreadable-value",
    "lost-line": "field-missing",
    "cut-off": "cut-off",
}
"""What one page by itself tells; the other kinds show only when fields, dates or pages are compared."""


def read(text: str) -> tuple[ParsedPage, list[Problem]]:
    """A page as parsed, and every problem of the page and of its names."""
    reading = parse_page(read_page(text.encode()))
    _, unresolved = resolve(reading.project, load_schemes())
    return reading, [*reading.problems, *unresolved]


@pytest.fixture(scope="module")
def some_facts() -> list[Facts]:
    return [facts(SEED, index) for index in range(4000)]


@pytest.fixture(scope="module")
def faulty() -> dict[str, int]:
    """The index of a page for every kind of error, when all pages have one."""
    found: dict[str, int] = {}
    for index in range(3000):
        kind = errors_of(SEED, index, errors=1.0)
        if kind is not None:
            found.setdefault(kind, index)
    return found


def test_the_same_seed_gives_the_same_pages() -> None:
    assert list(pages(20, SEED)) == list(pages(20, SEED))
    assert dict(pages(20, SEED)).values() != dict(pages(20, SEED + 1)).values()


def test_fewer_pages_are_the_first_of_more() -> None:
    assert list(pages(10, SEED)) == list(pages(25, SEED))[:10]


def test_a_page_does_not_depend_on_those_before() -> None:
    by_itself = [page(SEED, index) for index in (1234, 7, MOST_PAGES - 1)]
    assert by_itself == [page(SEED, index) for index in (MOST_PAGES - 1, 7, 1234)][::-1]


def test_another_process_makes_the_same_page() -> None:
    code = "from benchmarks.corpus import page; import sys; sys.stdout.buffer.write(page(1, 42).text.encode())"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.decode() == page(SEED, 42).text


def test_clean_pages_parse_without_problems_and_their_names_resolve() -> None:
    for name, text in pages(FEW, SEED, errors=0.0):
        reading, problems = read(text)
        lost = LOST_BY_VARIANT_B if reading.project.variant == "B" else set()
        stray = {each.field for each in problems if each.code == "stray-text"} if lost else set()
        assert {each.field for each in problems} - stray == lost, name


def test_a_clean_project_is_consistent_with_the_schemes() -> None:
    known = load_schemes()
    for _, text in pages(FEW, SEED, errors=0.0):
        (project, _), _ = read(text)
        links, _ = resolve(project, known)
        assert known.objective_axis(links.specific_objective or "") == links.priority_axis
        assert known.axis_fund(links.priority_axis or "") == project.fund.value
        assert project.planned_start.value < project.planned_end.value
        assert project.realised_eu_and_state.value <= project.granted_eu_and_state.value <= project.planned_public.value
        assert project.realised_public.value <= project.planned_public.value
        assert (project.procedure.value == "single-applicant") is not bool(project.partners)
        for day in (project.planned_start.value, project.planned_end.value):
            parents = [known.place_parents(code, day) for code in links.municipalities]
            assert {sub_region for sub_region, _ in parents} == set(links.sub_regions)
            assert {region for _, region in parents} == set(links.regions)


def test_status_and_final_report_go_with_the_dates() -> None:
    for index in range(FEW):
        given = page(SEED, index, errors=0.0)
        (project, _), _ = read(given.text)
        ended = project.status.value == "Toiminta päättynyt"
        assert ended is bool(project.final_report_summary.value)
        assert project.planned_start.value < given.retrieved
        assert not ended or project.planned_end.value < given.retrieved
        assert ended or (given.retrieved - project.planned_end.value).days <= 150


@pytest.mark.parametrize("kind", KINDS)
def test_a_seeded_error_is_the_only_difference_and_is_seen(kind: str, faulty: dict[str, int]) -> None:
    clean, wrong = (page(SEED, faulty[kind], errors) for errors in (0.0, 1.0))
    assert (clean.kind, wrong.kind) == (None, kind)
    before, after = (dict(read(each.text)[0].project.fields()) for each in (clean, wrong))
    _, problems = read(wrong.text)
    assert SEEN_BY_PARSER.get(kind) in {each.code for each in problems} | {None}
    changed = {name for name in before.keys() | after.keys() if _said(before.get(name)) != _said(after.get(name))}
    assert changed
    many = kind in ("cut-off", "lost-partners")
    assert many or len({name.split(".")[0] for name in changed} - {"planned_end"}) == 1


def _said(field: object) -> object:
    return getattr(field, "raw", None), getattr(field, "state", None)


def test_the_stated_share_of_pages_has_an_error() -> None:
    kinds = [errors_of(SEED, index, errors=0.2) for index in range(2000)]
    assert 0.16 < sum(kind is not None for kind in kinds) / len(kinds) < 0.22
    assert [page(SEED, index, errors=0.2).kind for index in range(50)] == kinds[:50]
    assert all(errors_of(SEED, index, errors=0.0) is None for index in range(50))


def test_few_organisations_have_many_projects(some_facts: list[Facts]) -> None:
    shares = Counter(each.number for given in some_facts for each in (given.applicant, *given.partners))
    counts = sorted(shares.values(), reverse=True)
    assert sum(counts[: len(counts) // 10]) > 0.4 * sum(counts)
    assert 0.1 < len(counts) / len(some_facts) < 0.25
    assert counts[0] < 0.08 * len(some_facts)


def test_partners_and_variants_are_spread_as_on_real_pages(some_facts: list[Facts]) -> None:
    partners = Counter(len(given.partners) for given in some_facts)
    assert set(partners) == set(range(12))
    assert partners[1] > partners[3] > partners[9]
    total = len(some_facts)
    assert 0.04 < sum(given.variant == "B" for given in some_facts) / total < 0.08
    assert 0.06 < sum(given.fund == "EAKR" for given in some_facts) / total < 0.1
    assert 0.03 < sum(given.swedish for given in some_facts) / total < 0.05


def test_every_code_is_used_once() -> None:
    codes = {page(SEED, index).code for index in (*range(200), *range(100_000, 100_200))}
    assert len(codes) == 400
    with pytest.raises(ValueError, match="room for 200000"):
        page(SEED, MOST_PAGES)


def test_organisations_have_names_and_ids_of_their_own() -> None:
    found = [organisation(SEED, number) for number in range(MOST_ORGANISATIONS)]
    assert len({each.name for each in found}) == len({each.business_id for each in found}) == MOST_ORGANISATIONS
    assert all(each.business_id.startswith("99") and finnish.parse_business_id(each.business_id) for each in found)
    assert all(finnish.parse_phone(each.phone) and each.name != each.variant for each in found)
    places = {concept.label for concept in load_schemes().municipalities.by_notation.values()}
    assert not places & {word for each in found for word in re.split(r"[\s-]", each.name)}


def test_contact_persons_are_nobody() -> None:
    for _, text in pages(50, SEED):
        address = re.search(r"sähköpostisoite: (\S+)", text)
        assert address is None or address[1].endswith("example.fi")


def test_prose_is_varied_and_no_line_of_it_is_the_form_s() -> None:
    texts = [text for _, text in pages(FEW, SEED, errors=0.0)]
    projects = [read(text)[0].project for text in texts]
    for name, share in (("title", 0.98), ("summary", 1), ("direct_target_groups", 0.98)):
        values = [getattr(project, name).value for project in projects if project.variant == "A"]
        assert len(set(values)) >= share * len(values)
    form = {slot.text for slot in ESF2014.slots}
    prose = [line for project in projects for line in (project.summary.value or "").split("\n")]
    assert not form & set(prose)
    assert not [line for text in texts for line in text.split("\n") if re.search(r"[{}%]|\.\.|None", line)]


def test_swedish_prose_is_swedish(some_facts: list[Facts]) -> None:
    swedish = [given.index for given in some_facts if given.swedish and given.variant == "A"][:5]
    for index in swedish:
        (project, _), _ = read(page(SEED, index, errors=0.0).text)
        assert {language_of(text.value) for text in (project.summary, project.direct_target_groups)} == {"sv"}


@pytest.mark.parametrize("out", ["folder", "archive.zip"])
def test_the_command_writes_pages_captures_and_the_truth(out: str, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    arguments = ["25", str(tmp_path / out), "--seed", "3", "--errors", "0.5", "--truth", str(truth)]
    command = [sys.executable, "-m", "benchmarks.corpus", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("25 pages, ")
    made: dict[str, Page] = {each.code: each for each in (page(3, index, 0.5) for index in range(25))}
    documents = list(read_documents([tmp_path / out]))
    assert len(documents) == 25
    for document in documents:
        each = made[Path(document.name).stem]
        assert (document.content.decode(), document.url, document.retrieved) == (each.text, each.url, each.retrieved)
    with truth.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["code", "kind"], *([each.code, each.kind or ""] for each in made.values())]
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)


@pytest.mark.parametrize("module", ["", ".data", ".faults", ".organisations"])
def test_the_examples_in_the_documentation_are_right(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"benchmarks.corpus{module}"), raise_on_error=True).attempted
