"""The kinds of error that pages are seeded with: where each can occur, and what it does to a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.corpus.draw import Draw
from benchmarks.corpus.organisations import Organisation
from benchmarks.corpus.places import Region, regions
from benchmarks.corpus.project import Facts
from esrgraph.extraction.forms.esf2014 import PROCEDURES, TITLES
from esrgraph.linking import schemes

Values = dict[str, str]
"""What the page template is filled with; a fault changes it in place."""
Change = Callable[[Values, Facts, Draw], None]

_OVERDUE = timedelta(days=190)
"""More than half a year after its end, a project cannot be active any more."""
_COMMON = 40
"""Organisations below this number are in so many projects that a second spelling stands beside the first."""
_SHORTEST_TO_MISSPELL = 3
_WITHOUT_GROUPS = ("Kohderyhmä tarkentuu myöhemmin.", "Ks. hankesuunnitelma.", "Tarkennetaan alkuvaiheessa.")
_REQUIRED = ("title", "axis", "objective", "period", "status", "authority", "applicant", "organisation_type", "granted")


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of error: on which pages it can be seeded, and how."""

    applies: Callable[[Facts], bool]
    change: Change


_FAULTS: dict[str, Fault] = {}


def _fault(applies: Callable[[Facts], bool] = lambda facts: True) -> Callable[[Change], Change]:
    """Register a change under its name, with hyphens."""

    def register(change: Change) -> Change:
        _FAULTS[change.__name__.strip("_").replace("_", "-")] = Fault(applies, change)
        return change

    return register


def kind_of(facts: Facts, draw: Draw, errors: float) -> str | None:
    """The error of a page, or None; complete pages (variant A) have one in that share (0-1) of cases."""
    if not draw.chance(errors) or facts.variant != "A":
        return None
    return draw.one([kind for kind, fault in _FAULTS.items() if fault.applies(facts)])


def seed_fault(kind: str, values: Values, facts: Facts, draw: Draw) -> None:
    """Put the error into the page's values."""
    _FAULTS[kind].change(values, facts, draw)


def _has_partners(facts: Facts) -> bool:
    return bool(facts.partners)


def _has_ended(facts: Facts) -> bool:
    return facts.ended


def _is_local(facts: Facts) -> bool:
    return len(facts.regions) == 1


@_fault(lambda facts: len(facts.places[0].municipality) > _SHORTEST_TO_MISSPELL)
def misspelt_municipality(values: Values, facts: Facts, draw: Draw) -> None:
    """Two letters of a municipality have changed places."""
    name = facts.places[0].municipality
    swaps = (name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(1, len(name) - 1))
    known = schemes.load_schemes().municipalities
    wrong = draw.one([swapped for swapped in swaps if swapped != name and not known.concepts_named(swapped)])
    _replace_place(values, "municipalities", name, wrong)


@_fault()
def misspelt_authority(values: Values, facts: Facts, draw: Draw) -> None:
    """The authority lacks a letter."""
    at = draw.between(1, 6)
    values["authority"] = facts.authority[:at] + facts.authority[at + 1 :]


@_fault()
def wrong_check_digit(values: Values, facts: Facts, draw: Draw) -> None:
    """The applicant's business ID ends in another digit."""
    values["business_id"] = _other_check_digit(facts.applicant, draw)


@_fault(_has_partners)
def wrong_check_digit_of_partner(values: Values, facts: Facts, draw: Draw) -> None:
    """A partner's business ID ends in another digit."""
    partner = draw.one(facts.partners)
    values["partners"] = values["partners"].replace(partner.business_id, _other_check_digit(partner, draw))


@_fault()
def realised_above_planned(values: Values, facts: Facts, draw: Draw) -> None:
    """More public funding was realised than planned."""
    values["realised_public"] = euros(int(facts.money.planned_public * (1.1 + draw.unit())))


@_fault()
def granted_above_total(values: Values, facts: Facts, draw: Draw) -> None:
    """The EU and the state granted more than all public funding together."""
    values["granted"] = euros(int(facts.money.planned_public * (1.1 + draw.unit())))


