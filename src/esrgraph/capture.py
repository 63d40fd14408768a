"""One document to what a build keeps of it: its triples as sorted lines, its organisations, its problems."""

from __future__ import annotations

from dataclasses import dataclass

from esrgraph.describe import Described, describe_page
from esrgraph.errors import PageError
from esrgraph.graph import organisations_given, project_quads
from esrgraph.iri import Iris
from esrgraph.organisation import Given
from esrgraph.read import Document
from esrgraph.record import Problem, Project, Source, State
from esrgraph.serialize import to_ntriples


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a document cannot be used at all, and what its owner can do."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Capture:
    """What one document gave. `code` is None where it was rejected; `triples` are N-Triples lines in order.

    Of several captures of one project the richest wins: the one with most fields (`richness`), of equals the one
    with the longest texts (`size`, characters).
    """

    name: str
    sha256: str
    code: str | None = None
    rejection: Rejection | None = None
    richness: int = 0
    size: int = 0
    triples: bytes = b""
    organisations: tuple[Given, ...] = ()
    problems: tuple[Problem, ...] = ()


def capture(document: Document, iris: Iris, *, include_contacts: bool = False) -> Capture:
    """What a document gives to a build; a page that cannot be used gives a rejection, never an exception."""
    try:
        described = describe_document(document, include_contacts=include_contacts)
    except PageError as error:
        return Capture(document.name, document.sha256, rejection=Rejection(error.message, error.remedy))
    richness, size = wealth(described.project)
    quads = project_quads(described, iris, include_contacts=include_contacts)
    return Capture(
        name=document.name,
        sha256=document.sha256,
        code=described.project.code,
        richness=richness,
        size=size,
        triples=to_ntriples(quads),
        organisations=tuple(organisations_given(described, iris)),
        problems=described.problems,
    )


def describe_document(document: Document, *, include_contacts: bool = False) -> Described:
    """Describe the project in a document that was read from a file or archive; see `describe_page`."""
    source = Source(document.name, document.sha256, url=document.url, retrieved=document.retrieved)
    return describe_page(document.content, source, include_contacts=include_contacts)


def wealth(project: Project) -> tuple[int, int]:
    """How rich a capture is: the number of its fields that have a value, and the characters of their texts."""
    stated = [field for _, field in project.fields() if field.state is State.STATED and field.value is not None]
    return len(stated), sum(len(field.raw or "") for field in stated)
