"""Documents to a release: the one module that knows the order of the steps."""

from __future__ import annotations

import hashlib
import platform
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import orjson
from pyoxigraph import Quad, RdfFormat, parse

from esrgraph import store
from esrgraph.capture import captures
from esrgraph.dumps import write_dumps
from esrgraph.errors import FindingsError, InputError
from esrgraph.graph import problem_quads
from esrgraph.iri import Iris
from esrgraph.organisation import Organisations
from esrgraph.read import locate_documents
from esrgraph.record import Severity
from esrgraph.release import DataFolder, Release
from esrgraph.resources import resource, resources
from esrgraph.serialize import to_ntriples
from esrgraph.spool import Spool


class Progress(Protocol):
    """Told how far a build has come."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take the stage, the steps done in it, and how many it has (None: not known)."""


def _silent(stage: str, done: int, total: int | None) -> None:
    """The progress of a build that nobody watches."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `jobs` is the number of worker processes; `keep` the number of releases left in the folder."""

    iris: Iris = field(default_factory=Iris)
    include_contacts: bool = False
    strict: bool = False
    keep: int = 5
    jobs: int = 1


@dataclass(slots=True)
class Summary:
    """What a build did. Times are in seconds; `rejected` and `merged` name documents, with reason and project."""

    release: Release | None = None
    documents: int = 0
    projects: int = 0
    organisations: int = 0
    triples: int = 0
    merged: list[tuple[str, str]] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start


def build_release(paths: Iterable[Path], data: DataFolder, options: Options, progress: Progress = _silent) -> Summary:
    """Build a release from documents and take it into use.

    A build that fails, or is killed, leaves the current release as it was.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
        ReleaseLocked: another build is writing to the same folder.
        FindingsError: `strict` was asked for, and documents were rejected or hold errors.
    """
    locations = list(locate_documents(paths))
    summary = Summary(documents=len(locations))
    with data.writing() as working:
        with Spool(working) as spool:
            with summary.timed("read"):
                read = captures(locations, options.iris, include_contacts=options.include_contacts, jobs=options.jobs)
                for done, each in enumerate(read, start=1):
                    spool.add(each)
                    progress("Reading pages", done, len(locations))
            _take_stock(spool, summary)
            _judge(summary, options)
            with summary.timed("graph"):
                ntriples = working / "esr.nt"
                digest = _write_graph(ntriples, spool, options.iris, summary)
            manifest = {"documents": list(spool.documents())}
        _write_parts(working, ntriples, options, summary, progress)
        _clear(working)
        created = datetime.now(UTC)
        _write_manifest(Release(working), options, summary, manifest, created, digest)
        summary.release = data.publish(working, f"{created:%Y%m%dT%H%M%SZ}-{digest[:12]}")
    data.prune(options.keep)
    return summary


def _take_stock(spool: Spool, summary: Summary) -> None:
    for document in spool.documents():
        match document["outcome"]:
            case "rejected":
                summary.rejected.append((document["name"], f"{document['message']}. {document['remedy']}."))
            case "merged":
                summary.merged.append((document["name"], document["project"]))
            case _:
                summary.projects += 1
                summary.findings.update(problem["severity"] for problem in document["problems"])


def _judge(summary: Summary, options: Options) -> None:
    if not summary.projects:
        reasons = "".join(f"\n  {name}: {reason}" for name, reason in summary.rejected[:10])
        raise InputError(f"None of the {summary.documents} documents is a project page that can be used:{reasons}")
    errors = summary.findings[Severity.ERROR]
    if options.strict and (summary.rejected or errors):
        reasons = "".join(f"\n  {name}: {reason}" for name, reason in summary.rejected[:10])
        raise FindingsError(
            f"Nothing was released: {len(summary.rejected)} documents were rejected and {errors} fields"
            f" cannot be read (--strict); 'esrgraph convert' lists them{reasons}"
        )


def _write_graph(path: Path, spool: Spool, iris: Iris, summary: Summary) -> str:
    """Write all triples as one sorted N-Triples file; returns its SHA-256.

    Projects come in the order of their codes, and all their subjects begin with the same characters, so only the
    rest has to be sorted in memory: the ontology, the schemes, and the organisations.
    """
    organisations = Organisations()
    for winner in spool.winners():
        organisations.add(winner.organisations)
    summary.organisations = len(organisations)
    rest = to_ntriples(chain(static_quads(iris), organisations.quads(iris))).splitlines(keepends=True)
    first = f"<{iris.base}id/project/".encode()
    before, after = (b"".join(x for x in rest if x < first), b"".join(x for x in rest if x >= first))
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in chain([before], _project_blocks(spool, iris), [after]):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


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


def _write_parts(working: Path, ntriples: Path, options: Options, summary: Summary, progress: Progress) -> None:
    release = Release(working)
    progress("Loading the store", 0, None)
    with summary.timed("load"):
        summary.triples = store.load(ntriples, release.store)
    steps = iter(range(1, 4))
    progress("Writing the dumps", 0, 3)
    with summary.timed("dumps"):
        write_dumps(ntriples, release.dumps, options.iris.base, lambda: progress("Writing the dumps", next(steps), 3))


def _clear(working: Path) -> None:
    for name in ("esr.nt", "spool.nt", "spool.sqlite"):
        (working / name).unlink()


def _write_manifest(
    release: Release, options: Options, summary: Summary, documents: dict[str, Any], created: datetime, digest: str
) -> None:
    manifest = {
        "created": created.isoformat(timespec="seconds"),
        "base": options.iris.base,
        "include_contacts": options.include_contacts,
        "content_sha256": digest,
        "versions": {
            "esrgraph": version("esrgraph"),
            "python": platform.python_version(),
            "pyoxigraph": version("pyoxigraph"),
        },
        "counts": {
            "documents": summary.documents,
            "projects": summary.projects,
            "organisations": summary.organisations,
            "merged": len(summary.merged),
            "rejected": len(summary.rejected),
            "triples": summary.triples,
            "findings": dict(sorted(summary.findings.items())),
        },
        "seconds": {stage: round(seconds, 3) for stage, seconds in summary.seconds.items()},
        **documents,
    }
    release.manifest.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