@_fault()
def negative_amount(values: Values, facts: Facts, draw: Draw) -> None:
    """An amount is negative."""
    values["realised"] = f"-{euros(draw.between(100, 90_000))}"


@_fault()
def unreadable_amount(values: Values, facts: Facts, draw: Draw) -> None:
    """An amount is written so that its value is not certain."""
    name = draw.one(("granted", "realised", "planned_public", "realised_public"))
    wrong = draw.one(("noin {}", "{} + alv", "{}/v", "{}?", "1.{}.00"))
    values[name] = wrong.format(values[name])


@_fault(_has_ended)
def dates_reversed(values: Values, facts: Facts, draw: Draw) -> None:
    """The project ends before it begins."""
    values["period"] = period(facts.end, facts.start)


@_fault(lambda facts: facts.ended and facts.retrieved > facts.end + _OVERDUE)
def status_still_active(values: Values, facts: Facts, draw: Draw) -> None:
    """A project that ended long before the capture is still called active."""
    values["status"] = status(ended=False)


@_fault(_has_ended)
def missing_report(values: Values, facts: Facts, draw: Draw) -> None:
    """The project has ended, but there is no summary of its final report."""
    values["report"] = "-"


@_fault(_has_partners)
def lost_partners(values: Values, facts: Facts, draw: Draw) -> None:
    """The heading of the partners stands there with nothing below, and the procedure is blank."""
    values["partners"] = values["partners"].split("\n\n")[0] + "\n\n"
    values["procedure"] = ""


@_fault(_has_partners)
def partners_against_procedure(values: Values, facts: Facts, draw: Draw) -> None:
    """There are partners, but the procedure says that there is only one applicant."""
    values["procedure"] = _procedure_text("single-applicant")


@_fault(lambda facts: not facts.partners)
def joint_without_partners(values: Values, facts: Facts, draw: Draw) -> None:
    """The procedure says that it is a joint project, but there are no partners."""
    values["procedure"] = _procedure_text("joint-project")


@_fault()
def blank_field(values: Values, facts: Facts, draw: Draw) -> None:
    """A required field has its label and nothing after it."""
    values[draw.one(_REQUIRED)] = ""


@_fault()
def missing_statement(values: Values, facts: Facts, draw: Draw) -> None:
    """A yes or no without the statement that gives the reason."""
    values[draw.one(("analysis_statement", "mainstreaming_statement", "gender_objective_statement"))] = ""


@_fault(_is_local)
def municipality_outside(values: Values, facts: Facts, draw: Draw) -> None:
    """A municipality of a region that the page does not name."""
    other = _other_region(facts, draw).municipalities(facts.start, facts.end)
    values["municipalities"] += f", {draw.one(other).municipality}"


@_fault(_is_local)
def sub_region_outside(values: Values, facts: Facts, draw: Draw) -> None:
    """A sub-region of a region that the page does not name."""
    other = _other_region(facts, draw).municipalities(facts.start, facts.end)
    values["sub_regions"] += f", {draw.one(other).sub_region}"


@_fault(lambda facts: bool(facts.regions[0].former(facts.start)))
def merged_municipality(values: Values, facts: Facts, draw: Draw) -> None:
    """A municipality that had been merged into another before the project began."""
    values["municipalities"] += f", {draw.one(facts.regions[0].former(facts.start)).municipality}"


@_fault()
def objective_of_another_axis(values: Values, facts: Facts, draw: Draw) -> None:
    """The objective belongs to another axis of the same fund."""
    known = schemes.load_schemes()
    axis = known.objective_axis(facts.theme.objective)
    objectives = [each for each in known.objectives.by_notation.values() if each.parent and each.parent != axis]
    objective = draw.one([each for each in objectives if known.axis_fund(each.parent or "") == facts.fund])
    values["objective"] = f"{objective.notation}. {objective.label}"


