"""Triples to the body of a response, in a format of RDF."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from pyoxigraph import Quad, Triple

from esrgraph.rdf.formats import MEDIA
from esrgraph.rdf.serialize import write_rdf
from esrgraph.web.http.responses import Content


def rdf_content(facts: Iterable[Quad] | Iterable[Triple], name: str, base: str) -> Content:
    """The triples in the format of that name, in the order in which they come; see `write_rdf`."""
    output = BytesIO()
    write_rdf(facts, output, name, base)
    return Content(output.getvalue(), MEDIA[name])
