"""A store to the file of its statistics among the dumps: sorted N-Triples, compressed."""

from __future__ import annotations

from pathlib import Path

from zlib_ng import gzip_ng

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Qb, Rdf
from esrgraph.release.cube.cubes import CUBES
from esrgraph.release.cube.observations import count_cells, observation_quads
from esrgraph.release.cube.projects import PROPERTIES, read_projects
from esrgraph.release.cube.structure import LABELS, structure_quads
from esrgraph.release.dataset.statistics import CubeSize
from esrgraph.release.dumps.gzip_blocks import compressed_file
from esrgraph.release.memo import NO_MEMO, Memo

FILE_NAME = "statistics.nt.gz"


_READ = frozenset(map(str, (*PROPERTIES, *LABELS)))
_OBSERVATION = f"{Rdf.type} {Qb.Observation} .\n".encode()


def write_cubes(store: Path, dumps: Path, iris: Iris, memo: Memo = NO_MEMO) -> CubeSize:
    """Write the statistics of a store to the folder of dumps; returns their size.

    The same projects give the same bytes. The file grows with the programme, not with the number of projects.
    """
    target = dumps / FILE_NAME
    memo.make("cubes", _READ, [target], lambda: _write(store, target, iris))
    lines = gzip_ng.decompress(target.read_bytes())  # type: ignore[no-untyped-call]
    return CubeSize(lines.count(_OBSERVATION), lines.count(b"\n"))


def _write(store: Path, target: Path, iris: Iris) -> None:
    graph = open_read_only(store)
    counted = count_cells(CUBES, read_projects(graph))
    observations = [quad for cube in CUBES for quad in observation_quads(cube, counted[cube.name], iris)]
    with compressed_file(target) as output:
        output.write(to_ntriples([*structure_quads(counted, graph, iris), *observations]))
