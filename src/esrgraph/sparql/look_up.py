"""A query that only looks up what it names to its answer, where few triples have to be read for it.

Such queries are what programs ask again and again. How much they read is known while they are answered, so that nobody
need watch over them, as over those that the engine answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

import orjson
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from esrgraph.rdf.store import AnyTerm, Graph
from esrgraph.rdf.vocabulary import Rdf, Xsd

_LONGEST, _MOST_PATTERNS = 2000, 16
"""Characters of a text, and triple patterns in it, that are looked at."""
_MOST_READ = 100
"""Triples that are read, and times that any are looked for, together: a millisecond's work."""
_CONSTANT = re.compile(r"""<[^<>"{}|^`\\\x00-\x20]*>|"[^"\\\n\r]*"|'[^'\\\n\r]*'""")
_IRI, _STRING = "<>", '""'
"""What stands in a shape in place of the constants of texts."""
_DEFAULT = DefaultGraph()


def _shape() -> re.Pattern[str]:
    """The shapes of look-ups, a part of the grammar of SPARQL 1.1 (section 19.8)."""
    gap, blank = r"[ \t\r\n]*+", r"[ \t\r\n]++"
    variable, name = r"[?$]\w++", r"(?:[A-Za-z][\w-]*+)?:[A-Za-z][\w-]*+(?!\.*[\w:%\\-])"
    subject = rf"(?>{variable}|{_IRI}|{name})"
    property_ = rf"(?>{variable}|{_IRI}|{name}|a(?![\w:-]))"
    value = rf"(?>{variable}|{_IRI}|{_STRING}(?:@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)?|{name})"
    said = rf"{property_}{gap}{value}(?:{gap},{gap}{value})*+"
    triples = rf"{subject}{gap}{said}(?:{gap};{gap}{said})*+(?:{gap};)?"
    block = rf"(?:{triples}(?:{gap}\.{gap}{triples})*+(?:{gap}\.)?)?"
    group = rf"{block}{gap}(?:(?i:OPTIONAL){gap}\{{{gap}{block}{gap}\}}(?:{gap}\.)?{gap})*+"
    return re.compile(
        rf"""{gap}(?P<prefixes>(?:(?i:PREFIX){blank}(?:[A-Za-z][\w-]*+)?:{gap}{_IRI}{gap})*+)
        (?:(?i:ASK)|(?i:SELECT)(?P<distinct>{blank}(?i:DISTINCT))?(?P<columns>{gap}\*|(?:{gap}{variable})++)){gap}
        (?:(?i:WHERE){gap})?\{{{gap}(?P<group>{group})\}}{gap}(?:(?i:LIMIT){blank}(?P<limit>\d{{1,9}}){gap})?""",
        re.ASCII | re.VERBOSE,
    )


_SHAPE = _shape()
_PIECE = re.compile(rf"[?$]\w+|{_IRI}|{_STRING}(?:@[\w-]+)?|[\w-]*:[\w-]+|\w+|[.;,{{}}]", re.ASCII)
_NOWHERE = 9
_KEPT = {".": 0, ";": 1, ",": 2, "{": 0, "}": 0}
"""How many terms a pattern has in common with the next, by what stands between them."""


class _Constant(NamedTuple):
    """An IRI or a string by its place among those of the text; `local` is what follows it where it is a prefix."""

    place: int
    local: str = ""
    language: str | None = None


_Term = str | NamedNode | _Constant
"""A variable by its name, what is the same in all texts of a shape, or what is a constant of each."""
_Pattern = tuple[_Term, ...]
"""Subject, property, object."""
_Given = Sequence[str | NamedNode | Literal]
"""A pattern with the constants of a text."""
_Row = dict[str, AnyTerm]


class _Plan(NamedTuple):
    """What texts of one shape ask: `columns` (None for yes or no), and of each group the patterns in an order in which
    each begins at what is known. Of the groups, the first is asked for and the others are OPTIONAL."""

    columns: tuple[str, ...] | None
    groups: tuple[tuple[_Pattern, ...], ...]
    is_distinct: bool
    limit: int | None


class _Other(Exception):
    """The query does more than look things up, or more has to be read for it than a few triples."""


def look_up(text: str, graph: Graph) -> bytes | None:
    """The answer to a query on the default graph as SPARQL results in JSON; None for a query of any other kind.

    It is a SELECT or ASK of triple patterns, alone or OPTIONAL, each of which begins at a constant or at what those
    before it have found. Its answer is the engine's, but for the order of rows, which it does not ask for.
    """
    if len(text) > _LONGEST:
        return None
    plan = _plan(_CONSTANT.sub(lambda match: _IRI if match[0][0] == "<" else _STRING, text))
    if plan is None:
        return None
    try:
        rows = _Reading(graph, _CONSTANT.findall(text)).rows(plan.groups)
    except (_Other, ValueError):  # ValueError: for what is no IRI, of which the engine has more to say
        return None
    return orjson.dumps(_results(plan, rows))


@lru_cache(maxsize=1000)
def _plan(shape: str) -> _Plan | None:
    """How texts of that shape are answered; None where they are not, or not here."""
    match = _SHAPE.fullmatch(shape)
    try:
        return _planned(match) if match else None
    except _Other:
        return None


