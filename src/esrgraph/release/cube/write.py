"""A store to the file of its statistics among the dumps: sorted N-Triples, compressed."""

from __future__ import annotations

from pathlib import Path

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.rdf.store import open_read_only
from esrgraph.release.cube.cubes import CUBES
from esrgraph.release.cube.observations import count_cells, observation_quads
from esrgraph.release.cube.projects import read_projects
from esrgraph.release.cube.structure import structure_quads
from esrgraph.release.dataset.statistics import CubeSize
from esrgraph.release.dumps.gzip_blocks import compressed_file

FILE_NAME = "statistics.nt.gz"


def write_cubes(store: Path, dumps: Path, iris: Iris) -> CubeSize:
    """Write the statistics of a store to the folder of dumps; returns their size.

    The same projects give the same bytes. The file grows with the programme, not with the number of projects.
    """
    graph = open_read_only(store)
    counted = count_cells(CUBES, read_projects(graph))
    observations = [quad for cube in CUBES for quad in observation_quads(cube, counted[cube.name], iris)]
    lines = to_ntriples([*structure_quads(counted, graph, iris), *observations])
    with compressed_file(dumps / FILE_NAME) as output:
        output.write(lines)
    return CubeSize(sum(map(len, counted.values())), lines.count(b"\n"))
