"""Documents to one graph on disk: read, merged, put in order, with the ontology and the schemes around it."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain, count, islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from esrgraph.documents.reader import Located, UnreadFile, count_documents, locate_documents
from esrgraph.errors import InputError
from esrgraph.ingest.capture_cache import CaptureCache
from esrgraph.ingest.cluster import Cluster
from esrgraph.ingest.local import Read, Task, checksum, read_all
from esrgraph.ingest.outcomes import Outcomes
from esrgraph.ingest.source_lines import write_sources
from esrgraph.ingest.staging import Spool
from esrgraph.mapping.graph import problem_facts
from esrgraph.mapping.organisations import Organisations
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.ntriples import sort_lines
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.resources import resources
from esrgraph.runtime.progress import Progress, silent
from esrgraph.runtime.timing import Stopwatch


@dataclass(frozen=True, slots=True)
class Assembly:
    """A graph on disk. `outcomes` says what became of every document, `sha256` is that of the N-Triples file."""

    ntriples: Path
    sources: Path
    outcomes: Outcomes
    sha256: str
    organisations: int
    notices: tuple[str, ...] = ()
    """What went otherwise than it should, and did no harm."""


def assemble(
    paths: Iterable[Path],
    folder: Path,
    iris: Iris,
    *,
    include_contacts: bool = False,
    jobs: int = 1,
    cluster: Cluster | None = None,
    cache: Path | None = None,
    watch: Stopwatch | None = None,
    progress: Progress = silent,
) -> Assembly:
    """Read documents and write their graph, sorted, their source lines and their outcomes into a folder.

    What is read in `jobs` processes or by a `cluster`, and what is known from the `cache` file, makes no difference.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
        ReleaseError: the cache cannot be written, or workers are lost.
    """
    watch, paths, task = watch or Stopwatch(), list(paths), Task(iris, include_contacts)
    reading = partial(cluster.read_all, folder=folder) if cluster else partial(read_all, jobs=jobs)
    outcomes = Outcomes(folder / "documents.jsonl")
    with Spool(folder) as spool:
        with watch.timed("read"), _open_cache(cache, task) as known:
            _read(paths, partial(reading, task=task), spool, known, progress)
            outcomes.write(spool.documents())
        _require_projects(outcomes)
        with watch.timed("graph"):
            sha256, organisations = _write_graph(folder / "esr.nt", spool, iris)
            write_sources(spool.sources(), folder / "sources.sqlite")
    notices = tuple(known.notices) if known else ()
    return Assembly(folder / "esr.nt", folder / "sources.sqlite", outcomes, sha256, organisations, notices)


def _open_cache(cache: Path | None, task: Task) -> AbstractContextManager[CaptureCache | None]:
    return CaptureCache(cache, task.iris, include_contacts=task.include_contacts) if cache else nullcontext()


def _read(
    paths: Sequence[Path],
    reading: Callable[[Iterator[Located]], Iterator[Read]],
    spool: Spool,
    known: CaptureCache | None,
    progress: Progress,
) -> None:
    """Put what every document gives into the spool: what is known from the cache, and what has to be read."""
    total, done = count_documents(paths), count(1)

    def unknown() -> Iterator[Located]:
        for found in locate_documents(paths):
            if isinstance(found, UnreadFile):
                spool.pass_over(found)
            elif packed := known.get(found, checksum(found)) if known and not known.is_empty else None:
                spool.put(packed, found)
                progress("Reading pages", at := next(done), max(at, total))
            else:
                yield found

    for location, packed in reading(unknown()):
        spool.put(packed, location)
        if known and not (packed.rejected and not packed.rejected.is_lasting):
            known.put(location, packed)
        progress("Reading pages", at := next(done), max(at, total))


def _require_projects(outcomes: Outcomes) -> None:
    documents = outcomes.count()
    if not documents["published"]:
        refused = islice(chain(outcomes.rejected(), outcomes.skipped()), 10)
        reasons = "".join(f"\n  {name}: {reason}" for name, reason in refused)
        raise InputError(f"None of the {documents.total()} documents is a project page that can be used:{reasons}")


def _write_graph(path: Path, spool: Spool, iris: Iris) -> tuple[str, int]:
    """Write all triples as one sorted N-Triples file; returns its SHA-256 and the number of organisations.

    All subjects of projects begin with the same characters, so only the rest has to be sorted in memory: the ontology,
    the schemes, and the organisations.
    """
    organisations = Organisations()
    organisations.add(spool.organisations())
    rest = to_ntriples(chain(static_quads(iris), organisations.quads(iris))).splitlines(keepends=True)
    rest = sorted({*rest, *(line for each in spool.lists() for line in each.splitlines(keepends=True))})
    first = f"<{iris.base}id/project/".encode()
    before, after = (b"".join(x for x in rest if x < first), b"".join(x for x in rest if x >= first))
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in chain([before], in_order(_project_blocks(spool, iris)), [after]):
            digest.update(block)
            file.write(block)
    return digest.hexdigest(), len(organisations)


def _project_blocks(spool: Spool, iris: Iris) -> Iterator[bytes]:
    """The sorted N-Triples lines of each project, in the order of the codes."""
    for winner in spool.winners(iris):
        if not winner.disagreements:
            yield winner.triples
            continue
        added = sort_lines(problem_facts(winner.code, winner.disagreements, iris, start=winner.problems + 1))
        yield b"".join(sorted((winner.triples + added).splitlines(keepends=True)))


def in_order(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of sorted blocks, of which each begins after the one before, in their order.

    The own lines of a project whose code begins another's, which end its code with `>`, stand after those of the other;
    the lines of its parts, which end it with `#`, before them.
    """
    waiting = b""
    for block in blocks:
        first, last = block[: block.find(b"\n") + 1], waiting[waiting.rfind(b"\n", 0, -1) + 1 :]
        if last < first:
            yield waiting
            waiting = block
        else:
            lines = waiting.splitlines(keepends=True)
            place = bisect_left(lines, first)
            yield b"".join(lines[:place])
            waiting = b"".join(sorted([*lines[place:], *block.splitlines(keepends=True)]))
    yield waiting


def static_quads(iris: Iris) -> Iterator[Quad]:
    """The ontology's files and the schemes, below the base."""
    for path in (*resources("ontology", ".ttl"), *resources("ontology/schemes", ".ttl")):
        yield from parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=iris.base)
