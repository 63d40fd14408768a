"""What does the graph alone cost, from pages to a loaded store with its derived links? For sizes beyond a whole build.

    python -m benchmarks.graph PAGES DATA [--jobs N]

Prints seconds of the clock and of the processor a stage, and the most memory of this process and of its largest worker.
DATA is left as a folder of releases with one that has its store and its N-Triples dump, which is what
`python -m benchmarks.mix DATA` asks.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import shutil
from functools import partial
from pathlib import Path

import orjson

from esrgraph.ingest.assemble import assemble
from esrgraph.rdf import store
from esrgraph.rdf.iris import HERE
from esrgraph.release.derive import derive
from esrgraph.release.folder import DataFolder, Release
from esrgraph.runtime.parallel import run_all
from esrgraph.runtime.timing import Stopwatch


def make(pages: Path, data: DataFolder, jobs: int, watch: Stopwatch) -> int:
    """A release with the graph of so many pages; returns the number of its triples."""
    with data.writing() as working:
        assembly = assemble([pages], working, HERE, jobs=jobs, watch=watch)
        release = Release(working)
        with watch.timed("load"):
            store.load_triples(assembly.ntriples, release.store)
        with watch.timed("derive"):
            derivation = derive(assembly.ntriples, release.store, HERE, run=partial(run_all, jobs=jobs))
        release.dumps.mkdir()
        with assembly.ntriples.open("rb") as lines, gzip.open(release.dumps / "esr.nt.gz", "wb", 1) as packed:
            shutil.copyfileobj(lines, packed)
        assembly.ntriples.unlink()
        release.manifest.write_bytes(orjson.dumps({"base": HERE.base, "include_contacts": False}))
        data.publish(working, "graph-only")
    return derivation.triples


def main() -> None:
    """Make it and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    given = parser.parse_args()
    watch = Stopwatch()
    triples = make(given.pages, DataFolder(given.data), given.jobs, watch)
    print(f"{triples:,} triples")
    for stage, time in watch.stages.items():
        print(f"{stage:10} {time.clock:9.1f} s of the clock {time.processor:9.1f} s of the processor")
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(
        f"all workers {children.ru_utime + children.ru_stime:,.0f} s of the processor;"
        f" memory {own.ru_maxrss / 1000:,.0f} MB, the largest worker {children.ru_maxrss / 1000:,.0f} MB"
    )


if __name__ == "__main__":
    main()
