"""The graphs of a release to one file of quads: N-Quads and TriG that a store loads whole.

What changes with every release, or tells of the files themselves, is not among them: `changes` and `dataset`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse, serialize
from zlib_ng import gzip_ng

from esrgraph.rdf.iris import Iris
from esrgraph.release.dumps.gzip_blocks import GzipBlocks, compressed_file
from esrgraph.release.dumps.piece_files import whole_file
from esrgraph.release.dumps.piece_forms import GRAPH_PREFIXES, NTRIPLES, TURTLE, nquads
from esrgraph.release.dumps.views import views
from esrgraph.release.folder import Release

_BLOCK = 1 << 20
"""Bytes that are read at a time, and the rest of the last line of them."""


def graph_files(folder: Path) -> dict[str, Path]:
    """The dump of each named graph that depends on the data alone, by the graph's name."""
    names = ["geometry", "statistics", *views()]
    return {name: folder / f"{name}.nt.gz" for name in sorted(names)}


def write_nquads(release: Release, iris: Iris) -> None:
    """Write the lines of the default graph, which are N-Quads as they are, then those of each named graph."""
    _write(release, iris, "nq", NTRIPLES, GzipBlocks.writelines)


def write_trig(release: Release, iris: Iris) -> None:
    """Write the Turtle of the default graph, which is TriG as it is, then each named graph."""
    _write(release, iris, "trig", TURTLE, _write_as_trig)


def _write(
    release: Release, iris: Iris, suffix: str, start: str, add: Callable[[GzipBlocks, Iterator[bytes]], None]
) -> None:
    """Write the file of all graphs that begins with another dump; `add` adds a named graph that is no view, whose
    N-Quads it gets."""
    with compressed_file(release.dumps / f"esr.{suffix}.gz") as output:
        output.add_file(release.dumps / start)
        for name, path in graph_files(release.dumps).items():
            if name in views():
                output.add_file(whole_file(release, f"{name}.{suffix}.gz").content)
            else:
                add(output, _nquads(path, iris.graph(name)))


def _write_as_trig(output: GzipBlocks, nquads: Iterator[bytes]) -> None:
    quads = chain.from_iterable(parse(lines, format=RdfFormat.N_QUADS, lenient=True) for lines in nquads)
    serialize(quads, output, format=RdfFormat.TRIG, prefixes=GRAPH_PREFIXES)  # type: ignore[arg-type]


def _nquads(path: Path, graph: NamedNode) -> Iterator[bytes]:
    """The lines of a compressed file of N-Triples as N-Quads of a graph, many at a time."""
    with gzip_ng.open(path) as lines:  # type: ignore[no-untyped-call]
        while content := lines.read(_BLOCK) + lines.readline():
            yield nquads(content, graph)
