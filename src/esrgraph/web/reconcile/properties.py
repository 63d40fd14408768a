"""The properties that things of a type have: by id, by name, and what else an id stands for in a query."""

from __future__ import annotations

from functools import cache
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.mapping.kinds import KINDS, SEARCHED
from esrgraph.rdf.ontology import PREFIXES, ontology, shorten_iri
from esrgraph.rdf.vocabulary import Esr, Rdf, Rdfs, Skos
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.words import texts
from esrgraph.web.linked_data.description import things_of
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

_FEW, _SAMPLED = 1000, 100
"""Things of a kind that are all looked at for their properties; of more, so many from all over it."""
_LOOKED_AT = 3000
"""Values of a property that none of these has, looked at for one of the kind."""
_NOT_TOLD = {Rdf.type.value, Rdfs.label.value, Esr.mayBePerson.value}
_ALSO = {
    "code": (Esr.code, Skos.notation, Esr.businessId),
    "municipality": (Esr.municipality, Esr.activeIn),
    "region": (Esr.region, Esr.withinRegion),
    "subRegion": (Esr.subRegion, Esr.withinSubRegion),
}
"""What an id stands for in a query, where things of other types have another property that says it."""


def property_id(iri: str) -> str:
    """What a property is called in the service: its local name, or with a prefix where it is of another vocabulary.

    >>> property_id("https://w3id.org/esrgraph/ontology#businessId"), property_id("http://purl.org/dc/terms/title")
    ('businessId', 'dct:title')
    """
    return iri.removeprefix(Esr.NAMESPACE) if iri.startswith(Esr.NAMESPACE) else shorten_iri(iri)


def property_terms(opened: Opened, id: str) -> tuple[NamedNode, ...]:
    """The properties that an id stands for in a query; raises Refusal (400) for one that no type has."""
    return _ALSO.get(id) or (known_property(opened, id),)


def known_property(opened: Opened, id: str) -> NamedNode:
    """The property with an id or IRI; raises Refusal (400) where nothing has it."""
    prefix, _, name = id.partition(":")
    iri = f"{PREFIXES[prefix]}{name}" if prefix in PREFIXES and name else id
    iri = iri if ":" in iri else f"{Esr.NAMESPACE}{id}"
    if not any(iri in properties_of(opened, kind) for kind in SEARCHED):
        raise Refusal(400, f"There is no property {id!r}; suggest/property tells which there are")
    return NamedNode(iri)


@remembered(most=len(SEARCHED))
def properties_of(opened: Opened, kind: str) -> tuple[str, ...]:
    """The IRIs of the properties that have values with things of a kind, sorted; not those that lead to parts."""
    start, things = opened.iris.thing(kind, "").value, list(things_of(opened, kind))
    found: set[str] = set()
    for iri in things[:: len(things) // _SAMPLED if len(things) > _FEW else 1]:
        quads = opened.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph())
        found.update(quad.predicate.value for quad in quads if "#" not in _iri(quad.object))
    if len(things) > _FEW:
        others = {term.iri for term in ontology().with_domain(KINDS[kind].type.value)} | _of_others()
        found |= {iri for iri in others - found - _NOT_TOLD if _has_values(opened, iri, start)}
    return tuple(sorted(found - _NOT_TOLD))


@cache
def _of_others() -> frozenset[str]:
    """The properties of other vocabularies that have names on pages."""
    named = (name.split("_", 2) for name in texts() if name.startswith("term_"))
    return frozenset(f"{PREFIXES[prefix]}{name}" for _, prefix, name in named if prefix in PREFIXES)


def _has_values(opened: Opened, iri: str, start: str) -> bool:
    quads = opened.store.quads_for_pattern(None, NamedNode(iri), None, DefaultGraph())
    return any(
        quad.subject.value.startswith(start) and "#" not in quad.subject.value + _iri(quad.object)  # type: ignore[union-attr]
        for quad in islice(quads, _LOOKED_AT)
    )


def _iri(value: object) -> str:
    """The IRI that a value below this site's base is; empty for literals."""
    return value.value if isinstance(value, NamedNode) and "/id/" in value.value else ""
