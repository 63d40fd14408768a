"""A graph and its sources to a validation: the shapes are run, results located, and the worst put first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Store

from esrgraph.errors import EsrgraphError, InputError
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.outcomes import Outcomes, Unused
from esrgraph.ingest.source_lines import Sources, write_sources
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import load_triples, open_read_only, outgrows_memory
from esrgraph.release.folder import DataFolder, Release, day_of
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.runtime.heap import give_back
from esrgraph.runtime.progress import Progress, silent
from esrgraph.validation import Engine, validate_store
from esrgraph.validation.compiler.paths import result_path
from esrgraph.validation.coverage import coverage_of_lists
from esrgraph.validation.data_graph import read_data_graph
from esrgraph.validation.documents import checks_of_documents, document_rules, unused_findings
from esrgraph.validation.findings import Check, Completeness, Finding, Level, Validation, ValidationResult, numbered
from esrgraph.validation.locate import Locator
from esrgraph.validation.report import Report, Trend, WrittenReport, compare
from esrgraph.validation.scores import QualityScores, score
from esrgraph.validation.shapes import ShapesGraph, load_shapes
from esrgraph.validation.waivers import NO_WAIVERS, Waivers, judged_shape, waive

_WORST_FIRST = {level: position for position, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Subject:
    """What is validated: a graph in a store, where its facts stand in the sources, and the documents it came from."""

    store: Store
    sources: Path
    iris: Iris
    documents: int = 0
    unused: tuple[Unused, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    folder: Path | None = None
    """Where the store is, if it is larger than what the library keeps of it in memory."""
    memo: Memo = NO_MEMO
    """What is known of the same triples."""

    @classmethod
    def of(cls, folder: Path, sources: Path, iris: Iris, outcomes: Outcomes) -> Subject:
        """The store at `folder`, and what became of documents; raises ReleaseError where that cannot be read."""
        unused, merged = tuple(outcomes.unused()), tuple(outcomes.merged())
        large = folder if outgrows_memory(folder) else None
        return cls(open_read_only(folder), sources, iris, outcomes.count().total(), unused, merged, large)

    def opened(self) -> Store:
        """The store, opened anew where what has been read of it would take much memory."""
        if self.folder is None:
            return self.store
        give_back()
        return open_read_only(self.folder)

    @classmethod
    def of_release(cls, release: Release) -> Subject:
        """A release; raises ReleaseError where it is not whole."""
        return cls.of(release.store, release.sources, Iris(release.base), Outcomes(release.documents))


def validate(subject: Subject, shapes: ShapesGraph, *, engine: str = Engine.AUTO, jobs: int = 1) -> Validation:
    """Validate a graph. The same graph and shapes give the same validation, whichever engine runs.

    Raises:
        ShapesError: the shapes cannot be run, or not on so large a graph.
    """
    results, checks, notices = validate_store(subject.store, shapes, engine, jobs, subject.folder, subject.memo)
    codes, listed = _projects(subject)
    by_list = coverage_of_lists(subject.opened(), subject.memo)
    findings = _located(subject, shapes, results)  # last: what it makes is kept
    paths = _presence_rules(shapes)
    return Validation(
        findings=tuple(findings),
        checks=(*checks, *checks_of_documents(subject.documents, subject.unused)),
        notices=tuple(notices),
        by_property=tuple(_by_property(paths, results, checks, len(codes), len(listed))),
        by_project=tuple(_by_project(paths, findings, checks, codes, listed)),
        by_list=by_list,
        documents=subject.documents,
        projects=len(codes),
        rejected=tuple((each.name, each.reason) for each in subject.unused if each.outcome == "rejected"),
        merged=subject.merged,
    )


def _projects(subject: Subject) -> tuple[list[str], set[str]]:
    """The codes of all projects, and of those that are known from a list alone."""
    rows = subject.memo.rows(subject.opened(), _PROJECTS)
    return [row["code"] or "" for row in rows], {row["code"] or "" for row in rows if row["listed"]}


def _located(subject: Subject, shapes: ShapesGraph, results: Iterable[ValidationResult]) -> list[Finding]:
    """The findings of results, and of documents that were not used, the worst first."""
    with Sources(subject.sources) as sources:
        locator = Locator(subject.opened, sources, subject.iris, shapes.shapes)
        by_project = sorted(results, key=lambda result: result.focus)  # one document's lines are read once
        located = chain(locator.findings(by_project), unused_findings(subject.unused, subject.iris))
        return list(numbered(sorted(located, key=_worst_first)))


_PROJECTS = """
    PREFIX esr: <https://w3id.org/esrgraph/ontology#>
    SELECT ?code ?listed { ?project esr:code ?code OPTIONAL { ?project esr:knownFromList ?listed } } ORDER BY ?code
