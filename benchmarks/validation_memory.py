"""How much memory does validation take, and what makes it grow? A folder of releases each, in a process of its own.

    python -m benchmarks.validation_memory DATA...

Prints, of each, projects, findings, seconds of the processor, and the most memory (with the pages of files that are
mapped into it) in megabytes; and, from the second on, how many times that of the first it is.
"""

from __future__ import annotations

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from esrgraph.release.folder import DataFolder
from esrgraph.validation.check import Subject, validate
from esrgraph.validation.shapes import load_shapes


class Taken(NamedTuple):
    """What one validation found and took."""

    projects: int
    findings: int
    processor: float
    memory: float


def taken(data: Path) -> Taken:
    """What the validation of the last release in a folder takes in this process."""
    release = DataFolder(data).last()
    if release is None:
        raise SystemExit(f"{data} has no release")
    subject, shapes, start = Subject.of_release(release), load_shapes(), time.process_time()
    found = validate(subject, shapes)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Taken(found.projects, len(found.findings), time.process_time() - start, memory)


def main() -> None:
    """Validate each and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+", help="folders of releases, the smallest first")
    first: Taken | None = None
    for data in parser.parse_args().data:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            each = pool.submit(taken, data).result()
        first = first or each
        print(
            f"{each.projects:9,} projects {each.findings:8,} findings {each.processor:8.1f} s"
            f" {each.memory:7,.0f} MB, {each.memory / first.memory:.2f} times the first",
            flush=True,
        )


if __name__ == "__main__":
    main()
