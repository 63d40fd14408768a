"""Documents to one stream of quads, with the findings told as they come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Quad, RdfFormat, parse

from esrgraph.documents.reader import Located, UnreadFile, locate_documents
from esrgraph.errors import InputError
from esrgraph.ingest.capture import outcome_of
from esrgraph.ingest.encoding import PackedCapture
from esrgraph.ingest.local import Task, read_all
from esrgraph.ingest.outcomes import format_reason
from esrgraph.ingest.staging import Spool
from esrgraph.mapping.graph import problem_facts
from esrgraph.mapping.organisations import Organisations
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.serialize import in_order
from esrgraph.record import Problem


def convert(
    paths: Iterable[Path], iris: Iris, *, include_contacts: bool, report: Callable[[str], None]
) -> Generator[Quad]:
    """Every fact of the documents, project by project, then the organisations of them all.

    Of several captures of one project the richest is taken. `report` is told each finding as one line of text.

    Raises:
        InputError: a path cannot be read, or no document is a project page.
    """
    organisations = Organisations()
    with TemporaryDirectory() as folder, Spool(Path(folder)) as spool:
        for location, packed in read_all(_locations(paths, report), Task(iris, include_contacts)):
            spool.put(packed, location)
            for page in packed.pages():
                _tell(location, page, report)
        for told in spool.counted("skipped"):
            report(_refusal(told["name"], "skipped", told["message"], told["remedy"], told["count"]))
        organisations.add(spool.organisations())
        for each in spool.lists():
            yield from in_order(parse(each, format=RdfFormat.N_TRIPLES))
        for winner in spool.winners(iris):
            for problem in winner.disagreements:
                report(format_problem(winner.name, problem))
            yield from in_order(parse(winner.triples, format=RdfFormat.N_TRIPLES))
            more = problem_facts(winner.code, winner.disagreements, iris, start=winner.problems + 1)
            yield from parse("".join(more), format=RdfFormat.N_TRIPLES)
    if not len(organisations):
        raise InputError("None of the documents is a project page that can be used")
    yield from in_order(organisations.quads(iris))


def _locations(paths: Iterable[Path], report: Callable[[str], None]) -> Iterator[Located]:
    """Where the documents are; what is not read is told."""
    for found in locate_documents(paths):
        if isinstance(found, UnreadFile):
            report(_refusal(found.name, outcome_of(found), found.message, found.remedy, found.count))
        else:
            yield found


def _tell(source: Located, packed: PackedCapture, report: Callable[[str], None]) -> None:
    """Report what a page gave, but for what a container's other records are counted with."""
    why = packed.rejected
    outcome = outcome_of(why, is_expected=source.is_expected) if why else ""
    if why and not (source.container and outcome == "skipped"):
        report(_refusal(packed.name, outcome, why.message, why.remedy))
    for problem in packed.found:
        report(format_problem(packed.name, problem))


def _refusal(name: str, outcome: str, message: str, remedy: str, count: int | None = None) -> str:
    return f"{name}: {outcome}: {format_reason(message, remedy, count)}"


def format_problem(name: str, problem: Problem) -> str:
    """A problem as one line, with the place first, as compilers write it.

    >>> from esrgraph.record import Severity
    >>> format_problem("a.txt", Problem(3, "title", "x", "It is gone", "Bring it back", Severity.ERROR))
    'a.txt:3: error: title: It is gone. Bring it back.'
    """
    place = name if problem.line is None else f"{name}:{problem.line}"
    return f"{place}: {problem.severity}: {problem.field}: {problem.message}. {problem.remedy}."
