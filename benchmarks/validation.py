"""How fast is validation? The compiled shapes against pySHACL, a project, on generated pages with seeded errors.

    python -m benchmarks.validation [COUNT] [--sample N] [--jobs N]

Prints milliseconds a project of both engines, their ratio, and projects a second; both validate the sample and must
find the same. Time is what one process needs (its own and its threads' processor time) and what passes meanwhile.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Store

from benchmarks.corpus import page
from esrgraph.documents.reader import Document
from esrgraph.ingest.assemble import static_quads
from esrgraph.ingest.capture import Capture, capture
from esrgraph.mapping.organisations import Organisations
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.rdf.store import load_triples, open_read_only
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.shapes import load_shapes


def described(index: int, seed: int = 1) -> Capture:
    """What a generated page gives."""
    each = page(seed, index, 0.05)
    return capture(Document(each.name, each.text.encode(), each.retrieved, each.url), HERE)


def captures(count: int, jobs: int) -> Iterator[Capture]:
    """What that many generated pages give, made in worker processes."""
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(partial(described, seed=1), range(count), chunksize=50)


def write_store(folder: Path, count: int, jobs: int) -> None:
    """Write a store of so many projects, their organisations and the schemes, as a release has one."""
    organisations, path = Organisations(), folder / "graph.nt"
    with path.open("wb") as file:
        for each in captures(count, jobs):
            file.write(each.triples)
            organisations.add(each.organisations)
        file.write(to_ntriples(organisations.quads(HERE)))
        file.write(to_ntriples(static_quads(HERE)))
    load_triples(path, folder / "store")


def store_of(folder: Path, count: int, jobs: int) -> Store:
    """Such a store, opened read-only; another process writes it, so that memory is what validation takes."""
    folder.mkdir()
    process = get_context("spawn").Process(target=write_store, args=(folder, count, jobs))
    process.start()
    process.join()
    return open_read_only(folder / "store")


@contextmanager
def timed(count: int, name: str) -> Iterator[Callable[[], tuple[float, float]]]:
    """Print, and give afterwards, milliseconds a project that passed and that the processor worked."""
    wall, cpu = time.perf_counter(), time.process_time()
    spent: list[float] = []
    yield lambda: (spent[0], spent[1])
    spent += [(time.perf_counter() - wall) * 1000 / count, (time.process_time() - cpu) * 1000 / count]
    print(f"{name:10} {count:7,} projects {spent[0]:9.2f} ms a project, processor {spent[1]:9.2f} ms")


def memory() -> float:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Build the graphs and compare the engines on them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, nargs="?", default=1000, help="projects for the compiled shapes")
    parser.add_argument("--sample", type=int, default=100, help="projects for both engines")
    parser.add_argument("--jobs", type=int, default=2, help="threads, and worker processes that make the graphs")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        large = store_of(Path(folder) / "large", given.count, given.jobs)
        small = store_of(Path(folder) / "small", given.sample, given.jobs)
        compare(large, small, given)


def compare(large: Store, small: Store, given: argparse.Namespace) -> None:
    """Validate both and print the figures."""
    shapes, before = load_shapes(), memory()
    with timed(given.count, "compiled") as fast:
        results, checks, notices = validate_store(large, shapes, Engine.AUTO, given.jobs)
    print(
        f"{len(results):,} results of {len(checks)} checks, {len(notices)} notices; {1000 / fast()[0]:,.0f} projects/s"
    )
    print(f"memory {memory():,.0f} MB, {before:,.0f} MB of it before")
    compiled = validate_store(small, shapes, Engine.AUTO)[0]
    with timed(given.sample, "pyshacl") as slow:
        reference = validate_store(small, shapes, Engine.PYSHACL)[0]
    print(f"ratio {slow()[1] / fast()[1]:,.0f}; same results: {reference == compiled} ({len(compiled):,})")


if __name__ == "__main__":
    main()
