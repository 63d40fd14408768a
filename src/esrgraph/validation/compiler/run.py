"""A plan run on a store: its results, and how many focus nodes each shape had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store

from esrgraph.rdf.store import open_read_only
from esrgraph.runtime.heap import give_back
from esrgraph.validation.compiler.plan import Plan, Select
from esrgraph.validation.findings import ValidationResult
from esrgraph.validation.messages import result_message
from esrgraph.validation.shapes import Node

_FEW = 500
"""Candidates in one query."""


def run(store: Store, selects: Iterable[Select], jobs: int = 1, folder: Path | None = None) -> set[ValidationResult]:
    """The violations that compiled constraints find in a store, asked for in `jobs` threads.

    Oxigraph works outside Python's lock; each query is asked and read in one thread. With a `folder`, where the store
    is, it is opened anew for each of them: what the library keeps of what one has read would add up.
    """

    def found(select: Select) -> set[ValidationResult]:
        if folder is None:
            return set(_violations(store, select))
        give_back()
        return set(_violations(open_read_only(folder), select))

    with ThreadPoolExecutor(jobs) as pool:
        return set().union(*pool.map(found, selects))


def _violations(store: Store, select: Select) -> Iterator[ValidationResult]:
    for solutions in _solutions(store, select):
        names = {variable.value for variable in solutions.variables}
        with_value, with_path = select.value in names, select.path in names
        speaks = bool(select.messages) or "message" in names
        for solution in solutions:
            focus = solution["this"]
            value = solution[select.value] if with_value else None
            path = solution[select.path] if with_path else None
            yield ValidationResult(
                focus=str(focus),
                path=select.shape_path if path is None else str(path),
                value=str(value or focus) if value or select.value_is_focus else "",
                component=select.component,
                severity=select.severity,
                shape=select.shape.value,
                code=select.code,
                message=result_message(select.messages, _texts(solution, names)) if speaks else (),
            )


def _texts(solution: QuerySolution, names: Iterable[str]) -> dict[str, str]:
    """The text of each term of a solution by variable."""
    found = {name: term for name in names if (term := solution[name]) is not None}
    return {name: term.value if isinstance(term, NamedNode | Literal) else str(term) for name, term in found.items()}


def _solutions(store: Store, select: Select) -> Iterator[QuerySolutions]:
    """The solutions of a query: of its candidates, some at a time, or of all focus nodes."""
    nodes = [solution["this"] for solution in _run_select(store, select.candidates)] if select.candidates else []
    if not select.candidates or any(isinstance(node, BlankNode) for node in nodes):
        yield _run_select(store, select.query)
        return
    head, brace, body = select.query.partition("{")
    for start in range(0, len(nodes), _FEW):
        some = " ".join(map(str, nodes[start : start + _FEW]))
        yield _run_select(store, f"{head}{brace} VALUES ?this {{ {some} }} {body}")


def _run_select(store: Store, query: str) -> QuerySolutions:
    solutions = store.query(query)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - every compiled query is a SELECT
    return solutions


def focus_counts(store: Store, plan: Plan) -> dict[Node, int]:
    """The number of focus nodes of each shape of a plan; 0 where they are left to the reference engine to find."""
    counted = {frozenset[str](): 0}
    for planned in plan.shapes.values():
        patterns = frozenset(planned.focus)
        if patterns not in counted:
            groups = " UNION ".join(f"{{ {pattern} }}" for pattern in sorted(patterns))
            (solution,) = _run_select(store, f"SELECT (COUNT(DISTINCT ?this) AS ?n) {{ {groups} }}")
            counted[patterns] = int(solution["n"].value)
    return {node: counted[frozenset(planned.focus)] for node, planned in plan.shapes.items()}
