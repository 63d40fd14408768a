"""The triple store of a release: Oxigraph, loaded once, then only read; and what can be asked in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
)
from zlib_ng import gzip_ng

from esrgraph.errors import ReleaseError
from esrgraph.runtime.heap import nothing_set_aside

_MOST_KEPT = 160_000_000
"""Bytes that the library keeps of what it has read of a store: 128 MiB of texts and 32 MiB of all else."""

AnyTerm = NamedNode | BlankNode | Literal | Triple


class Graph(Protocol):
    """What a release's triples are asked by, wherever they are: the methods of `Store` that read."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: AnyTerm | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
        /,
    ) -> Iterator[Quad]:
        """The quads that match a pattern; None stands for anything."""

    def query(
        self,
        query: str,
        /,
        *,
        base_iri: str | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        substitutions: dict[Variable, AnyTerm] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples | list[Quad]:
        """The result of a query, to be read in the thread that asked."""

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """The names of the graphs beside the default graph."""

    def contains_named_graph(self, graph_name: NamedNode | BlankNode | DefaultGraph, /) -> bool:
        """Whether there is a graph of that name."""


def load_triples(triples: Path, folder: Path, graph: NamedNode | None = None) -> None:
    """Load a file of triples, whose suffix tells its format, into the store at `folder`, as a named graph if `graph`
    names it; `.nt.gz` is read too. The file is this program's own, and what it holds is not checked again.

    The default graph is put in order, which makes queries several times as fast; the named ones are smaller.
    """
    store = Store(folder)
    with nothing_set_aside():
        if triples.suffix == ".gz":
            with gzip_ng.open(triples) as lines:  # type: ignore[no-untyped-call]
                store.bulk_load(lines, format=RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
        else:
            store.bulk_load(path=triples, to_graph=graph, lenient=True)
    store.flush()
    if graph is None:
        store.optimize()


def open_read_only(folder: Path) -> Store:
    """The store at `folder`, as it is now; raises ReleaseError where there is none that can be read."""
    try:
        return Store.read_only(str(folder))
    except (OSError, RuntimeError) as error:  # RuntimeError is how the library tells of damaged files
        raise ReleaseError(f"No store can be opened at {folder}: {error}; build the release again") from error


def remove_logs(folder: Path) -> None:
    """Remove what the library tells of each opening of the store at `folder`: nobody reads it, and it begins anew."""
    for log in (*folder.glob("LOG"), *folder.glob("LOG.old.*")):
        log.unlink()


def outgrows_memory(folder: Path) -> bool:
    """Whether the store at `folder` is larger than what the library keeps of it while it is open."""
    return sum(file.stat().st_size for file in folder.iterdir()) > _MOST_KEPT


def select(store: Graph, query: str, **bindings: NamedNode | Literal) -> list[dict[str, str | None]]:
    """The rows of a SELECT query with some of its variables bound: the text of each term by variable, None where it is
    unbound.

    A result is read where it was made: the library ends the process when another thread touches one.
    """
    solutions = store.query(query, substitutions=_substitutions(bindings))
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("select() takes a SELECT query")
    names = [variable.value for variable in solutions.variables]
    return [{name: getattr(row[name], "value", None) for name in names} for row in solutions]


def construct(store: Graph, query: str, **bindings: NamedNode) -> list[Quad]:
    """The triples of a CONSTRUCT query with some of its variables bound; read at once, as `select` says."""
    triples = store.query(query, substitutions=_substitutions(bindings))
    if not isinstance(triples, QueryTriples | list):
        raise TypeError("construct() takes a CONSTRUCT query")
    return [Quad(triple.subject, triple.predicate, triple.object) for triple in triples]


def _substitutions(bindings: Mapping[str, NamedNode] | Mapping[str, NamedNode | Literal]) -> dict[Variable, AnyTerm]:
    return {Variable(name): term for name, term in bindings.items()}
