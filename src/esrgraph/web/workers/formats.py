"""The formats that an answer to a query can have: their names, media types and IRIs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_W3C = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is as in `results.FORMATS` and `serialize.FORMATS`; of the media types, the proper one comes first."""

    name: str
    title: str
    media: tuple[str, ...]
    aliases: tuple[str, ...]
    iri: str


ROWS = (
    Format(
        "json", "JSON", ("application/sparql-results+json", "application/json"), ("srj",), f"{_W3C}SPARQL_Results_JSON"
    ),
    Format(
        "xml",
        "XML",
        ("application/sparql-results+xml", "application/xml", "text/xml"),
        ("srx",),
        f"{_W3C}SPARQL_Results_XML",
    ),
    Format("csv", "CSV", ("text/csv",), (), f"{_W3C}SPARQL_Results_CSV"),
    Format("tsv", "TSV", ("text/tab-separated-values",), (), f"{_W3C}SPARQL_Results_TSV"),
)
"""Of SELECT and ASK."""
TRIPLES = (
    Format("turtle", "Turtle", ("text/turtle", "application/x-turtle"), ("ttl",), f"{_W3C}Turtle"),
    Format("jsonld", "JSON-LD", ("application/ld+json", "application/json"), ("json-ld",), f"{_W3C}JSON-LD"),
    Format("ntriples", "N-Triples", ("application/n-triples", "text/plain"), ("nt", "n-triples"), f"{_W3C}N-Triples"),
    Format("rdfxml", "RDF/XML", ("application/rdf+xml", "application/xml"), ("rdf", "rdf-xml"), f"{_W3C}RDF_XML"),
)
"""Of CONSTRUCT and DESCRIBE."""
MEDIA: Mapping[str, str] = {each.name: each.media[0] for each in (*ROWS, *TRIPLES)}


def of_form(form: str | None) -> tuple[Format, ...]:
    """The formats that the answer to a query of that form (`query.form`) can have."""
    return TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else ROWS


def by_media(formats: tuple[Format, ...]) -> dict[str, str]:
    """The name of the format by each of its media types, the proper ones of all formats first."""
    most = max(len(each.media) for each in formats)
    pairs = [(each.media[i], each.name) for i in range(most) for each in formats if i < len(each.media)]
    return dict(pairs)


def by_name(formats: tuple[Format, ...]) -> dict[str, Format]:
    """The format by whatever `?format=` may call it: its name, an alias, a media type."""
    return {name: each for each in formats for name in (each.name, *each.aliases, *each.media)}
