"""A query to the same query over one graph of a store that holds others, and that may do more than SPARQL says."""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from esrgraph.errors import ForbiddenQuery
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql.guard import position, tokens

_FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
_MODIFIERS = {"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}
_CALLED = re.compile(r"(?:\s|#[^\n\r]*)*\(")
_ESCAPE = re.compile(r"\\[uU]")


def nothing_in(graph: NamedNode) -> NamedNode:
    """The name of a graph that holds nothing."""
    return NamedNode(f"{graph.value}/nothing")


def names_graphs(text: str) -> bool:
    """Whether a query says itself which graphs it asks."""
    return any(token.lastgroup == "word" and token[0].upper() == "FROM" for token in tokens(text))


def confined(text: str, graph: NamedNode, base: str) -> str:
    """A query that names no graphs, with one graph as its default graph and no named graphs at all.

    It stands in the text, because Virtuoso minds the protocol's parameters less; as it has no notion of "no named
    graphs", one is named that holds nothing. Relative IRIs are resolved on `base`.

    >>> confined("ASK { ?s ?p ?o }", NamedNode("x:g"), "x:b").split()
    ['BASE', '<x:b>', 'ASK', 'FROM', '<x:g>', 'FROM', 'NAMED', '<x:g/nothing>', '{', '?s', '?p', '?o', '}']
    """
    at = _dataset_place(text)
    return f"BASE <{base}>\n{text[:at]}\nFROM {graph} FROM NAMED {nothing_in(graph)}\n{text[at:]}"


def _dataset_place(text: str) -> int:
    """Where the dataset clause goes: before the pattern that is matched, or what stands for it."""
    form, depth, template = "", 0, False
    for token in tokens(text):
        word = token[0].upper() if token.lastgroup == "word" else ""
        if not form:
            form = word if word in _FORMS else ""
            template = form == "CONSTRUCT"
        elif depth == 0 and template and token[0] == "{":
            template = False
        elif depth == 0 and (word == "WHERE" or token[0] == "{" or (form == "DESCRIBE" and word in _MODIFIERS)):
            return token.start()
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
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
    prefixes: dict[str, str] = {}
    declared = ""
    end = 0
    for token in [*tokens(text), None]:
        start = token.start() if token else len(text)
        escape = _ESCAPE.search(text, end, start + 1)  # what begins as a name may be the rest of one
        if escape or (token and token.lastgroup != "string" and _ESCAPE.search(token[0])):
            where = position(text, escape.start() if escape else start)
            raise ForbiddenQuery(source, where, "an escape is refused outside of strings; write the character itself")
        if token is None:
            return
        end = token.end()
        if token.lastgroup == "iri" and declared:
            prefixes[declared] = token[0][1:-1]
        declared = token[0] if token.lastgroup == "name" and token[0].endswith(":") else ""
        if token.lastgroup in ("iri", "name") and _CALLED.match(text, end) and not _is_cast(token, prefixes):
            reason = f"the function {token[0]} is refused: it is none of SPARQL 1.1"
            raise ForbiddenQuery(source, position(text, start), reason)


def _is_cast(token: re.Match[str], prefixes: dict[str, str]) -> bool:
    prefix, _, local = token[0].partition(":")
    iri = token[0][1:-1] if token.lastgroup == "iri" else f"{prefixes.get(f'{prefix}:', '')}{local}"
    return iri.startswith(Xsd.NAMESPACE)
