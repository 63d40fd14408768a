"""What does reading pages cost, and what does a second build save? Pages to a sorted graph, on generated pages.

    python -m benchmarks.building [COUNT] [--jobs N] [--changed SHARE]

Reads so many pages without a cache, then with an empty one, then again with a share of them changed, each in a process
of its own. Prints processor milliseconds a page, the most memory of the process and of its largest worker, the size of
the cache, and what share of the full build the second one costs; the graphs must be the same with and without cache.
"""

from __future__ import annotations

import argparse
import resource
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.corpus import page
from benchmarks.corpus.output import write_pages
from esrgraph.ingest.assemble import assemble
from esrgraph.rdf.iris import HERE


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading pages took: seconds of the processor and of the clock, megabytes, and the graph's SHA-256."""

    processor: float
    clock: float
    memory: float
    of_workers: float
    sha256: str


def cost(pages: Path, folder: Path, jobs: int, cache: Path | None) -> Cost:
    """What reading takes in this process and its workers."""
    folder.mkdir()
    start = perf_counter()
    sha256 = assemble([pages], folder, HERE, jobs=jobs, cache=cache).sha256
    clock = perf_counter() - start
    rmtree(folder)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    return Cost(processor, clock, used[0].ru_maxrss / 1000, used[1].ru_maxrss / 1000, sha256)


def measured(name: str, count: int, pages: Path, folder: Path, jobs: int, cache: Path | None) -> Cost:
    """The same, in a process of its own, and printed."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = pool.submit(cost, pages, folder, jobs, cache).result()
    print(
        f"{name:14} processor {found.processor * 1000 / count:6.2f} ms a page, {count / found.clock:7,.0f} pages/s,"
        f" memory {found.memory:,.0f} MB, the largest worker {found.of_workers:,.0f} MB",
        flush=True,
    )
    return found


def change(pages: Path, share: float) -> int:
    """Add a blank line to that share of the pages; returns their number."""
    files = sorted(pages.rglob("*.txt"))
    chosen = files[:: max(1, round(1 / share))]
    for path in chosen:
        path.write_bytes(path.read_bytes() + b"\n")
    return len(chosen)


def main() -> None:
    """Write pages, read them in every way, and print what it takes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=1000, help="pages")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--changed", type=float, default=0.01, help="share of the pages that change (0-1)")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        compare(Path(name), given.count, given.jobs, given.changed)


def compare(folder: Path, count: int, jobs: int, changed: float) -> None:
    """Read so many pages in every way."""
    pages, working, cache = folder / "pages", folder / "working", folder / "cache.sqlite"
    written = sum(1 for _ in write_pages((page(1, index) for index in range(count)), pages))
    full = measured("no cache", written, pages, working, jobs, None)
    cold = measured("empty cache", written, pages, working, jobs, cache)
    print(f"cache {cache.stat().st_size / 1000 / written:.1f} kB a page")
    number = change(pages, changed)
    warm = measured("second build", written, pages, working, jobs, cache)
    check = measured("no cache", written, pages, working, jobs, None)
    same = full.sha256 == cold.sha256 and warm.sha256 == check.sha256
    share = warm.processor / full.processor
    print(f"{number:,} pages changed: {share:.1%} of the processor time of a full build; same graphs: {same}")


if __name__ == "__main__":
    main()
