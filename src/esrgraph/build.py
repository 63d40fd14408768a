"""Documents to a release: the one module that knows the order of the steps."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from esrgraph import store
from esrgraph.assemble import Assembly, Progress, Stopwatch, assemble, silent
from esrgraph.check import Subject, report_on, validate
from esrgraph.derive import Derivation, derive
from esrgraph.dumps import write_dumps
from esrgraph.errors import FindingsError
from esrgraph.iri import Iris
from esrgraph.record import Severity
from esrgraph.release import DataFolder, Release
from esrgraph.report import LANGUAGES, write_report
from esrgraph.shapes import load_shapes


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `jobs` is the number of worker processes; `keep` the number of releases left in the folder."""

    iris: Iris = field(default_factory=Iris)
    include_contacts: bool = False
    strict: bool = False
    keep: int = 5
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a build made: `triples` in all, those `derived` among them; `problems` met in reading and `findings` of
    validation, by severity."""

    documents: int
    projects: int
    organisations: int
    merged: int
    rejected: int
    triples: int
    derived: int
    problems: dict[str, int]
    findings: dict[str, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `merged` names documents with their project, `rejected` with the reason; times in seconds."""

    release: Release
    counts: Counts
    merged: list[tuple[str, str]]
    rejected: list[tuple[str, str]]
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
        release = Release(working)
        derivation = _load(release, assembly, options, watch, progress)
        assembly = replace(assembly, sha256=derivation.sha256)
        created = datetime.now(UTC)
        name = f"{created:%Y%m%dT%H%M%SZ}-{assembly.sha256[:12]}"
        with watch.timed("validate"):
            progress("Validating", 0, None)
            findings = _write_reports(release, assembly, options, name, data.last())
        with watch.timed("dumps"):
            _write_dumps(release, assembly, options, progress)
        counts = _counts(assembly, derivation, findings)
        _write_manifest(release, assembly, options, counts, watch, created)
        release = data.publish(working, name)
    data.prune(options.keep)
    merged = [(each["name"], each["project"]) for each in assembly.with_outcome("merged")]
    return Summary(release, counts, merged, assembly.rejected, watch.seconds)


def _require_clean(assembly: Assembly) -> None:
    errors = assembly.severities[Severity.ERROR]
    if assembly.rejected or errors:
        reasons = "".join(f"\n  {name}: {reason}" for name, reason in assembly.rejected[:10])
        raise FindingsError(
            f"Nothing was released: {len(assembly.rejected)} documents were rejected and {errors} fields"
            f" cannot be read (--strict); 'esrgraph convert' lists them{reasons}"
        )


def _load(release: Release, assembly: Assembly, options: Options, watch: Stopwatch, progress: Progress) -> Derivation:
    """Load the graph into the store, and add to it and to the N-Triples file what follows from it."""
    with watch.timed("load"):
        progress("Loading the store", 0, None)
        store.load(assembly.ntriples, release.store)
    with watch.timed("derive"):
        progress("Deriving links and counts", 0, None)
        return derive(assembly.ntriples, release.store, options.iris)


def _write_reports(
    release: Release, assembly: Assembly, options: Options, name: str, previous: Release | None
) -> dict[str, int]:
    """Validate the loaded store and write the reports; returns the number of findings by severity."""
    release.reports.mkdir()
    assembly.sources.rename(release.sources)
    subject = Subject(
        store.open_read_only(release.store),
        release.sources,
        options.iris,
        len(assembly.documents),
        tuple(assembly.rejected),
    )
    shapes = load_shapes()
    validation = validate(subject, shapes, jobs=options.jobs)
    for language in LANGUAGES:
        report = report_on(validation, shapes, language, options.iris, release=name, previous=previous)
        write_report(report, release.reports, default=language == LANGUAGES[0])
    return dict(Counter(finding.result.severity.value for finding in validation.findings))


def _write_dumps(release: Release, assembly: Assembly, options: Options, progress: Progress) -> None:
    steps = iter(range(1, 4))
    progress("Writing the dumps", 0, 3)
    write_dumps(
        assembly.ntriples, release.dumps, options.iris.base, lambda: progress("Writing the dumps", next(steps), 3)
    )
    assembly.ntriples.unlink()


def _counts(assembly: Assembly, derivation: Derivation, findings: dict[str, int]) -> Counts:
    return Counts(
        documents=len(assembly.documents),
        projects=len(assembly.with_outcome("published")),
        organisations=assembly.organisations,
        merged=len(assembly.with_outcome("merged")),
        rejected=len(assembly.rejected),
        triples=derivation.triples,
        derived=derivation.derived,
        problems=dict(sorted(assembly.severities.items())),
        findings=findings,
    )


def _write_manifest(
    release: Release, assembly: Assembly, options: Options, counts: Counts, watch: Stopwatch, created: datetime
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
        "counts": asdict(counts),
        "seconds": {stage: round(seconds, 3) for stage, seconds in watch.seconds.items()},
        "documents": assembly.documents,
    }
    release.manifest.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
