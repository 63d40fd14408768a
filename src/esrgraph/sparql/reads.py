"""The text of a query to the names that its answer hangs on: where no triple with them changes, nor does the answer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from esrgraph.rdf.vocabulary import Rdf
from esrgraph.sparql.guard import is_steady
from esrgraph.sparql.tokens import QueryToken, expand_name, significant

_BEYOND = {"GRAPH", "FROM", "DESCRIBE", "SERVICE"}
"""Words of queries that read more than triples of the default graph by their predicates."""
_LISTS = {"SELECT", "BY", "HAVING"}
"""Words after which expressions follow, up to the next brace."""
_TERMS = {"variable", "name", "iri", "string", "number"}


def names_read(text: str) -> frozenset[str] | None:
    """The IRIs, as `<...>`, of all predicates that a query follows and of the classes that it names; rdf:type is among
    them where it asks for things of any class. None where it may read any triple, or has another answer each time.

    It names more than it follows, as the IRIs of constants: those are no predicates, and nothing hangs on them. It is
    for the project's own queries: `*` and `?` are taken to begin at a thing that another pattern finds.

    >>> sorted(names_read("PREFIX e: <x:> SELECT * { ?s a e:C ; e:p ?o }"))
    ['<x:C>', '<x:p>']
    >>> names_read("SELECT * { ?s ?p ?o }") is None
    True
    """
    words = list(significant(text))
    if not is_steady(text) or _BEYOND.intersection(each.keyword for each in words if each.keyword) or _is_open(words):
        return None
    spaces = dict(_namespaces(words))
    names = {expand_name(each.text, spaces) for each in words if each.kind in ("name", "iri")}
    any_class = any(one.text == "a" and other.kind == "variable" for one, other in pairwise(words))
    return frozenset(names | {str(Rdf.type)} if any_class else names)


def _namespaces(words: list[QueryToken]) -> Iterator[tuple[str, str]]:
    """The namespaces that are declared, by prefix."""
    for declared, prefix, namespace in zip(words, words[1:], words[2:], strict=False):
        if declared.keyword == "PREFIX":
            yield prefix.text.removesuffix(":"), namespace.text[1:-1]


def _is_open(words: list[QueryToken]) -> bool:
    """Whether a predicate may be a variable, or any but some."""
    brackets = [""]
    listing = False
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if word.kind == "open":
            brackets.append(word.text)
            listing = listing and word.text != "{"
        elif word.kind == "close":
            brackets.pop()
        elif word.keyword in _LISTS:
            listing = True
        elif word.text == "!" and (after.kind in ("name", "iri") or after.text in ("a", "^", "(")):
            return True
        elif word.kind == "variable" and brackets[-1] != "(" and not listing:
            follows = before.kind in _TERMS or before.text in (";", "[", "]")
            if follows and (after.kind in _TERMS or after.text in ("[", "(", "true", "false")):
                return True
    return False
