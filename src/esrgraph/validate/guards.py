"""What a focus node must have, or must not have, for a query about it to have any solution.

rdflib needs milliseconds for a query that finds nothing. Most are about something that is missing, or wrong, in few
projects, and say so in patterns that are part of every solution: looking those up takes microseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rdflib import Graph, Literal, URIRef, Variable
from rdflib.paths import Path
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Identifier

_THIS = Variable("this")
_TRIPLE = 3

Triple = tuple[Any, Any, Any]
"""A triple pattern, whose predicate may be a path."""
Pattern = tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Guards:
    """Patterns without which, and patterns with which, a query about a focus node has no solutions."""

    needed: tuple[Pattern, ...]
    excluded: tuple[Pattern, ...]

    def hold(self, graph: Graph, focus: Identifier) -> bool:
        """Whether the query may have solutions for a focus node."""
        known = {_THIS: focus}
        return all(_matches(graph, each, known) for each in self.needed) and not any(
            _matches(graph, each, known) for each in self.excluded
        )


def guards_of(query: Query, text: str) -> Guards:
    """The guards of a parsed query: what all its solutions have in common, and what none of them may have.

    What is excluded has to be all that the query says of its variables, but for an OPTIONAL's `!BOUND`: of a variable
    that other patterns bind, the query may exclude one value and not any.
    """
    mentions = Counter(Variable(name) for name in re.findall(r"[?$](\w+)", text))
    needed: set[Pattern] = set()
    excluded: set[Pattern] = set()
    for pattern, is_needed, tested in _conjuncts(query.algebra):
        if not _is_simple(pattern):
            continue
        if is_needed:
            needed.update((triple,) for triple in pattern if _THIS in triple)
        else:
            own = Counter(term for triple in pattern for term in triple if isinstance(term, Variable)) + Counter(tested)
            if all(mentions[variable] == own[variable] for variable in own if variable != _THIS):
                excluded.add(pattern)
    return Guards(tuple(needed), tuple(excluded))


def _is_simple(pattern: Pattern) -> bool:
    """Whether a pattern starts at the focus node and is made of properties, variables, IRIs and literals."""
    ends = [term for triple in pattern for term in (triple[0], triple[2])]
    plain = all(isinstance(term, URIRef | Variable | Literal) for term in ends)
    return (
        plain and bool(pattern) and _THIS in pattern[0] and all(isinstance(each[1], URIRef | Path) for each in pattern)
    )


def _matches(graph: Graph, pattern: Pattern, known: Mapping[Any, Any]) -> bool:
    """Whether a graph has what a pattern asks for, given some of its variables."""
    if not pattern:
        return True
    (start, predicate, end), rest = pattern[0], pattern[1:]
    start, end = known.get(start, start), known.get(end, end)
    asked = (None if isinstance(start, Variable) else start, predicate, None if isinstance(end, Variable) else end)
    return any(
        not rest or _matches(graph, rest, {**known, start: subject, end: value})
        for subject, _, value in graph.triples(asked)
        if start != end or subject == value
    )


def _get(node: CompValue, name: str) -> Any:
    """A part of the algebra as it is: as an attribute, rdflib would evaluate it."""
    return dict.get(node, name)


Conjunct = tuple[Pattern, bool, tuple[Any, ...]]
"""A pattern, whether it is needed or excluded, and the variables that a filter tests to be unbound."""


def _conjuncts(node: Any) -> Iterator[Conjunct]:
    """What is part of every solution of an algebra (SPARQL 1.1, section 18.2)."""
    if not isinstance(node, CompValue):
        return
    match node.name:
        case "SelectQuery" | "Project" | "Distinct" | "Extend" | "AggregateJoin":
            yield from _conjuncts(_get(node, "p"))
        case "Group" if _get(node, "expr"):
            yield from _conjuncts(_get(node, "p"))
        case "Filter":
            yield from _conditions(_get(node, "expr"), _get(node, "p"))
            yield from _conjuncts(_get(node, "p"))
        case "LeftJoin":
            yield from _conjuncts(_get(node, "p1"))
        case "Join":
            yield from _conjuncts(_get(node, "p1"))
            yield from _conjuncts(_get(node, "p2"))
        case "BGP":
            yield from (((triple,), True, ()) for triple in _get(node, "triples"))


def _conditions(expression: Any, filtered: Any) -> Iterator[Conjunct]:
    """The EXISTS, NOT EXISTS and !BOUND of a filter's expression, joined by &&."""
    if not isinstance(expression, CompValue):
        return
    if expression.name == "ConditionalAndExpression":
        for each in [_get(expression, "expr"), *_get(expression, "other")]:
            yield from _conditions(each, filtered)
    elif expression.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
        parts = list(_get(_get(expression, "graph"), "part") or [])
        if len(parts) == 1 and _get(parts[0], "triples"):
            yield _flat(_get(parts[0], "triples")), expression.name == "Builtin_EXISTS", ()
    elif expression.name == "UnaryNot":
        yield from _missing(_get(expression, "expr"), filtered)


def _missing(expression: Any, filtered: Any) -> Iterator[Conjunct]:
    """The OPTIONAL that a filter says has to be missing: `OPTIONAL { $this ex:p ?x } FILTER (!BOUND(?x))`."""
    if isinstance(expression, CompValue) and expression.name == "Builtin_BOUND" and filtered.name == "LeftJoin":
        optional, tested = _get(filtered, "p2"), _get(expression, "arg")
        condition = _get(filtered, "expr")
        if optional.name == "BGP" and getattr(condition, "name", "") == "TrueFilter":
            pattern = _flat(_get(optional, "triples"))
            if any(tested in triple for triple in pattern):
                yield pattern, False, (tested,)


def _flat(subjects: Any) -> Pattern:
    """Triples, those of the focus node first; in a group that rdflib has not translated, one subject's are one list."""
    triples = [each[start : start + _TRIPLE] for each in subjects for start in range(0, len(each), _TRIPLE)]
    return tuple(sorted(((one, two, three) for one, two, three in triples), key=lambda triple: _THIS not in triple))
