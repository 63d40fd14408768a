"""Where does the time of a build go, and how does it grow? Whole builds of two sizes, on generated pages.

    python -m benchmarks.stages [COUNT] [--jobs N] [--changed SHARE]

Builds a quarter of the pages, then all, each in a process of its own, and all once more with a sentence added to the
summary of some of them. Prints for each stage the seconds of the clock and of the processor, its share of the
processor's, and how much it grew beside the pages (1.00 is linear); the most memory of the process and of its largest
worker; what the last build costs beside the whole one; and how fast the store is loaded beside pyoxigraph's `bulk_load`
alone, on the same file.
"""

from __future__ import annotations

import argparse
import gzip
import re
import resource
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Store

from benchmarks.corpus import page
from benchmarks.corpus.output import write_pages
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.store import load_triples
from esrgraph.release.folder import DataFolder
from esrgraph.runtime.timing import Time, now

_ATTEMPTS = 3
_SUMMARY = re.compile(r"tiivistelmä toteutuksesta\s*\n[^\n]+")
_SMALLER = 4
"""How many times as many pages the second build has."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a build took: seconds of the clock, each stage's time, and megabytes of the process and its largest
    worker."""

    pages: int
    triples: int
    clock: float
    stages: dict[str, Time]
    memory: float
    of_workers: float


def built(pages: Path, data: Path, jobs: int) -> Build:
    """Build a release in this process and its workers."""
    summary = build_release([pages], DataFolder(data), Options(jobs=jobs))
    memory = (resource.getrusage(who).ru_maxrss / 1000 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    counts = summary.counts
    return Build(counts.documents, counts.triples, summary.clock, dict(summary.stages), *memory)


def made(count: int, folder: Path, jobs: int) -> Build:
    """Write so many pages and build them, in a process of its own."""
    pages = folder / f"pages-{count}"
    for _ in write_pages((page(1, index) for index in range(count)), pages):
        pass
    return built_apart(count, folder, jobs)


def built_apart(count: int, folder: Path, jobs: int) -> Build:
    """Build so many pages that were written, in a process of its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(built, folder / f"pages-{count}", folder / f"data-{count}", jobs).result()


def rewritten(pages: Path, share: float) -> int:
    """Add a sentence to the summary of that share of the pages, where they have one; returns their number."""
    number = 0
    for path in sorted(pages.rglob("*.txt"))[:: max(1, round(1 / share))]:
        text = path.read_text(encoding="utf-8")
        if summary := _SUMMARY.search(text):
            path.write_text(f"{text[: summary.end()]} Lopuksi tehdään opas.{text[summary.end() :]}", encoding="utf-8")
            number += 1
    return number


def processor(build: Build) -> float:
    """Seconds of the processor in all stages."""
    return sum(time.processor for time in build.stages.values())


def show(build: Build, smaller: Build | None) -> None:
    """Print a build, and how much each stage grew since a smaller one."""
    whole = processor(build)
    print(f"\n{build.pages:,} pages, {build.triples:,} triples: {build.clock:.1f} s, {whole:.1f} s of the processor")
    print(f"memory {build.memory:,.0f} MB, the largest worker {build.of_workers:,.0f} MB")
    for stage, time in build.stages.items():
        each = 1000 * time.processor / build.pages
        share = time.processor / whole
        line = f"  {stage:10} {time.clock:7.1f} s {time.processor:7.1f} s {share:5.0%} {each:7.2f} ms a page"
        if smaller:
            before = smaller.stages[stage].processor / smaller.pages
            line += f"  grew {time.processor / build.pages / before:5.2f}"
        print(line)
    print(f"  the limit is {max(build.stages, key=lambda stage: build.stages[stage].processor)}", flush=True)


def seconds(work: Callable[[Path], object], folder: Path) -> float:
    """The fewest seconds that loading into a new folder takes, of several times."""
    taken = []
    for attempt in range(_ATTEMPTS):
        start = now()
        work(folder / str(attempt))
        taken.append((now() - start).clock)
        shutil.rmtree(folder / str(attempt))
    return min(taken)


def compare_loading(build: Build, data: Path, folder: Path) -> None:
    """Load the triples of a build with and without what esrgraph adds to `bulk_load`."""
    triples = folder / "esr.nt"
    with gzip.open(DataFolder(data).current().dumps / "esr.nt.gz") as source, triples.open("wb") as target:
        shutil.copyfileobj(source, target)
    (folder / "loaded").mkdir()
    alone = seconds(lambda store: Store(str(store)).bulk_load(path=triples), folder / "loaded")
    in_order = seconds(lambda store: load_triples(triples, store), folder / "loaded")
    print(f"\nloading: bulk_load alone {build.triples / alone:,.0f} triples/s, load {build.triples / in_order:,.0f}")
    print(f"  at {alone / in_order:.0%} of the speed of bulk_load alone")


def main() -> None:
    """Build twice, and print what it takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=2000, help="pages of the larger build")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--changed", type=float, default=0.01, help="share of the pages that change (0-1)")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        smaller = made(given.count // _SMALLER, Path(name), given.jobs)
        show(smaller, None)
        larger = made(given.count, Path(name), given.jobs)
        show(larger, smaller)
        number = rewritten(Path(name) / f"pages-{given.count}", given.changed)
        again = built_apart(given.count, Path(name), given.jobs)
        show(again, None)
        share = processor(again) / processor(larger)
        print(f"\n{number:,} pages changed: {share:.0%} of the processor time of the whole build")
        compare_loading(larger, Path(name) / f"data-{given.count}", Path(name))


if __name__ == "__main__":
    main()
