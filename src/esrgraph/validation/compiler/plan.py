"""What becomes of each shape of a graph: queries that find its violations, or a reason to hand it over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from esrgraph.validation.findings import Level, Texts
from esrgraph.validation.shapes import Node


@dataclass(frozen=True, slots=True)
class Select:
    """One compiled constraint: a query for its violations, and what every result of it says.

    `value` and `path` are the names of the query's variables for the result's value and path; where there is none,
    or it is not bound, the result has no value (at a node shape of sh:sparql, the focus node) and the shape's path.
    `messages` are the texts that a solution fills in. `candidates`, if there is one, is a query for the only focus
    nodes that can have solutions; `texts` a pattern of the query whose values it reads.
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
    texts: str = ""
    messages: Texts = ()


@dataclass(slots=True)
class Planned:
    """What becomes of one shape. `focus` are the patterns of its focus nodes, none where nothing leads to it.

    `selects` find its violations; where there is a `reason` it is handed over instead. `constrains` is true for a
    shape that states a constraint of its own, `is_condition` for one that others refer to (sh:node, sh:not ...).
    """

    code: str
    constrains: bool
    is_condition: bool
    focus: list[str] = field(default_factory=list)
    selects: list[Select] = field(default_factory=list)
    reason: str = ""
    deactivated: bool = False

    @property
    def is_run(self) -> bool:
        """Whether some engine runs it."""
        return bool(self.focus or self.reason)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every shape of a graph, with what becomes of it."""

    shapes: Mapping[Node, Planned]

    @property
    def selects(self) -> list[Select]:
        """All queries to run on a store."""
        return [select for planned in self.shapes.values() for select in planned.selects]

    @property
    def handed_over(self) -> dict[Node, str]:
        """The shapes that cannot be compiled, each with the reason."""
        return {node: planned.reason for node, planned in self.shapes.items() if planned.reason}

    def hand_over(self, shape: Node, reason: str) -> None:
        """Leave a shape to the reference engine, wholly; the first reason stays."""
        planned = self.shapes[shape]
        planned.reason = planned.reason or reason
        planned.selects.clear()
