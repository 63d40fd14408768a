"""Documents to one graph on disk: read, merged, put in order, with the ontology and the schemes around it."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import Quad, RdfFormat, parse

from esrgraph.capture import captures
from esrgraph.errors import InputError
from esrgraph.graph import problem_quads
from esrgraph.iri import Iris
from esrgraph.organisation import Organisations
from esrgraph.read import locate_documents
from esrgraph.resources import resource, resources
from esrgraph.serialize import to_ntriples
from esrgraph.sources import write_sources
from esrgraph.spool import Spool


class Progress(Protocol):
    """Told how far a long run has come."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take the stage, the steps done in it, and how many it has (None: not known)."""


def silent(stage: str, done: int, total: int | None) -> None:
    """The progress of a run that nobody watches."""


@dataclass(slots=True)
class Stopwatch:
    """How long each stage took, in seconds."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start


@dataclass(frozen=True, slots=True)
class Assembly:
    """A graph on disk. `documents` says what became of every document, `sha256` is that of the N-Triples file."""

    ntriples: Path
    sources: Path
    sha256: str
    organisations: int
    documents: tuple[dict[str, Any], ...]

    def with_outcome(self, outcome: str) -> list[dict[str, Any]]:
        """The documents that were `published`, `merged` or `rejected`."""
        return [document for document in self.documents if document["outcome"] == outcome]

    @property
    def rejected(self) -> list[tuple[str, str]]:
        """Name and reason of each document that cannot be used."""
        return [(each["name"], f"{each['message']}. {each['remedy']}.") for each in self.with_outcome("rejected")]

    @property
    def severities(self) -> Counter[str]:
        """How many problems of each severity reading the published documents met."""
        return Counter(problem["severity"] for each in self.with_outcome("published") for problem in each["problems"])


def assemble(
    paths: Iterable[Path],
    folder: Path,
    iris: Iris,
    *,
    include_contacts: bool = False,
    jobs: int = 1,
    watch: Stopwatch | None = None,
    progress: Progress = silent,
) -> Assembly:
    """Read documents and write their graph, sorted, and their source lines into a folder.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
    """
    watch = watch or Stopwatch()
    locations = list(locate_documents(paths))
    with Spool(folder) as spool:
        with watch.timed("read"):
            read = captures(locations, iris, include_contacts=include_contacts, jobs=jobs)
            for done, each in enumerate(read, start=1):
                spool.add(each)
                progress("Reading pages", done, len(locations))
        documents = tuple(spool.documents())
        _require_projects(documents)
        with watch.timed("graph"):
            sha256, organisations = _write_graph(folder / "esr.nt", spool, iris)
            write_sources(spool.sources(), folder / "sources.sqlite")
    for name in ("spool.nt", "spool.sqlite"):
        (folder / name).unlink()
    return Assembly(folder / "esr.nt", folder / "sources.sqlite", sha256, organisations, documents)


def _require_projects(documents: tuple[dict[str, Any], ...]) -> None:
    rejected = [each for each in documents if each["outcome"] == "rejected"]
    if len(rejected) == len(documents):
        reasons = "".join(f"\n  {each['name']}: {each['message']}. {each['remedy']}." for each in rejected[:10])
        raise InputError(f"None of the {len(documents)} documents is a project page that can be used:{reasons}")


def _write_graph(path: Path, spool: Spool, iris: Iris) -> tuple[str, int]:
    """Write all triples as one sorted N-Triples file; returns its SHA-256 and the number of organisations.

    Projects come in the order of their codes, and all their subjects begin with the same characters, so only the
    rest has to be sorted in memory: the ontology, the schemes, and the organisations.
    """
    organisations = Organisations()
    for winner in spool.winners():
        organisations.add(winner.organisations)
    rest = to_ntriples(chain(static_quads(iris), organisations.quads(iris))).splitlines(keepends=True)
    first = f"<{iris.base}id/project/".encode()
    before, after = (b"".join(x for x in rest if x < first), b"".join(x for x in rest if x >= first))
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in chain([before], _project_blocks(spool, iris), [after]):
            digest.update(block)
            file.write(block)
    return digest.hexdigest(), len(organisations)


def _project_blocks(spool: Spool, iris: Iris) -> Iterator[bytes]:
    """The sorted N-Triples lines of each project, in the order of the codes."""
    for winner in spool.winners():
        if not winner.disagreements:
            yield winner.triples
            continue
        added = to_ntriples(problem_quads(winner.code, winner.disagreements, iris, start=winner.problems + 1))
        yield b"".join(sorted((winner.triples + added).splitlines(keepends=True)))


def static_quads(iris: Iris) -> Iterator[Quad]:
    """The ontology, its alignments and the schemes, below the base."""
    files = (resource("ontology", "esr.ttl"), resource("ontology", "alignments.ttl"))
    for path in (*files, *resources("ontology/schemes", ".ttl")):
        yield from parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=iris.base)
