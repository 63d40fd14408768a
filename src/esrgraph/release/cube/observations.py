"""Projects to the cells of a cube, and cells to observations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Qb, Rdf, Xsd
from esrgraph.release.cube.cubes import DIMENSIONS, MEASURES, YEARS, Cube
from esrgraph.release.cube.projects import NOT_KNOWN, CountedProject

Cell = tuple[str, ...]
"""A member of each dimension of a cube, in their order."""
Cells = Mapping[Cell, Mapping[str, int | Decimal]]
"""What the projects of each cell add up to, by measure. Cells without projects are left out."""
_CENT = Decimal("0.01")


def count_cells(cubes: Iterable[Cube], projects: Iterable[CountedProject]) -> dict[str, Cells]:
    """The cells of each cube, by its name. A project counts whole in each cell that it belongs to, once."""
    counted: dict[str, dict[Cell, dict[str, int | Decimal]]] = {cube.name: {} for cube in cubes}
    for project in projects:
        for cube in cubes:
            cells = counted[cube.name]
            for cell in product(*(project.members[dimension] for dimension in cube.dimensions)):
                sums = cells.setdefault(cell, dict.fromkeys(cube.measures, 0))
                for measure in cube.measures:
                    sums[measure] += project.amounts[measure]
    return dict(counted)


def observation_quads(cube: Cube, cells: Cells, iris: Iris) -> Iterator[Quad]:
    """Every cell as an observation below its cube; amounts in euros, rounded to cents."""
    dataset = cube.dataset(iris)
    dimensions = [DIMENSIONS[name] for name in cube.dimensions]
    for cell, sums in cells.items():
        node = iris.part(dataset, "_".join(map(_key, cell)))
        yield Quad(node, Rdf.type, Qb.Observation)
        yield Quad(node, Qb.dataSet, dataset)
        for dimension, member in zip(dimensions, cell, strict=True):
            yield Quad(node, dimension.term, member_term(dimension.name, member, iris))
        for measure, value in sums.items():
            yield Quad(node, MEASURES[measure].term, _literal(measure, value))


def not_known(iris: Iris) -> NamedNode:
    """The member of every dimension that has the projects of which none is known."""
    return iris.within_dataset("cube", "not-known")


def member_term(dimension: str, member: str, iris: Iris) -> NamedNode | Literal:
    """A member as observations name it: years as xsd:gYear."""
    if member == NOT_KNOWN:
        return not_known(iris)
    return Literal(member, datatype=Xsd.gYear) if dimension in YEARS else NamedNode(member)


def _key(member: str) -> str:
    return member.rpartition("/")[2] or "not-known"


def _literal(measure: str, value: int | Decimal) -> Literal:
    if not MEASURES[measure].in_euros:
        return Literal(int(value))
    return Literal(f"{Decimal(value).quantize(_CENT, ROUND_HALF_UP).normalize():f}", datatype=Xsd.decimal)
