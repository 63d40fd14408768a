"""What a focus node must have, or must not have, for a query about it to have any solution.

rdflib needs milliseconds for a query that finds nothing. Most are about something that is missing, or wrong, in few
projects, and say so in patterns that are part of every solution: looking those up takes microseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, URIRef, Variable
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Identifier

_THIS = Variable("this")
_TRIPLE = 3

Triple = tuple[Any, ...]

Pattern = tuple[Identifier | None, Identifier, Identifier | None]
"""A triple of the focus node, which stands where the first or the last is `_THIS`; None is anything."""


@dataclass(frozen=True, slots=True)
class Guards:
    """Triples without which, and triples with which, a query about a focus node has no solutions."""

    needed: tuple[Pattern, ...]
    excluded: tuple[Pattern, ...]

    def hold(self, graph: Graph, focus: Identifier) -> bool:
        """Whether the query may have solutions for a focus node."""
        return all(_found(graph, each, focus) for each in self.needed) and not any(
            _found(graph, each, focus) for each in self.excluded
        )


def guards_of(query: Query, text: str) -> Guards:
    """The guards of a parsed query: its own triple patterns and (NOT) EXISTS of one triple, outside of all nesting.

    To find any triple where the query asks for a certain one is right for what is needed. What is excluded has to be
    exactly that: any triple is, where the query says its variable nowhere else.
    """
    mentions = Counter(re.findall(r"[?$](\w+)", text))
    needed: set[Pattern] = set()
    excluded: set[Pattern] = set()
    for triple, is_needed in _conjuncts(query.algebra):
        subject, predicate, value = triple
        if isinstance(predicate, URIRef) and (subject == _THIS) != (value == _THIS):
            other = value if subject == _THIS else subject
            if is_needed:
                needed.add((_open(subject), predicate, _open(value)))
            elif isinstance(other, URIRef) or (isinstance(other, Variable) and mentions[str(other)] == 1):
                excluded.add((_open(subject), predicate, _open(value)))
    return Guards(tuple(needed), tuple(excluded))


def _open(term: Any) -> Identifier | None:
    """A term of a pattern, None for one that may be any."""
    return term if term == _THIS or isinstance(term, URIRef) else None


def _found(graph: Graph, pattern: Pattern, focus: Identifier) -> bool:
    subject, predicate, value = (focus if term == _THIS else term for term in pattern)
    return (subject, predicate, value) in graph  # type: ignore[comparison-overlap]


def _get(node: CompValue, name: str) -> Any:
    """A part of the algebra as it is: as an attribute, rdflib would evaluate it."""
    return dict.get(node, name)


def _conjuncts(node: Any) -> Iterator[tuple[Triple, bool]]:
    """What is part of every solution of an algebra (SPARQL 1.1, section 18.2)."""
    if not isinstance(node, CompValue):
        return
    match node.name:
        case "SelectQuery" | "Project" | "Distinct" | "Extend" | "AggregateJoin":
            yield from _conjuncts(_get(node, "p"))
        case "Group" if _get(node, "expr"):
            yield from _conjuncts(_get(node, "p"))
        case "Filter":
            yield from _conditions(_get(node, "expr"))
            yield from _conjuncts(_get(node, "p"))
        case "LeftJoin":
            yield from _conjuncts(_get(node, "p1"))
        case "Join":
            yield from _conjuncts(_get(node, "p1"))
            yield from _conjuncts(_get(node, "p2"))
        case "BGP":
            for triple in _get(node, "triples"):
                yield tuple(triple), True


def _conditions(expression: Any) -> Iterator[tuple[Triple, bool]]:
    """The EXISTS and NOT EXISTS of one triple that a filter's expression is made of, joined by &&."""
    if not isinstance(expression, CompValue):
        return
    if expression.name == "ConditionalAndExpression":
        yield from _conditions(_get(expression, "expr"))
        for other in _get(expression, "other"):
            yield from _conditions(other)
    elif expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        parts = _get(_get(expression, "graph"), "part") or ()
        triples = [triple for part in parts for triple in dict.get(part, "triples") or ()]
        if len(parts) == len(triples) == 1 and len(triples[0]) == _TRIPLE:
            yield tuple(triples[0]), expression.name == "Builtin_EXISTS"

