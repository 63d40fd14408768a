"""A sorted N-Triples file to compressed N-Triples, Turtle and JSON-LD.

The file is this program's own, so what it holds is not checked again: that would take half of the time of reading it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, parse
from zlib_ng.gzip_ng import GzipNGFile

from esrgraph.rdf.serialize import write_rdf

_LEVEL = 5
"""As small as zlib's level 6, in a third of the time."""
NTRIPLES, TURTLE = "esr.nt.gz", "esr.ttl.gz"
RDF_FILES = {NTRIPLES: "ntriples", TURTLE: "turtle", "esr.jsonld.gz": "jsonld"}
"""The format of each file, as a key of `serialize.FORMATS`."""


def write_rdf_file(ntriples: Path, target: Path, form: str, base: str) -> None:
    """Write the triples, in their order, in one of the formats of `RDF_FILES`."""
    with compressed_file(target) as output, ntriples.open("rb") as source:
        if form == "ntriples":
            shutil.copyfileobj(source, output, 1 << 20)
        else:
            write_rdf(parse(source, format=RdfFormat.N_TRIPLES, lenient=True), output, form, base)


@contextmanager
def compressed_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, compressed with gzip; it holds neither name nor time."""
    with path.open("wb") as file, GzipNGFile("", "wb", _LEVEL, file, mtime=0) as output:  # type: ignore[no-untyped-call]
        yield output  # type: ignore[misc]
