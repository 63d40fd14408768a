"""Which releases a store holds and which is the current one, as a few triples in a graph of their own."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.stores.push.store_server import Server, pattern

_VERSION = term_of("dcat:hasVersion")
_CURRENT = term_of("dcat:hasCurrentVersion")


@dataclass(frozen=True, slots=True)
class Versions:
    """The graph `<base>graph/releases`: the dataset has versions, the releases' graphs, of which one is current."""

    server: Server
    iris: Iris

    @property
    def graph(self) -> NamedNode:
        """The graph that says so."""
        return self.iris.graph("releases")

    def register(self, release: NamedNode) -> None:
        """Note that a release's graph is there, from before its first triple, so that `prune` finds it."""
        self.server.update(f"INSERT DATA {{ {self._fact(_VERSION, release)} }}")

    def switch(self, release: NamedNode, served: NamedNode | DefaultGraph | None) -> None:
        """Make a release the current one, and in the same request the served graph, if there is one, a copy of it."""
        copy = f"{_copy(release, served)} ; " if served else ""
        self.server.update(
            f"{copy}DELETE WHERE {{ {self._fact(_CURRENT, '?old')} }} ; "
            f"INSERT DATA {{ {self._fact(_CURRENT, release)} }}"
        )

    def prune(self, keep: int) -> tuple[NamedNode, ...]:
        """Drop all but the newest `keep` graphs of releases, never the current one; returns those dropped."""
        current = set(self._objects(_CURRENT))
        old = [each for each in sorted(self._objects(_VERSION), key=str)[:-keep] if each not in current]
        for each in old:
            self.server.update(f"DROP SILENT GRAPH {each} ; DELETE DATA {{ {self._fact(_VERSION, each)} }}")
        return tuple(old)

    def _objects(self, predicate: NamedNode) -> list[NamedNode]:
        terms = self.server.column(f"SELECT ?object WHERE {{ {self._fact(predicate, '?object')} }}")
        return [term for term in terms if isinstance(term, NamedNode)]

    def _fact(self, predicate: NamedNode, release: NamedNode | str) -> str:
        return f"GRAPH {self.graph} {{ {self.iris.dataset} {predicate} {release} }}"


def _copy(source: NamedNode, target: NamedNode | DefaultGraph) -> str:
    """What SPARQL's COPY does, writing the differences alone: two releases have most triples in common."""
    there = pattern(source)
    here = pattern(target)
    return (
        f"DELETE {{ {here} }} WHERE {{ {here} FILTER NOT EXISTS {{ {there} }} }} ; "
        f"INSERT {{ {here} }} WHERE {{ {there} FILTER NOT EXISTS {{ {here} }} }}"
    )
