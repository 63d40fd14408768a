"""A store to what its projects are counted by, and how much of it: the members of each dimension, and the amounts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos
from esrgraph.release.tally import years_of

NOT_KNOWN = ""
"""The member of every dimension that has the projects of which none is known."""
_STATED = {
    "fund": Esr.fund,
    "programme-period": Esr.programmePeriod,
    "region": Esr.region,
    "priority-axis": Esr.priorityAxis,
    "specific-objective": Esr.specificObjective,
    "target-group": Esr.directTargetGroup,
}
_AMOUNTS = {"granted": Esr.grantedEuAndStateFunding, "realised": Esr.realisedEuAndStateFunding}
PROPERTIES = (
    *_STATED.values(),
    *_AMOUNTS.values(),
    *(Esr.plannedStart, Esr.plannedEnd, Esr.participation, Esr.organisationTypeAsGiven, Skos.broader),
    f"{Rdf.type} {Esr.Project}",
)
"""The properties that this reads, and the class."""

_Values = Mapping[str, set[str]]
"""By IRI."""


@dataclass(frozen=True, slots=True)
class CountedProject:
    """A project in statistics: by dimension its members (IRIs, or years as YYYY), and by measure what it adds to each
    cell that it belongs to, in projects or euros."""

    members: Mapping[str, tuple[str, ...]]
    amounts: Mapping[str, int | Decimal]


def read_projects(store: Graph) -> Iterator[CountedProject]:
    """Every project of a store's default graph, in the order of their IRIs."""
    found = {name: _values(store, term) for name, term in _STATED.items()}
    found["applicant-type"] = _applicant_types(store)
    found["target-group"] = _with_broader(store, found["target-group"])
    starts, ends = _values(store, Esr.plannedStart), _values(store, Esr.plannedEnd)
    money = {name: _values(store, term) for name, term in _AMOUNTS.items()}
    projects = store.quads_for_pattern(None, Rdf.type, Esr.Project, DefaultGraph())
    for project in sorted(quad.subject.value for quad in projects):  # type: ignore[union-attr]  # no triples
        members = {name: _members(values.get(project)) for name, values in found.items()}
        start, end = (next(iter(days.get(project, ())), "") for days in (starts, ends))
        members["year"] = _members({start[:4]} if start else None)
        members["active-year"] = _members({str(year) for year in years_of(start, end)})
        stated = {name: next(iter(values.get(project, ())), None) for name, values in money.items()}
        yield CountedProject(members, _amounts(stated, len(members["region"])))


def _members(values: set[str] | None) -> tuple[str, ...]:
    return tuple(sorted(values)) if values else (NOT_KNOWN,)


def _amounts(stated: Mapping[str, str | None], regions: int) -> dict[str, int | Decimal]:
    """What a project adds by measure; an amount that is not stated adds nothing, and is not counted as known."""
    amounts: dict[str, int | Decimal] = {"projects": 1}
    for name, text in stated.items():
        amount = Decimal(text or 0)
        amounts[name] = amount
        amounts[f"{name}-known"] = int(text is not None)
        amounts[f"{name}-divided"] = amount / regions
    return amounts


def _values(store: Graph, term: NamedNode) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, term, None, DefaultGraph()):
        found.setdefault(quad.subject.value, set()).add(quad.object.value)  # type: ignore[union-attr]  # no triples
    return found


def _applicant_types(store: Graph) -> dict[str, set[str]]:
    """The types that pages give the applicants, by project: other participants have none there."""
    types, found = _values(store, Esr.organisationTypeAsGiven), dict[str, set[str]]()
    for quad in store.quads_for_pattern(None, Esr.participation, None, DefaultGraph()):
        given = types.get(quad.object.value)  # type: ignore[union-attr]
        if given:
            found.setdefault(quad.subject.value, set()).update(given)  # type: ignore[union-attr]
    return found


def _with_broader(store: Graph, groups: _Values) -> dict[str, set[str]]:
    """Target groups with all that are broader, each once."""
    broader, known = _values(store, Skos.broader), dict[str, set[str]]()

    def upwards(group: str) -> set[str]:
        if group not in known:
            known[group] = {group}.union(*map(upwards, broader.get(group, ())))
        return known[group]

    return {project: set().union(*map(upwards, own)) for project, own in groups.items()}
