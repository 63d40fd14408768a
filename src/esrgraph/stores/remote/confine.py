"""A query to the same query over one graph of a store that holds others, and that may do more than SPARQL says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pyoxigraph import NamedNode

from esrgraph.errors import ForbiddenQuery
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql.run import reads_keyword
from esrgraph.sparql.tokens import FORMS, QueryToken, expand_name, position, significant, tokens

_MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
_NONE = QueryToken("", "")
_ESCAPE = re.compile(r"\\[uU]")


def nothing_in(graph: NamedNode) -> NamedNode:
    """The name of a graph that holds nothing."""
    return NamedNode(f"{graph.value}/nothing")


def names_graphs(text: str, base: str | None = None) -> bool:
    """Whether a query that can be run says itself which graphs it asks; `base` is what its IRIs are resolved on."""
    return reads_keyword(text, "FROM", base)


def confine_query(text: str, graph: NamedNode, base: str) -> str:
    """A query that names no graphs, with one graph as its default graph and no named graphs at all.

    It stands in the text, because Virtuoso minds the protocol's parameters less; as it has no notion of "no named
    graphs", one is named that holds nothing. Relative IRIs are resolved on `base`.

    >>> confine_query("ASK { ?s ?p ?o }", NamedNode("x:g"), "x:b").split()
    ['BASE', '<x:b>', 'ASK', 'FROM', '<x:g>', 'FROM', 'NAMED', '<x:g/nothing>', '{', '?s', '?p', '?o', '}']
    """
    at = _dataset_place(text)
    return f"BASE <{base}>\n{text[:at]}\nFROM {graph} FROM NAMED {nothing_in(graph)}\n{text[at:]}"


def _dataset_place(text: str) -> int:
    """Where the dataset clause goes: before the pattern that is matched, or what stands for it."""
    form, depth, template = "", 0, False
    for token in significant(text):
        word = token.keyword or ""
        if not form:
            form = word if word in FORMS else ""
            template = form == "CONSTRUCT"
        elif depth == 0 and template and token.text == "{":
            template = False
        elif depth == 0 and (word == "WHERE" or token.text == "{" or (form == "DESCRIBE" and word in _MODIFIERS)):
            return token.start
        depth += token.nesting
    return len(text)


def require_standard(text: str, source: str) -> None:
    """Refuse the functions that are not SPARQL's own: some stores run programs and SQL by them.

    Of functions that have IRIs, SPARQL's own are the casts, named as datatypes of XML Schema. An escape could hide
    another IRI, so none may stand outside of strings, where nobody needs one.

    Raises ForbiddenQuery, with source, line and column.

    >>> require_standard("PREFIX b: <bif:> SELECT (b:exec('ls') AS ?x) {}", "a.rq")
    Traceback (most recent call last):
    esrgraph.errors.ForbiddenQuery: a.rq:1:26: the function b:exec is refused: it is none of SPARQL 1.1
    """
    _refuse_escapes(text, source)
    prefixes: dict[str, str] = {}
    for before, token, after in _threes(text):
        if token.kind == "iri" and before.text.endswith(":"):
            prefixes[before.text[:-1]] = token.text[1:-1]
        if token.kind in ("iri", "name") and after.text == "(" and not _is_cast(token, prefixes):
            reason = f"the function {token.text} is refused: it is none of SPARQL 1.1"
            raise ForbiddenQuery(source, position(text, token.start), reason)


def _refuse_escapes(text: str, source: str) -> None:
    for token in tokens(text):
        escape = _ESCAPE.search(text, token.start, token.end + 1)  # a backslash may be a token by itself
        if escape and token.kind != "string":
            reason = "an escape is refused outside of strings; write the character itself"
            raise ForbiddenQuery(source, position(text, escape.start()), reason)


def _threes(text: str) -> Iterator[tuple[QueryToken, QueryToken, QueryToken]]:
    """Each token with the one before and the one after it, space and comments left out."""
    read = [_NONE, *significant(text), _NONE]
    return zip(read, read[1:], read[2:], strict=False)


def _is_cast(token: QueryToken, prefixes: Mapping[str, str]) -> bool:
    return expand_name(token.text, prefixes).startswith(f"<{Xsd.NAMESPACE}")
