"""A row of an official list to quads: what it states of a project, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.extraction.lists import ListedProject
from esrgraph.extraction.lists.reader import MEDIA_TYPES
from esrgraph.mapping.describe import Described
from esrgraph.mapping.graph import problem_quads, stated_quads
from esrgraph.rdf.iris import Iris, web_address
from esrgraph.rdf.vocabulary import Dct, Esr, Prov, Rdf, Xsd
from esrgraph.record import Source

Facts = Iterator[Quad]
_KEY = 12
"""Digits of a list's checksum that tell it from others."""


def list_iri(source: Source, iris: Iris) -> NamedNode:
    """The IRI of a list, by what is in it."""
    return iris.thing("list", source.sha256[:_KEY])


def list_quads(source: Source, iris: Iris) -> Facts:
    """What is known of a list: it is a source document, as a page is."""
    subject = list_iri(source, iris)
    yield Quad(subject, Rdf.type, Esr.SourceDocument)
    yield Quad(subject, Esr.fileName, Literal(source.name))
    yield Quad(subject, Esr.sha256, Literal(source.sha256))
    yield Quad(subject, Dct.format, Literal(MEDIA_TYPES[source.format]))
    if address := web_address(source.url):
        yield Quad(subject, Dct.source, address)
    if source.retrieved:
        yield Quad(subject, Esr.retrieved, Literal(source.retrieved.isoformat(), datatype=Xsd.date))


def row_quads(described: Described, listed: ListedProject, source: Source, iris: Iris) -> Facts:
    """What a row states of a project that nothing else is known of; see `ingest.completion` for one that has a page."""
    project = described.project
    subject = iris.project(project.code)
    yield from stated_quads(described, iris)
    yield from problem_quads(project.code, described.problems, iris)
    yield Quad(subject, Esr.knownFromList, Literal(True))
    if listed.realised_eu is not None:
        yield Quad(subject, Esr.realisedEuFunding, Literal(f"{listed.realised_eu.normalize():f}", datatype=Xsd.decimal))
    own = list_iri(source, iris)
    for line, _ in listed.lines:
        row = iris.part(subject, f"row-{source.sha256[:_KEY]}-{line}")
        yield Quad(subject, Prov.wasDerivedFrom, row)
        yield Quad(subject, Esr.listRow, row)
        yield Quad(row, Rdf.type, Esr.ListRow)
        yield Quad(row, Dct.isPartOf, own)
        yield Quad(row, Esr.rowNumber, Literal(line))
    for heading, text in listed.further:
        yield Quad(row, Esr.statedInList, Literal(f"{heading}: {text}"))
