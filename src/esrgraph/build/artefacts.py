"""The parts of a release that are written from its finished graph: each needs only paths, so any process can do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import make_archive, rmtree, unpack_archive

from pyoxigraph import RdfFormat, serialize

from esrgraph.ingest.outcomes import Outcomes
from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import open_read_only, outgrows_memory
from esrgraph.release.changes import change_triples, write_changes
from esrgraph.release.dataset import Edition
from esrgraph.release.dumps import PieceFile, values_of
from esrgraph.release.folder import Release
from esrgraph.release.memo import Memo
from esrgraph.search import prepare_documents, write_index
from esrgraph.search.reconciliation import NAMED_BY, named_things, write_name_index
from esrgraph.validation.check import Subject, report_on, trend_since, validate
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.run import run
from esrgraph.validation.report import write_report
from esrgraph.validation.scores import score
from esrgraph.validation.shapes import load_shapes
from esrgraph.validation.waivers import Waivers, waive


def reports(
    release: Release,
    name: str,
    previous: Release | None,
    iris: Iris,
    waivers: Waivers,
    today: date,
    memo: Memo,
) -> Counter[str]:
    """Validate the graph and write the reports; returns the number of findings by severity."""
    shapes = load_shapes()
    subject = replace(Subject.of(release.store, release.sources, iris, Outcomes(release.documents)), memo=memo)
    validation = waive(validate(subject, shapes), waivers, iris.base, today)
    trend = trend_since(previous, validation, iris)
    scores = score(subject.store, validation, iris, today, name, memo)
    for language in LANGUAGES:
        report = report_on(
            validation, shapes, language, iris, release=name, trend=trend, waivers=waivers, scores=scores
        )
        write_report(report, release.reports, default=language == LANGUAGES[0])
    return Counter(finding.result.severity.value for finding in validation.findings)


def ask_rules(store: Path, part: int, parts: int, memo: Memo) -> None:
    """Ask every so-many-th compiled rule, from one of them on, so that the memo has what they find."""
    graph = open_read_only(store)
    selects = compile_shapes(load_shapes(), graph).selects[part::parts]
    run(graph, selects, folder=store if outgrows_memory(store) else None, memo=memo)


def documents(store: Path, ntriples: Path, iris: Iris, cache: Path | None, target: Path, part: int, parts: int) -> None:
    """Prepare a part of the documents of the full-text index, for `index` to have them."""
    prepare_documents(open_read_only(store), ntriples, iris, target, cache, part, parts)


def index(release: Release, ntriples: Path, iris: Iris, cache: Path | None, prepared: Path, memo: Memo) -> None:
    """Write the full-text index, for which a file of the last build may know documents, and those in a folder of
    prepared ones, which is gone then; and the index of names, which the memo may have."""
    store = open_read_only(release.store)
    write_index(store, ntriples, release.search, iris, cache, sorted(prepared.glob("*.sqlite")))
    rmtree(prepared, ignore_errors=True)
    names(release, iris, memo, ntriples.with_name("names.zip"))


def names(release: Release, iris: Iris, memo: Memo, packed: Path) -> None:
    """Write the index of names, or have it from the memo, which keeps it as one packed file; that is gone then."""

    def write() -> None:
        write_name_index(named_things(open_read_only(release.store), iris), release.names)
        make_archive(str(packed.with_suffix("")), "zip", release.names)

    memo.make("index of names", NAMED_BY, [packed], write)
    if not release.names.exists():
        unpack_archive(packed, release.names)
    packed.unlink()


def changes(
    pieces: Sequence[PieceFile],
    triples: Path,
    release: Release,
    edition: Edition,
    previous: Release | None,
    include_contacts: bool,
) -> None:
    """Write what changed since the release before, and as N-Triples the facts that say so."""
    name, iris = edition.release, edition.iris
    found = write_changes(pieces, release, name, previous, iris, include_contacts=include_contacts)
    serialize(change_triples(found, name, edition.previous, iris), triples, format=RdfFormat.N_TRIPLES)


def tally(release: Release, ntriples: Path, iris: Iris, memo: Memo) -> None:
    """Write the tally."""
    from esrgraph.release.tally import READ, tally, write_tally  # numpy takes long to import

    def write() -> None:
        values = values_of(ntriples, READ)
        write_tally(tally(lambda terms: [each for term in terms for each in values.get(term, ())], iris), release.tally)

    memo.make("tally", READ, [release.tally], write)
