"""The engines behind one door: shapes compiled to SPARQL where that is possible, pySHACL for the rest or for all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path

from pyoxigraph import Store

from esrgraph.errors import ShapesError
from esrgraph.validation.compiler.compile import Plan, compile_shapes
from esrgraph.validation.compiler.run import focus_counts, run
from esrgraph.validation.findings import Check, Result
from esrgraph.validation.shapes import PARAMETERS, Node, ShapesGraph, sh


class Engine(StrEnum):
    """Which engine validates: `AUTO` compiles what it can and leaves the rest to pySHACL, `COMPILED` insists."""

    AUTO = "auto"
    PYSHACL = "pyshacl"
    COMPILED = "compiled"


Validated = tuple[list[Result], list[Check], list[str]]


def validate_store(
    store: Store, shapes: ShapesGraph, engine: str = Engine.AUTO, jobs: int = 1, cache: Path | None = None
) -> Validated:
    """The results of a shapes graph on a store, what was checked, and notices; each in order.

    `jobs` is the number of threads and worker processes; `cache`, for pySHACL only, is a SQLite file that spares
    validating again what has not changed.

    Raises:
        ShapesError: the shapes cannot be run, or `engine` is `compiled` and some cannot be compiled.
    """
    plan = compile_shapes(shapes, store)
    if engine == Engine.COMPILED and plan.handed_over:
        raise ShapesError(f"Not all shapes can be compiled: {'; '.join(_reasons(shapes, plan))}")
    if engine == Engine.PYSHACL:
        handed_over: Collection[Node] = shapes.nodes
        results = _by_pyshacl(store, shapes, handed_over, jobs, cache)
    else:
        handed_over = plan.handed_over
        results = run(store, plan.selects, jobs)
        if handed_over:
            results |= _by_pyshacl(store, shapes, handed_over, jobs, cache)
    reasons = () if engine == Engine.PYSHACL else _reasons(shapes, plan)
    notices = [*(f"{each}: checked by pySHACL" for each in reasons), *_unused(shapes, plan)]
    return sorted(results), _checks(store, shapes, plan, handed_over), notices


def _by_pyshacl(
    store: Store, shapes: ShapesGraph, asked: Collection[Node], jobs: int, cache: Path | None
) -> set[Result]:
    from esrgraph.validation.reference.chunked import store_results  # rdflib and pySHACL take a second to import

    return store_results(store, shapes, asked, jobs, cache)


def _checks(store: Store, shapes: ShapesGraph, plan: Plan, handed_over: Collection[Node]) -> list[Check]:
    """What ran on how many focus nodes, for every shape that states a constraint."""
    counts = focus_counts(store, plan)
    checks = []
    for node in {*plan.focus, *plan.handed_over}:
        if any(shapes.objects(node, sh(name)) for name in PARAMETERS if name != "property"):
            engine = Engine.PYSHACL if node in handed_over else Engine.COMPILED
            checks.append(Check(shapes.shape(node).code, counts.get(node.value, 0), engine.value))
    return sorted(checks, key=lambda check: (check.code, check.engine))


def _reasons(shapes: ShapesGraph, plan: Plan) -> list[str]:
    return sorted(f"{shapes.shape(node).code} has {reason}" for node, reason in plan.handed_over.items())


def _unused(shapes: ShapesGraph, plan: Plan) -> Iterator[str]:
    """Shapes that were not run: switched off, or reached by no target."""
    for node in shapes.nodes:
        code = shapes.shape(node).code
        if node in plan.deactivated:
            yield f"{code} is deactivated: not checked"
        elif node not in plan.focus and node not in plan.handed_over and node not in shapes.conditions:
            yield f"{code} has no target: not checked"
