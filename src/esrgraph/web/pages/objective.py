"""The pages about specific objectives and priority axes of the programme."""

from __future__ import annotations

from collections.abc import Mapping

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import TextInLanguage, link, number_in
from esrgraph.web.pages.parts.selection import Selection
from esrgraph.web.pages.parts.summary import counts_of, money_of
from esrgraph.web.pages.parts.sustainability import means
from esrgraph.web.site import Opened


def objective_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about a specific objective; None where there is none."""
    objective = Selection(opened, "specific-objective", key, words, query, prefix=f"{key} ")
    axis = load_schemes().objective_axis(key)
    if axis is None or not objective.facts.is_a(Esr.SpecificObjective):
        return None
    above = objective.to("priority-axis", axis)
    others = [each for each in objectives_of(axis) if each != key]
    return "objective.html", objective.page(
        [_listing(words), (TextInLanguage(f"{axis} {above.name.value}", above.name.language), above.path)],
        ("beside", "objective_beside") if others else None,
        axis=above,
        means=means(opened, objective.facts.iri, objective.reader),
        **_values(objective, others),
    )


def axis_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """Those of the page about a priority axis."""
    axis = Selection(opened, "priority-axis", key, words, query, prefix=f"{number_in(key)} ")
    if not axis.facts.is_a(Esr.PriorityAxis):
        return None
    within = objectives_of(key)
    return "objective.html", axis.page(
        [_listing(words)], ("beside", "objective_within") if within else None, axis=None, **_values(axis, within)
    )


def objectives_of(axis: str) -> list[str]:
    """The numbers of the objectives of an axis, in the programme's order."""
    numbers = (each.notation for each in load_schemes().objectives.by_notation.values() if each.parent == axis)
    return sorted(numbers, key=lambda number: [int(part) for part in number.split(".")])


def _listing(words: SiteWords) -> tuple[TextInLanguage, str]:
    return TextInLanguage(words("nav_objectives")), "/objectives"


def _values(page: Selection, beside: list[str]) -> dict[str, object]:
    counts, money = (of(page.opened, "specific-objective") for of in (counts_of, money_of))
    fund = page.facts.iri_of(Esr.fund)
    return {
        "beside": [(page.to("specific-objective", each), counts.get(each, 0), money.get(each)) for each in beside],
        "fund": link(page.opened, fund, page.reader) if fund else None,
        "groups": page.common_things("target-group"),
        "map": page.regions(),
    }
