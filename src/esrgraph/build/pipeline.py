"""Documents to a release: the one module that knows the order of the steps."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import Any, TypeVar

import orjson

from esrgraph.build import artefacts
from esrgraph.errors import FindingsError
from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.ingest.capture_cache import holds_contacts
from esrgraph.ingest.cluster import Cluster
from esrgraph.ingest.local import are_few
from esrgraph.ingest.outcomes import Outcomes
from esrgraph.rdf import store
from esrgraph.rdf.iris import Iris
from esrgraph.record import NATURES, Severity
from esrgraph.release.cube import write_cubes
from esrgraph.release.dataset import CubeSize, Edition, Statistics, counts_form, statistics, write_description
from esrgraph.release.derive import Derivation, derive
from esrgraph.release.dumps import NTRIPLES, Dumps, graph_files, shares_of, write_checksums
from esrgraph.release.events import write_events
from esrgraph.release.files import write_file_sums
from esrgraph.release.folder import LAYOUT, DataFolder, Release
from esrgraph.release.memo import Memo
from esrgraph.resources import resource
from esrgraph.runtime.heap import seldom_searched
from esrgraph.runtime.parallel import processes, run_all, run_in
from esrgraph.runtime.progress import Progress, silent
from esrgraph.runtime.timing import Stopwatch, Time, Timed, now
from esrgraph.sparql.precomputed import result_tasks
from esrgraph.sparql.reads import terms_read
from esrgraph.validation.waivers import NO_WAIVERS, Waivers

T = TypeVar("T")
_PARTS = 16
"""How many tasks ask the rules of validation on a cluster, and prepare documents of the index: reading the shapes, and
loading the morphology, takes each half a second."""
_Task = tuple[str, Callable[[], Any]]
"""The stage that a task belongs to, and a task as `run_all` takes it."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to build. `jobs` is the number of worker processes; `keep` the number of releases left in the folder.

    `publisher` and `contact` (an e-mail address or a web page) stand in the description of the dataset, and `nature`
    (one of `record.NATURES`) there and on every page. Pages are read by a `cluster` where one is given; without
    `cache`, all of them are, even those known from the last build. `waivers` are honoured by its
    reports. With `workbook`, the tables are written for Excel too.
    """

    iris: Iris = field(default_factory=Iris)
    include_contacts: bool = False
    strict: bool = False
    keep: int = 5
    jobs: int = 1
    publisher: str = ""
    contact: str = ""
    nature: str = NATURES[0]
    cluster: Cluster | None = None
    cache: bool = True
    workbook: bool = False
    waivers: Waivers = NO_WAIVERS


@dataclass(frozen=True, slots=True)
class BuildCounts:
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
class BuildSummary:
    """What a build did. `merged` names documents with their project; `rejected` documents and `skipped` files that are
    none with the reason.

    `clock` is the seconds that went by, `stages` what each stage took: some ran side by side. `notices` say what went
    otherwise than it should, and did no harm.
    """

    release: Release
    counts: BuildCounts
    merged: list[tuple[str, str]]
    rejected: list[tuple[str, str]]
    skipped: list[tuple[str, str]]
    clock: float
    stages: Mapping[str, Time]
    notices: tuple[str, ...] = ()


def build_release(
    paths: Iterable[Path], data: DataFolder, options: Options, progress: Progress = silent
) -> BuildSummary:
    """Build a release from documents and take it into use.

    A build that fails, or is killed, leaves the current release as it was.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
        ReleaseLocked: another build is writing to the same folder.
        ReleaseError: the folder cannot be written to, or the workers that read the pages are lost.
        FindingsError: `strict` was asked for, and documents were rejected or hold errors.
    """
    start, watch = perf_counter(), Stopwatch()
    if options.cluster:
        data = replace(data, path=data.path.resolve())  # which its workers may see by that name
    memo = Memo(data.memo if options.cache else None, options.iris.base, terms_read)
    with data.writing() as working, seldom_searched():
        if not options.include_contacts and not options.cache and holds_contacts(data.cache):
            rmtree(data.cache.parent)  # what is not asked is not emptied either
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
        made = datetime.now(UTC)
        memo.begin()
        known = data.known_documents if options.cache else None
        making = _Making(
            Release(working), data.last(), data.releases(), assembly, options, made, watch, progress, memo, known
        )
        making, derivation = _load(making)
        with processes(making.jobs) if making.jobs > 1 else nullcontext() as pool:
            findings = _write_files(replace(making, pool=pool))
        counts = _counts(making.assembly, derivation, findings)
        _write_manifest(making, counts)
        write_file_sums(making.release)
        memo.end()
        store.remove_logs(making.release.store)
        release = data.publish(working, making.name)
        data.prune(options.keep)
    outcomes = Outcomes(release.documents)
    return BuildSummary(
        release,
        counts,
        list(outcomes.merged()),
        list(outcomes.rejected()),
        list(outcomes.skipped()),
        perf_counter() - start,
        watch.stages,
        assembly.notices,
    )


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
    """A release on its way: what it is made of, and what came before it: the one in use, and all, oldest first."""

    release: Release
    previous: Release | None
    earlier: tuple[Release, ...]
    assembly: Assembly
    options: Options
    created: datetime
    watch: Stopwatch
    progress: Progress
    memo: Memo
    known_documents: Path | None
    """The file of what the last build knew of the documents of the index; None where it is not to be asked."""
    pool: Executor | None = None
    """The processes that work side by side, if any do: each takes a second to start."""

    @property
    def name(self) -> str:
        """What the release will be called, once its content is known."""
        return f"{self.created:%Y%m%dT%H%M%SZ}-{self.assembly.sha256[:12]}"

    @property
    def edition(self) -> Edition:
        """The release as the description of the dataset names it."""
        previous = self.previous.id if self.previous else None
        options = self.options
        return Edition(
            self.name, previous, self.created, options.iris, options.publisher, options.contact, options.nature
        )

    @property
    def jobs(self) -> int:
        """In how many processes to work."""
        return 1 if are_few(self.assembly.outcomes.count().total()) else self.options.jobs

    def run(self, text: str, tasks: Sequence[_Task], spread: Sequence[_Task] = ()) -> list[Any]:
        """What each of `tasks` returns; all run side by side, and each counts for its own stage. Those to `spread` run
        on the workers of a cluster, where there is one that shares the data folder."""
        done = count(1)
        self.progress(text, 0, len(tasks) + len(spread))

        def one_more() -> None:
            self.progress(text, next(done), len(tasks) + len(spread))

        timed = [Timed(task) for _, task in (*tasks, *spread)]
        with ThreadPoolExecutor(1) as elsewhere:
            here = len(tasks) if self.cluster else len(timed)
            afar = elsewhere.submit(self.spread, timed[here:], one_more)
            found = run_in(self.pool, timed[:here], one_more) + afar.result()
        for (stage, _), (_, time) in zip((*tasks, *spread), found, strict=True):
            self.watch.add(stage, time)
        return [result for result, _ in found[: len(tasks)]]

    def spread(self, tasks: Sequence[Callable[[], T]], done: Callable[[], None] = lambda: None) -> list[T]:
        """What each task returns, on the workers of the cluster if its workers can write to the release, else here."""
        return self.cluster.run_all(tasks, done) if self.cluster and tasks else run_all(tasks, self.jobs, done)

    def spread_rules(self) -> list[_Task]:
        """What asks the rules of validation on a cluster, for the memo to have what they find; none without one."""
        if not self.cluster or not self.memo.folder:
            return []
        parts = [partial(artefacts.ask_rules, self.release.store, each, _PARTS, self.memo) for each in range(_PARTS)]
        return [("validate", part) for part in parts]

    def spread_documents(self, folder: Path) -> list[_Task]:
        """What prepares the documents of the index on a cluster, each part in a file of a folder; none without one."""
        store, ntriples, iris = self.release.store, self.assembly.ntriples, self.options.iris
        make = partial(artefacts.documents, store, ntriples, iris, self.known_documents, parts=_PARTS)
        parts = range(_PARTS if self.cluster else 0)
        return [("index", partial(make, target=folder / f"{each}.sqlite", part=each)) for each in parts]

    @property
    def cluster(self) -> Cluster | None:
        """The cluster, if its workers can write to the release."""
        cluster = self.options.cluster
        return cluster if cluster and cluster.shared else None


def _timed(tasks: Iterable[_Task]) -> list[Timed[Any]]:
    return [Timed(task) for _, task in tasks]


def _load(making: _Making) -> tuple[_Making, Derivation]:
    """Load the graph into the store, and add to it and to the N-Triples file what follows from it."""
    ntriples, folder, watch = making.assembly.ntriples, making.release.store, making.watch

    def load(triples: Path) -> None:
        making.progress("Loading the store", 0, None)
        with watch.timed("load"):
            store.load_triples(triples, folder)
        making.progress("Deriving links and counts", 0, None)

    making.progress("Deriving links and counts", 0, None)
    start = now()
    derivation = derive(ntriples, folder, making.options.iris, load=load, run=making.spread, memo=making.memo)
    watch.add("derive", now() - start - watch.stages["load"])
    assembly = replace(making.assembly, sha256=derivation.sha256)
    return replace(making, assembly=assembly, memo=derivation.memo), derivation


def _write_files(making: _Making) -> dict[str, int]:
    """Write what is published beside the store; returns the number of findings by severity.

    What changed, what describes the dataset, its statistics and the views of it come into graphs of their own, between
    what reads the default one and the queries, which may ask for them too.
    """
    release, ntriples, options = making.release, making.assembly.ntriples, making.options
    previous, edition, iris = making.previous, making.edition, options.iris
    changed = ntriples.with_name("changes.nt")
    release.dumps.mkdir()
    release.reports.mkdir()
    making.assembly.sources.rename(release.sources)
    day = making.created.date()
    kept = previous if options.cache else None
    counts = counts_form(iris)
    dumps = Dumps(ntriples, release, iris, shares_of(ntriples), kept, making.memo, options.workbook, further=(counts,))
    pieces, name, earlier = dumps.parts(NTRIPLES), making.name, making.earlier
    events = partial(write_events, pieces, release, name, making.created, earlier, options.keep, iris, kept=kept)
    changes = partial(artefacts.changes, pieces, changed, release, edition, previous, options.include_contacts)
    validate = partial(artefacts.reports, release, making.name, previous, iris, options.waivers, day, making.memo)
    prepared = ntriples.with_name("documents")
    index = partial(artefacts.index, release, ntriples, iris, making.known_documents, prepared, making.memo)
    waiting: list[_Task] = [("index", index), ("validate", validate)]
    documents = making.spread_documents(prepared)
    size, *found = making.run(
        "Writing reports, index and dumps",
        [
            ("statistics", partial(write_cubes, release.store, release.dumps, iris, making.memo)),
            *([] if documents else waiting),
        ],
        [*making.spread_rules(), *documents, *(("dumps", each) for each in dumps.first_tasks())],
    )
    counted, _, _, *more = making.run(
        "Writing dumps of all graphs",
        [
            ("dataset", partial(statistics, dumps.parts(counts.file))),
            ("changes", changes),
            ("events", events),
            *(waiting if documents else []),
        ],
        [("dumps", each) for each in dumps.last_tasks()],
    )
    found += more
    dumps.remove_parts()
    _write_graphs(making, changed, counted, size)
    making.run(
        "Asking the catalogue's queries",
        [("tally", partial(artefacts.tally, release, ntriples, iris, making.memo))],
        [("queries", each) for each in result_tasks(release.store, release.queries, iris, making.memo)],
    )
    for path in (ntriples, changed):
        path.unlink()
    return dict(found[-1])


def _write_graphs(making: _Making, changed: Path, counted: Statistics, size: CubeSize) -> None:
    """Describe the dataset with its dumps, and load what is no part of the default graph."""
    release, edition, iris = making.release, making.edition, making.options.iris
    with making.watch.timed("dataset"):
        write_checksums(release.dumps)
        write_description(release.dataset, edition, release.dumps, counted, size)
        store.load_triples(release.dataset, release.store, iris.graph("dataset"))
        store.load_triples(changed, release.store, iris.graph("changes"))
    with making.watch.timed("load"):
        for name, dump in graph_files(release.dumps).items():
            store.load_triples(dump, release.store, iris.graph(name))


def _counts(assembly: Assembly, derivation: Derivation, findings: dict[str, int]) -> BuildCounts:
    documents = assembly.outcomes.count()
    return BuildCounts(
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


def _capture_days(folder: Path) -> dict[str, Any]:
    """The first and the last day on which a page was captured, and how many pages have no such day."""
    (row,) = store.select(store.open_read_only(folder), resource("sparql", "pages", "captured.rq").read_text("utf-8"))
    return {"first": row["first"], "last": row["last"], "undated": int(row["undated"] or 0)}


def _write_manifest(making: _Making, counts: BuildCounts) -> None:
    manifest: dict[str, Any] = {
        "layout": LAYOUT,
        "files": making.release.file_sums.name,
        "created": making.created.isoformat(timespec="seconds"),
        "base": making.options.iris.base,
        "include_contacts": making.options.include_contacts,
        "nature": making.options.nature,
        "captured": _capture_days(making.release.store),
        "content_sha256": making.assembly.sha256,
        "versions": {
            "esrgraph": version("esrgraph"),
            "python": platform.python_version(),
            "pyoxigraph": version("pyoxigraph"),
        },
        "counts": asdict(counts),
        "seconds": {stage: round(time.clock, 3) for stage, time in making.watch.stages.items()},
    }
    making.release.manifest.write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
