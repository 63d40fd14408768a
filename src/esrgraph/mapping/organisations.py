"""Organisations as many projects give them, gathered into one set of facts each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.extraction.lists.legal_forms import is_name_of_organisation
from esrgraph.linking.concept_names import fold_name
from esrgraph.linking.organisations import organisations_elsewhere
from esrgraph.rdf.iris import NAMED, Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Schema, Skos


@dataclass(frozen=True, slots=True)
class Given:
    """An organisation as one project gives it. `key` tells organisations apart: an IRI below the base."""

    key: str
    business_id: str | None
    name: str | None
    organisation_type: str | None = None
    official: bool = False
    """Whether the organisation names itself, as an applicant does."""
    listed: bool = False
    """Whether an official list says so, and no page."""


@dataclass(slots=True)
class _Gathered:
    business_id: str | None
    names: Counter[str] = field(default_factory=Counter)
    official: Counter[str] = field(default_factory=Counter)
    types: set[str] = field(default_factory=set)
    listed_alone: bool = True

    def may_be_person(self) -> bool:
        """Whether lists alone name it, and not as only an organisation is called: aid goes to sole traders, too."""
        return self.listed_alone and bool(self.names) and not any(map(is_name_of_organisation, self.names))

    def labels(self) -> list[str]:
        """The names, the preferred one first; of those that differ in case alone (`Oy`, `OY`) one."""
        spellings: dict[str, str] = {}
        for name in sorted(self.names, key=lambda name: (-self.official[name], -self.names[name], name)):
            spellings.setdefault(name.casefold(), name)
        return list(spellings.values())


class Organisations:
    """Gathers what projects say of organisations, in whatever order they come."""

    def __init__(self) -> None:
        self._gathered: dict[str, _Gathered] = {}

    def add(self, given: Iterable[Given]) -> None:
        """Take in what one project says."""
        for each in given:
            gathered = self._gathered.setdefault(each.key, _Gathered(each.business_id))
            gathered.listed_alone &= each.listed
            if each.name:
                gathered.names[each.name] += 1
                gathered.official[each.name] += each.official
            if each.organisation_type:
                gathered.types.add(each.organisation_type)

    def __len__(self) -> int:
        return len(self._gathered)

    def quads(self, iris: Iris) -> Iterator[Quad]:
        """The facts of every organisation, each asserted once, in the order of their IRIs.

        The preferred label is the name that it applies under most often, else the one that most projects use, of
        equals the first by alphabet; the others are alternative labels, but for those that differ in case alone.
        """
        alike = self._alike()
        for key in sorted(self._gathered):
            subject, gathered = NamedNode(key), self._gathered[key]
            if key in alike:
                yield Quad(subject, Esr.namedLike, NamedNode(alike[key]))
            yield Quad(subject, Rdf.type, Esr.Organisation)
            if gathered.may_be_person():
                yield Quad(subject, Esr.mayBePerson, Literal(True))
            if gathered.business_id:
                yield Quad(subject, Esr.businessId, Literal(gathered.business_id))
                for elsewhere in organisations_elsewhere().get(gathered.business_id, ()):
                    yield Quad(subject, Schema.sameAs, NamedNode(elsewhere))
            for position, name in enumerate(gathered.labels()):
                yield Quad(subject, Skos.altLabel if position else Skos.prefLabel, Literal(name))
            for notation in sorted(gathered.types):
                yield Quad(subject, Esr.organisationType, iris.concept("organisation-type", notation))

    def _alike(self) -> dict[str, str]:
        """For each organisation that is known by its name alone, the one with a business ID that bears it, too."""
        identified: defaultdict[str, set[str]] = defaultdict(set)
        for key, gathered in self._gathered.items():
            if gathered.business_id:
                for name in gathered.names:
                    identified[fold_name(name)].add(key)
        named = {key: each for key, each in self._gathered.items() if NAMED in key}
        bearers = {
            key: {other for name in each.names for other in identified[fold_name(name)]} for key, each in named.items()
        }
        return {key: next(iter(others)) for key, others in bearers.items() if len(others) == 1}
