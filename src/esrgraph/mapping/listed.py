"""A row of an official list to triples: what it states of a project, and where it stands."""

from __future__ import annotations

from pyoxigraph import NamedNode

from esrgraph.extraction.lists import ListedProject
from esrgraph.extraction.lists.reader import MEDIA_TYPES
from esrgraph.mapping.describe import Described
from esrgraph.mapping.graph import Facts, problem_facts, stated_facts
from esrgraph.rdf.iris import Iris, web_address
from esrgraph.rdf.ntriples import triple_line
from esrgraph.rdf.vocabulary import Dct, Esr, Prov, Rdf
from esrgraph.record import Source

_KEY = 12
"""Digits of a list's checksum that tell it from others."""


def list_iri(source: Source, iris: Iris) -> NamedNode:
    """The IRI of a list, by what is in it."""
    return iris.thing("list", source.sha256[:_KEY])


def list_facts(source: Source, iris: Iris) -> Facts:
    """What is known of a list: it is a source document, as a page is."""
    subject = list_iri(source, iris)
    yield triple_line(subject, Rdf.type, Esr.SourceDocument)
    yield triple_line(subject, Esr.fileName, source.name)
    yield triple_line(subject, Esr.sha256, source.sha256)
    yield triple_line(subject, Dct.format, MEDIA_TYPES[source.format])
    if address := web_address(source.url):
        yield triple_line(subject, Dct.source, address)
    if source.retrieved:
        yield triple_line(subject, Esr.retrieved, source.retrieved)


def row_facts(described: Described, listed: ListedProject, source: Source, iris: Iris) -> Facts:
    """What a row states of a project that nothing else is known of; see `ingest.completion` for one that has a page."""
    project = described.project
    subject = iris.project(project.code)
    yield from stated_facts(described, iris)
    yield from problem_facts(project.code, described.problems, iris)
    yield triple_line(subject, Esr.knownFromList, True)
    if listed.realised_eu is not None:
        yield triple_line(subject, Esr.realisedEuFunding, listed.realised_eu)
    own = list_iri(source, iris)
    for line, _ in listed.lines:
        row = iris.part(subject, f"row-{source.sha256[:_KEY]}-{line}")
        yield triple_line(subject, Prov.wasDerivedFrom, row)
        yield triple_line(subject, Esr.listRow, row)
        yield triple_line(row, Rdf.type, Esr.ListRow)
        yield triple_line(row, Dct.isPartOf, own)
        yield triple_line(row, Esr.rowNumber, line)
    for heading, text in listed.further:
        yield triple_line(row, Esr.statedInList, f"{heading}: {text}")
