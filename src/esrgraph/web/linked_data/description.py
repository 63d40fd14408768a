"""What a release knows of one thing: its facts and parts, the names of what it is linked with, who links to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import DefaultGraph, NamedNode, Quad, Variable

from esrgraph.mapping.kinds import KINDS
from esrgraph.rdf.store import construct
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened, page_query

_DEFAULT = DefaultGraph()
PAGE = 100
"""Incoming links a page: a region has thousands."""


@dataclass(frozen=True, slots=True)
class Description:
    """One page of what is known of a thing.

    `facts` are of the thing and its parts; `incoming` are links from elsewhere, with the facts of parts that only link
    back; `labels` name what the others speak of. Pages after the first hold no facts. `links` counts all incoming
    links, `pages` the pages that they fill.
    """

    thing: NamedNode
    facts: tuple[Quad, ...]
    incoming: tuple[Quad, ...]
    labels: tuple[Quad, ...]
    number: int
    links: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.links // PAGE))


def iri_of(opened: Opened, path: str) -> NamedNode:
    """The IRI of the thing at a path below `id/`, as the address has it without its percent-encoding."""
    return NamedNode(f"{opened.iris.base}id/{quote(path, safe='-._~/')}")


def is_known(opened: Opened, thing: NamedNode) -> bool:
    """Whether anything is stated of a thing."""
    return next(opened.store.quads_for_pattern(thing, None, None, DefaultGraph()), None) is not None


def things_of(opened: Opened, kind: str) -> dict[str, str]:
    """The IRIs of all things of a kind, sorted, with their keys."""
    quads = opened.store.quads_for_pattern(None, Rdf.type, KINDS[kind].type, DefaultGraph())
    iris = sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
    return {iri: thing[1] for iri in iris if (thing := opened.iris.parse(iri)) and thing[0] == kind}


@remembered(most=1)
def possible_persons(opened: Opened) -> frozenset[str]:
    """The IRIs of beneficiaries that may be natural persons: nobody is led to these by name."""
    quads = opened.store.quads_for_pattern(None, Esr.mayBePerson, None, DefaultGraph())
    return frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))


def describe(opened: Opened, thing: NamedNode, number: int = 1) -> Description | None:
    """The page `number` (from 1) of what is known of a thing; None where nothing is, or there is no such page."""
    if not is_known(opened, thing):
        return None
    facts = with_parts(opened, thing) if number == 1 else []
    incoming, links = _incoming_links(opened, thing, number)
    if number > 1 and not incoming:
        return None
    own = {quad.subject for quad in facts}
    incoming = [quad for quad in incoming if quad.subject not in own]
    dependent = {quad.subject for quad in incoming if _is_part(quad.subject, thing)}
    incoming += [quad for part in dependent for quad in _facts(opened, part) if quad.object != thing]
    labels = _labels(opened, thing, facts, incoming)
    return Description(thing, tuple(facts), tuple(incoming), labels, number, links)


def _facts(opened: Opened, subject: object, graph: NamedNode | DefaultGraph = _DEFAULT) -> list[Quad]:
    """What is stated of a subject in a graph, its class first."""
    quads = opened.store.quads_for_pattern(subject, None, None, graph)  # type: ignore[arg-type]
    return sorted(quads, key=_class_first)


def _class_first(quad: Quad) -> str:
    predicate: str = quad.predicate.value
    return "" if predicate == Rdf.type.value else predicate


def with_parts(opened: Opened, thing: NamedNode, graph: NamedNode | DefaultGraph = _DEFAULT) -> list[Quad]:
    """The facts of a thing in a graph, then those of the parts that it links to, and of their parts."""
    facts: list[Quad] = []
    waiting, seen = [thing], {thing}
    while waiting:
        of_one = _facts(opened, waiting.pop(0), graph)
        facts += of_one
        parts = {quad.object for quad in of_one if _is_part(quad.object, thing)} - seen
        seen |= parts  # type: ignore[arg-type]
        waiting += sorted(parts, key=str)  # type: ignore[arg-type]
    return facts


def _is_part(term: object, thing: NamedNode) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(f"{thing.value}#")


def _incoming_links(opened: Opened, thing: NamedNode, number: int) -> tuple[list[Quad], int]:
    """One page of the links to a thing, and the number of all; a store that is only read keeps their order."""
    query = f"{page_query('incoming')}\nOFFSET {(number - 1) * PAGE} LIMIT {PAGE}"
    found = construct(opened.store, query, thing=thing)
    if number == 1 and len(found) < PAGE:
        return found, len(found)
    return found, _number_of_links(opened, thing)


@remembered(most=4096)
def _number_of_links(opened: Opened, thing: NamedNode) -> int:
    rows = opened.store.query(page_query("incoming-count"), substitutions={Variable("thing"): thing})
    return sum(int(row["count"].value) for row in rows)  # type: ignore[misc, union-attr]


def _labels(opened: Opened, thing: NamedNode, facts: Iterable[Quad], incoming: Iterable[Quad]) -> tuple[Quad, ...]:
    """The names of the things that triples speak of; of a part, those of what it is a part of."""
    terms = {quad.object for quad in facts} | {term for quad in incoming for term in (quad.subject, quad.object)}
    start = f"{opened.iris.base}id/"
    values = (term.value for term in terms if isinstance(term, NamedNode))
    wholes = {value.partition("#")[0] for value in values if value.startswith(start)} - {thing.value}
    return tuple(quad for whole in sorted(wholes) for quad in labels_of(opened, whole))


@remembered(most=50_000)
def labels_of(opened: Opened, iri: str) -> tuple[Quad, ...]:
    """The triples that name a thing: its preferred labels, or the title of a project."""
    node = NamedNode(iri)
    named = tuple(opened.store.quads_for_pattern(node, Skos.prefLabel, None, DefaultGraph()))
    return named or tuple(opened.store.quads_for_pattern(node, Dct.title, None, DefaultGraph()))
