"""A SPARQL store elsewhere: its graphs written whole (Graph Store Protocol), asked and changed (SPARQL 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import OpenerDirector, Request

from pyoxigraph import DefaultGraph, Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from esrgraph.errors import EndpointError, InputError
from esrgraph.sparql.login import PASSWORD, TOKEN, USER

_ROWS = "application/sparql-results+json"
_FORM = "application/x-www-form-urlencoded"
_SHOWN = 300
"""Characters of what a server says that a message repeats."""
_AGAIN = "push again once it answers: what it holds is not sent twice"
_REMEDIES = {
    401: f"; set {USER} and {PASSWORD}, or {TOKEN}, to what it takes",
    403: "; it wants another user, or writes at another address",
    404: "; check the address",
    405: "; this address takes no writing",
    413: "; send less at once with --chunk",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a server takes graphs, queries and updates. `plain` tells whether it has a default graph of its own."""

    graphs: str
    query: str
    update: str
    plain: bool = True


_KNOWN = {
    "/store": ("/query", "/update", True),
    "/sparql-graph-crud-auth": ("/sparql-auth", "/sparql-auth", False),
}
"""How the addresses of Oxigraph and of Virtuoso end, by the end of the one for graphs."""


def find_addresses(graphs: str, query: str | None = None, update: str | None = None) -> Addresses:
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
        _check(address)
    return Addresses(graphs, query, update, others is None or others[2])


def _check(address: str) -> None:
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise InputError(f"Put the password into {USER} and {PASSWORD}, not into the address")
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise InputError(f"{address!r} is no address of a store, as http://localhost:7878/store")


@dataclass(frozen=True, slots=True)
class Server:
    """A store that can be written to. `seconds` is how long it may keep silent; every method raises EndpointError
    where it cannot be reached, refuses, is too slow, or answers with something else."""

    addresses: Addresses
    opener: OpenerDirector
    seconds: float

    def replace(self, graph: NamedNode, ntriples: bytes) -> None:
        """Make a graph hold these triples and no others."""
        self._graph("PUT", graph, ntriples)

    def add(self, graph: NamedNode, ntriples: bytes) -> None:
        """Add triples to a graph."""
        self._graph("POST", graph, ntriples)

    def update(self, text: str) -> None:
        """Run a SPARQL update."""
        self._send("POST", self.addresses.update, urlencode({"update": text}).encode(), _FORM)

    def count(self, graph: NamedNode | DefaultGraph) -> int:
        """The number of triples in a graph."""
        counts = self.column(f"SELECT (COUNT(*) AS ?count) WHERE {{ {pattern(graph)} }}")
        if len(counts) != 1 or not counts[0].value.isdecimal():
            raise EndpointError(f"{self.addresses.query} did not answer with a number when asked to count triples")
        return int(counts[0].value)

    def column(self, query: str) -> list[NamedNode | Literal]:
        """The IRIs and literals in the one column of a SELECT query."""
        address = self.addresses.query
        body = self._send("POST", address, urlencode({"query": query}).encode(), _FORM, _ROWS)
        try:
            solutions = parse_query_results(body, format=QueryResultsFormat.JSON)
            terms = [row[0] for row in solutions] if isinstance(solutions, QuerySolutions) else []
        except SyntaxError as error:
            raise EndpointError(f"{address} did not answer with SPARQL results in JSON: {_beginning(body)}") from error
        return [term for term in terms if isinstance(term, NamedNode | Literal)]

    def _graph(self, method: str, graph: NamedNode, ntriples: bytes) -> None:
        address = f"{self.addresses.graphs}?{urlencode({'graph': graph.value})}"
        self._send(method, address, ntriples, "application/n-triples")

    def _send(self, method: str, address: str, body: bytes, media: str, accept: str = "*/*") -> bytes:
        headers = {"Content-Type": media, "Accept": accept, "User-Agent": "esrgraph"}
        request = Request(address, body, headers, method=method)  # noqa: S310 - `find_addresses` checked the scheme
        where = address.partition("?")[0]
        try:
            with self.opener.open(request, timeout=self.seconds) as response:
                answer: bytes = response.read()
                partial = response.headers.get("X-SQL-State")
        except HTTPError as error:
            raise EndpointError(f"{where} answered {error.code} {error.reason}{_reason(error)}") from error
        except TimeoutError as error:
            raise self._slow(where) from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._slow(where) from error
            raise EndpointError(f"{where} cannot be reached: {error.reason}; {_AGAIN}") from error
        except (OSError, HTTPException) as error:
            raise EndpointError(f"{where} broke off its answer: {error}; {_AGAIN}") from error
        if partial:
            raise EndpointError(f"{where} gave only a part of the answer; allow queries more time there")
        return answer

    def _slow(self, where: str) -> EndpointError:
        return EndpointError(f"{where} did not answer within {self.seconds:g} seconds; wait longer with --timeout")


def pattern(graph: NamedNode | DefaultGraph) -> str:
    """What matches every triple of a graph, in SPARQL."""
    return f"GRAPH {graph} {{ ?s ?p ?o }}" if isinstance(graph, NamedNode) else "?s ?p ?o"


def _reason(error: HTTPError) -> str:
    """What to do about a refusal, or what the server said of it. A refused login is not repeated, whatever it says."""
    with error:
        if 300 <= error.code < 400:
            return f": give the address that it leads to, {error.headers.get('Location', 'which it does not say')}"
        if error.code in _REMEDIES:
            return _REMEDIES[error.code]
        try:
            return f": {_beginning(error.read())}"
        except (OSError, HTTPException):
            return ""


def _beginning(body: bytes) -> str:
    """What a server said, in one line."""
    text = " ".join(body[: _SHOWN * 4].decode("utf-8", "replace").split())
    return text[:_SHOWN] or "nothing more"
