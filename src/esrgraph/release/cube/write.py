"""A store to the files of its statistics: sorted N-Triples to be loaded, and the same compressed among the dumps."""

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
from esrgraph.release.dumps.rdf import write_rdf_file

FILE_NAME = "statistics.nt.gz"


def write_cubes(store: Path, target: Path, dumps: Path, iris: Iris) -> CubeSize:
    """Write the statistics of a store to `target` (N-Triples) and to the folder of dumps; returns their size.

    The same projects give the same bytes. The file grows with the programme, not with the number of projects.
    """
    graph = open_read_only(store)
    counted = count_cells(CUBES, read_projects(graph))
    observations = [quad for cube in CUBES for quad in observation_quads(cube, counted[cube.name], iris)]
    lines = to_ntriples([*structure_quads(counted, graph, iris), *observations])
    target.write_bytes(lines)
    write_rdf_file(target, dumps / FILE_NAME, "ntriples", iris.base)
    return CubeSize(sum(map(len, counted.values())), lines.count(b"\n"))
