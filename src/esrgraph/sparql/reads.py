"""A query to the properties that it reads: all that its answer on a graph depends on, where its text tells them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from esrgraph.rdf.vocabulary import Rdf
from esrgraph.sparql.guard import is_steady
from esrgraph.sparql.tokens import QueryToken, expand_name, significant

_ELSEWHERE = {"GRAPH", "FROM", "SERVICE", "DESCRIBE", "BASE"}
"""Words of queries that ask for more than properties of the default graph, or name them otherwise."""
_LISTS, _LIST_ENDS = {"SELECT", "BY"}, {"WHERE", "HAVING", "LIMIT", "OFFSET", "VALUES"}
_BEFORE_SUBJECT = {"{", "}", ".", ")"}
_IRIS = {"name", "iri"}
_ALL = {"SELECT", "DISTINCT", "REDUCED"}
_PATH = {"|", "/", "^", "!", "("}
"""Marks before a property that make it a part of a longer path."""
_TYPE = str(Rdf.type)
_END = QueryToken("end", "")


class _Untold(Exception):
    """The text does not tell all that the answer depends on."""


def terms_read(text: str) -> frozenset[str] | None:
    """The properties of all triples that a query can look at, and `property class` for rdf:type, in N-Triples terms;
    `property ?` where it looks at none of their values, but only whether there is one, or how many.

    There may be more: every IRI of the text is one. None where a variable stands in place of a property or class, or
    the answer may depend on anything else: other graphs, the time, or what nodes there are.

    >>> sorted(terms_read("PREFIX x: <x:> SELECT ?a { ?a x:of/x:at ?b ; a x:C }"))[1:]
    ['<x:>', '<x:C>', '<x:at>', '<x:of>']
    >>> terms_read("SELECT ?p { ?s ?p ?o }")
    """
    try:
        return frozenset(_read(list(significant(text)))) if is_steady(text) else None
    except _Untold:
        return None


def _read(tokens: list[QueryToken]) -> Iterator[str]:
    names = {
        tokens[at + 1].text[:-1]: tokens[at + 2].text[1:-1]
        for at, token in enumerate(tokens)
        if token.keyword == "PREFIX"
    }
    tokens, in_list = [_END, _END, *tokens, _END, _END], False
    valueless = set(_without_values(tokens))
    for at, token in enumerate(tokens):
        word = token.keyword or token.text
        if word in _ELSEWHERE or ("\\" in token.text and token.kind in _IRIS):
            raise _Untold
        in_list = word in _LISTS or (in_list and word != "{" and word not in _LIST_ENDS)
        if not in_list and _is_open(tokens, at):
            raise _Untold
        if token.text == "a" or (token.kind in _IRIS and expand_name(token.text, names) == _TYPE):
            if tokens[at + 1].kind not in _IRIS or tokens[at + 2].text == "," or tokens[at - 1].text == "^":
                raise _Untold
            yield f"{_TYPE} {expand_name(tokens[at + 1].text, names)}"
        elif token.kind in _IRIS:
            yield expand_name(token.text, names) + " ?" * (at in valueless)


def _without_values(tokens: list[QueryToken]) -> Iterator[int]:
    """Where properties stand, alone or as alternatives, whose values are a variable that nothing else names, nor is
    among the columns, as all variables outside of EXISTS are where these are `*`."""
    uses = Counter(token.variable for token in tokens)
    is_all = any(token.text == "*" and before.keyword in _ALL for before, token in pairwise(tokens))
    exists = list(_in_exists(tokens))
    for end, token in enumerate(tokens):
        if token.variable and uses[token.variable] == 1 and (exists[end] or not is_all):
            places, at = [], end - 1
            while tokens[at].kind in _IRIS:
                places.append(at)
                if tokens[at - 1].text != "|":
                    break
                at -= 2
            if places and tokens[places[-1] - 1].text not in _PATH:
                yield from places


def _in_exists(tokens: list[QueryToken]) -> Iterator[bool]:
    """Whether each token stands in a group whose variables are nobody else's."""
    groups = [False]
    for before, token in zip((_END, *tokens), tokens, strict=False):
        if token.kind == "open":
            groups.append(groups[-1] or before.keyword == "EXISTS")
        elif token.kind == "close":
            groups.pop()
        yield groups[-1]


def _is_open(tokens: list[QueryToken], at: int) -> bool:
    """Whether, at a token, any property may be meant, or any node."""
    before, last, token = tokens[at - 2 : at + 1] if at > 1 else (_END, _END, _END)
    is_property = last.text in (";", "[", "]") or (
        (last.variable or last.kind in _IRIS) and before.text in _BEFORE_SUBJECT
    )
    if token.variable or token.text == "!":
        return bool(is_property) or (token.text == "!" and tokens[at + 1].kind in _IRIS)
    if token.text not in ("*", "?"):
        return False
    if last.text == ")":  # a product, unless it stands in no brackets itself
        return sum((each.text == "(") - (each.text == ")") for each in tokens[:at]) == 0
    return last.kind in _IRIS and not _begins_somewhere(tokens, at)


def _begins_somewhere(tokens: list[QueryToken], at: int) -> bool:
    """Whether a path that may have no length begins or ends at a node that something else in its group says."""
    subject, end = tokens[at - 2], tokens[at + 1]
    if subject.text == "/" or subject.kind in _IRIS or end.kind in _IRIS:
        return True
    if not subject.variable:
        return False
    return sum(each.variable == subject.variable for each in _group(tokens, at)) > 1


def _group(tokens: list[QueryToken], at: int) -> Iterator[QueryToken]:
    """The tokens of the innermost group around a place that stand in no brackets of their own."""
    start, depth = at, 0
    while depth < 1:
        start -= 1
        depth += tokens[start].nesting
    for token in tokens[start + 1 :]:
        depth += token.nesting
        if depth == 1:
            yield token
        elif depth == 0:
            return
