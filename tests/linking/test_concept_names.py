"""A name stands for the one concept that bore it in the project's time; else it is said why it does not."""

from datetime import date

import pytest

from esrgraph.linking.concept_names import Concept, Names, Resolution, fold_name
from esrgraph.record import Label

OLD = Concept("1", "Kylä", ("Kylä", "Kylän"), ("Byn",), valid_to=date(2015, 12, 31))
NEW = Concept("2", "Uusikylä", ("Uusikylä", "Kylä"), ("Nyby",), valid_from=date(2016, 1, 1))
GONE = Concept("3", "Salo", ("Salo",), (), valid_to=date(2008, 12, 31), successor="2")
LOST = Concept("4", "Ranta", ("Ranta",), ("Kylä",), valid_to=date(2008, 12, 31), successor="9")
THEN, NOW = (date(2014, 1, 1), date(2015, 1, 1)), (date(2017, 1, 1), date(2018, 1, 1))


@pytest.fixture
def towns() -> Names:
    return Names("small town", [OLD, NEW, GONE, LOST])


@pytest.mark.parametrize(
    ("name", "period", "notation"),
    [
        ("Kylä", THEN, "1"),
        ("KYLÄN", THEN, "1"),
        ("kyla\N{COMBINING DIAERESIS}", NOW, "2"),
        ("byn", THEN, "1"),
        ("Uusikylä", (None, None), "2"),
        ("Kylä", (date(2016, 1, 1), None), "2"),
        ("Kylä", (None, date(2015, 12, 31)), "1"),
        ("Kylän", (date(2015, 12, 31), date(2020, 1, 1)), "1"),
        ("Nyby", (date(2010, 1, 1), date(2016, 1, 1)), "2"),
        ("Salo", (None, date(2020, 1, 1)), "3"),
    ],
)
def test_a_name_stands_for_what_bore_it_in_the_projects_time(
    name: str, period: tuple[date | None, date | None], notation: str, towns: Names
) -> None:
    assert towns.resolve(name, *period) == Resolution(notation)


def test_a_finnish_name_comes_before_one_in_another_language(towns: Names) -> None:
    assert towns.concepts_named(" kylä ") == (OLD, NEW)
    assert towns.concepts_named("nyby") == (NEW,)
    assert towns.concepts_named("Metsä") == ()
    assert fold_name(" UUSI \t Kylä\n") == "uusi kylä"


@pytest.mark.parametrize(
    ("name", "period", "told"),
    [
        (
            "Metsä",
            (None, None),
            Resolution(None, "unknown-small-town", 'No small town is called "Metsä"', "Check the spelling on the page"),
        ),
        (
            "Sallo",
            (None, None),
            Resolution(
                None,
                "unknown-small-town",
                'No small town is called "Sallo"',
                "Check the spelling on the page; close to it: Salo",
            ),
        ),
        (
            "kylää",
            (None, None),
            Resolution(
                None,
                "unknown-small-town",
                'No small town is called "kylää"',
                "Check the spelling on the page; close to it: Kylä, Uusikylä",
            ),
        ),
        (
            "x" * 81,
            (None, None),
            Resolution(
                None,
                "unknown-small-town",
                f'No small town is called "{"x" * 80}…"',
                "Check the spelling on the page",
            ),
        ),
        (
            "x" * 80,
            (None, None),
            Resolution(
                None,
                "unknown-small-town",
                f'No small town is called "{"x" * 80}"',
                "Check the spelling on the page",
            ),
        ),
        (
            "Kylä",
            (None, None),
            Resolution(
                None,
                "ambiguous-small-town",
                'More than one small town is called "Kylä"',
                "Find out which is meant: Kylä (1), Uusikylä (2)",
            ),
        ),
        (
            "Uusikylä",
            THEN,
            Resolution(
                None,
                "not-yet-valid-small-town",
                "The small town Uusikylä exists from 2016-01-01, after the project's end, 2015-01-01",
                "Check the period and the name on the page",
            ),
        ),
        (
            "Kylän",
            NOW,
            Resolution(
                None,
                "ended-small-town",
                "The small town Kylä ended on 2015-12-31, before the project's start, 2017-01-01",
                "Check the period and the name on the page",
            ),
        ),
        (
            "Ranta",
            NOW,
            Resolution(
                None,
                "ended-small-town",
                "The small town Ranta ended on 2008-12-31, before the project's start, 2017-01-01",
                "Check the period and the name on the page",
            ),
        ),
        (
            "Salo",
            NOW,
            Resolution(
                None,
                "merged-small-town",
                "The small town Salo was merged into Uusikylä on 2009-01-01, before the project's start, 2017-01-01",
                "Check the period and the name on the page; it is now part of Uusikylä (2)",
            ),
        ),
    ],
)
def test_a_name_that_stands_for_nothing_certain_is_told(
    name: str, period: tuple[date | None, date | None], told: Resolution, towns: Names
) -> None:
    assert towns.resolve(name, *period) == told


AXES = [
    Concept("p:2", "Työ", ("Työ",), ()),
    Concept("p:10.1", "Osallisuus", ("Osallisuus",), ()),
    Concept("p:1", "Yritys", ("Yritys",), ()),
    Concept("q:3", "Muu", ("Muu",), ()),
]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (Label("2", "työ"), Resolution("p:2")),
        (Label(" 10.1. ", "Osallisuus"), Resolution("p:10.1")),
        (Label("2", ""), Resolution("p:2")),
        (
            Label("3", "Muu"),
            Resolution(
                None,
                "unknown-priority-axis",
                "The programme has no priority axis 3",
                "Check the number on the page; known are 1, 2, 10.1",
            ),
        ),
        (
            Label("2", "Yritys"),
            Resolution(
                "p:2",
                "wording-of-another",
                'Priority axis p:2 reads "Yritys" and not "Työ"',
                "Check the number on the page; that is the wording of p:1",
            ),
        ),
        (
            Label("2", "x" * 301),
            Resolution(
                "p:2",
                "wording-differs",
                f'Priority axis p:2 reads "{"x" * 300}…" and not "Työ"',
                "Check that the number on the page is right",
            ),
        ),
    ],
)
def test_the_number_decides_whatever_the_wording(label: Label, told: Resolution) -> None:
    assert Names("priority axis", AXES).resolve_number(label, "p:") == told


def test_numbers_may_have_no_prefix() -> None:
    assert Names("axis", [Concept("5", "Työ", ("Työ",), ())]).resolve_number(Label("5", "Työ")) == Resolution("5")
