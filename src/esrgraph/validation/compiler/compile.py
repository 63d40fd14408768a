"""A shapes graph to a plan: one SELECT a constraint and target, and the shapes that cannot be compiled."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from esrgraph.rdf.vocabulary import Rdf
from esrgraph.validation.compiler.constraints import Clause, Constraints, is_deactivated
from esrgraph.validation.compiler.outline import candidates, outline
from esrgraph.validation.compiler.paths import Unsupported, result_path, shape_path
from esrgraph.validation.compiler.plan import Plan, Planned, Select
from esrgraph.validation.compiler.select import for_all
from esrgraph.validation.compiler.targets import Classes, Focus, focuses, is_target
from esrgraph.validation.messages import templates
from esrgraph.validation.shapes import Node, ShapesGraph, Term, sh

_FOCUS = "?this"
_PROPERTY = re.compile(rf"{re.escape(_FOCUS)} (?!{re.escape(str(Rdf.type))})<[^>]*> \?\w+ \.")
_PROPERTIES = re.compile(rf"(?:{_PROPERTY.pattern} ?)+")
"""Patterns that read properties of the focus node, each of them from the index of one property."""
_SEQUENCE = re.compile(rf"{re.escape(_FOCUS)} ((?:<[^>]*>/)+(?!{re.escape(str(Rdf.type))})<[^>]*>) (\?\w+) \.")
"""A pattern of a path that is a sequence of properties."""
_IRI = re.compile("<[^>]*>")
_OF_TEXT = re.compile(r"(!REGEX|STRLEN|LANGMATCHES)\(")
"""What conditions read a text by; a datatype's own REGEX, of which nothing is the contrary, reads short values."""
_STAYING = frozenset(map(sh, ("zeroOrMorePath", "zeroOrOnePath", "sparql")))
_SUBCLASSES = "SELECT DISTINCT ?class {{ ?class <http://www.w3.org/2000/01/rdf-schema#subClassOf>* {0} }}"


def compile_shapes(graph: ShapesGraph, store: Store) -> Plan:
    """The plan for a shapes graph; the store is asked for the subclasses of the classes that shapes name."""
    plan = Plan({node: _plan_shape(graph, node) for node in graph.nodes})
    walker = _Walker(graph, Constraints(graph, classes_in(store)), plan, partial(_is_absent, store))
    for shape in graph.nodes:
        if is_target(graph, shape):
            walker.root(shape)
    return plan


def _plan_shape(graph: ShapesGraph, node: Node) -> Planned:
    return Planned(graph.shape(node).code, graph.constrains(node), node in graph.conditions)


def _is_absent(store: Store, node: Term) -> bool:
    subject = None if isinstance(node, Literal) else node
    patterns = [(None, None, node), *([(subject, None, None)] if subject else [])]
    return not any(next(store.quads_for_pattern(*each, DefaultGraph()), None) for each in patterns)


def _may_stay(graph: ShapesGraph, shape: Node) -> bool:
    """Whether a shape, or what it leads to, has a path that leads from a node to itself, or a query that may have."""
    found: list[Term] = [shape]
    for each in found:
        if isinstance(each, Literal):
            continue
        predicates = graph.predicates(each)
        if predicates & _STAYING:
            return True
        found += (value for name in predicates for value in graph.objects(each, name) if value not in found)
    return False


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
    is_absent: Callable[[Term], bool]
    _above: list[Node] = field(default_factory=list)

    def root(self, shape: Node) -> None:
        try:
            found = focuses(self.graph, shape, self.constraints.classes)
            self._check_target_nodes(shape)
        except Unsupported as reason:
            self._hand_over_below(shape, reason)
            return
        for focus in found:
            self._own(shape, focus)

    def _check_target_nodes(self, shape: Node) -> None:
        """Refuse nodes that are not in the data and a path that may have no steps: Oxigraph finds them not by it."""
        nodes = self.graph.objects(shape, sh("targetNode"))
        if any(map(self.is_absent, nodes)) and _may_stay(self.graph, shape):
            raise Unsupported("a path of no steps, or sh:sparql, from a target node that is not in the data")

    def _own(self, shape: Node, focus: Focus) -> None:
        planned = self.plan.shapes[shape]
        if is_deactivated(self.graph, shape):
            planned.deactivated = True
            return
        pattern = focus(_FOCUS)
        if pattern not in planned.focus:
            planned.focus.append(pattern)
        try:
            selects = list(self._selects(shape, pattern))
        except Unsupported as reason:
            self.plan.hand_over(shape, str(reason))
        else:
            planned.selects += selects if not planned.reason else []
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
            select = self._select(shape, clause.component, _query(focus, clause), clause.value[1:], clause.path[1:])
            yield replace(select, texts=_texts(clause))
        for constraint in self.graph.objects(shape, sh("sparql")):
            query = for_all(self.graph, constraint, shape, shape_path(self.graph, shape), focus)
            found, of_focus = outline(query), not self.graph.objects(shape, sh("path"))
            select = self._select(shape, "SPARQL", query, "value", "path")
            yield replace(
                select,
                value_is_focus=of_focus,
                candidates=candidates(found) if found else "",
                messages=templates(self.graph, constraint, shape),
            )

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
            assert not isinstance(part, Literal)  # noqa: S101 - the shapes graph refuses it
            if part in self._above or part == shape:
                raise Unsupported("a shape that refers to itself")
            path = shape_path(self.graph, shape)
            yield part, focus if path is None else _onwards(focus, path, self.constraints.fresh())

    def _hand_over_below(self, shape: Node, reason: Unsupported) -> None:
        for each in self.graph.parts_below(shape):
            self.plan.hand_over(each, str(reason))


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
    sequence = _SEQUENCE.fullmatch(clause.patterns)
    if sequence and _FOCUS not in filtered:  # which is not known at the end of the path
        return f"{head} {{ {_backwards(_IRI.findall(sequence[1]), sequence[2], clause.value, filtered)} {focus} }}"
    return f"{head} {{ {focus} {clause.patterns} {filtered} }}"


def _texts(clause: Clause) -> str:
    """The pattern of a clause whose values are read as texts, if it is the only one."""
    is_read = not clause.having and _PROPERTY.fullmatch(clause.patterns) and _OF_TEXT.search(clause.condition)
    return clause.patterns if is_read else ""


def _backwards(path: list[str], end: str, value: str, filtered: str) -> str:
    """The group for a sequence path that begins with what it leads to, as far as that is let through."""
    between = [_FOCUS, *(f"{end}_{number}" for number in range(1, len(path))), end]
    group = ""
    for place in reversed(range(len(path))):
        head = _head(between[place], value)
        group = f"{{ {head} {{ {group} {between[place]} {path[place]} {between[place + 1]} . {filtered} }} }}"
        filtered = ""
    return group


def _head(*variables: str) -> str:
    return f"SELECT DISTINCT {' '.join(filter(None, dict.fromkeys(variables)))}"
