"""One document to what a build keeps of it: its triples as sorted lines, its organisations, its problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from esrgraph.documents.page import Page
from esrgraph.documents.reader import Document, UnreadFile
from esrgraph.errors import PageError
from esrgraph.mapping.describe import Described, describe_page, describe_part, pages_of
from esrgraph.mapping.graph import organisations_given, project_facts
from esrgraph.mapping.organisations import Given
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.ntriples import sort_lines
from esrgraph.record import Field, Problem, Project, Source, State

_Fields = Sequence[tuple[str, Field[Any]]]

_SHORT = 250
"""A longer text (characters) is prose, which a capture may have cut anywhere: not a fact to disagree about."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a document cannot be used at all, and what its owner can do.

    `is_lasting` where it always will be so; `is_page` where it may be a page all the same.
    """

    message: str
    remedy: str
    is_lasting: bool = True
    is_page: bool = True


def outcome_of(why: Rejection | UnreadFile, *, is_expected: bool = False) -> str:
    """`rejected` where a document is missing for that, `skipped` where nobody said that there was one."""
    return "rejected" if is_expected or why.is_page else "skipped"


@dataclass(frozen=True, slots=True)
class Capture:
    """What one document gave. `code` is None where it was rejected; `triples` are N-Triples lines in order.

    `is_row` where it is a row of an official list: any page of the project comes before it, and a row of a later `day`
    before one of an earlier. Of the list as a whole, `code` is None, too, and the rows are its `others`.

    Of several captures of one project the richest wins: the one with most fields (`richness`), of equals the one
    with the longest texts (`size`, characters).
    """

    name: str
    sha256: str
    code: str | None = None
    rejection: Rejection | None = None
    richness: int = 0
    size: int = 0
    is_row: bool = False
    day: str | None = None
    """On which it was captured, as `YYYY-MM-DD`."""
    triples: bytes = b""
    organisations: tuple[Given, ...] = ()
    problems: tuple[Problem, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """The short values of the page by field, to tell whether two captures of a project disagree."""
    places: Mapping[str, int] = field(default_factory=dict)
    """The line (from 1) of each field."""
    lines: tuple[tuple[int, str], ...] = ()
    """The lines of the page that may be shown beside a finding."""
    others: tuple[Capture, ...] = ()
    """What the further pages of the document gave, where it holds several: this is the first, named `name#1`."""

    def pages(self) -> tuple[Capture, ...]:
        """What each page of the document gave."""
        return self, *self.others


def capture(document: Document, iris: Iris, *, include_contacts: bool = False) -> Capture:
    """What a document gives to a build; a page that cannot be used gives a rejection, never an exception."""
    first, *others = (
        _captured(source, described, iris, include_contacts=include_contacts)
        for source, described in described_in(document, include_contacts=include_contacts)
    )
    return replace(first, others=tuple(others)) if others else first


def _captured(source: Source, described: Described | PageError, iris: Iris, *, include_contacts: bool) -> Capture:
    if isinstance(described, PageError):
        rejection = Rejection(described.message, described.remedy, is_page=described.is_page)
        return Capture(source.name, source.sha256, rejection=rejection)
    fields = tuple(described.project.fields())
    richness, size = _wealth(fields)
    facts = project_facts(described, iris, include_contacts=include_contacts)
    return Capture(
        name=described.project.source.name,
        sha256=source.sha256,
        code=described.project.code,
        richness=richness,
        size=size,
        day=source.retrieved.isoformat() if source.retrieved else None,
        triples=sort_lines(facts),
        organisations=tuple(organisations_given(described, iris)),
        problems=described.problems,
        facts=short_facts(fields),
        places=lines_by_field(fields),
        lines=tuple((line.number, line.text) for line in described.lines),
    )


def short_facts(fields: _Fields) -> dict[str, str]:
    """The short values of a project by field, without the contact person's."""
    return dict(_short_facts(fields))


def lines_by_field(fields: _Fields) -> dict[str, int]:
    """The line (from 1) of each field."""
    return {name: each.line for name, each in fields if each.line is not None}


def _short_facts(fields: _Fields) -> Iterator[tuple[str, str]]:
    for name, each in fields:
        if each.state is State.STATED and each.value is not None and not name.startswith("contact."):
            text = ", ".join(each.value) if isinstance(each.value, tuple) else str(each.value)
            if len(text) <= _SHORT:
                yield name, text


def describe_document(document: Document, *, include_contacts: bool = False) -> Described:
    """Describe the project in a document that was read from a file or archive; see `describe_page`."""
    return describe_page(document.content, source_of(document), include_contacts=include_contacts)


def described_in(
    document: Document, *, include_contacts: bool = False
) -> Iterator[tuple[Source, Described | PageError]]:
    """Each page in a document, described, or why it cannot be; of several, the names are `name#1` and so on."""
    source = source_of(document)
    try:
        parts = pages_of(document.content)
    except PageError as error:
        yield source, error
        return
    for number, part in enumerate(parts, start=1):
        own = replace(source, name=f"{source.name}#{number}") if len(parts) > 1 else source
        yield own, _described(part, own, include_contacts=include_contacts)


def _described(part: Page, source: Source, *, include_contacts: bool) -> Described | PageError:
    try:
        return describe_part(part, source, include_contacts=include_contacts)
    except PageError as error:
        return error


def source_of(document: Document) -> Source:
    """Where a document's facts come from, as far as is known before it is read."""
    return Source(document.name, document.sha256, url=document.url, retrieved=document.retrieved)


def wealth(project: Project) -> tuple[int, int]:
    """How rich a capture is: the number of its fields that have a value, and the characters of their texts."""
    return _wealth(tuple(project.fields()))


def _wealth(fields: _Fields) -> tuple[int, int]:
    stated = [each for _, each in fields if each.state is State.STATED and each.value is not None]
    return len(stated), sum(len(each.raw or "") for each in stated)
