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
from esrgraph.release.kept_results import NOTHING_KEPT, KeptResults
from esrgraph.runtime.parallel import Run, one_after_the_other


@dataclass(frozen=True, slots=True)
class Derivation:
    """A graph with what was derived from it: how many triples it has now, how many of them are `derived`, and the
    SHA-256 of its N-Triples file."""

    triples: int
    derived: int
    sha256: str


def derive(
    ntriples: Path, folder: Path, iris: Iris, *, run: Run = one_after_the_other, kept: KeptResults = NOTHING_KEPT
) -> Derivation:
    """Add what follows from a graph to its sorted N-Triples file, which stays sorted, and to its store at `folder`.

    Everything is derived from the asserted triples alone, so the order of the rules makes no difference, and they may
    be `run` side by side. What follows from the same triples is taken from what was `kept`.
    """
    with TemporaryDirectory(dir=ntriples.parent) as working:
        by_rule = {rule.stem: Path(working) / f"{rule.stem}.nt" for rule in rules()}
        areas, similar = Path(working) / "shared-areas.nt", Path(working) / "similar-projects.nt"
        running = [partial(_write_derived, folder, rule, by_rule[rule.stem], kept) for rule in rules()]
        run([partial(_write_similar, folder, similar, iris, kept), *running])
        _write_shared_areas(by_rule["active-in"], areas, iris)
        derived = Path(working) / "derived.nt"
        _concatenate([*by_rule.values(), areas, similar], derived)
        with ThreadPoolExecutor(1) as pool:  # the store loads without the interpreter, which meanwhile merges
            loading = pool.submit(store.load_triples, derived, folder)
            merged = merge_into(ntriples, derived)
            loading.result()
        return Derivation(merged.lines, merged.added, merged.sha256)


def _write_derived(folder: Path, rule: Path, target: Path, kept: KeptResults) -> None:
    text = rule.read_text(encoding="utf-8")
    kept.write(target, lambda path: run_rule(store.open_read_only(folder), rule, path), kept.reads(text), text)


def _write_similar(folder: Path, target: Path, iris: Iris, kept: KeptResults) -> None:
    def write(path: Path) -> None:
        serialize(similar_triples(store.open_read_only(folder), iris), path, format=RdfFormat.N_TRIPLES)

    kept.write(target, write, frozenset(map(str, FACETS)), "similar projects")


def _write_shared_areas(active_in: Path, target: Path, iris: Iris) -> None:
    links = (quad.triple for quad in parse(path=str(active_in), format=RdfFormat.N_TRIPLES, lenient=True))
    pairs = strongest_pairs((link.subject.value, link.object.value) for link in links)
    serialize(shared_area_triples(pairs, iris), target, format=RdfFormat.N_TRIPLES)


def _concatenate(sources: list[Path], target: Path) -> None:
    with target.open("wb") as output:
        for source in sources:
            with source.open("rb") as file:
                shutil.copyfileobj(file, output)
