"""The SKOS schemes as look-ups: what names on a page stand for, as notations (strings), never as IRIs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from esrgraph.errors import SchemeError
from esrgraph.linking.concept_names import Concept, Names, Resolution
from esrgraph.rdf.vocabulary import Dct, Esr, Skos
from esrgraph.record import Label
from esrgraph.resources import resource, resources

__all__ = ["Criterion", "Dimension", "Membership", "Resolution", "Schemes", "load_schemes"]

_POSITION = NamedNode(Esr.NAMESPACE + "position")
_OF_A_PERIOD = re.compile(r"programme-(\d{4}-\d{4})")
"""The names of the files with the axes of periods before 2014-2020, whose programme is in `programme.ttl`."""
_ANY_BASE = "https://any.invalid/"
"""IRIs in the schemes are relative; only notations leave this module, so any base will do."""


@dataclass(frozen=True, slots=True)
class Membership:
    """Where a municipality lay: codes of its sub-region and region, and the first and last day (None: open)."""

    sub_region: str
    region: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the three headings of section 8.2: notation, and the words on the page."""

    notation: str
    label: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the fifteen lines of section 8.2: notation, the words on the page, and its dimension's notation."""

    notation: str
    label: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Schemes:
    """Every look-up. Names match as a whole, apart from case and spacing; the codes of findings end in the kind:
    `unknown-municipality`, `merged-municipality`, `not-yet-valid-municipality`, `ended-sub-region` and so on.
    """

    municipalities: Names
    sub_regions: Names
    regions: Names
    axes: Names
    objectives: Names
    authorities: Names
    organisation_types: Names
    statuses: Names
    procedures: Names
    earlier_axes: Mapping[str, Names]
    """The axes of periods before 2014-2020, by period: each fund has its own."""
    divisions: Names
    project_types: Names
    periods: Names
    funds: Names
    target_groups: Names
    dimensions: tuple[Dimension, ...]
    """In page order, like `criteria`."""
    criteria: tuple[Criterion, ...]
    memberships: Mapping[str, tuple[Membership, ...]]
    """By municipality code, in order of time, without gaps."""

    def municipality(self, name: str, start: date | None, end: date | None) -> Resolution:
        """The municipality (code) called so on some day of the project; None leaves that side of the period open."""
        return self.municipalities.resolve(name, start, end)

    def sub_region(self, name: str, start: date | None, end: date | None) -> Resolution:
        """The sub-region (code) called so on some day of the project: `Joensuu`, or as pages have it `Joensuun`."""
        resolution = self.sub_regions.resolve(name, start, end)
        if resolution.code != "ended-sub-region":
            return resolution
        return replace(resolution, remedy=f"{resolution.remedy}; {self._heirs(name)}")

    def _heirs(self, name: str) -> str:
        (ended, *_) = self.sub_regions.concepts_named(name)
        steps = [step for places in self.memberships.values() for step in pairwise(places)]
        heirs = sorted({after.sub_region for before, after in steps if before.sub_region == ended.notation})
        labels = [f"{self.sub_regions.by_notation[heir].label} ({heir})" for heir in heirs]
        return f"its municipalities are now in {' and '.join(labels)}"

    def region(self, name: str) -> Resolution:
        """The region (code) called so: `Lappi`, or `Lapin`."""
        return self.regions.resolve(name)

    def priority_axis(self, label: Label, period: str = "", fund: str | None = None) -> Resolution:
        """The priority axis with that number; codes `wording-differs` and `wording-of-another` come with a notation.

        Before 2014-2020 its period and fund tell which of those with that number.
        """
        earlier = self.earlier_axes.get(period)
        return earlier.resolve_number(label, f"{period}-{fund}-") if earlier else self.axes.resolve_number(label)

    def specific_objective(self, label: Label) -> Resolution:
        """The specific objective with that number; findings as for axes. The number does not tell the axis."""
        return self.objectives.resolve_number(label)

    def authority(self, name: str) -> Resolution:
        """The authority with that full or short name, in any language the scheme has."""
        return self.authorities.resolve(name)

    def organisation_type(self, name: str) -> Resolution:
        """The organisation type with that name; the list is open, so an unknown one may be right."""
        return self.organisation_types.resolve(name)

    def status(self, text: str) -> Resolution:
        """What `Toiminnan tila` says: `active`, `ended` or `discontinued`."""
        return self.statuses.resolve(text)

    def division(self, name: str) -> Resolution:
        """The division of the programme of 2007-2013 with that name."""
        return self.divisions.resolve(name)

    def project_type(self, name: str) -> Resolution:
        """The project type of 2007-2013 with that name; the list is open, so an unknown one may be right."""
        return self.project_types.resolve(name)

    def procedure(self, text: str) -> Resolution:
        """The answer of `Hakijoiden lukumäärä tai tuen siirto -menettely`."""
        return self.procedures.resolve(text)

    def objective_axis(self, number: str) -> str | None:
        """The number of the axis that the objective belongs to; None where the programme has no such objective."""
        objective = self.objectives.by_notation.get(number)
        return objective.parent if objective else None

    def axis_fund(self, number: str) -> str | None:
        """`ESR` or `EAKR`; None where the programme has no such axis."""
        axis = self.axes.by_notation.get(number)
        return axis.fund if axis else None

    def place_parents(self, municipality_code: str, on: date | None) -> tuple[str, str]:
        """Codes of the sub-region and region on that day; the latest for None and for days after a merger.

        Raises KeyError where no municipality has the code.
        """
        places = self.memberships[municipality_code]
        for place in places:
            if on is not None and (place.valid_to is None or on <= place.valid_to):
                return place.sub_region, place.region
        return places[-1].sub_region, places[-1].region


