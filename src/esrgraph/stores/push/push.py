"""The steps of a push: load beside, count, switch, count, prune."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.errors import EndpointError, InputError, ReleaseError
from esrgraph.rdf.iris import Iris
from esrgraph.release.dumps.piece_forms import NTRIPLES
from esrgraph.release.folder import Release
from esrgraph.runtime.progress import Progress, silent
from esrgraph.stores.push.loading import Loading
from esrgraph.stores.push.store_server import Server
from esrgraph.stores.push.versions import Versions

_RELEASE = "release/"


@dataclass(frozen=True, slots=True)
class PushOptions:
    """How to push: `served` is the graph that gets a copy of the current release (None: no copy is made), `chunk` the
    number of triples sent at once, `keep` that of releases left in the store (None: all)."""

    served: NamedNode | DefaultGraph | None = DefaultGraph()  # noqa: RUF009 - immutable
    chunk: int = 50_000
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: it sent `sent` of the release's `triples` into `graph`, and dropped the graphs `dropped`."""

    graph: NamedNode
    triples: int
    sent: int
    dropped: tuple[NamedNode, ...]


def push(release: Release, server: Server, options: PushOptions, progress: Progress = silent) -> Pushed:
    """Load a release into a graph of its own, make it the current one, and drop old ones.

    Raises:
        InputError: the served graph is one that the server does not have, or that a push writes itself.
        ReleaseError: the release's dump or manifest cannot be read.
        EndpointError: the server fails, or holds another number of triples than the release.
    """
    versions = Versions(server, Iris(release.base))
    graph = release_graph(release)
    _check_served(options.served, versions)
    triples = count_triples(release)
    versions.register(graph)
    sent = Loading(release.dumps / NTRIPLES, triples, server, graph, options.chunk, progress).run()
    progress("Switching", 0, None)
    versions.switch(graph, options.served)
    if options.served:
        _check_copy(options.served, server, triples)
    dropped = versions.prune(options.keep) if options.keep else ()
    return Pushed(graph, triples, sent, dropped)


def _check_served(served: NamedNode | DefaultGraph | None, versions: Versions) -> None:
    if isinstance(served, DefaultGraph) and not versions.server.addresses.plain:
        raise InputError("Virtuoso has no default graph of its own, only the union of all; give --graph IRI or none")
    if isinstance(served, NamedNode) and served.value.startswith(
        (versions.graph.value, versions.iris.graph(_RELEASE).value)
    ):
        current = versions.iris.graph("current").value
        raise InputError(f"A push writes {served.value} itself; give another --graph, as {current}")


def release_graph(release: Release) -> NamedNode:
    """The name of the graph of its own that a release has in the store."""
    return Iris(release.base).graph(f"{_RELEASE}{release.id}")


def count_triples(release: Release) -> int:
    """The number of a release's triples, by its manifest; raises ReleaseError where that cannot be read."""
    try:
        triples: int = orjson.loads(release.manifest.read_bytes())["counts"]["triples"]
    except (OSError, orjson.JSONDecodeError, KeyError) as error:
        raise ReleaseError(f"The release {release.folder} has no readable manifest; build it again") from error
    return triples


def _check_copy(served: NamedNode | DefaultGraph, server: Server, triples: int) -> None:
    held = server.count(served)
    if held != triples:
        raise EndpointError(
            f"The graph {served} holds {held} triples after the switch, and the release {triples}; push again, or give "
            "--graph none if the server's default graph is the union of all graphs"
        )
