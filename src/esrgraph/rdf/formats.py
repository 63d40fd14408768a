"""The formats of results and RDF: what they are called, by commands, in addresses, over HTTP and in vocabularies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_W3C = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Serialization:
    """A format in which triples, or rows, are written: `name` is what commands and `?format=` call it, `title` what
    people do, `suffix` the end of an address or file, `aliases` what other programs call it where they ask for rows, or
    for triples; of the media types the proper one comes first."""

    name: str
    title: str
    suffix: str
    media: tuple[str, ...]
    aliases: tuple[str, ...]
    iri: str

    @property
    def media_type(self) -> str:
        """The proper media type, without parameters."""
        return self.media[0]


JSON = Serialization(
    name="json",
    title="JSON",
    suffix="json",
    media=("application/sparql-results+json", "application/json"),
    aliases=("srj",),
    iri=f"{_W3C}SPARQL_Results_JSON",
)
XML = Serialization(
    name="xml",
    title="XML",
    suffix="xml",
    media=("application/sparql-results+xml", "application/xml", "text/xml"),
    aliases=("srx", "sparql"),
    iri=f"{_W3C}SPARQL_Results_XML",
)
CSV = Serialization("csv", "CSV", "csv", ("text/csv",), (), f"{_W3C}SPARQL_Results_CSV")
TSV = Serialization("tsv", "TSV", "tsv", ("text/tab-separated-values",), (), f"{_W3C}SPARQL_Results_TSV")
TURTLE = Serialization(
    name="turtle",
    title="Turtle",
    suffix="ttl",
    media=("text/turtle", "application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    aliases=("n3",),
    iri=f"{_W3C}Turtle",
)
JSON_LD = Serialization(
    name="jsonld",
    title="JSON-LD",
    suffix="jsonld",
    media=("application/ld+json", "application/json"),
    aliases=("json-ld", "json"),
    iri=f"{_W3C}JSON-LD",
)
N_TRIPLES = Serialization(
    name="ntriples",
    title="N-Triples",
    suffix="nt",
    media=("application/n-triples", "text/plain"),
    aliases=("n-triples",),
    iri=f"{_W3C}N-Triples",
)
RDF_XML = Serialization(
    name="rdfxml",
    title="RDF/XML",
    suffix="rdf",
    media=("application/rdf+xml", "application/xml"),
    aliases=("rdf-xml", "rdf+xml", "xml"),
    iri=f"{_W3C}RDF_XML",
)
TRIG = Serialization("trig", "TriG", "trig", ("application/trig", "application/x-trig"), (), f"{_W3C}TriG")
N_QUADS = Serialization(
    name="nquads",
    title="N-Quads",
    suffix="nq",
    media=("application/n-quads", "text/x-nquads"),
    aliases=("n-quads",),
    iri=f"{_W3C}N-Quads",
)

ROWS = (JSON, XML, CSV, TSV)
"""What the answers to SELECT and ASK can be written in; who does not mind gets the first."""
TRIPLES = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What the answers to CONSTRUCT and DESCRIBE, and all data, can be written in; who does not mind gets the first."""
QUADS = (TRIG, N_QUADS)
"""What named graphs can be written in beside JSON-LD; triples too, as those of the default graph."""
ROW_NAMES = ("csv", "tsv", "json", "xml")
"""In the order in which commands list them."""
TRIPLE_NAMES = ("turtle", "ntriples", "jsonld", "rdfxml")
"""In the order in which commands list them."""
CSV_WITH_HEADER = f"{CSV.media_type}; charset=utf-8; header=present"
"""The media type of a table whose first row names the columns (RFC 4180, section 3)."""
PARQUET = "application/vnd.apache.parquet"
"""The media type of a table of columns."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of an Excel workbook."""
SARIF = "application/sarif+json"
"""The media type of findings as code editors and forges take them."""
ATOM = "application/atom+xml"
"""The media type of a feed (RFC 4287)."""
MEDIA: Mapping[str, str] = {each.name: each.media_type for each in (*ROWS, *TRIPLES, *QUADS)}


def of_form(form: str | None) -> tuple[Serialization, ...]:
    """The formats that the answer to a query of that form (`sparql.form`) can have."""
    return (*TRIPLES, *QUADS) if form in ("CONSTRUCT", "DESCRIBE") else ROWS


def by_media(formats: tuple[Serialization, ...]) -> dict[str, str]:
    """The name of the format by each of its media types, the proper ones of all formats first."""
    most = max(len(each.media) for each in formats)
    pairs = [(each.media[i], each.name) for i in range(most) for each in formats if i < len(each.media)]
    return dict(pairs)


def by_name(formats: Iterable[Serialization]) -> dict[str, Serialization]:
    """The format by whatever `?format=` may call it: its name, its suffix, an alias, a media type."""
    return {name: each for each in formats for name in (each.name, each.suffix, *each.aliases, *each.media)}
