"""A release's asserted triples to its store and its N-Triples file with the derived ones beside them."""

from __future__ import annotations

import shutil
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
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.runtime.parallel import Run, one_after_the_other


@dataclass(frozen=True, slots=True)
class Derivation:
    """A graph with what was derived from it: how many triples it has now, how many of them are `derived`, the SHA-256
    of its N-Triples file, and the memo for what is made of it."""

    triples: int
    derived: int
    sha256: str
    memo: Memo = NO_MEMO


def derive(
    ntriples: Path, folder: Path, iris: Iris, *, run: Run = one_after_the_other, memo: Memo = NO_MEMO
) -> Derivation:
    """Add what follows from a graph to its sorted N-Triples file, which stays sorted, and to its store at `folder`.

    Everything is derived from the asserted triples alone, so the order of the rules makes no difference, and they may
    be `run` side by side. What the `memo` has is not derived again.
    """
    memo = memo.of(ntriples)
    with TemporaryDirectory(dir=ntriples.parent) as working:
        by_rule = {rule.stem: Path(working) / f"{rule.stem}.nt" for rule in rules()}
        areas, similar = Path(working) / "shared-areas.nt", Path(working) / "similar-projects.nt"
        running = [partial(_write_derived, folder, rule, by_rule[rule.stem], memo) for rule in rules()]
        run([partial(_write_similar, folder, similar, iris, memo), *running])
        _write_shared_areas(by_rule["active-in"], areas, iris, memo)
        derived = Path(working) / "derived.nt"
        _concatenate([*by_rule.values(), areas, similar], derived)
        with ThreadPoolExecutor(1) as pool:  # the store loads without the interpreter, which meanwhile merges
            loading = pool.submit(store.load_triples, derived, folder)
            merged = merge_into(ntriples, derived)
            loading.result()
        return Derivation(merged.lines, merged.added, merged.sha256, memo.with_more(merged.digests))


def _write_derived(folder: Path, rule: Path, target: Path, memo: Memo) -> None:
    text = rule.read_text(encoding="utf-8")
    memo.make(text, memo.reads(text), [target], lambda: run_rule(store.open_read_only(folder), rule, target))


def _write_similar(folder: Path, target: Path, iris: Iris, memo: Memo) -> None:
    def write() -> None:
        serialize(similar_triples(store.open_read_only(folder), iris), target, format=RdfFormat.N_TRIPLES)

    memo.make("similar projects", frozenset(map(str, FACETS)), [target], write)


def _write_shared_areas(active_in: Path, target: Path, iris: Iris, memo: Memo) -> None:
    def write() -> None:
        links = (quad.triple for quad in parse(path=str(active_in), format=RdfFormat.N_TRIPLES, lenient=True))
        pairs = strongest_pairs((link.subject.value, link.object.value) for link in links)
        serialize(shared_area_triples(pairs, iris), target, format=RdfFormat.N_TRIPLES)

    rule = next(rule for rule in rules() if rule.stem == active_in.stem).read_text(encoding="utf-8")
    memo.make(f"shared areas of {rule}", memo.reads(rule), [target], write)


def _concatenate(sources: list[Path], target: Path) -> None:
    with target.open("wb") as output:
        for source in sources:
            with source.open("rb") as file:
                shutil.copyfileobj(file, output)