"""


def _worst_first(finding: Finding) -> tuple[int, str, str, int, ValidationResult]:
    place = finding.place
    return (
        _WORST_FIRST[finding.result.severity],
        finding.result.code,
        place.document or "",
        place.line or 0,
        finding.result,
    )


def _presence_rules(shapes: ShapesGraph) -> dict[str, str]:
    """Code and path of every shape whose finding means that a value is missing."""
    asking = [node for node in shapes.nodes if shapes.shape(node).presence]
    return {shapes.shape(node).code: result_path(shapes, node) for node in asking}


def _by_property(
    paths: Mapping[str, str], results: Iterable[ValidationResult], checks: Iterable[Check], projects: int, listed: int
) -> Iterator[Completeness]:
    """For every shape that asks for a value: how many things it asked, and how many have one.

    No project that is known from a list alone is asked for what stands on a page.
    """
    missing = Counter(result.code for result in results)
    for check in checks:
        asked = check.focus_nodes - (listed if check.focus_nodes == projects else 0)
        if check.code in paths and asked:
            yield Completeness(paths[check.code], asked - missing[check.code], asked)


def _by_project(
    paths: Mapping[str, str],
    findings: Iterable[Finding],
    checks: Iterable[Check],
    codes: Sequence[str],
    listed: Set[str],
) -> Iterator[Completeness]:
    """For every project that has a page: how many values it has, of those that all such projects are asked for."""
    of_all = {check.code for check in checks if check.code in paths and check.focus_nodes == len(codes)}
    lacking = Counter(each.project for each in findings if each.result.code in of_all)
    for code in (each for each in codes if each not in listed):
        yield Completeness(code, len(of_all) - lacking[code], len(of_all))


@contextmanager
def subject_of_pages(
    paths: Iterable[Path], iris: Iris, *, jobs: int = 1, progress: Progress = silent
) -> Iterator[Subject]:
    """Pages as a graph that lasts as long as the block: what a build would make of them, without its dumps.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
    """
    with TemporaryDirectory() as folder:
        assembly = assemble(paths, Path(folder), iris, jobs=jobs, progress=progress)
        load_triples(assembly.ntriples, Path(folder) / "store")
        yield Subject.of(Path(folder) / "store", assembly.sources, iris, assembly.outcomes)


@contextmanager
def subject_of_graph(paths: Sequence[Path], iris: Iris) -> Iterator[Subject]:
    """The triples of files of any RDF, as long as the block lasts; nothing of it has a line.

    Raises:
        InputError: a file cannot be read.
    """
    with TemporaryDirectory() as folder:
        sources = Path(folder) / "sources"
        write_sources((), sources)
        yield Subject(read_data_graph(paths), sources, iris, len(paths))


def trend_since(previous: Release | None, validation: Validation, iris: Iris) -> Trend | None:
    """What a validation changes from that of a release before it; None where that has no report that can be read."""
    if previous is None or not previous.validation.is_file():
        return None
    try:
        return compare(validation, iris.base, WrittenReport(previous.validation))
    except EsrgraphError:
        return None


def baseline_of(path: Path) -> WrittenReport:
    """The report to compare with: a file in JSON, or that of the last release in a folder.

    Raises:
        InputError: there is none.
    """
    release = DataFolder(path).last() if path.is_dir() else None
    found = release.validation if release else path
    if not found.is_file():
        raise InputError(f"{path} is no report to compare with: give one in JSON, or a folder of releases")
    return WrittenReport(found)


def report_on(
    validation: Validation,
    shapes: ShapesGraph,
    language: str,
    iris: Iris,
    *,
    release: str | None = None,
    trend: Trend | None = None,
    waivers: Waivers = NO_WAIVERS,
    scores: QualityScores | None = None,
) -> Report:
    """A report of a validation, of a release and beside the one before it where these are given."""
    ran = {each.code for each in validation.checks}
    known = chain(shapes.shapes, document_rules().values())
    asked = (shape for shape in known if shape.code in ran or (shape.remedy and shape.code not in document_rules()))
    constraining = tuple(judged_shape(shape, waivers) for shape in asked)
    return Report(validation, language, iris, release, trend, constraining, scores)


@dataclass(frozen=True, slots=True)
class Checking:
    """How to check; without `shapes` (files), esrgraph's own are used, and `more_shapes` beside either.

    `jobs` is the number of worker processes; `waivers` hold on the day `today`. With a `baseline` (a report in JSON, or
    a folder of releases), findings are compared with it, and not with the release before.
    """

    iris: Iris
    engine: str = Engine.AUTO
    language: str = "fi"
    shapes: tuple[Path, ...] = ()
    jobs: int = 1
    waivers: Waivers = NO_WAIVERS
    today: date = date.min
    baseline: Path | None = None
    more_shapes: tuple[Path, ...] = ()


def check(paths: Sequence[Path], checking: Checking, progress: Progress = silent) -> Report:
    """A report on pages, or on the current release where the one path is a folder of releases.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
        ShapesError: the shapes cannot be read or run.
    """
    shapes = load_shapes(checking.shapes or None, checking.more_shapes)
    data = DataFolder(paths[0])
    release = data.last() if len(paths) == 1 else None
    if release is not None:
        return _report(Subject.of_release(release), shapes, checking, release=release, previous=data.before(release))
    with subject_of_pages(paths, checking.iris, jobs=checking.jobs, progress=progress) as subject:
        progress("Validating", 0, None)
        return _report(subject, shapes, checking, paths=paths)


def _report(
    subject: Subject,
    shapes: ShapesGraph,
    checking: Checking,
    *,
    paths: Sequence[Path] = (),
    release: Release | None = None,
    previous: Release | None = None,
) -> Report:
    validation = validate(subject, shapes, engine=checking.engine, jobs=checking.jobs)
    day = day_of(release.id) if release else None
    validation = waive(_as_given(validation, paths), checking.waivers, subject.iris.base, checking.today)
    if checking.baseline:
        trend: Trend | None = compare(validation, subject.iris.base, baseline_of(checking.baseline))
    else:
        trend = trend_since(previous, validation, subject.iris)
    return report_on(
        validation,
        shapes,
        checking.language,
        subject.iris,
        release=release.id if release else None,
        trend=trend,
        waivers=checking.waivers,
        scores=score(subject.store, validation, subject.iris, day, release.id if release else None),
    )


def _as_given(validation: Validation, paths: Sequence[Path]) -> Validation:
    """With each document named by a path from here, as whoever named the folder would open it."""

    @cache
    def path_of(document: str) -> str:
        file, mark, inner = document.partition("#")
        within = (path / file for path in paths if (path / file).exists())
        found = next(within, None) or next((path for path in paths if path.is_file() and path.name == file), None)
        return f"{found}{mark}{inner}" if found else document

    def moved(finding: Finding) -> Finding:
        document = finding.place.document
        return replace(finding, place=replace(finding.place, document=path_of(document))) if document else finding

    rejected = tuple((path_of(name), reason) for name, reason in validation.rejected)
    return replace(validation, findings=tuple(map(moved, validation.findings)), rejected=rejected)


def check_graph(paths: Sequence[Path], checking: Checking) -> Report:
    """A report on files of any RDF, taken together as one graph.

    Raises:
        InputError: a file cannot be read.
        ShapesError: the shapes cannot be read or run.
    """
    shapes = load_shapes(checking.shapes or None, checking.more_shapes)
    with subject_of_graph(paths, checking.iris) as subject:
        return _report(subject, shapes, checking)
