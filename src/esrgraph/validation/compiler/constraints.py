"""The constraints of one shape to clauses: the ways in which a focus node can violate them, as parts of a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, count

from pyoxigraph import Literal, NamedNode

from esrgraph.rdf.vocabulary import Xsd
from esrgraph.validation.compiler.conditions import CONDITIONS, ONCE, any_of, constant, whole_number
from esrgraph.validation.compiler.paths import Unsupported, shape_path
from esrgraph.validation.compiler.targets import Classes, instances_pattern
from esrgraph.validation.shapes import PARAMETERS, Node, ShapesGraph, Term, sh

_TRUE = Literal("true", datatype=Xsd.boolean)
_PAIRWISE = 3
"""Up to so many values, a count is asked as so many values that differ, which needs no grouping."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One way to violate a constraint: patterns that go on from the focus node, and a condition on what they bind.

    `value` and `path` are the variables that hold the result's value and path, "" where it has none or the shape's;
    `having` is a condition on all solutions of one focus node; `unless` is a MINUS that says what the condition does
    with less work, where a query can have one.
    """

    component: str
    patterns: str = ""
    condition: str = ""
    value: str = ""
    path: str = ""
    having: str = ""
    unless: str = ""


@dataclass(slots=True)
class Constraints:
    """Compiles the constraints of shapes; raises Unsupported for what is not on its list."""

    graph: ShapesGraph
    classes: Classes
    custom: frozenset[Term] = frozenset()
    _numbers: Iterator[int] = field(default_factory=count)
    _within: list[Node] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Find the parameters of constraint components that the graph itself declares (SHACL 6.2.1)."""
        declared = {parameter for _, parameter in self.graph.pairs(sh("parameter"))}
        self.custom = frozenset(path for node, path in self.graph.pairs(sh("path")) if node in declared)

    def clauses(self, shape: Node, focus: str) -> Iterator[Clause]:
        """The clauses of a shape's own constraints, for a focus node in a variable; not sh:property and sh:sparql."""
        if self.custom & self.graph.predicates(shape):
            raise Unsupported("a constraint component of its own")
        for name in PARAMETERS:
            parameters = self.graph.objects(shape, sh(name))
            if len(parameters) > 1 and name in ONCE:
                raise Unsupported(f"several values of sh:{name}")
            for parameter in parameters if name not in ("property", "sparql") else ():
                yield from self._constraint(name, shape, parameter, focus)

    def fresh(self) -> str:
        """A variable that nothing else uses."""
        return f"?_{next(self._numbers)}"

    def values(self, shape: Node, focus: str) -> tuple[str, str]:
        """The pattern that leads from a focus node to its value nodes, and their variable (SHACL 3.7.4)."""
        path = shape_path(self.graph, shape)
        if path is None:
            return "", focus
        value = self.fresh()
        return f"{focus} {path} {value} .", value

    def violating(self, shape: Term, node: str) -> str:
        """The expression that is true where the node in a variable does not conform to a shape (SHACL 3.4.2)."""
        assert not isinstance(shape, Literal)  # noqa: S101 - the shapes graph refuses it
        if shape in self._within:
            raise Unsupported("a shape that refers to itself")
        if is_deactivated(self.graph, shape):
            return "false"
        self._within.append(shape)
        try:
            return any_of([*map(_as_expression, self._conformance(shape, node))])
        finally:
            self._within.pop()

    def _conformance(self, shape: Node, node: str) -> Iterator[Clause]:
        if self.graph.value(shape, "sparql") is not None:
            raise Unsupported("sh:sparql in a condition")
        yield from self.clauses(shape, node)
        for part in self.graph.objects(shape, sh("property")):
            pattern, value = self.values(shape, node)
            yield Clause("Property", pattern, self.violating(part, value))

    def _constraint(self, name: str, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
        if name in CONDITIONS:
            component, condition = CONDITIONS[name]
            pattern, value = self.values(shape, focus)
            yield Clause(component, pattern, condition(self.graph, shape, parameter, value), value)
        elif name in _LOGIC:
            component, combine = _LOGIC[name]
            pattern, value = self.values(shape, focus)
            yield Clause(component, pattern, combine(self, parameter, value), value)
        elif name in _CLAUSES:
            yield from _CLAUSES[name](self, shape, parameter, focus)
        else:
            raise Unsupported(f"sh:{name}")

    def distinct(self, shape: Node, focus: str, number: int) -> tuple[str, str, list[str]]:
        """The patterns of so many value nodes, the condition that they all differ, and their variables."""
        pairs = [self.values(shape, focus) for _ in range(number)]
        variables = [value for _, value in pairs]
        differ = " && ".join(f"!sameTerm({one}, {other})" for one, other in combinations(variables, 2))
        return " ".join(pattern for pattern, _ in pairs), differ or "true", variables


def is_deactivated(graph: ShapesGraph, shape: Node) -> bool:
    """Whether a shape is switched off (SHACL 2.1.6)."""
    return graph.value(shape, "deactivated") == _TRUE


def _as_expression(clause: Clause) -> str:
    if clause.having:
        raise Unsupported("a large count in a condition")
    if not clause.patterns:
        return clause.condition
    return f"EXISTS {{ {clause.patterns} FILTER({clause.condition}) }}"


def _and(compiler: Constraints, shapes: Term, value: str) -> str:
    return any_of(compiler.violating(each, value) for each in compiler.graph.items(shapes))


def _or(compiler: Constraints, shapes: Term, value: str) -> str:
    violated = (f"({compiler.violating(each, value)})" for each in compiler.graph.items(shapes))
    return " && ".join(violated) or "true"


def _xone(compiler: Constraints, shapes: Term, value: str) -> str:
    conforming = (f"IF({compiler.violating(each, value)}, 0, 1)" for each in compiler.graph.items(shapes))
    return f"({' + '.join(conforming) or '0'}) != 1"


def _not(compiler: Constraints, shape: Term, value: str) -> str:
    return f"!({compiler.violating(shape, value)})"


_LOGIC: dict[str, tuple[str, Callable[[Constraints, Term, str], str]]] = {
    "node": ("Node", Constraints.violating),
    "not": ("Not", _not),
    "and": ("And", _and),
    "or": ("Or", _or),
    "xone": ("Xone", _xone),
}


def _class(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    if not isinstance(parameter, NamedNode):
        raise Unsupported("a class without an IRI")
    pattern, value = compiler.values(shape, focus)
    instances = f"{{ {instances_pattern(value, compiler.classes(parameter), compiler.fresh())} }}"
    condition = f"isLiteral({value}) || NOT EXISTS {instances}"
    yield Clause("Class", pattern, condition, value, unless=f"MINUS {instances}")


def _min_count(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    number = _count(compiler, shape, parameter)
    if 0 < number <= _PAIRWISE:
        patterns, differ, _ = compiler.distinct(shape, focus, number)
        yield Clause("MinCount", condition=f"NOT EXISTS {{ {patterns} FILTER({differ}) }}")
    elif number:
        pattern, value = compiler.values(shape, focus)
        yield Clause("MinCount", condition=f"NOT EXISTS {{ {pattern} }}")
        yield Clause("MinCount", pattern, having=f"COUNT(DISTINCT {value}) < {number}")


def _max_count(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    number = _count(compiler, shape, parameter)
    if number < _PAIRWISE:
        yield Clause("MaxCount", *compiler.distinct(shape, focus, number + 1)[:2])
    else:
        pattern, value = compiler.values(shape, focus)
        yield Clause("MaxCount", pattern, having=f"COUNT(DISTINCT {value}) > {number}")


def _count(compiler: Constraints, shape: Node, parameter: Term) -> int:
    if compiler.graph.value(shape, "path") is None:
        raise Unsupported("a count at a node shape")
    return whole_number(parameter)


def _has_value(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    path = shape_path(compiler.graph, shape)
    wanted = constant(parameter)
    violated = f"!sameTerm({focus}, {wanted})" if path is None else f"NOT EXISTS {{ {focus} {path} {wanted} }}"
    yield Clause("HasValue", condition=violated)


def _unique_lang(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    if parameter == _TRUE:
        _count(compiler, shape, Literal(1))
        patterns, differ, (one, other) = compiler.distinct(shape, focus, 2)
        same = f'LANG({one}) != "" && LCASE(LANG({one})) = LCASE(LANG({other}))'
        yield Clause("UniqueLang", patterns, f"COALESCE({differ} && {same}, false)")


def _equals(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    pattern, value = compiler.values(shape, focus)
    other = compiler.fresh()
    missing = f"NOT EXISTS {{ {_with(pattern, value, other)} }}" if pattern else f"!sameTerm({focus}, {other})"
    yield Clause("Equals", pattern, f"NOT EXISTS {{ {focus} {parameter} {value} }}", value)
    yield Clause("Equals", f"{focus} {parameter} {other} .", missing, other)


def _with(pattern: str, value: str, other: str) -> str:
    return pattern.removesuffix(f"{value} .") + other


def _disjoint(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    pattern, value = compiler.values(shape, focus)
    yield Clause("Disjoint", f"{pattern} {focus} {parameter} {value} .", "true", value)


def _less_than(component: str, comparison: str) -> Callable[[Constraints, Node, Term, str], Iterator[Clause]]:
    def clauses(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
        pattern, value = compiler.values(shape, focus)
        if not pattern:
            raise Unsupported("a comparison at a node shape")
        other = compiler.fresh()
        comparable = f"!COALESCE({value} {comparison} {other}, false)"
        yield Clause(component, f"{pattern} {focus} {parameter} {other} .", comparable, value)

    return clauses


def _closed_shape(compiler: Constraints, shape: Node, parameter: Term, focus: str) -> Iterator[Clause]:
    """SHACL 4.8.1; only paths that are properties open a shape."""
    if parameter == _TRUE:
        graph = compiler.graph
        paths = [path for each in graph.objects(shape, sh("property")) for path in graph.objects(each, sh("path"))]  # type: ignore[arg-type]
        ignored = [item for each in graph.objects(shape, sh("ignoredProperties")) for item in graph.items(each)]
        pattern, value = compiler.values(shape, focus)
        predicate, thing = compiler.fresh(), compiler.fresh()
        allowed = ", ".join(str(each) for each in (*paths, *ignored) if isinstance(each, NamedNode))
        patterns = f"{pattern} {value} {predicate} {thing} ."
        forbidden = f"{predicate} NOT IN ({allowed})" if allowed else "true"  # Oxigraph finds nothing by `NOT IN ()`
        yield Clause("Closed", patterns, forbidden, thing, predicate)


_CLAUSES: dict[str, Callable[[Constraints, Node, Term, str], Iterator[Clause]]] = {
    "class": _class,
    "minCount": _min_count,
    "maxCount": _max_count,
    "hasValue": _has_value,
    "uniqueLang": _unique_lang,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThan": _less_than("LessThan", "<"),
    "lessThanOrEquals": _less_than("LessThanOrEquals", "<="),
    "closed": _closed_shape,
}
"""By parameter, the constraints that look at a focus node's values together, or need more than a condition."""
