"""Changes to the triples of a release's graph of changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, Triple

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf
from esrgraph.release.changes.compare import ProjectChange


def change_triples(
    changes: Iterable[ProjectChange], release: str, previous: str | None, iris: Iris
) -> Iterator[Triple]:
    """The changes from the release `previous` to `release`, for the graph `changes`: the data stand apart from them,
    and say the same whatever was released before."""
    graph = iris.graph("changes")
    whole = iris.within_dataset("release", release)
    yield Triple(whole, Dct.identifier, Literal(release))
    if previous:
        yield Triple(whole, Dct.replaces, iris.within_dataset("release", previous))
    for change in changes:
        node = iris.part(graph, change.code)
        yield Triple(node, Rdf.type, Esr.Change)
        yield Triple(node, Dct.isPartOf, whole)
        yield Triple(node, Esr.changedProject, iris.project(change.code))
        yield Triple(node, Esr.code, Literal(change.code))
        yield Triple(node, Esr.changeKind, Literal(change.kind.value))
        if change.title is not None:
            yield Triple(node, Dct.title, Literal(change.title))
        for each in change.fields:
            yield Triple(node, Esr.changedField, Literal(each.field))