def _planned(match: re.Match[str]) -> _Plan:
    constants = count()
    prefixes = {name: next(constants) for name in re.findall(r"([\w-]*):", match["prefixes"])}
    required, *optional = groups = _groups(match["group"], prefixes, constants)
    if sum(map(len, groups)) > _MOST_PATTERNS:
        raise _Other
    known, named = _variables(required), _variables(required)
    for patterns in optional:
        if not (_variables(patterns) - known).isdisjoint(named):  # what may be unbound would be joined
            raise _Other
        named |= _variables(patterns)
    columns = None if match["columns"] is None else re.findall(r"\w+", match["columns"]) or sorted(named)
    if columns and len(set(columns)) < len(columns):
        raise _Other
    return _Plan(
        None if columns is None else tuple(columns),
        (_in_order(required, set()), *(_in_order(patterns, known) for patterns in optional)),
        match["distinct"] is not None,
        None if match["limit"] is None else int(match["limit"]),
    )


def _groups(text: str, prefixes: Mapping[str, int], constants: Iterator[int]) -> list[list[_Pattern]]:
    groups: list[list[_Pattern]] = [[]]
    terms: list[_Term] = []
    for piece in [*_PIECE.findall(text), "."]:
        is_option = piece.upper() == "OPTIONAL"
        if piece not in _KEPT and not is_option:
            terms.append(_term(piece, prefixes, constants))
            continue
        if len(terms) == 3:
            groups[-1].append(tuple(terms))
        del terms[_KEPT.get(piece, 0) :]
        if is_option:
            groups.append([])
    return groups


def _term(piece: str, prefixes: Mapping[str, int], constants: Iterator[int]) -> _Term:
    if piece[0] in "?$":
        return piece[1:]
    if piece == "a":
        return Rdf.type
    if piece == _IRI or piece[0] == '"':
        return _Constant(next(constants), language=piece.partition("@")[2] or None)
    prefix, _, local = piece.partition(":")
    if prefix not in prefixes:
        raise _Other
    return _Constant(prefixes[prefix], local)


def _variables(patterns: Iterable[_Pattern]) -> set[str]:
    return {term for pattern in patterns for term in pattern if isinstance(term, str)}


def _in_order(patterns: list[_Pattern], known: set[str]) -> tuple[_Pattern, ...]:
    """Each after those that tell where it begins; raises _Other where nothing does."""
    waiting, ordered, known = list(patterns), [], set(known)
    while waiting:
        best = min(waiting, key=lambda pattern: _reach(pattern, known))
        if _reach(best, known) == _NOWHERE:
            raise _Other
        waiting.remove(best)
        ordered.append(best)
        known |= _variables([best])
    return tuple(ordered)


def _reach(pattern: _Pattern, known: set[str]) -> int:
    """How far from what is known a pattern leads: most things have few values, and most classes many members."""
    has_subject, has_property, has_object = (not isinstance(term, str) or term in known for term in pattern)
    if has_subject:
        return 0 if has_object else 1
    if has_property and has_object:
        return 3 if pattern[1] == Rdf.type else 2
    return _NOWHERE


class _Reading:
    """What is read of a graph for a text with its constants."""

    def __init__(self, graph: Graph, constants: Sequence[str]) -> None:
        """Raises ValueError where one of the IRIs is none."""
        self._graph, self._left = graph, _MOST_READ
        self._constants = constants
        for each in constants:
            if each[0] == "<":
                _iri(each[1:-1])

    def rows(self, groups: Sequence[Sequence[_Pattern]]) -> list[_Row]:
        """The solutions; raises _Other where too much would have to be read for them."""
        required, *optional = [[self._given(pattern) for pattern in group] for group in groups]
        rows = self._join({}, required)
        for patterns in optional:
            rows = [longer for row in rows for longer in self._join(row, patterns) or [row]]
        return rows

    def _join(self, row: _Row, patterns: Iterable[_Given]) -> list[_Row]:
        rows = [row]
        for pattern in patterns:
            rows = [longer for each in rows for longer in self._match(each, pattern)]
        return rows

    def _given(self, pattern: _Pattern) -> _Given:
        return [self._read(term) if isinstance(term, _Constant) else term for term in pattern]

    def _read(self, constant: _Constant) -> NamedNode | Literal:
        text = self._constants[constant.place]
        if text[0] == "<":
            return _iri(text[1:-1] + constant.local)
        return Literal(text[1:-1], language=constant.language)

    def _match(self, row: _Row, pattern: _Given) -> Iterator[_Row]:
        self._count()
        subject, property_, object_ = (row.get(term) if isinstance(term, str) else term for term in pattern)
        if isinstance(subject, Literal) or not isinstance(property_, NamedNode | None):
            return
        for quad in self._graph.quads_for_pattern(subject, property_, object_, _DEFAULT):
            self._count()
            found = dict(row)
            terms = zip(pattern, (quad.subject, quad.predicate, quad.object), strict=True)
            if all(found.setdefault(name, term) == term for name, term in terms if isinstance(name, str)):
                yield found

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _Other


_iri = lru_cache(maxsize=1000)(NamedNode)


def _results(plan: _Plan, rows: Sequence[_Row]) -> dict[str, Any]:
    if plan.columns is None:
        return {"head": {}, "boolean": bool(rows[: plan.limit])}
    solutions = [[row.get(name) for name in plan.columns] for row in rows]
    if plan.is_distinct:
        solutions = list(map(list, dict.fromkeys(map(tuple, solutions))))
    bindings = [
        {name: _json(term) for name, term in zip(plan.columns, solution, strict=True) if term is not None}
        for solution in solutions[: plan.limit]
    ]
    return {"head": {"vars": plan.columns}, "results": {"bindings": bindings}}


def _json(term: AnyTerm) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        raise _Other
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == Xsd.string:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
