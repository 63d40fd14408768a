"""The names of a project's fields to the notations that they stand for."""

from datetime import date
from typing import Any

import pytest

from esrgraph.linking.resolve import ResolvedNames, resolve
from esrgraph.linking.schemes import load_schemes
from esrgraph.record import Applicant, Field, Label, Project, Severity, State


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("Koski", "Tl"), ("284",)),
        (("Kemi", "Koski", "Tl", "Tornio"), ("240", "284", "851")),
        (("Koski", "Kemi"), ("284", "240")),
        (("KOSKI", "TL"), ("284",)),
    ],
)
def test_a_name_that_holds_a_comma_is_one_municipality(names: tuple[str, ...], codes: tuple[str, ...]) -> None:
    municipalities = Field(names, ", ".join(names), 1, State.STATED)
    links, problems = resolve(Project("S39001", municipalities=municipalities), load_schemes())
    assert links.municipalities == codes
    assert not problems


def test_an_unknown_name_after_another_is_told_and_joined_to_nothing() -> None:
    links, problems = resolve(Project("S39001", municipalities=Field(("Kemi", "Tl"), "Kemi, Tl", 1)), load_schemes())
    assert links.municipalities == ("240",)
    assert [problem.text for problem in problems] == ["Tl"]


def stated(value: str | Label) -> Field[Any]:
    return Field(value, value if isinstance(value, str) else f"{value.number}: {value.wording}", 7, State.STATED)


NAMED: dict[str, Any] = {
    "project_type": stated("Hanke"),
    "status": stated("Toiminnassa"),
    "authority": stated("Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus"),
    "priority_axis": stated(Label("5", "Sosiaalinen osallisuus ja köyhyyden torjunta")),
    "specific_objective": stated(Label("12.3", "Digitaalisten taitojen parantaminen")),
    "applicant": Applicant(organisation_type=stated("Kunta")),
    "regions": Field(("Lapin", "Lappi", "Uusimaa"), "Lapin, Lappi, Uusimaa", 8, State.STATED),
    "sub_regions": Field(("Kyrönmaan",), "Kyrönmaan", 9, State.STATED),
    "municipalities": Field(("Valtimo",), "Valtimo", 10, State.STATED),
    "planned_start": Field(date(2019, 1, 1), "1.1.2019", 6, State.STATED),
    "planned_end": Field(date(2020, 1, 1), "1.1.2020", 6, State.STATED),
}


def test_every_name_of_a_project_is_a_link() -> None:
    links, problems = resolve(Project("S39001", **NAMED), load_schemes())
    assert links == ResolvedNames(
        priority_axis="5",
        specific_objective="12.3",
        status="active",
        authority="etela-savo-ely-centre",
        organisation_type="municipality",
        regions=("19", "01"),
        sub_regions=("151",),
        municipalities=("911",),
    )
    assert [(each.field, each.code, each.text) for each in problems] == [
        ("project_type", "unknown-project-type", "Hanke")
    ]


def test_what_is_not_stated_is_neither_linked_nor_told() -> None:
    assert resolve(Project("S39001"), load_schemes()) == (ResolvedNames(), ())


@pytest.mark.parametrize(
    "field", ["status", "authority", "priority_axis", "specific_objective", "project_type", "division", "applicant"]
)
def test_a_name_that_is_unknown_is_told_with_its_line(field: str) -> None:
    value = stated(Label("99", "Jotain") if field in {"priority_axis", "specific_objective"} else "Jotain muuta")
    given = {field: Applicant(organisation_type=value) if field == "applicant" else value}
    links, problems = resolve(Project("S39001", **given), load_schemes())
    assert links == ResolvedNames()
    name = "applicant.organisation_type" if field == "applicant" else field
    assert [(each.line, each.field, each.severity, each.text) for each in problems] == [
        (7, name, Severity.WARNING, value.raw)
    ]
    assert problems[0].code.startswith("unknown-")
    assert problems[0].message
    assert problems[0].remedy.startswith("Check")


@pytest.mark.parametrize(("field", "name"), [("municipalities", "Valtimo"), ("sub_regions", "Kyrönmaan")])
def test_places_are_those_of_the_projects_time(field: str, name: str) -> None:
    later = {"planned_start": Field(date(2022, 1, 1)), "planned_end": Field(date(2023, 1, 1))}
    given = {**later, field: Field((name,), name, 4)}
    links, problems = resolve(Project("S39001", **given), load_schemes())
    assert links == ResolvedNames()
    assert [(each.line, each.field, each.text) for each in problems] == [(4, field, name)]
    before = Field(("Raasepori",), "Raasepori", 4)
    early = Project("S39001", municipalities=before, planned_end=Field(date(2008, 12, 31)))
    assert resolve(early, load_schemes())[0].municipalities == ()


def test_a_wording_that_differs_is_linked_and_told() -> None:
    given = Project("S39001", priority_axis=Field(Label("5", "Osallisuus"), "5: Osallisuus", 3))
    links, problems = resolve(given, load_schemes())
    assert links.priority_axis == "5"
    assert [(each.severity, each.text) for each in problems] == [(Severity.INFO, "5: Osallisuus")]


def test_a_long_name_is_told_cut() -> None:
    _, problems = resolve(Project("S39001", status=Field("x" * 400, None, 3)), load_schemes())
    assert [each.text for each in problems] == ["x" * 300]


def test_an_axis_is_that_of_its_period_and_fund() -> None:
    wording = "Työllistymisen ja työmarkkinoilla pysymisen edistäminen sekä syrjäytymisen ehkäiseminen"
    given: dict[str, Any] = {
        "priority_axis": stated(Label("2", wording)),
        "division": stated("Itä-Suomen suuralueosio"),
        "project_type": stated("Projekti, jossa on henkilöitä mukana"),
    }
    earlier = Project("S12991", period="2007-2013", fund=stated("ESR"), **given)
    links, problems = resolve(earlier, load_schemes())
    assert (links.priority_axis, problems) == ("2007-2013-ESR-2", ())
    assert links.division
    assert links.project_type
    other, _ = resolve(Project("A12991", period="2007-2013", fund=stated("EAKR"), **given), load_schemes())
    assert other.priority_axis != "2007-2013-ESR-2"


@pytest.mark.parametrize("field", ["regions", "sub_regions", "municipalities"])
def test_a_place_that_is_unknown_is_told_with_its_field(field: str) -> None:
    given: dict[str, Any] = {field: Field(("Atlantis",), "Atlantis", 4)}
    links, problems = resolve(Project("S39001", **given), load_schemes())
    assert links == ResolvedNames()
    assert [(each.line, each.field, each.text) for each in problems] == [(4, field, "Atlantis")]
