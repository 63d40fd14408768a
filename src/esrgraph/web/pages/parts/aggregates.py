"""The cubes of a release to sums over what is asked for: of one or two dimensions, for one fund or all."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode, RdfFormat, Store

from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Qb
from esrgraph.release.cube.cubes import CUBES, DIMENSIONS, MEASURES, Cube
from esrgraph.release.cube.observations import not_known
from esrgraph.release.cube.projects import NOT_KNOWN
from esrgraph.release.cube.write import FILE_NAME
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

ALWAYS = ("fund", "programme-period")
"""The dimensions that every cube has."""
DIVIDED = "-divided"
"""How the names of measures end that share the amount of a project between its regions."""
Numbers = Mapping[str, Decimal]
"""By measure."""


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation: its members by dimension (IRIs, or years as YYYY; NOT_KNOWN where none is known), and numbers."""

    members: Mapping[str, str]
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Kept:
    """What is counted: the projects of one fund and one programme period, by IRI, or of all where that is empty."""

    fund: str = ""
    period: str = ""

    def keeps(self, members: Mapping[str, str]) -> bool:
        """Whether an observation is of them."""
        return self.fund in ("", members["fund"]) and self.period in ("", members["programme-period"])


def cube_of(dimensions: tuple[str, ...], measure: str) -> Cube | None:
    """The smallest cube that has the dimensions and the measure, and whose others add up."""
    wanted = set(dimensions)
    found = (
        cube
        for cube in CUBES
        if wanted <= set(cube.dimensions)
        and measure in cube.measures
        and all(DIMENSIONS[name].adds_up for name in set(cube.dimensions) - wanted)
    )
    return min(found, key=lambda cube: len(cube.dimensions), default=None)


def whole_of(measure: str) -> str:
    """The measure that counts projects whole: what divided amounts add up to."""
    return measure.removesuffix(DIVIDED)


def sums(opened: Opened, dimensions: tuple[str, ...], measure: str, kept: Kept) -> dict[tuple[str, ...], Numbers]:
    """What the projects that are kept add up to for each combination of members that there is, by measure: all that the
    cube has which `cube_of` gives."""
    cube = cube_of(dimensions, measure)
    found: dict[tuple[str, ...], dict[str, Decimal]] = {}
    for each in _observations(opened, cube.name) if cube else ():
        if kept.keeps(each.members):
            numbers = found.setdefault(tuple(each.members[name] for name in dimensions), {})
            for name, number in each.numbers.items():
                numbers[name] = numbers.get(name, Decimal()) + number
    return dict(found)


@remembered(most=len(CUBES))
def _observations(opened: Opened, name: str) -> tuple[Observed, ...]:
    """All observations of a cube; none where the release was built without it."""
    (cube,) = (cube for cube in CUBES if cube.name == name)
    return tuple(_read(opened, cube))


def _read(opened: Opened, cube: Cube) -> Iterator[Observed]:
    store, graph, unknown = _store(opened), opened.iris.graph("statistics"), not_known(opened.iris).value
    dimensions = {DIMENSIONS[name].term: name for name in cube.dimensions}
    measures = {MEASURES[name].term: name for name in cube.measures}
    for found in store.quads_for_pattern(None, Qb.dataSet, cube.dataset(opened.iris), graph):
        members, numbers = {}, {}
        assert isinstance(found.subject, NamedNode)  # noqa: S101 - a release has no blank nodes
        for quad in store.quads_for_pattern(found.subject, None, None, graph):
            value: str = quad.object.value  # type: ignore[union-attr]  # nor triples as objects
            if quad.predicate in dimensions:
                members[dimensions[quad.predicate]] = NOT_KNOWN if value == unknown else value
            elif quad.predicate in measures:
                numbers[measures[quad.predicate]] = Decimal(value)
        yield Observed(members, numbers)


@remembered(most=1)
def _store(opened: Opened) -> Graph:
    """What has the graph of statistics: where the release's own store is not used, its file in memory."""
    file = opened.release.dumps / FILE_NAME
    if opened.release.endpoint is None or not file.is_file():
        return opened.store
    store = Store()
    triples = gzip.decompress(file.read_bytes())
    store.bulk_load(triples, RdfFormat.N_TRIPLES, to_graph=opened.iris.graph("statistics"), lenient=True)
    return store
