"""A release's asserted triples to its store and its N-Triples file with the derived ones beside them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import RdfFormat, parse, serialize

from esrgraph.rdf import store
from esrgraph.rdf.iris import Iris
from esrgraph.release.derive.areas import shared_area_triples, strongest_pairs
from esrgraph.release.derive.merge import merge_into
from esrgraph.release.derive.rules import rules, run_rule
from esrgraph.release.derive.similar import FACETS, similar_triples
from esrgraph.release.memo import NO_MEMO, Memo, Terms
from esrgraph.resources import resource
from esrgraph.runtime.parallel import Run, one_after_the_other

_ACTIVE = "active-in"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A graph with what was derived from it: how many triples it has now, how many of them are `derived`, the SHA-256
    of its N-Triples file, and the memo for what is made of it."""

    triples: int
    derived: int
    sha256: str
    memo: Memo = NO_MEMO


def derive(
    ntriples: Path,
    folder: Path,
    iris: Iris,
    *,
    load: Callable[[Path], None] | None = None,
    run: Run = one_after_the_other,
    memo: Memo = NO_MEMO,
) -> Derivation:
    """Add what follows from a graph to its sorted N-Triples file, which stays sorted, and to its store at `folder`.

    Everything is derived from the asserted triples alone, so the order of the rules makes no difference, and they may
    be `run` side by side. What the `memo` has is not derived again. `load` puts a file into the store, where the graph
    is not there yet: with all that follows from it, if the memo has all of that.
    """
    memo = memo.of(ntriples)
    with TemporaryDirectory(dir=ntriples.parent) as working:
        steps = list(_steps(folder, Path(working), iris, memo))
        left = [step for step in steps if not memo.has(step.question, step.terms, [step.target])]
        if left and load:
            load(ntriples)
        run([partial(_take, step, memo) for step in left])
        areas = _shared_areas(Path(working), iris, memo)
        _take(areas, memo)
        derived = Path(working) / "derived.nt"
        _concatenate([step.target for step in (*steps, areas)], derived)
        if load and not left:
            merged = merge_into(ntriples, derived)
            load(ntriples)
        else:
            with ThreadPoolExecutor(1) as pool:  # the store loads without the interpreter, which meanwhile merges
                loading = pool.submit(store.load_triples, derived, folder)
                merged = merge_into(ntriples, derived)
                loading.result()
        return Derivation(merged.lines, merged.added, merged.sha256, memo.with_more(merged.digests))


@dataclass(frozen=True, slots=True)
class _Step:
    """One kind of what follows from a graph: the file that it is written to, and what that depends on."""

    question: str
    terms: Terms
    target: Path
    write: Callable[[], None]


def _take(step: _Step, memo: Memo) -> None:
    memo.make(step.question, step.terms, [step.target], step.write)


def _steps(folder: Path, working: Path, iris: Iris, memo: Memo) -> Iterator[_Step]:
    """All that is asked of a store, what takes longest first."""
    target = working / "similar-projects.nt"
    yield _Step("similar projects", frozenset(map(str, FACETS)), target, partial(_write_similar, folder, target, iris))
    for rule in rules():
        text, target = rule.read_text(encoding="utf-8"), working / f"{rule.stem}.nt"
        yield _Step(text, memo.reads(text), target, partial(_write_derived, folder, rule, target))


def _shared_areas(working: Path, iris: Iris, memo: Memo) -> _Step:
    """What follows from where organisations are active, which depends on the same as that."""
    rule = resource("sparql", "rules", f"{_ACTIVE}.rq").read_text(encoding="utf-8")
    target = working / "shared-areas.nt"
    write = partial(_write_shared_areas, working / f"{_ACTIVE}.nt", target, iris)
    return _Step(f"shared areas of {rule}", memo.reads(rule), target, write)


def _write_derived(folder: Path, rule: Path, target: Path) -> None:
    run_rule(store.open_read_only(folder), rule, target)


def _write_similar(folder: Path, target: Path, iris: Iris) -> None:
    serialize(similar_triples(store.open_read_only(folder), iris), target, format=RdfFormat.N_TRIPLES)


def _write_shared_areas(active_in: Path, target: Path, iris: Iris) -> None:
    links = (quad.triple for quad in parse(path=str(active_in), format=RdfFormat.N_TRIPLES, lenient=True))
    pairs = strongest_pairs((link.subject.value, link.object.value) for link in links)
    serialize(shared_area_triples(pairs, iris), target, format=RdfFormat.N_TRIPLES)


def _concatenate(sources: list[Path], target: Path) -> None:
    with target.open("wb") as output:
        for source in sources:
            with source.open("rb") as file:
                shutil.copyfileobj(file, output)
