"""The triple store of a release: Oxigraph, loaded once, then only read."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode, Quad, QuerySolutions, QueryTriples, Store, Variable

from esrgraph.errors import ReleaseError


def load(triples: Path, folder: Path, graph: NamedNode | None = None) -> int:
    """Load a file of triples, whose suffix tells its format, into the store at `folder`, as a named graph if `graph`
    names it; returns the number of triples in the store."""
    store = Store(folder)
    store.bulk_load(path=triples, to_graph=graph)
    store.flush()
    store.optimize()
    return len(store)


def open_read_only(folder: Path) -> Store:
    """The store at `folder`, as it is now; raises ReleaseError where there is none."""
    try:
        return Store.read_only(str(folder))
    except OSError as error:
        raise ReleaseError(f"No store can be opened at {folder}: {error}") from error


def select(store: Store, query: str) -> list[dict[str, str | None]]:
    """The rows of a SELECT query: the text of each term by variable, None where it is unbound.

    A result is read where it was made: the library ends the process when another thread touches one.
    """
    solutions = store.query(query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("select() takes a SELECT query")
    names = [variable.value for variable in solutions.variables]
    return [{name: getattr(row[name], "value", None) for name in names} for row in solutions]


def construct(store: Store, query: str, **bindings: NamedNode) -> list[Quad]:
    """The triples of a CONSTRUCT query with some of its variables bound; read at once, as `select` says."""
    triples = store.query(query, substitutions={Variable(name): term for name, term in bindings.items()})
    if not isinstance(triples, QueryTriples):
        raise TypeError("construct() takes a CONSTRUCT query")
    return [Quad(triple.subject, triple.predicate, triple.object) for triple in triples]
