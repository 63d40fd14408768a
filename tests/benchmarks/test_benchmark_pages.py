"""The generated pages as they are read: clean but for their seeded errors, and consistent."""

import re
from itertools import islice
from typing import TypeAlias

import pytest

from benchmarks.corpus import KINDS, Page, errors_of, page
from benchmarks.corpus.project import facts
from esrgraph.documents.page import read_page
from esrgraph.extraction.forms.esf2014 import ESF2014
from esrgraph.extraction.parser import ParsedPage, parse_page
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

Clean: TypeAlias = list[tuple[Page, ParsedPage, list[Problem]]]
"""Pages without errors, and what is read of them, with every problem."""


def read(text: str) -> tuple[ParsedPage, list[Problem]]:
    """A page as parsed, and every problem of the page and of its names."""
    reading = parse_page(read_page(text.encode()))
    _, unresolved = resolve(reading.project, load_schemes())
    return reading, [*reading.problems, *unresolved]


@pytest.fixture(scope="module")
def clean() -> Clean:
    made = [page(SEED, index, errors=0.0) for index in range(FEW)]
    return [(each, *read(each.text)) for each in made]


@pytest.fixture(scope="module")
def faulty() -> dict[str, int]:
    """The index of a page for every kind of error, when all pages have one."""
    found: dict[str, int] = {}
    for index in range(3000):
        kind = errors_of(SEED, index, errors=1.0)
        if kind is not None:
            found.setdefault(kind, index)
    return found


def test_clean_pages_parse_without_problems_and_their_names_resolve(clean: Clean) -> None:
    for given, reading, problems in clean:
        lost = LOST_BY_VARIANT_B if reading.project.variant == "B" else set()
        stray = {each.field for each in problems if each.code == "stray-text"} if lost else set()
        assert {each.field for each in problems} - stray == lost, given.code


def test_a_clean_project_is_consistent_with_the_schemes(clean: Clean) -> None:
    known = load_schemes()
    for _, (project, _), _ in clean:
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


def test_status_and_final_report_go_with_the_dates(clean: Clean) -> None:
    for given, (project, _), _ in clean:
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


def test_prose_is_varied_and_no_line_of_it_is_the_form_s(clean: Clean) -> None:
    projects = [reading.project for _, reading, _ in clean]
    for name, share in (("title", 0.98), ("summary", 1), ("direct_target_groups", 0.98)):
        values = [getattr(project, name).value for project in projects if project.variant == "A"]
        assert len(set(values)) >= share * len(values)
    form = {slot.text for slot in ESF2014.slots}
    prose = [line for project in projects for line in (project.summary.value or "").split("\n")]
    assert not form & set(prose)
    assert not [line for given, *_ in clean for line in given.text.split("\n") if re.search(r"[{}%]|\.\.|None", line)]


def test_swedish_prose_is_swedish() -> None:
    some = (facts(SEED, index) for index in range(4000))
    swedish = (given.index for given in some if given.swedish and given.variant == "A")
    for index in islice(swedish, 5):
        (project, _), _ = read(page(SEED, index, errors=0.0).text)
        assert {language_of(text.value) for text in (project.summary, project.direct_target_groups)} == {"sv"}
