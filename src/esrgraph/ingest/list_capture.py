"""An official list to what a build keeps of it: the list itself, and what each of its rows states of a project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esrgraph.documents.page import MOST_BYTES
from esrgraph.documents.reader import Document
from esrgraph.errors import PageError
from esrgraph.extraction.lists import ListedProject, ProjectList, read_list
from esrgraph.ingest.capture import Capture, Rejection, lines_by_field, short_facts, source_of
from esrgraph.mapping.describe import describe_row
from esrgraph.mapping.graph import organisations_given
from esrgraph.mapping.listed import list_facts, row_facts
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.ntriples import sort_lines
from esrgraph.record import Source

_LOOK = "Look at the line, and correct it in a copy of the list"


def capture_list(document: Document, iris: Iris) -> Capture:
    """What a list gives to a build: the list, whose `others` are its rows; a row that cannot be placed is rejected."""
    source = source_of(document)
    try:
        if len(document.content) > MOST_BYTES:
            raise PageError("The list has more than 20 MB", remedy="Divide it by fund or period, each with the header")
        found = read_list(document.content)
    except PageError as error:
        rejection = Rejection(error.message, error.remedy, is_page=error.is_page)
        return Capture(source.name, source.sha256, rejection=rejection)
    source = replace(source, format=found.format)
    rows = (*_rejected(found, source), *(_captured(each, source, iris) for each in found.projects))
    return Capture(source.name, source.sha256, triples=sort_lines(list_facts(source, iris)), others=rows)


def _rejected(found: ProjectList, source: Source) -> Iterator[Capture]:
    for row in found.unplaced:
        yield Capture(f"{source.name}:{row.line}", source.sha256, rejection=Rejection(row.reason, _LOOK))


def _captured(listed: ListedProject, source: Source, iris: Iris) -> Capture:
    described = describe_row(listed, source)
    fields = tuple(described.project.fields())
    facts = short_facts(fields)
    return Capture(
        name=f"{source.name}#{described.project.code}",
        sha256=source.sha256,
        code=described.project.code,
        richness=len(facts),
        is_row=True,
        day=source.retrieved.isoformat() if source.retrieved else None,
        triples=sort_lines(row_facts(described, listed, source, iris)),
        organisations=tuple(organisations_given(described, iris)),
        problems=described.problems,
        facts=facts,
        places=lines_by_field(fields),
        lines=tuple((line.number, line.text) for line in described.lines),
    )