class _Thing:
    """The statements about one subject."""

    def __init__(self) -> None:
        self._objects: defaultdict[str, list[NamedNode | Literal]] = defaultdict(list)

    def add(self, predicate: NamedNode, value: NamedNode | Literal) -> None:
        self._objects[predicate.value].append(value)

    def all(self, predicate: NamedNode) -> list[NamedNode | Literal]:
        return self._objects.get(predicate.value, [])

    def text(self, predicate: NamedNode) -> str | None:
        """The value of a property that has one at most: a literal's text, or the notation that an IRI ends in."""
        values = self.all(predicate)
        return values[0].value.rsplit("/", 1)[-1] if values else None

    def day(self, predicate: NamedNode) -> date | None:
        text = self.text(predicate)
        return date.fromisoformat(text) if text else None


def _things(scheme: str) -> dict[str, _Thing]:
    """What the scheme's file says, by subject; raises SchemeError where it is missing or no Turtle."""
    path = resource("ontology", "schemes", f"{scheme}.ttl")
    things: defaultdict[str, _Thing] = defaultdict(_Thing)
    try:
        for subject, predicate, value, _ in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=_ANY_BASE):
            if isinstance(value, (NamedNode, Literal)):
                things[str(subject)].add(predicate, value)
    except SyntaxError as error:
        raise SchemeError(f"{path} is not Turtle: {error}") from error
    return things


def _concepts(things: Mapping[str, _Thing]) -> Iterator[Concept]:
    """Those that things are linked to; they are told apart by their keys in IRIs, as sub-regions' notations are not."""
    for subject, thing in things.items():
        if thing.text(Skos.notation) and subject.startswith(f"<{_ANY_BASE}"):
            yield _concept(_key(subject), thing)


def _concept(notation: str, thing: _Thing) -> Concept:
    preferred = [label for label in thing.all(Skos.prefLabel) if isinstance(label, Literal)]
    further = [*thing.all(Skos.altLabel), *thing.all(Skos.hiddenLabel)]
    names = [*preferred, *(label for label in further if isinstance(label, Literal))]
    finnish = tuple(name.value for name in names if name.language == "fi")
    if not any(label.language == "fi" for label in preferred):
        raise SchemeError(f"The concept {notation} has no Finnish label")
    return Concept(
        notation=notation,
        label=finnish[0],
        finnish_names=finnish,
        other_names=tuple(name.value for name in names if name.language != "fi"),
        parent=thing.text(Skos.broader),
        position=int(thing.text(_POSITION) or 0),
        valid_from=thing.day(Esr.validFrom),
        valid_to=thing.day(Esr.validTo),
        successor=thing.text(Dct.isReplacedBy),
        fund=thing.text(Esr.fund),
    )


def _key(subject: str) -> str:
    return subject.rstrip(">").rsplit("/", 1)[-1]


def _names(kind: str, scheme: str) -> Names:
    return Names(kind, _concepts(_things(scheme)))


def _earlier_axes() -> Mapping[str, Names]:
    stems = (path.stem for path in resources("ontology/schemes", ".ttl"))
    found = filter(None, map(_OF_A_PERIOD.fullmatch, stems))
    return MappingProxyType({each[1]: _names("priority axis", each[0]) for each in found})


def _memberships(things: Mapping[str, _Thing]) -> Mapping[str, tuple[Membership, ...]]:
    found = {}
    for subject, thing in things.items():
        nodes = [things[str(node)] for node in thing.all(Esr.placeMembership)]
        places = [_membership(node) for node in nodes]
        if places:
            found[_key(subject)] = tuple(sorted(places, key=lambda p: p.valid_from or date.min))
    return MappingProxyType(found)


def _membership(thing: _Thing) -> Membership:
    sub_region, region = thing.text(Esr.withinSubRegion), thing.text(Esr.withinRegion)
    if sub_region is None or region is None:
        raise SchemeError("A membership in ontology/schemes/municipalities.ttl lacks its sub-region or region")
    return Membership(sub_region, region, thing.day(Esr.validFrom), thing.day(Esr.validTo))


@cache
def load_schemes() -> Schemes:
    """The schemes, read once from `ontology/schemes/`; raises SchemeError where a file is missing or unusable."""
    places = _things("municipalities")
    programme = list(_concepts(_things("programme")))
    criteria = sorted(_concepts(_things("criteria")), key=lambda concept: concept.position)
    return Schemes(
        municipalities=Names("municipality", _concepts(places)),
        memberships=_memberships(places),
        sub_regions=_names("sub-region", "sub-regions"),
        regions=_names("region", "regions"),
        axes=Names("priority axis", (each for each in programme if each.parent is None)),
        objectives=Names("specific objective", (each for each in programme if each.parent)),
        earlier_axes=_earlier_axes(),
        divisions=_names("division", "divisions"),
        project_types=_names("project type", "project-types"),
        periods=_names("programme period", "programme-periods"),
        funds=_names("fund", "funds"),
        authorities=_names("authority", "authorities"),
        organisation_types=_names("organisation type", "organisation-types"),
        statuses=_names("status", "statuses"),
        procedures=_names("procedure", "procedures"),
        target_groups=_names("target group", "target-groups"),
        dimensions=tuple(Dimension(each.notation, each.label) for each in criteria if each.parent is None),
        criteria=tuple(Criterion(each.notation, each.label, each.parent) for each in criteria if each.parent),
    )
