"""Documents to a release: the one module that knows the order of the steps."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import orjson
from pyoxigraph import RdfFormat, serialize

from esrgraph import store
from esrgraph.assemble import Assembly, Progress, Stopwatch, assemble, silent
from esrgraph.catalogue import catalogue
from esrgraph.changes import change_triples, write_changes
from esrgraph.check import Subject, report_on, validate
from esrgraph.cluster import Cluster
from esrgraph.dataset import Edition, statistics, write_description
from esrgraph.derive import Derivation, derive
from esrgraph.dumps import STEPS, write_dumps
from esrgraph.errors import FindingsError
from esrgraph.iri import Iris
from esrgraph.outcomes import Outcomes
from esrgraph.precomputed import write_results
from esrgraph.record import Severity
from esrgraph.release import DataFolder, Release
from esrgraph.report import LANGUAGES, write_report
from esrgraph.search import write_index
from esrgraph.shapes import load_shapes


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `jobs` is the number of worker processes; `keep` the number of releases left in the folder.

    `publisher` and `contact` (an e-mail address or a web page) stand in the description of the dataset. Pages are read
    by a `cluster` where one is given; without `cache`, all of them are, even those known from the last build.
    """

    iris: Iris = field(default_factory=Iris)
    include_contacts: bool = False
    strict: bool = False
    keep: int = 5
    jobs: int = 1
    publisher: str = ""
    contact: str = ""
    cluster: Cluster | None = None
    cache: bool = True


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
    """What a build did. `merged` names documents with their project, `rejected` with the reason; times in seconds.

    `notices` say what went otherwise than it should, and did no harm.
    """

    release: Release
    counts: Counts
    merged: list[tuple[str, str]]
    rejected: list[tuple[str, str]]
    seconds: dict[str, float]
    notices: tuple[str, ...] = ()


