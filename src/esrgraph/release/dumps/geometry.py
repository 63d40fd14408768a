"""The borders and centres of places, from `ontology/geometry/`, to a graph of their own: sorted N-Triples, compressed.

They stand apart from the places, so that no page, no description and no other dump carries their long literals.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.release.dumps.gzip_blocks import compressed_file
from esrgraph.resources import resource

FILE_NAME = "geometry.nt.gz"


def write_geometry(folder: Path, iris: Iris) -> None:
    """Write the geometries below the base into a folder of dumps."""
    text = resource("ontology", "geometry", "places.ttl").read_bytes()
    quads = parse(text, format=RdfFormat.TURTLE, base_iri=iris.base)
    with compressed_file(folder / FILE_NAME) as output:
        output.write(to_ntriples(Quad(*quad.triple) for quad in quads))
