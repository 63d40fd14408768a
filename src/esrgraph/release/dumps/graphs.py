"""The graphs of a release to one file of quads: N-Quads and TriG that a store loads whole.

What changes with every release, or tells of the files themselves, is not among them: `changes` and `dataset`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse, serialize
from zlib_ng import gzip_ng

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import prefix_namespaces
from esrgraph.rdf.serialize import PREFIXES
from esrgraph.release.dumps.gzip_blocks import compressed_file
from esrgraph.release.dumps.piece_forms import NTRIPLES, TURTLE
from esrgraph.release.dumps.views import views

_BLOCK = 1 << 20
"""Bytes that are read at a time, and the rest of the last line of them."""
_PREFIXES = PREFIXES | prefix_namespaces("eurio geosparql qb sdmx-dimension")


def graph_files(folder: Path) -> dict[str, Path]:
    """The dump of each named graph that depends on the data alone, by the graph's name."""
    names = ["geometry", "statistics", *views()]
    return {name: folder / f"{name}.nt.gz" for name in sorted(names)}


def write_nquads(folder: Path, iris: Iris) -> None:
    """Write the lines of the default graph, which are N-Quads as they are, then those of each named graph."""
    with compressed_file(folder / "esr.nq.gz") as output:
        output.add_file(folder / NTRIPLES)
        for name, path in graph_files(folder).items():
            output.writelines(_nquads(path, iris.graph(name)))


def write_trig(folder: Path, iris: Iris) -> None:
    """Write the Turtle of the default graph, which is TriG as it is, then each named graph."""
    with compressed_file(folder / "esr.trig.gz") as output:
        output.add_file(folder / TURTLE)
        for name, path in graph_files(folder).items():
            parsed = (parse(lines, format=RdfFormat.N_QUADS, lenient=True) for lines in _nquads(path, iris.graph(name)))
            quads = chain.from_iterable(parsed)
            serialize(quads, output, format=RdfFormat.TRIG, prefixes=_PREFIXES)  # type: ignore[arg-type]


def _nquads(path: Path, graph: NamedNode) -> Iterator[bytes]:
    """The lines of a compressed file of N-Triples as N-Quads of a graph, many at a time."""
    end = f" {graph} .\n".encode()
    with gzip_ng.open(path) as lines:  # type: ignore[no-untyped-call]
        while content := lines.read(_BLOCK) + lines.readline():
            yield content.replace(b" .\n", end)  # no literal holds a line's end
