"""A query with its bound values, run on a store: rows, triples or a yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
)

from esrgraph.errors import QueryError
from esrgraph.rdf.store import Graph
from esrgraph.sparql.catalogue import QueryFile
from esrgraph.sparql.guard import screen
from esrgraph.sparql.inline import inline, without_absent
from esrgraph.sparql.parameters import Term
from esrgraph.sparql.tokens import position, tokens

Result = QuerySolutions | QueryTriples | list[Quad] | QueryBoolean
_ERROR_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_LONGEST_KEYWORD = 30
_SENTENCE = re.compile(r"(?:^|, |of )([A-Z][a-z]\w* [\w ]+|The SELECT [\w ]+)(?=,|$)")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a request names instead of those that the query or the store would give: IRIs.

    None for both leaves the choice to them. As soon as one is given, what is not given is empty (SPARQL 1.1 Protocol,
    section 2.1.4). An IRI that names no graph of the store stands for an empty graph: nothing is ever fetched.
    """

    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled several times as fast as other values of its kind are."""
        return Dataset, (self.default, self.named)

    @property
    def default_graph(self) -> list[NamedNode | BlankNode | DefaultGraph] | None:
        """As `Store.query` takes it; raises ValueError for what is no IRI."""
        return None if self == WHOLE else [NamedNode(iri) for iri in self.default or ()]

    @property
    def named_graphs(self) -> list[NamedNode | BlankNode] | None:
        """As `Store.query` takes them; raises ValueError for what is no IRI."""
        return None if self == WHOLE else [NamedNode(iri) for iri in self.named or ()]


WHOLE = Dataset()
"""The dataset that the query names, or else the whole store."""


def run(
    store: Graph,
    query: QueryFile,
    bindings: Mapping[Variable, Term],
    dataset: Dataset = WHOLE,
    base: str | None = None,
) -> Result:
    """The result of a query, to be read in the thread that asked; `base` is what its relative IRIs are resolved on.

    The values are written into the text, so that the engine plans with them: what it is told to substitute does not
    change the order of its patterns. Their columns are not in the result, unless there are no others.

    Raises QueryError, with file, line and column where they are known, for a text that is no query or is refused, and
    InputError for a variable whose value cannot stand where it does.
    """
    query = without_absent(query, bindings)
    screen(query.text, query.source)
    harmless = _without(query.text, "SERVICE")
    try:
        if harmless != query.text:  # to the engine, that is nonsense wherever it would have asked another server
            Store().query(harmless, base_iri=base)
        return store.query(
            inline(query, bindings) if bindings else query.text,
            base_iri=base,
            default_graph=dataset.default_graph,
            named_graphs=dataset.named_graphs,
        )
    except SyntaxError as error:
        raise _malformed(_complaint(store, harmless, base) or str(error), query) from error


def reads_keyword(text: str, word: str, base: str | None = None) -> bool:
    """Whether the engine reads a word as a keyword anywhere in a query that can be run.

    Only the engine knows: its keywords need no space around them, so that `SELECT*FROMx:y{}` has one. With another word
    in its place the query is malformed then; in a string or a name it can as well be another.
    """
    other = _without(text, word)
    try:
        if other != text:
            Store().query(other, base_iri=base)
    except SyntaxError:
        return True
    return False


def _without(text: str, word: str) -> str:
    """The text with letters that no query has in place of those of a word."""
    return text if word not in text.upper() else re.sub(word, "qxzjvkwq"[: len(word)], text, flags=re.IGNORECASE)


def _complaint(store: Graph, text: str, base: str | None) -> str | None:
    """What the engine says of a malformed text that has enough behind it.

    It takes a look at as many characters as a keyword has before it says that the keyword is not there, and names the
    place after them. Near the end of a text it names the end instead, wherever the mistake is.
    """
    try:
        store.query(f"{text}\n{' ' * _LONGEST_KEYWORD}", base_iri=base)
    except SyntaxError as error:
        return str(error)
    return None


def _malformed(message: str, query: QueryFile) -> QueryError:
    """The engine's message, without what it expected unless that is a sentence: it names a few of many possible words.

    >>> from esrgraph.sparql.catalogue import parse_query
    >>> query = parse_query("SELECT ?x { ?x ?y ?z } LIMT 3", "a.rq")
    >>> str(_malformed("error at 1:30: expected one of HAVING, OFFSET, OPTIONAL, VALUES", query))
    "a.rq:1:24: this is not a valid SPARQL query; it cannot be read from here on: 'LIMT 3'"
    >>> str(_malformed("error at 1:9: expected one of The SELECT contains a variable that is unbound, [_]", query))
    'a.rq:1:9: this is not a valid SPARQL query: The SELECT contains a variable that is unbound'
    """
    match = _ERROR_AT.fullmatch(message)
    if match is None:
        return QueryError(query.source, None, f"this is not a valid SPARQL query: {message}")
    line, column, expected = int(match[1]), int(match[2]), match[3].removeprefix("expected ")
    lines = query.text.split("\n")
    offset = sum(len(each) + 1 for each in lines[: line - 1]) + column - 1
    said = _SENTENCE.search(expected)
    if said and said[1] == "Prefix not found":
        return _undeclared_prefix(query, offset)
    offset = min(offset if said else _start(offset, expected), len(query.text))
    rest = query.text[offset:].partition("\n")[0].strip()
    where = f"from here on: {rest[:40]!r}" if rest else "to its end"
    found = f": {said[1]}" if said else f"; it cannot be read {where}"
    return QueryError(query.source, position(query.text, offset), f"this is not a valid SPARQL query{found}")


def _start(offset: int, expected: str) -> int:
    """Where what was not expected begins: a symbol is missed in its place, a keyword after its length."""
    keywords = re.findall(r"(?:^|of |, )(\w+)(?=,|$)", expected)
    symbols = re.search(r"\[(?!_\])|\"", expected)
    return offset if symbols or not keywords else max(0, offset - min(map(len, keywords)))


def _undeclared_prefix(query: QueryFile, offset: int) -> QueryError:
    """The prefix that is used at the end of what could be read, `offset` characters, and not declared.

    >>> from esrgraph.sparql.catalogue import parse_query
    >>> str(_undeclared_prefix(parse_query("ASK { ?s esr:code ?o }", "a.rq"), 17))
    'a.rq:1:10: this is not a valid SPARQL query: the prefix esr: is not declared'
    """
    names = [token for token in tokens(query.text) if token.kind == "name" and token.start < offset]
    if not names:
        return QueryError(query.source, None, "this is not a valid SPARQL query: a prefix is not declared")
    prefix = names[-1].text.partition(":")[0]
    reason = f"this is not a valid SPARQL query: the prefix {prefix}: is not declared"
    return QueryError(query.source, position(query.text, names[-1].start), reason)
