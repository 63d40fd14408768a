"""What a query reads: a graph without all else gives the same answer, whatever rule or question is asked."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

import pytest
from pyoxigraph import Literal, Quad, QuerySolutions, RdfFormat, Store

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.release.derive.rules import rules
from esrgraph.release.dumps.views import views
from esrgraph.release.folder import DataFolder
from esrgraph.sparql import bind
from esrgraph.sparql.catalogue import catalogue
from esrgraph.sparql.inline import inline
from esrgraph.sparql.reads import terms_read
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.shapes import load_shapes


@pytest.fixture(scope="module")
def store(data: DataFolder) -> Store:
    return open_read_only(data.current().store)


def answer(store: Store, query: str) -> list[str]:
    found = store.query(query)
    if isinstance(found, QuerySolutions):
        return sorted(str([str(solution[name]) for name in found.variables]) for solution in found)
    return sorted(found.serialize(format=RdfFormat.N_TRIPLES).decode().splitlines())  # type: ignore[union-attr]


def texts(store: Store) -> Iterator[str]:
    yield from (path.read_text(encoding="utf-8") for path in (*rules(), *chain.from_iterable(views().values())))
    yield from (inline(query, bind(query, {}, HERE)) for query in catalogue())
    for select in compile_shapes(load_shapes(), store).selects:
        yield from filter(None, (select.query, select.candidates))


def test_nothing_but_what_a_query_is_said_to_read_makes_a_difference(store: Store) -> None:
    stated = defaultdict(list)
    for quad in store.quads_for_pattern(None, None, None):
        stated[str(quad.predicate)].append(quad)
    told = 0
    for text in texts(store):
        terms = terms_read(text)
        if terms is not None:
            told += 1
            some = Store()
            read = (stated[each] for each in {term[: term.index(">") + 1] for term in terms})
            some.extend(filter(None, (as_read(quad, terms) for quad in chain.from_iterable(read))))
            assert answer(some, text) == answer(store, text), text
    assert told > 200


def as_read(quad: Quad, terms: frozenset[str]) -> Quad | None:
    """A triple as far as a query is said to read it: with another value, if only that there is one; or not at all."""
    term = str(quad.predicate)
    if term in terms or f"{term} {quad.object}" in terms:
        return quad
    return Quad(quad.subject, quad.predicate, Literal(f"not {quad.object}")) if f"{term} ?" in terms else None


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("SELECT ?s { ?s <x:a> ?o }", {"<x:a> ?"}),
        ("SELECT ?s { ?s <x:a>|<x:b> ?o ; <x:c> 1 }", {"<x:a> ?", "<x:b> ?", "<x:c>"}),
        ("SELECT ?s ?o { ?s <x:a> ?o }", {"<x:a>"}),
        ("SELECT * { ?s <x:a> ?o }", {"<x:a>"}),
        ("SELECT * { ?s <x:a> ?o FILTER NOT EXISTS { ?s <x:b> ?any } }", {"<x:a>", "<x:b> ?"}),
        ("SELECT ?s { ?s <x:a> ?o FILTER(?o > 1) }", {"<x:a>"}),
        ("SELECT ?s { ?s <x:a>/<x:b> ?o }", {"<x:a>", "<x:b>"}),
        ("SELECT ?s { ?s ^<x:b> ?o }", {"<x:b>"}),
        ("SELECT ?s { ?s (<x:a>|<x:b>)/<x:c> ?o }", {"<x:a>", "<x:b>", "<x:c>"}),
        ("SELECT ?s { ?s <x:c>/<x:a>|<x:b> ?o }", {"<x:a>", "<x:b>", "<x:c>"}),
    ],
)
def test_values_are_read_where_they_make_a_difference(text: str, terms: set[str]) -> None:
    assert terms_read(text) == terms


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p { ?s ?p ?o }",
        "SELECT ?p { ?s <x:a> ?o ; ?p ?o }",
        "SELECT ?p { <x:s> ?p ?o }",
        "SELECT ?p { [ ?p ?o ] }",
        "SELECT ?c { ?s a ?c }",
        "SELECT ?c { ?s a <x:A> , ?c }",
        "SELECT ?s { ?s a/<x:b> ?c }",
        "SELECT ?c { ?c ^a <x:s> }",
        "SELECT ?s { ?s !<x:a> ?o }",
        "SELECT ?s { ?s !(<x:a>) ?o }",
        "SELECT ?s { ?s <x:a>* ?o }",
        "SELECT ?s { ?s <x:a>? ?o }",
        "SELECT ?s { ?s (<x:a>/<x:b>)* ?o }",
        "SELECT ?s { ?s <x:a>* ?o FILTER(BOUND(?s)) }",
        "SELECT ?s { GRAPH <x:g> { ?s <x:a> ?o } }",
        "SELECT ?s FROM <x:g> { ?s <x:a> ?o }",
        "SELECT ?s { ?s <x:a> ?o FILTER(?o < NOW()) }",
        "PREFIX x: <x:> SELECT ?s { ?s x:a\\-b ?o }",
        "DESCRIBE <x:s>",
    ],
)
def test_a_text_that_does_not_tell_is_not_taken_to_tell(text: str) -> None:
    assert terms_read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s (COUNT(?o) AS ?n) ?t { ?s <x:a> ?o } GROUP BY ?s ?t ORDER BY DESC(?n) ?s ?t",
        "SELECT ?s { VALUES (?s ?t) { (<x:s> <x:t>) } ?s <x:a> ?t FILTER(2 * (?t + 1) * ?t > 1) }",
        "SELECT ?s { ?s <x:b> ?o . ?o <x:a>* ?t }",
        "SELECT ?s { ?s <x:b>/<x:a>* ?t }",
    ],
)
def test_a_text_that_tells_is_read(text: str) -> None:
    assert {"<x:a>"} <= (terms_read(text) or set())
