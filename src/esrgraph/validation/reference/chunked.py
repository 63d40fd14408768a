"""The reference engine over a whole store: chunk by chunk in worker processes, rules across projects once over all."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from esrgraph.validation.findings import Result
from esrgraph.validation.reference.cache import ResultCache
from esrgraph.validation.reference.chunks import Partition, Unit, chunks, selected, to_lines
from esrgraph.validation.reference.engine import Reference
from esrgraph.validation.reference.queried import queried_predicates
from esrgraph.validation.reference.selection import has_targets, only, predicates_of
from esrgraph.validation.shapes import Node, ShapesGraph

_VERSION = "1"
"""Part of every key of the cache: raise it when results change for other reasons than data and shapes."""

_FEW = 3
"""Up to so many chunks, starting worker processes costs more than they save."""


def results(data: Iterable[Quad], shapes: ShapesGraph, jobs: int = 1) -> list[Result]:
    """The results of a shapes graph on data, in order. Raises ShapesError where pySHACL cannot run the shapes."""
    store = Store()
    store.bulk_extend(data)
    return sorted(store_results(store, shapes, shapes.nodes, jobs))


def store_results(
    store: Store, shapes: ShapesGraph, asked: Collection[Node], jobs: int, cache: Path | None = None
) -> set[Result]:
    """The results of the shapes that are asked for on a store, in `jobs` worker processes.

    With a cache, projects that are as they were, under the same shapes and context, are not validated again.

    Raises:
        ShapesError: pySHACL cannot run the shapes.
        InputError: the cache cannot be used.
    """
    across = {node for node in asked if shapes.shape(node).corpus}
    found = _across(store, only(shapes, across)) if across else set()
    within = only(shapes, set(asked) - across)
    if not has_targets(within):
        return found
    if cache is None:
        return found | _within(store, within, jobs, None)
    with ResultCache(cache) as kept:
        return found | _within(store, within, jobs, kept)


def _across(store: Store, shapes: ShapesGraph) -> set[Result]:
    predicates = predicates_of(shapes, queried_predicates)
    return Reference(shapes, selected(store, predicates)).results(())


def _within(store: Store, shapes: ShapesGraph, jobs: int, cache: ResultCache | None) -> set[Result]:
    partition = Partition(store, predicates_of(shapes, queried_predicates))
    context = to_lines(partition.context())
    basis = hashlib.sha256(f"{_VERSION} {shapes.digest} {hashlib.sha256(context).hexdigest()}".encode()).hexdigest()
    found: set[Result] = set()

    def unknown() -> Iterator[Unit]:
        for unit in partition.units():
            kept = cache.get(f"{basis}-{unit.digest}") if cache else None
            if kept is None:
                yield unit
            else:
                found.update(kept)

    for chunk, more in _validated(chunks(unknown()), shapes, context, jobs):
        found |= more
        for unit in chunk if cache else ():
            cache.put(f"{basis}-{unit.digest}", _of_unit(unit, more))  # type: ignore[union-attr]
    return found


def _of_unit(unit: Unit, results: set[Result]) -> list[Result]:
    """The results on the nodes that a unit speaks of; those on the context alone belong to the unit of no project."""
    if not unit.project:
        return list(results)
    terms = {str(term) for triple in _triples(unit.triples) for term in (triple.subject, triple.object)}
    return [each for each in results if each.focus in terms]


Validated = Iterator[tuple[list[Unit], set[Result]]]


def _validated(parts: Iterator[list[Unit]], shapes: ShapesGraph, context: bytes, jobs: int) -> Validated:
    """Each chunk with its results, in order; at most a few chunks are in memory."""
    few = list(islice(parts, _FEW + 1))
    parts = chain(few, parts)
    if jobs == 1 or len(few) <= _FEW:
        reference = Reference(shapes, _triples(context))
        for chunk in parts:
            yield chunk, reference.results(_together(chunk))
        return
    Reference(shapes, ())  # what is wrong with the shapes is said here: a worker that cannot start says nothing
    waiting: deque[tuple[list[Unit], Future[set[Result]]]] = deque()
    lines = to_lines(shapes.triples)
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, (lines, context)) as pool:
        for chunk in parts:
            waiting.append((chunk, pool.submit(_validate, b"".join(unit.triples for unit in chunk))))
            if len(waiting) > 2 * jobs:
                first, future = waiting.popleft()
                yield first, future.result()
        for first, future in waiting:
            yield first, future.result()


def _together(chunk: list[Unit]) -> Iterator[Triple]:
    return (triple for unit in chunk for triple in _triples(unit.triples))


def _triples(lines: bytes) -> Iterator[Triple]:
    return (quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES))


_of_this_process: list[Reference] = []


def _start(shapes: bytes, context: bytes) -> None:
    """Make a worker process ready."""
    _of_this_process[:] = [Reference(ShapesGraph(_triples(shapes)), _triples(context))]


def _validate(lines: bytes) -> set[Result]:
    return _of_this_process[0].results(_triples(lines))
