"""Releases made by hand, for tests of the endpoint: a store with named graphs, and nothing else."""

from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from esrgraph.release.folder import DataFolder, Release

BASE = "https://esr.example/"
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
GRAPHS = {name: f"{BASE}graph/{name}" for name in ("one", "two", "three")}


def fact(subject: str, value: str, graph: str | None = None) -> Quad:
    return Quad(NamedNode(BASE + subject), LABEL, Literal(value), NamedNode(graph) if graph else DefaultGraph())


def publish(data: DataFolder, name: str, quads: list[Quad]) -> Release:
    """Make a release of quads, and take it into use."""
    with data.writing() as folder:
        store = Store(folder / "store")
        store.extend(quads)
        store.flush()
        del store
        (folder / "manifest.json").write_bytes(orjson.dumps({"base": BASE}))
        return data.publish(folder, name)


def small(path: Path) -> DataFolder:
    """One fact in the default graph and one in each named graph, all with the graph's name as label."""
    data = DataFolder(path)
    publish(data, "1", [fact("default", "default"), *(fact(name, name, iri) for name, iri in GRAPHS.items())])
    return data


def large(path: Path, facts: int) -> DataFolder:
    """Many facts in the default graph."""
    data = DataFolder(path)
    publish(data, "1", [fact(f"thing/{number}", f"thing {number}") for number in range(facts)])
    return data


def rows_of(solutions: object) -> list[dict[str, Any]]:
    """The rows of a result by variable. A test that kept the result itself could not ask a server: frames of its client
    live on in circles, and what the engine gave must not be dropped by another thread."""
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: row[name] for name in names} for row in solutions]
