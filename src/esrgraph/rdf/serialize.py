"""Triples and quads to the RDF formats that esrgraph writes."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import IO

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from esrgraph.errors import InputError
from esrgraph.rdf.jsonld import jsonld
from esrgraph.rdf.prefixes import prefix_namespaces
from esrgraph.rdf.vocabulary import Rdf

PREFIXES = prefix_namespaces("dct esr foaf geo locn owl prov rdfs schema skos xsd")
FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}
"""By the names of `formats.TRIPLES` and `formats.QUADS`."""
_STREAM_PREFIXES = prefix_namespaces("as ldes tree")


def in_order(quads: Iterable[Quad]) -> list[Quad]:
    """The quads, each once, as a reader wants them: a thing before its parts, its class before its other facts."""
    return sorted(set(quads), key=_reading_order)


def _reading_order(quad: Quad) -> tuple[str, bool, str, str]:
    subject, predicate = quad.subject, quad.predicate
    return getattr(subject, "value", str(subject)), predicate != Rdf.type, predicate.value, str(quad.object)


def to_ntriples(quads: Iterable[Quad]) -> bytes:
    """The quads' triples as N-Triples lines, each once, in byte order: the form in which a graph is reproducible."""
    output = BytesIO()
    write_rdf(quads, output, "ntriples", "")
    return b"".join(sorted(set(output.getvalue().splitlines(keepends=True))))


def write_rdf(quads: Iterable[Quad] | Iterable[Triple], output: IO[bytes], name: str, base: str) -> None:
    """Write triples, or quads of the default graph, in the format that `name` (a key of `FORMATS`) says, as they come;
    nothing is collected. Raises InputError for another name."""
    if name not in FORMATS:
        raise InputError(f"There is no format {name!r}; there are {', '.join(FORMATS)}")
    if name == "jsonld":
        for piece in jsonld(quads, base):
            output.write(piece)
        return
    serialize(quads, output, format=FORMATS[name], prefixes=PREFIXES)


def write_quads(quads: Iterable[Quad], output: IO[bytes], name: str) -> None:
    """Write quads of any graphs as `trig`, `nquads` or `jsonld`, as they come."""
    serialize(quads, output, format=FORMATS[name], prefixes=PREFIXES | _STREAM_PREFIXES)
