"""The engines behind one door: shapes compiled to SPARQL where that is possible, pySHACL for the rest or for all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path

from pyoxigraph import Store

from esrgraph.errors import ShapesError
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.plan import Plan
from esrgraph.validation.compiler.run import focus_counts, run
from esrgraph.validation.findings import Check, ValidationResult
from esrgraph.validation.shapes import Node, ShapesGraph


class Engine(StrEnum):
    """Which engine validates: `AUTO` compiles what it can and leaves the rest to pySHACL, `COMPILED` insists."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    COMPILED = "compiled"


Validated = tuple[list[ValidationResult], list[Check], list[str]]


def validate_store(
    store: Store,
    shapes: ShapesGraph,
    engine: str = Engine.AUTO,
    jobs: int = 1,
    folder: Path | None = None,
    memo: Memo = NO_MEMO,
) -> Validated:
    """The results of a shapes graph on the default graph of a store, what was checked, and notices; each in order.

    `jobs` is the number of threads that ask the compiled queries; `folder` is where a store is that they had better
    open anew (see `run`), and the `memo` has what they found before.

    Raises:
        ShapesError: the shapes cannot be run, what pySHACL has to check is too large for it, or `engine` is `compiled`
            and some shapes cannot be compiled.
    """
    plan = compile_shapes(shapes, store)
    handed_over = sorted(f"{each.code} has {each.reason}" for each in plan.shapes.values() if each.reason)
    if engine == Engine.PYSHACL:
        results = _by_pyshacl(store, shapes, shapes.nodes)
        return sorted(results), _checks(store, plan, shapes.nodes), list(_not_run(shapes, plan))
    if engine == Engine.COMPILED and handed_over:
        raise ShapesError(f"Not all shapes can be compiled: {'; '.join(handed_over)}")
    results = _by_pyshacl(store, shapes, plan.handed_over) | run(store, plan.selects, jobs, folder, memo)
    notices = [*(f"{each}: checked by pySHACL" for each in handed_over), *_not_run(shapes, plan)]
    return sorted(results), _checks(store, plan, plan.handed_over), notices


def _by_pyshacl(store: Store, shapes: ShapesGraph, asked: Collection[Node]) -> set[ValidationResult]:
    if not asked:
        return set()
    from esrgraph.validation.reference.engine import results  # rdflib and pySHACL take a second to import

    return results(store, shapes, asked)


def _checks(store: Store, plan: Plan, by_pyshacl: Collection[Node]) -> list[Check]:
    """What ran on how many focus nodes, for every shape that states a constraint."""
    counts = focus_counts(store, plan)
    checks = []
    for node, planned in plan.shapes.items():
        if planned.constrains and planned.is_run:
            engine = Engine.PYSHACL if node in by_pyshacl else Engine.COMPILED
            checks.append(Check(planned.code, counts[node], engine.value))
    return sorted(checks, key=lambda check: (check.code, check.engine))


def _not_run(shapes: ShapesGraph, plan: Plan) -> Iterator[str]:
    """What was not run: shapes switched off, or reached by no target, and those of imported graphs."""
    for imported in shapes.not_read:
        yield f"owl:imports {imported} is not followed: it is checked if its file is given too"
    for planned in plan.shapes.values():
        if planned.deactivated:
            yield f"{planned.code} is deactivated: not checked"
        elif not planned.is_run and not planned.is_condition:
            yield f"{planned.code} has no target: not checked"
