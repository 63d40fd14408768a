"""A plan run on a store: its results, and how many focus nodes each shape had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Store

from esrgraph.rdf.store import open_read_only
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.runtime.heap import give_back
from esrgraph.validation.compiler.plan import Plan, Select
from esrgraph.validation.findings import Level, ValidationResult
from esrgraph.validation.messages import result_message
from esrgraph.validation.shapes import Node

_FEW, _MANY = 500, 2_000
"""Candidates in one query; where there are more than many, all focus nodes are asked about."""
_ASKED = 8
"""So many queries are asked of a large store before it is opened anew."""
_TEXTS = 7_000
"""Texts that one query reads: the library keeps what it has read of a store for as long as that is open."""

_Opened = Callable[[Select], Store]


def run(
    store: Store, selects: Iterable[Select], jobs: int = 1, folder: Path | None = None, memo: Memo = NO_MEMO
) -> set[ValidationResult]:
    """The violations that compiled constraints find in a store, asked for in `jobs` threads or had by the `memo`.

    Oxigraph works outside Python's lock; each query is asked and read in one thread. With a `folder`, where the store
    is, it is opened anew for some of them at a time: what the library keeps of what they have read would add up.
    """
    opened = _reopening(folder) if folder else lambda select: store
    with ThreadPoolExecutor(jobs) as pool:
        return set().union(*pool.map(lambda select: _known_violations(opened, select, memo), selects))


def _reopening(folder: Path) -> _Opened:
    """What gives the store in a folder, opened anew after some queries, and for each that reads texts."""
    kept: list[Store] = []
    asked = count()

    def opened(select: Select) -> Store:
        if select.texts or not kept or next(asked) % _ASKED == 0:
            kept[:] = [open_read_only(folder)]  # at one stroke: other threads take from it, too
            give_back()
        return kept[0]

    return opened


def _known_violations(opened: _Opened, select: Select, memo: Memo) -> set[ValidationResult]:
    terms = [memo.reads(text) for text in (select.query, select.candidates) if text]
    read = None if None in terms else frozenset().union(*filter(None, terms))
    if read is None:
        return set(_violations(opened, select))
    content = memo.content(repr(select), read, lambda: orjson.dumps(sorted(set(_violations(opened, select)))))
    return {_from_record(each) for each in orjson.loads(content)}


def _from_record(record: dict[str, Any]) -> ValidationResult:
    message = tuple((language, text) for language, text in record.pop("message"))
    return ValidationResult(**record | {"severity": Level(record["severity"])}, message=message)


def _violations(opened: _Opened, select: Select) -> Iterator[ValidationResult]:
    for query in _queries(opened, select):
        yield from _results(_run_select(opened(select), query), select)


def _results(solutions: QuerySolutions, select: Select) -> Iterator[ValidationResult]:
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


def _queries(opened: _Opened, select: Select) -> Iterator[str]:
    """What is asked for a constraint: of its candidates, of some texts at a time, or of all focus nodes."""
    if select.texts:
        number = _count(opened(select), f"SELECT (COUNT(*) AS ?n) {{ {select.texts} }}")
        for start in range(0, number, _TEXTS):  # a store that is not written to is read in the same order each time
            some = f"{{ {select.texts} }} LIMIT {_TEXTS} OFFSET {start}"
            yield select.query.replace(f"{{ {select.texts} }}", some, 1)
        return
    nodes = _candidates(opened(select), select) if select.candidates else None
    if nodes is None:
        yield select.query
        return
    head, brace, body = select.query.partition("{")
    for start in range(0, len(nodes), _FEW):
        some = " ".join(map(str, nodes[start : start + _FEW]))
        yield f"{head}{brace} VALUES ?this {{ {some} }} {body}"


def _candidates(store: Store, select: Select) -> list[NamedNode | Literal] | None:
    """The candidates of a constraint; None where they are many, or cannot be named."""
    nodes = [solution["this"] for solution in islice(_run_select(store, select.candidates), _MANY + 1)]
    return None if len(nodes) > _MANY or any(isinstance(node, BlankNode) for node in nodes) else nodes


def _count(store: Store, query: str) -> int:
    (solution,) = _run_select(store, query)
    return int(solution["n"].value)


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
            counted[patterns] = _count(store, f"SELECT (COUNT(DISTINCT ?this) AS ?n) {{ {groups} }}")
    return {node: counted[frozenset(planned.focus)] for node, planned in plan.shapes.items()}
