"""A store of many projects to small graphs, each of which can be validated by itself with the context that all share.

A project's graph is what is said of it and of its parts (`<project>`, `<project#...>`), and of the organisations that
it names. Everything that is neither a project nor an organisation is context: the schemes and the ontology.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store, Triple

from esrgraph.rdf.vocabulary import Esr
from esrgraph.validation.reference.selection import Predicates
from esrgraph.validation.shapes import Node

SIZE = 50
"""Projects a chunk: fewer read the shapes more often, more take longer to give a first result."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What is validated together: one project, or the context by itself (`project` is ""). `triples` are N-Triples."""

    project: str
    triples: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of the triples."""
        return hashlib.sha256(self.triples).hexdigest()


@dataclass(slots=True)
class Partition:
    """The subjects of a store by the document that they belong to: a project, an organisation, or the context."""

    store: Store
    predicates: Predicates
    _projects: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    _organisations: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))
    _context: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        projects = {document(each) for each in _subjects(self.store, f"?s a {Esr.Project}")}
        organisations = {document(each) for each in _subjects(self.store, f"?s a {Esr.Organisation}")} - projects
        for subject in sorted(_subjects(self.store, "?s ?p ?o"), key=str):
            name = document(subject)
            if name in projects:
                self._projects[name].append(subject)
            elif name in organisations:
                self._organisations[name].append(subject)
            else:
                self._context.append(subject)

    def context(self) -> Iterator[Triple]:
        """The triples that every chunk is validated with."""
        return self._about(self._context)

    def units(self) -> Iterator[Unit]:
        """Every project with its organisations, in the order of their IRIs; last, organisations that no project names.

        The last unit is there even if it is empty: with it the context itself is validated.
        """
        lonely = set(self._organisations)
        for name in sorted(self._projects):
            triples = set(self._about(self._projects[name]))
            named = {document(each.object) for each in triples} & self._organisations.keys()
            lonely -= named
            triples.update(each for other in named for each in self._about(self._organisations[other]))
            yield Unit(name, to_lines(triples))
        yield Unit("", to_lines(each for other in lonely for each in self._about(self._organisations[other])))

    def _about(self, subjects: Iterable[Node]) -> Iterator[Triple]:
        for subject in subjects:
            for quad in self.store.quads_for_pattern(subject, None, None):
                if self.predicates is None or quad.predicate in self.predicates:
                    yield quad.triple


def document(term: object) -> str:
    """The IRI of the document that a node belongs to: its own, without a fragment; "" for anything but an IRI."""
    return term.value.partition("#")[0] if isinstance(term, NamedNode) else ""


def selected(store: Store, predicates: Predicates) -> Iterator[Triple]:
    """All triples of a store with these predicates."""
    for predicate in [None] if predicates is None else sorted(predicates, key=str):
        for quad in store.quads_for_pattern(None, predicate, None):
            yield quad.triple


def chunks(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Units in lists of `SIZE`."""
    chunk: list[Unit] = []
    for unit in units:
        chunk.append(unit)
        if len(chunk) == SIZE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def to_lines(triples: Iterable[Triple]) -> bytes:
    """Triples as N-Triples lines, each once, in order."""
    return "".join(sorted({f"{each} .\n" for each in triples})).encode()


def _subjects(store: Store, pattern: str) -> set[Node]:
    solutions = store.query(f"SELECT DISTINCT ?s {{ {pattern} }}")
    assert isinstance(solutions, QuerySolutions)  # noqa: S101
    found = (solution["s"] for solution in solutions)
    return {each for each in found if isinstance(each, NamedNode | BlankNode)}
