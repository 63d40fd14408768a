"""A shapes graph to a plan: one SELECT a constraint and target, and the shapes that cannot be compiled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, NamedNode, Store

from esrgraph.rdf.vocabulary import Rdf
from esrgraph.validation.compiler.constraints import Clause, Constraints, is_deactivated
from esrgraph.validation.compiler.outline import candidates, outline
from esrgraph.validation.compiler.paths import Unsupported, result_path, shape_path
from esrgraph.validation.compiler.select import for_all
from esrgraph.validation.compiler.targets import Classes, Focus, focuses, is_target
from esrgraph.validation.findings import Level
from esrgraph.validation.shapes import Node, ShapesGraph, sh

_FOCUS = "?this"
_PROPERTY = re.compile(rf"{re.escape(_FOCUS)} (?!{re.escape(str(Rdf.type))})<[^>]*> \?\w+ \.")
_PROPERTIES = re.compile(rf"(?:{_PROPERTY.pattern} ?)+")
"""Patterns that read properties of the focus node, each of them from the index of one property."""
_SEQUENCE = re.compile(rf"{re.escape(_FOCUS)} ((?:<[^>]*>/)+(?!{re.escape(str(Rdf.type))})<[^>]*>) \?\w+ \.")
"""A pattern of a path that is a sequence of properties."""
_IRI = re.compile("<[^>]*>")
_SUBCLASSES = "SELECT DISTINCT ?class {{ ?class <http://www.w3.org/2000/01/rdf-schema#subClassOf>* {0} }}"


@dataclass(frozen=True, slots=True)
class Select:
    """One compiled constraint: a query for its violations, and what every result of it says.

    `value` and `path` are the names of the query's variables for the result's value and path; where there is none,
    or it is not bound, the result has no value (at a node shape of sh:sparql, the focus node) and the shape's path.
    `candidates`, if there is one, is a query for the only focus nodes that can have solutions.
    """

    query: str
    shape: Node
    component: str
    severity: Level
    code: str
    shape_path: str
    value: str = ""
    path: str = ""
    value_is_focus: bool = False
    candidates: str = ""


@dataclass(slots=True)
class Plan:
    """What to run on a store, and what to hand over: by shape, the reason. `focus` are the patterns of each shape."""

    selects: list[Select] = field(default_factory=list)
    focus: dict[Node, list[str]] = field(default_factory=dict)
    handed_over: dict[Node, str] = field(default_factory=dict)
    deactivated: set[Node] = field(default_factory=set)

    def hand_over(self, shape: Node, reason: str) -> None:
        """Leave a shape to the reference engine, wholly."""
        self.handed_over.setdefault(shape, reason)
        self.selects = [each for each in self.selects if each.shape != shape]


def compile_shapes(graph: ShapesGraph, store: Store) -> Plan:
    """The plan for a shapes graph; the store is asked for the subclasses of the classes that shapes name."""
    plan = Plan()
    walker = _Walker(graph, Constraints(graph, classes_in(store)), plan)
    for shape in graph.nodes:
        if is_target(graph, shape):
            walker.root(shape)
    return plan


def classes_in(store: Store) -> Classes:
    """A look-up of the subclasses of a class in a store, itself first."""

    def classes(name: NamedNode) -> tuple[NamedNode, ...]:
        found = (solution["class"] for solution in store.query(_SUBCLASSES.format(name)))  # type: ignore[union-attr]
        others = sorted((each for each in found if isinstance(each, NamedNode) and each != name), key=str)
        return (name, *others)

    return classes


@dataclass(slots=True)
class _Walker:
    """Walks from shapes with targets down through sh:property."""

    graph: ShapesGraph
    constraints: Constraints
    plan: Plan
    _above: list[Node] = field(default_factory=list)

    def root(self, shape: Node) -> None:
        try:
            found = focuses(self.graph, shape, self.constraints.classes)
        except Unsupported as reason:
            self._hand_over_below(shape, reason)
            return
        for focus in found:
            self._own(shape, focus)

    def _own(self, shape: Node, focus: Focus) -> None:
        if is_deactivated(self.graph, shape):
            self.plan.deactivated.add(shape)
            return
        pattern = focus(_FOCUS)
        patterns = self.plan.focus.setdefault(shape, [])
        if pattern not in patterns:
            patterns.append(pattern)
        try:
            selects = list(self._selects(shape, pattern))
        except Unsupported as reason:
            self.plan.hand_over(shape, str(reason))
        else:
            self.plan.selects += selects if shape not in self.plan.handed_over else []
        try:
            parts = list(self._parts(shape, focus))
        except Unsupported as reason:
            self._hand_over_below(shape, reason)
            return
        self._above.append(shape)
        for part, onwards in parts:
            self._own(part, onwards)
        self._above.pop()

    def _selects(self, shape: Node, focus: str) -> Iterator[Select]:
        for clause in self.constraints.clauses(shape, _FOCUS):
            yield self._select(shape, clause.component, _query(focus, clause), clause.value[1:], clause.path[1:])
        for constraint in self.graph.objects(shape, sh("sparql")):
            query = for_all(self.graph, constraint, shape, shape_path(self.graph, shape), focus)
            found, of_focus = outline(query), not self.graph.objects(shape, sh("path"))
            select = self._select(shape, "SPARQL", query, "value", "path")
            yield replace(select, value_is_focus=of_focus, candidates=candidates(found) if found else "")

    def _select(self, shape: Node, component: str, query: str, value: str, path: str) -> Select:
        stated = self.graph.shape(shape)
        return Select(
            query=query,
            shape=shape,
            component=f"{component}ConstraintComponent",
            severity=stated.severity,
            code=stated.code,
            shape_path=result_path(self.graph, shape),
            value=value,
            path=path,
        )

    def _parts(self, shape: Node, focus: Focus) -> Iterator[tuple[Node, Focus]]:
        """The shapes that a shape's sh:property names, each with its focus nodes: this shape's value nodes."""
        for part in self.graph.objects(shape, sh("property")):
            if isinstance(part, Literal) or not self.graph.objects(part, sh("path")):
                raise Unsupported("sh:property without a property shape")
            if part in self._above or part == shape:
                raise Unsupported("a shape that refers to itself")
            path = shape_path(self.graph, shape)
            yield part, focus if path is None else _onwards(focus, path, self.constraints.fresh())

    def _hand_over_below(self, shape: Node, reason: Unsupported) -> None:
        for each in parts_below(self.graph, shape):
            self.plan.hand_over(each, str(reason))


def parts_below(graph: ShapesGraph, shape: Node) -> list[Node]:
    """A shape and all that its sh:property leads to, itself first."""
    found = [shape]
    for each in found:
        parts = graph.objects(each, sh("property"))
        found += [part for part in parts if not isinstance(part, Literal) and part not in found]
    return found


def _onwards(focus: Focus, path: str, between: str) -> Focus:
    return lambda variable: f"{focus(between)} {between} {path} {variable} ."


def _query(focus: str, clause: Clause) -> str:
    """The query for a clause; violations are rare, so where it can it looks for them first, then at the target."""
    filtered = clause.unless or f"FILTER({clause.condition or 'true'})"
    if clause.having:
        return f"SELECT {_FOCUS} {{ {focus} {clause.patterns} {filtered} }} GROUP BY {_FOCUS} HAVING ({clause.having})"
    head = _head(_FOCUS, clause.value, clause.path)
    if _PROPERTIES.fullmatch(clause.patterns):
        patterns = " ".join(f"{{ SELECT * {{ {each} }} }}" for each in _PROPERTY.findall(clause.patterns))
        return f"{head} {{ {{ {head} {{ {patterns} {filtered} }} }} {focus} }}"
    if sequence := _SEQUENCE.fullmatch(clause.patterns):
        return f"{head} {{ {_backwards(_IRI.findall(sequence[1]), clause.value, filtered)} {focus} }}"
    return f"{head} {{ {focus} {clause.patterns} {filtered} }}"


def _backwards(path: list[str], value: str, filtered: str) -> str:
    """The group for a sequence path that begins with what it leads to, as far as that is let through."""
    between = [_FOCUS, *(f"{value}_{number}" for number in range(1, len(path))), value]
    group = ""
    for place in reversed(range(len(path))):
        head = _head(between[place], value)
        group = f"{{ {head} {{ {group} {between[place]} {path[place]} {between[place + 1]} . {filtered} }} }}"
        filtered = ""
    return group


def _head(*variables: str) -> str:
    return f"SELECT DISTINCT {' '.join(filter(None, dict.fromkeys(variables)))}"
