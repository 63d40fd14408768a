"""A release's store to the documents that can be found: projects, organisations, and what describes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from esrgraph.mapping.kinds import FACETS, KINDS, SEARCHED
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos
from esrgraph.release.tally import years_of
from esrgraph.search.analysis import compose_characters
from esrgraph.search.everyday_names import EverydayNames

GRANTED_UP_TO = (50_000, 100_000, 250_000, 500_000, 1_000_000)
"""Where one class of granted money ends and the next begins, in euros."""

_PROSE = {
    Dct.abstract: "abstract",
    Esr.finalReportSummary: "final-report",
    Esr.directTargetGroupText: "direct-target-group-text",
    Esr.indirectTargetGroupText: "indirect-target-group-text",
    Esr.genderAnalysisDoneStatement: "gender-equality",
    Esr.genderMainstreamedStatement: "gender-equality",
    Esr.genderEqualityIsMainObjectiveStatement: "gender-equality",
}
_NARROWED_BY = (Esr.status, Esr.programmePeriod, Esr.fund)
"""What a project is linked with whose name too many have to be looked for by it."""
_BY_NAME = ("programme-period", "fund", "status")
"""Kinds of these: projects of one are found by its name."""
_DESCRIBED_BY = {
    term: name
    for name in FACETS
    if name != "organisation"
    for term in KINDS[name].of_project
    if term not in _NARROWED_BY
}
"""What a project is linked with that has a name which is looked for too; who takes part is found by role."""
_PERIOD = (Esr.plannedStart, Esr.plannedEnd)
_OF_A_PROJECT = (
    *(Dct.title, *_PROSE, *_DESCRIBED_BY, Esr.participation, *_NARROWED_BY, *_PERIOD),
    *(Esr.grantedEuAndStateFunding, Esr.code),
)
_OF_A_PARTICIPATION = (Esr.role, Esr.nameAsGiven, Esr.organisationTypeAsGiven, Esr.organisation)
_ROLES = {"applicant": "applicant", "support-transferee": "support-transferee"}
_NAMES = (Skos.prefLabel, Skos.altLabel)
_PLACED_BY = (Esr.withinRegion, Esr.withinSubRegion, Esr.activeIn, Esr.organisationType)
_OF_A_NAMED = (*_NAMES, Esr.projectCount, Esr.businessId, Skos.notation, *_PLACED_BY)
_TERMS = (NamedNode, Literal)
_CACHED_THINGS = 16_384
_PLACES = ("municipality", "sub-region", "region")
_CALLED_OTHERWISE = ("organisation", "authority")
"""Kinds whose things have everyday names."""


class SearchText(NamedTuple):
    """One text of a document: the field that it is in, its language (`fi`, `sv`, `en`, or "" for a name), the text,
    its characters composed."""

    field: str
    language: str
    text: str


@dataclass(slots=True)
class SearchDocument:
    """One thing that can be found, with all that it is found by.

    `codes` are project code or business ID; `facets` the values of each facet; `projects` how many name it;
    `granted` euros.
    """

    kind: str
    key: str
    iri: str
    codes: list[str] = field(default_factory=list)
    texts: list[SearchText] = field(default_factory=list)
    facets: dict[str, set[str]] = field(default_factory=dict)
    projects: int = 0
    start: date | None = None
    granted: Decimal | None = None

    def add_facet(self, name: str, *keys: str) -> None:
        """Add values of a facet."""
        self.facets.setdefault(name, set()).update(keys)


class Documents:
    """The documents of one store, each as it is asked for: the order is by kind and IRI, and memory does not grow."""

    def __init__(self, store: Store, iris: Iris) -> None:
        self._store = store
        self._iris = iris
        self._everyday = EverydayNames(self._names_of("organisation"), self._names_of(*_PLACES))
        self.labels = lru_cache(_CACHED_THINGS)(self._labels)
        self.broader = lru_cache(_CACHED_THINGS)(self._broader)
        self.around = lru_cache(_CACHED_THINGS)(self._around)

    def __iter__(self) -> Iterator[SearchDocument]:
        for kind in SEARCHED:
            of_type = self._store.quads_for_pattern(None, Rdf.type, KINDS[kind].type, DefaultGraph())
            things = (quad.subject for quad in of_type)
            for iri in sorted(thing.value for thing in things if isinstance(thing, NamedNode)):
                document = self._document(kind, NamedNode(iri))
                if document:
                    yield document

    def facet_names(self) -> Iterator[tuple[str, str, str, str]]:
        """Facet, key, language and name of every value that projects are narrowed by and not found as a thing."""
        for quad in self._store.quads_for_pattern(None, Rdf.type, Skos.Concept, DefaultGraph()):
            kind, key = self._iris.parse(quad.subject.value) or ("", "")  # type: ignore[union-attr]  # no triple terms
            if kind in _BY_NAME:
                yield kind, key, "", key
                names = self._values(quad.subject, _NAMES)  # type: ignore[arg-type]
                yield from (
                    (kind, key, name.language or "", name.value) for _, name in names if isinstance(name, Literal)
                )

    def _document(self, kind: str, thing: NamedNode) -> SearchDocument | None:
        parsed = self._iris.parse(thing.value)
        if parsed is None or parsed[0] != kind or self._may_be_person(thing):
            return None
        document = SearchDocument(kind, parsed[1], thing.value)
        document.add_facet("kind", kind)
        if kind == "project":
            self._describe_project(document, thing)
        else:
            self._describe_named(document, thing)
        return document

    def _may_be_person(self, thing: NamedNode) -> bool:
        """Whether a beneficiary may be a natural person, who is not to be found by name."""
        return Quad(thing, Esr.mayBePerson, Literal(True)) in self._store

    def _describe_named(self, document: SearchDocument, thing: NamedNode) -> None:
        """An organisation, a place or another concept: its names, and where it belongs."""
        for predicate, value in self._values(thing, _OF_A_NAMED):
            if predicate in _NAMES and isinstance(value, Literal):
                name = "name" if predicate == Skos.prefLabel else "other-name"
                document.texts.append(SearchText(name, value.language or "", compose_characters(value.value)))
            elif predicate == Esr.projectCount:
                document.projects = int(value.value)
            elif predicate == Esr.businessId or (predicate == Skos.notation and "." in value.value):
                document.codes.append(value.value)
            elif predicate in _PLACED_BY:
                self._place(document, value)
        document.projects = document.projects or self._naming(document.kind, thing)
        document.texts += self._everyday_names(document)
        document.texts.sort()

    def _everyday_names(self, document: SearchDocument) -> list[SearchText]:
        """What an organisation or authority is called too, beside the names that it has."""
        if document.kind not in _CALLED_OTHERWISE:
            return []
        names = {text.text for text in document.texts if text.field in ("name", "other-name")}
        others = {other for name in names for other in self._everyday.of(name)} - names
        return [SearchText("other-name", "", compose_characters(other)) for other in others]

    def _names_of(self, *kinds: str) -> Iterator[str]:
        """The names of all things of some kinds that cannot be people."""
        for kind in kinds:
            for quad in self._store.quads_for_pattern(None, Rdf.type, KINDS[kind].type, DefaultGraph()):
                if isinstance(quad.subject, NamedNode) and not self._may_be_person(quad.subject):
                    yield from (name.value for _, name in self._values(quad.subject, _NAMES))

    def _naming(self, kind: str, thing: NamedNode) -> int:
        """How many projects are linked with a thing whose number the rules do not derive."""
        links = (self._store.quads_for_pattern(None, term, thing, DefaultGraph()) for term in KINDS[kind].of_project)
        return len({quad.subject for each in links for quad in each})

    def _place(self, document: SearchDocument, value: NamedNode | Literal) -> None:
        kind, key = self._iris.parse(value.value) or ("", "")
        if not kind:
            return
        document.add_facet(kind, key)
        if kind == "municipality" and isinstance(value, NamedNode):
            for place in self.around(value):
                self._place(document, place)

    def _describe_project(self, document: SearchDocument, thing: NamedNode) -> None:
        period: dict[NamedNode, date] = {}
        texts: list[SearchText] = []
        for predicate, value in self._values(thing, _OF_A_PROJECT):
            if predicate in _PROSE and isinstance(value, Literal):
                texts.append(SearchText(_PROSE[predicate], value.language or "", compose_characters(value.value)))
            elif predicate == Dct.title and isinstance(value, Literal):
                document.texts.append(SearchText("name", value.language or "", compose_characters(value.value)))
            elif predicate in _DESCRIBED_BY and isinstance(value, NamedNode):
                name = _DESCRIBED_BY[predicate]
                document.add_facet(name, *self.broader(value))
                texts += (SearchText(name, language, label) for language, label in self.labels(value))
            elif predicate == Esr.participation and isinstance(value, NamedNode):
                texts += self._participant(document, value)
            elif predicate in _NARROWED_BY:
                self._place(document, value)
            elif predicate in _PERIOD:
                period[predicate] = date.fromisoformat(value.value)
            elif predicate == Esr.grantedEuAndStateFunding:
                document.granted = Decimal(value.value)
                document.add_facet("granted", granted_class(document.granted))
            elif predicate == Esr.code:
                document.codes.append(value.value)
        document.texts += sorted(set(texts), key=_order)
        document.start = period.get(Esr.plannedStart)
        start, end = (str(period.get(term) or "") for term in (Esr.plannedStart, Esr.plannedEnd))
        document.add_facet("year", *map(str, years_of(start, end)))

    def _participant(self, document: SearchDocument, participation: NamedNode) -> Iterator[SearchText]:
        """The names of a participant, as given and its own; it and its organisation types become facets."""
        role, names = "co-implementer", []
        for predicate, value in self._values(participation, _OF_A_PARTICIPATION):
            if predicate == Esr.role:
                _, key = self._iris.parse(value.value) or ("", "")
                role = _ROLES.get(key, role)
            elif predicate == Esr.nameAsGiven:
                names.append(compose_characters(value.value))
            elif predicate == Esr.organisationTypeAsGiven:
                self._place(document, value)
            elif predicate == Esr.organisation and isinstance(value, NamedNode):
                if self._may_be_person(value):
                    return
                self._place(document, value)
                names += (text for _, text in self.labels(value))
                for type_ in self._objects(value, Esr.organisationType):
                    self._place(document, type_)
        for name in sorted(set(names)):
            yield SearchText(role, "", name)

    def _values(
        self, thing: NamedNode, terms: tuple[NamedNode, ...]
    ) -> Iterator[tuple[NamedNode, NamedNode | Literal]]:
        """The values of some properties: to look for each takes less than to read all that a project has."""
        for term in terms:
            for quad in self._store.quads_for_pattern(thing, term, None, DefaultGraph()):
                if isinstance(quad.object, _TERMS):
                    yield term, quad.object

    def _objects(self, thing: NamedNode | Literal, predicate: NamedNode) -> Iterator[NamedNode]:
        if isinstance(thing, NamedNode):
            for quad in self._store.quads_for_pattern(thing, predicate, None, DefaultGraph()):
                if isinstance(quad.object, NamedNode):
                    yield quad.object

    def _labels(self, thing: NamedNode) -> tuple[tuple[str, str], ...]:
        """Language and text of its preferred labels; a label that another language shares stands once."""
        labels: dict[str, str] = {}
        for quad in self._store.quads_for_pattern(thing, Skos.prefLabel, None, DefaultGraph()):
            if isinstance(quad.object, Literal):
                language = quad.object.language or ""
                label = compose_characters(quad.object.value)
                known = labels.get(label)
                labels[label] = "fi" if "fi" in (known, language) else language
        return tuple(sorted((language, text) for text, language in labels.items()))

    def _around(self, municipality: NamedNode) -> tuple[NamedNode, ...]:
        """The places that it lies within, and the municipality that it became part of."""
        terms = (Esr.withinRegion, Esr.withinSubRegion, Dct.isReplacedBy)
        return tuple(place for term in terms for place in self._objects(municipality, term))

    def _broader(self, thing: NamedNode) -> tuple[str, ...]:
        """Its key and, of a target group, those of all broader ones."""
        kind, key = self._iris.parse(thing.value) or ("", "")
        wider = self._objects(thing, Skos.broader) if kind == "target-group" else ()
        return tuple({key, *(each for broader in wider for each in self.broader(broader))} - {""})


def granted_class(euros: Decimal) -> str:
    """The class of granted money that an amount is in, as its least amount and the next class's: `50000-100000`.

    >>> granted_class(Decimal(50_000)), granted_class(Decimal(2_000_000))
    ('50000-100000', '1000000-')
    """
    bounds = (0, *GRANTED_UP_TO)
    lower = max((bound for bound in bounds if bound <= euros), default=0)
    upper = next((bound for bound in GRANTED_UP_TO if bound > euros), "")
    return f"{lower}-{upper}"


def _order(text: SearchText) -> tuple[bool, SearchText]:
    """Prose after names, so that a snippet is looked for where it says most."""
    return text.field in _PROSE.values() and text.field != "abstract", text