def build_release(paths: Iterable[Path], data: DataFolder, options: Options, progress: Progress = silent) -> Summary:
    """Build a release from documents and take it into use.

    A build that fails, or is killed, leaves the current release as it was.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
        ReleaseLocked: another build is writing to the same folder.
        ReleaseError: the folder cannot be written to, or the workers that read the pages are lost.
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
            cluster=options.cluster,
            cache=data.cache if options.cache else None,
            watch=watch,
            progress=progress,
        )
        if options.strict:
            _require_clean(assembly)
        making = _Making(Release(working), data.last(), assembly, options, datetime.now(UTC), watch, progress)
        making, derivation = _load(making)
        with making.step("validate", "Validating"):
            findings = _write_reports(making)
        _write_files(making)
        counts = _counts(making.assembly, derivation, findings)
        _write_manifest(making, counts)
        release = data.publish(working, making.name)
    data.prune(options.keep)
    outcomes = Outcomes(release.documents)
    return Summary(release, counts, list(outcomes.merged()), list(outcomes.rejected()), watch.seconds, assembly.notices)


def _require_clean(assembly: Assembly) -> None:
    errors = assembly.outcomes.severities()[Severity.ERROR]
    rejected = list(assembly.outcomes.rejected())
    if rejected or errors:
        reasons = "".join(f"\n  {name}: {reason}" for name, reason in rejected[:10])
        raise FindingsError(
            f"Nothing was released: {len(rejected)} documents were rejected and {errors} fields"
            f" cannot be read (--strict); 'esrgraph convert' lists them{reasons}"
        )


@dataclass(frozen=True, slots=True)
class _Making:
    """A release on its way: what it is made of, and what came before it."""

    release: Release
    previous: Release | None
    assembly: Assembly
    options: Options
    created: datetime
    watch: Stopwatch
    progress: Progress

    @property
    def name(self) -> str:
        """What the release will be called, once its content is known."""
        return f"{self.created:%Y%m%dT%H%M%SZ}-{self.assembly.sha256[:12]}"

    @property
    def edition(self) -> Edition:
        """The release as the description of the dataset names it."""
        previous = self.previous.id if self.previous else None
        options = self.options
        return Edition(self.name, previous, self.created, options.iris, options.publisher, options.contact)

    @contextmanager
    def step(self, stage: str, text: str, total: int | None = None) -> Iterator[Callable[[], None]]:
        """Time a stage and show its progress; what it yields is called when one of `total` parts is done."""
        done = count(1)
        with self.watch.timed(stage):
            self.progress(text, 0, total)
            yield lambda: self.progress(text, next(done), total)


def _load(making: _Making) -> tuple[_Making, Derivation]:
    """Load the graph into the store, and add to it and to the N-Triples file what follows from it."""
    ntriples, folder = making.assembly.ntriples, making.release.store
    with making.step("load", "Loading the store"):
        store.load(ntriples, folder)
    with making.step("derive", "Deriving links and counts"):
        derivation = derive(ntriples, folder, making.options.iris)
    return replace(making, assembly=replace(making.assembly, sha256=derivation.sha256)), derivation


def _write_reports(making: _Making) -> dict[str, int]:
    """Validate the loaded store and write the reports; returns the number of findings by severity."""
    release, assembly, iris = making.release, making.assembly, making.options.iris
    release.reports.mkdir()
    assembly.sources.rename(release.sources)
    subject = Subject(
        store.open_read_only(release.store),
        release.sources,
        iris,
        assembly.outcomes.count().total(),
        tuple(assembly.outcomes.rejected()),
    )
    shapes = load_shapes()
    validation = validate(subject, shapes, jobs=making.options.jobs)
    for language in LANGUAGES:
        report = report_on(validation, shapes, language, iris, release=making.name, previous=making.previous)
        write_report(report, release.reports, default=language == LANGUAGES[0])
    return dict(Counter(finding.result.severity.value for finding in validation.findings))


def _write_files(making: _Making) -> None:
    """Write what is published beside the store.

    What changed and what describes the dataset come into graphs of their own, after all that reads the default one.
    """
    release, ntriples, iris = making.release, making.assembly.ntriples, making.options.iris
    with making.step("dumps", "Writing the dumps", STEPS) as done:
        write_dumps(ntriples, release.store, release.dumps, iris, done)
    with making.step("index", "Indexing the texts"):
        write_index(store.open_read_only(release.store), release.search, iris)
    with making.step("changes", "Comparing with the previous release"):
        _write_changes(making)
    with making.step("dataset", "Describing the dataset"):
        write_description(release.dataset, making.edition, release.dumps, statistics(ntriples, iris))
        store.load(release.dataset, release.store, iris.graph("dataset"))
    with making.step("queries", "Asking the catalogue's queries", len(catalogue())) as done:
        write_results(store.open_read_only(release.store), release.queries, iris, lambda _: done())
    with making.step("tally", "Counting for the pages"):
        _write_tally(release, iris)
    ntriples.unlink()


def _write_changes(making: _Making) -> None:
    release, name, iris = making.release, making.name, making.options.iris
    contacts = making.options.include_contacts
    changes = write_changes(making.assembly.ntriples, release, name, making.previous, iris, include_contacts=contacts)
    previous = making.previous.id if making.previous else None
    triples = release.folder / "changes.nt"
    serialize(change_triples(changes, name, previous, iris), triples, format=RdfFormat.N_TRIPLES)
    store.load(triples, release.store, iris.graph("changes"))
    triples.unlink()


def _write_tally(release: Release, iris: Iris) -> None:
    from esrgraph.tally import tally, write_tally  # numpy takes long to import

    write_tally(tally(store.open_read_only(release.store), iris), release.tally)


def _counts(assembly: Assembly, derivation: Derivation, findings: dict[str, int]) -> Counts:
    documents = assembly.outcomes.count()
    return Counts(
        documents=documents.total(),
        projects=documents["published"],
        organisations=assembly.organisations,
        merged=documents["merged"],
        rejected=documents["rejected"],
        triples=derivation.triples,
        derived=derivation.derived,
        problems=dict(sorted(assembly.outcomes.severities().items())),
        findings=findings,
    )


def _write_manifest(making: _Making, counts: Counts) -> None:
    manifest: dict[str, Any] = {
        "created": making.created.isoformat(timespec="seconds"),
        "base": making.options.iris.base,
        "include_contacts": making.options.include_contacts,
        "content_sha256": making.assembly.sha256,
        "versions": {
            "esrgraph": version("esrgraph"),
            "python": platform.python_version(),
            "pyoxigraph": version("pyoxigraph"),
        },
        "counts": asdict(counts),
        "seconds": {stage: round(seconds, 3) for stage, seconds in making.watch.seconds.items()},
    }
    making.release.manifest.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
