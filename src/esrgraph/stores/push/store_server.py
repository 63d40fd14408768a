"""A SPARQL store elsewhere: its graphs written whole (Graph Store Protocol), asked and changed (SPARQL 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import DefaultGraph, Literal, NamedNode, QuerySolutions

from esrgraph.errors import EndpointError, InputError
from esrgraph.rdf.formats import N_TRIPLES
from esrgraph.sparql.client import Advice, Client, check_address
from esrgraph.sparql.login import PASSWORD, TOKEN, USER, Login

_AGAIN = "push again once it answers: what it holds is not sent twice"
_ADVICE = Advice(
    unreachable=_AGAIN,
    broken=_AGAIN,
    slow="wait longer with --timeout",
    partial="allow queries more time there",
    refused={
        401: f"; set {USER} and {PASSWORD}, or {TOKEN}, to what it takes",
        403: "; it wants another user, or writes at another address",
        404: "; check the address",
        405: "; this address takes no writing",
        413: "; send less at once with --chunk",
    },
)


@dataclass(frozen=True, slots=True)
class StoreAddresses:
    """Where a server takes graphs, queries and updates. `plain` tells whether it has a default graph of its own."""

    graphs: str
    query: str
    update: str
    plain: bool = True


_EXAMPLE = "a store, as http://localhost:7878/store"
_KNOWN = {
    "/store": ("/query", "/update", True),
    "/sparql-graph-crud-auth": ("/sparql-auth", "/sparql-auth", False),
}
"""How the addresses of Oxigraph and of Virtuoso end, by the end of the one for graphs."""


def find_addresses(graphs: str, query: str | None = None, update: str | None = None) -> StoreAddresses:
    """The three addresses of a server by that for graphs; the others are known of Oxigraph and Virtuoso.

    Raises:
        InputError: an address is none, holds a password, or is not given and not known.

    >>> find_addresses("http://localhost:7878/store").update
    'http://localhost:7878/update'
    """
    end = next((end for end in _KNOWN if graphs.endswith(end)), "")
    others = _KNOWN.get(end)
    start = graphs.removesuffix(end)
    if others:
        query, update = query or start + others[0], update or start + others[1]
    if query is None or update is None:
        raise InputError(
            f"It is known where stores take queries and updates if --to ends in {' or '.join(_KNOWN)}; "
            "for another, give --query and --update"
        )
    for address in (graphs, query, update):
        check_address(address, _EXAMPLE)
        if "?" in address:
            raise InputError(f"{address!r} is no address of {_EXAMPLE}")
    return StoreAddresses(graphs, query, update, others is None or others[2])


class Server:
    """A store that can be written to. It may keep silent for `seconds`; every method raises EndpointError where it
    cannot be reached, refuses, is too slow, or answers with something else."""

    def __init__(self, addresses: StoreAddresses, login: Login, seconds: float) -> None:
        self.addresses = addresses
        urls = (addresses.graphs, addresses.query, addresses.update)
        self._graphs, self._queries, self._updates = (Client(url, _ADVICE, login, seconds) for url in urls)

    def replace(self, graph: NamedNode, ntriples: bytes) -> None:
        """Make a graph hold these triples and no others."""
        self._write("PUT", graph, ntriples)

    def add(self, graph: NamedNode, ntriples: bytes) -> None:
        """Add triples to a graph."""
        self._write("POST", graph, ntriples)

    def update(self, text: str) -> None:
        """Run a SPARQL update."""
        self._updates.ask([("update", text)], "*/*")

    def count(self, graph: NamedNode | DefaultGraph) -> int:
        """The number of triples in a graph."""
        counts = self.column(f"SELECT (COUNT(*) AS ?count) WHERE {{ {pattern(graph)} }}")
        if len(counts) != 1 or not counts[0].value.isdecimal():
            raise EndpointError(f"{self.addresses.query} did not answer with a number when asked to count triples")
        return int(counts[0].value)

    def column(self, query: str) -> list[NamedNode | Literal]:
        """The IRIs and literals in the one column of a SELECT query."""
        solutions = self._queries.rows(query)
        terms = [row[0] for row in solutions] if isinstance(solutions, QuerySolutions) else []
        return [term for term in terms if isinstance(term, NamedNode | Literal)]

    def _write(self, method: str, graph: NamedNode, ntriples: bytes) -> None:
        parameters = urlencode({"graph": graph.value})
        self._graphs.send(method, ntriples, N_TRIPLES.media_type, query=f"?{parameters}")


def pattern(graph: NamedNode | DefaultGraph) -> str:
    """What matches every triple of a graph, in SPARQL."""
    return f"GRAPH {graph} {{ ?s ?p ?o }}" if isinstance(graph, NamedNode) else "?s ?p ?o"
