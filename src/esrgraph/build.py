"""Documents to a release: the one module that knows the order of the steps."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from esrgraph import store
from esrgraph.assemble import Assembly, Progress, Stopwatch, assemble, silent
from esrgraph.dumps import write_dumps
from esrgraph.errors import FindingsError
from esrgraph.iri import Iris
from esrgraph.record import Severity
from esrgraph.release import DataFolder, Release


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `jobs` is the number of worker processes; `keep` the number of releases left in the folder."""

    iris: Iris = field(default_factory=Iris)
    include_contacts: bool = False
    strict: bool = False
    keep: int = 5
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `merged` names documents with their project, `rejected` with the reason; times in seconds."""

    release: Release
    documents: int
    projects: int
    organisations: int
    triples: int
    merged: list[tuple[str, str]]
    rejected: list[tuple[str, str]]
    problems: dict[str, int]
    seconds: dict[str, float]


def build_release(paths: Iterable[Path], data: DataFolder, options: Options, progress: Progress = silent) -> Summary:
    """Build a release from documents and take it into use.

    A build that fails, or is killed, leaves the current release as it was.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
        ReleaseLocked: another build is writing to the same folder.
        FindingsError: `strict` was asked for, and documents were rejected or hold errors.
    """
    watch = Stopwatch()
    with data.writing() as working:
        assembly = assemble(
            paths,
            working,
            options.iris,
            include_contacts=options.include_contacts,
            jobs=options.jobs,
            watch=watch,
            progress=progress,
        )
        if options.strict:
            _require_clean(assembly)
        triples = _write_parts(Release(working), assembly, options, watch, progress)
        created = datetime.now(UTC)
        _write_manifest(Release(working), assembly, options, triples, watch, created)
        release = data.publish(working, f"{created:%Y%m%dT%H%M%SZ}-{assembly.sha256[:12]}")
    data.prune(options.keep)
    return _summary(release, assembly, triples, watch)


def _require_clean(assembly: Assembly) -> None:
    errors = assembly.severities[Severity.ERROR]
    if assembly.rejected or errors:
        reasons = "".join(f"\n  {name}: {reason}" for name, reason in assembly.rejected[:10])
        raise FindingsError(
            f"Nothing was released: {len(assembly.rejected)} documents were rejected and {errors} fields"
            f" cannot be read (--strict); 'esrgraph convert' lists them{reasons}"
        )


def _write_parts(release: Release, assembly: Assembly, options: Options, watch: Stopwatch, progress: Progress) -> int:
    """Write store, dumps and reports; returns the number of triples."""
    progress("Loading the store", 0, None)
    with watch.timed("load"):
        triples = store.load(assembly.ntriples, release.store)
    release.reports.mkdir()
    assembly.sources.rename(release.sources)
    steps = iter(range(1, 4))
    progress("Writing the dumps", 0, 3)
    with watch.timed("dumps"):
        write_dumps(
            assembly.ntriples, release.dumps, options.iris.base, lambda: progress("Writing the dumps", next(steps), 3)
        )
    assembly.ntriples.unlink()
    return triples


def _write_manifest(
    release: Release, assembly: Assembly, options: Options, triples: int, watch: Stopwatch, created: datetime
) -> None:
    manifest: dict[str, Any] = {
        "created": created.isoformat(timespec="seconds"),
        "base": options.iris.base,
        "include_contacts": options.include_contacts,
        "content_sha256": assembly.sha256,
        "versions": {
            "esrgraph": version("esrgraph"),
            "python": platform.python_version(),
            "pyoxigraph": version("pyoxigraph"),
        },
        "counts": {
            "documents": len(assembly.documents),
            "projects": len(assembly.with_outcome("published")),
            "organisations": assembly.organisations,
            "merged": len(assembly.with_outcome("merged")),
            "rejected": len(assembly.rejected),
            "triples": triples,
            "problems": dict(sorted(assembly.severities.items())),
        },
        "seconds": {stage: round(seconds, 3) for stage, seconds in watch.seconds.items()},
        "documents": assembly.documents,
    }
    release.manifest.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))


def _summary(release: Release, assembly: Assembly, triples: int, watch: Stopwatch) -> Summary:
    return Summary(
        release=release,
        documents=len(assembly.documents),
        projects=len(assembly.with_outcome("published")),
        organisations=assembly.organisations,
        triples=triples,
        merged=[(each["name"], each["project"]) for each in assembly.with_outcome("merged")],
        rejected=assembly.rejected,
        problems=dict(sorted(assembly.severities.items())),
        seconds=watch.seconds,
    )
