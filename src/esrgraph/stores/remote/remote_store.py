"""A graph of a SPARQL endpoint that answers as the store of a release does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import orjson
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
    parse,
)

from esrgraph.errors import InputError, UpstreamError
from esrgraph.rdf.formats import JSON, N_TRIPLES
from esrgraph.rdf.store import AnyTerm
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql import form
from esrgraph.sparql.catalogue import QueryFile
from esrgraph.sparql.client import Advice, Client, check_address, read_rows
from esrgraph.sparql.inline import inline
from esrgraph.sparql.login import PASSWORD, TOKEN, USER, Login
from esrgraph.stores.remote.confine import confine_query, names_graphs, nothing_in, require_standard
from esrgraph.stores.remote.prefetch import Ahead

_SMALL, _FEW = 1_000_000, 2000
"""Bytes of a result of rows that is looked through for what will be asked next, and triples of one."""
_BOOLEAN = Xsd.boolean.value.encode()
_BOOLEANS = {"1": "true", "0": "false"}
_ADVICE = Advice(
    unreachable="check the address, and that it runs",
    broken="check that it runs",
    slow="ask for less, or wait longer",
    partial="allow queries more time there",
    refused={401: f"; set {USER} and {PASSWORD}, or {TOKEN}, to what it takes"},
)


def connect(url: str, login: Login = Login(), seconds: float = 60.0, most: int = 200_000_000) -> Client:  # noqa: B008
    """What asks the endpoint where releases were pushed to; raises InputError for what is no address of one."""
    check_address(url, "a SPARQL endpoint, as http://localhost:7878/query")
    return Client(url, _ADVICE, login, seconds, most)


class RemoteGraph:
    """A release's graph where it was pushed to. It has the methods of `store.Graph`, and no named graphs.

    Every method raises UpstreamError where the endpoint fails.
    """

    def __init__(self, upstream: Client, graph: NamedNode, base: str) -> None:
        """`base` is the release's base IRI; relative IRIs of queries are resolved on the address of its endpoint."""
        self._upstream, self._graph, self._base = upstream, graph, f"{base}sparql"
        self._ahead = Ahead(self._triples)

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: AnyTerm | None,
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The triples that match a pattern."""
        if isinstance(graph_name, NamedNode | BlankNode):
            return iter(())
        if isinstance(subject, NamedNode):
            known = self._ahead.about(subject.value, predicate.value if predicate else None)
            return iter(known if object is None else [quad for quad in known if quad.object == object])
        pair = (None if predicate is None else str(predicate), None if object is None else str(object))
        return iter(self._ahead.pointing(*pair) if subject is None else ())

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
        substitutions: dict[Variable, AnyTerm] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples | list[Quad]:
        """The result of a query, which an empty store here is asked first: it says what is wrong with a text before
        anything is sent, and has the answer for graphs that the release does not have.

        Raises, beside what `Store.query` does, ForbiddenQuery for functions that are not SPARQL's own, and InputError
        for a variable whose value cannot be written into the text.
        """
        require_standard(query, "query")
        ask_nothing = partial(
            Store().query,
            query,
            base_iri=base_iri,
            default_graph=default_graph,
            named_graphs=named_graphs,
            substitutions=substitutions,
        )
        ask_nothing()
        if default_graph is not None or named_graphs is not None or names_graphs(query, base_iri):
            return ask_nothing()
        text = _with_values(query, substitutions) if substitutions else query
        if form(text) in ("CONSTRUCT", "DESCRIBE"):
            triples = self._triples(text)
            self._ahead.expect_named(term for triple in triples[:_FEW] for term in (triple.subject, triple.object))
            return triples
        return self._rows(text)

    def expect(self, iris: Iterable[str]) -> None:
        """Note that the triples of these will be asked for, so that they come together."""
        self._ahead.expect(iris)

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """None: a push takes the release's default graph only."""
        return iter(())

    def contains_named_graph(self, graph: NamedNode | BlankNode | DefaultGraph) -> bool:
        """Whether there is a named graph, which there is not."""
        return not isinstance(graph, NamedNode | BlankNode)

    def __len__(self) -> int:
        """The number of triples, counted by the endpoint."""
        solutions = self._rows("SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }")
        rows = list(solutions) if isinstance(solutions, QuerySolutions) else []
        count = rows[0]["count"] if rows else None
        if not isinstance(count, Literal) or not count.value.isdecimal():
            raise UpstreamError(self._upstream.url, "did not answer with a number when asked to count triples")
        return int(count.value)

    def _rows(self, text: str) -> QuerySolutions | QueryBoolean:
        body = self._ask(text, JSON.media_type)
        try:
            result = read_rows(body)
            if isinstance(result, QueryBoolean):
                return result
            if len(body) < _SMALL:
                self._note(orjson.loads(body))
            return read_rows(_canonical(orjson.loads(body))) if _BOOLEAN in body else result
        except (SyntaxError, orjson.JSONDecodeError) as error:
            raise UpstreamError(self._upstream.url, "did not answer with SPARQL results in JSON") from error

    def _note(self, content: dict[str, Any]) -> None:
        """Expect the things in each column of a result."""
        for name in content["head"]["vars"]:
            cells = [row[name] for row in content["results"]["bindings"] if name in row]
            self._ahead.expect(cell["value"] for cell in cells if cell["type"] == "uri")

    def _triples(self, text: str) -> list[Quad]:
        body = self._ask(text, N_TRIPLES.media_type)
        try:
            return list(parse(body, format=RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise UpstreamError(self._upstream.url, "did not answer with triples in N-Triples") from error

    def _ask(self, text: str, accept: str) -> bytes:
        form_ = [
            ("query", confine_query(text, self._graph, self._base)),
            ("default-graph-uri", self._graph.value),
            ("named-graph-uri", nothing_in(self._graph).value),
        ]
        body, media = self._upstream.ask(form_, accept)
        if media != accept:
            raise UpstreamError(self._upstream.url, f"answered with {media} when asked for {accept}")
        return body


def _with_values(query: str, substitutions: Mapping[Variable, AnyTerm]) -> str:
    values = {name: term for name, term in substitutions.items() if isinstance(term, NamedNode | Literal)}
    if len(values) < len(substitutions):
        raise InputError("Only IRIs and literals can be written into a query for another store")
    return inline(QueryFile("query", "query", query, {}, {}, ()), values)


def _canonical(content: dict[str, Any]) -> bytes:
    """Results in JSON with their booleans as `true` and `false`: Virtuoso writes them as numbers."""
    for row in content["results"]["bindings"]:
        for term in row.values():
            if term.get("datatype") == Xsd.boolean.value:
                term["value"] = _BOOLEANS.get(term["value"], term["value"])
    return orjson.dumps(content)