@_fault()
def objective_reworded(values: Values, facts: Facts, draw: Draw) -> None:
    """The objective's number is right, a word of it is gone."""
    words = values["objective"].split()
    values["objective"] = " ".join(words[:1] + words[2:] if len(words) > 2 else [words[0], words[1][:-1]])


@_fault()
def title_of_other_fund(values: Values, facts: Facts, draw: Draw) -> None:
    """The page's title names the other fund than the code's letter."""
    values["fund_title"] = TITLES["EAKR" if facts.fund == "ESR" else "ESR"]


@_fault()
def score_above_ten(values: Values, facts: Facts, draw: Draw) -> None:
    """A criterion scores more than the form allows."""
    lines = values["sustainability"].split("\n")
    scored = [at for at, line in enumerate(lines) if line[-1:].isdigit()]
    at = draw.one(scored)
    criterion = lines[at].rsplit(" ", 2)[0]
    lines[at] = f"{criterion} {draw.between(11, 99)} {draw.between(0, 10)}"
    values["sustainability"] = "\n".join(lines)


@_fault()
def no_target_group(values: Values, facts: Facts, draw: Draw) -> None:
    """The text on the direct target groups names none."""
    values["direct"] = draw.one(
        ("Kohderyhmä tarkentuu myöhemmin.", "Ks. hankesuunnitelma.", "Tarkennetaan alkuvaiheessa.")
    )


@_fault(lambda facts: facts.applicant.number < _COMMON)
def name_variant(values: Values, facts: Facts, draw: Draw) -> None:
    """The applicant has another name than in its other projects."""
    values["applicant"] = facts.applicant.variant


@_fault(lambda facts: facts.applicant.number < _COMMON)
def type_variant(values: Values, facts: Facts, draw: Draw) -> None:
    """The applicant has another type than in its other projects."""
    values["organisation_type"] = facts.applicant.other_type


@_fault()
def unknown_type(values: Values, facts: Facts, draw: Draw) -> None:
    """The applicant is of a type that nobody has seen before."""
    values["organisation_type"] = draw.one(("Muu", "Tuntematon", "Yhteisö tai laitos", "Rekisteröity"))


@_fault()
def phone_too_long(values: Values, facts: Facts, draw: Draw) -> None:
    """The applicant's phone number has digits too many."""
    values["phone"] += f"{draw.between(10_000_000, 99_999_999)}"


@_fault()
def lost_line(values: Values, facts: Facts, draw: Draw) -> None:
    """A field is gone, label and all."""
    values["lost"] = draw.one(("Erityistavoite:", "Y-tunnus:", "Toiminnan tila:", "Kunnat:", "Vastuuviranomainen:"))


@_fault()
def cut_off(values: Values, facts: Facts, draw: Draw) -> None:
    """The page ends after a line anywhere between its first fields and its last section."""
    values["cut"] = f"{draw.unit():.6f}"


KINDS = tuple(_FAULTS)
"""Every kind of error, as `errors_of` and the truth tell it."""


def euros(amount: int) -> str:
    """An amount as pages write it.

    >>> euros(1328000)
    '1 328 000'
    """
    return f"{amount:,}".replace(",", " ")


def period(start: date, end: date) -> str:
    """The planned period as pages write it, days without padding."""
    return f"Alkaa {start.day}.{start.month}.{start.year} ja päättyy {end.day}.{end.month}.{end.year}"


def status(*, ended: bool) -> str:
    """The status as pages write it."""
    return schemes.load_schemes().statuses.by_notation["ended" if ended else "active"].label


def _procedure_text(notation: str) -> str:
    return next(text for text, each in PROCEDURES.items() if each == notation)


def _other_check_digit(organisation: Organisation, draw: Draw) -> str:
    right = organisation.business_id
    return right[:-1] + draw.one([digit for digit in "0123456789" if digit != right[-1]])


def _other_region(facts: Facts, draw: Draw) -> Region:
    return draw.one([region for region in regions() if region not in facts.regions])


def _replace_place(values: Values, name: str, right: str, wrong: str) -> None:
    values[name] = ", ".join(wrong if place == right else place for place in values[name].split(", "))
