"""What the pages about projects and organisations show as pictures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

from pyoxigraph import NamedNode

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.charts.map import choropleth
from esrgraph.web.charts.network import Network, NetworkLink, NetworkNode, ego
from esrgraph.web.charts.scales import Figure
from esrgraph.web.charts.timeline import FIRST_YEAR, LAST_YEAR
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.organisation_family import family_of
from esrgraph.web.pages.parts.portfolio import portfolio
from esrgraph.web.site import Opened

_PARTNERS = 12
"""Partners in the picture of an organisation's network."""

_FEW = 2


@dataclass(frozen=True, slots=True)
class Where:
    """Municipalities on the map of the country: SVG path data of the regions and of the places marked among them.

    The map of the country is drawn once, so that a page costs no more than its own places.
    """

    width: int
    height: int
    country: str
    marked: str


def where(codes: Iterable[str]) -> Where | None:
    """The map of municipalities by code; one that has merged shows as its successor. None where none has a shape."""
    shapes = _shapes()
    found = {shape for code in codes if (shape := _with_shape(code)) is not None}
    country = _country()
    return Where(*country, "".join(shapes[code] for code in sorted(found))) if found else None


@cache
def _country() -> tuple[int, int, str]:
    drawn = choropleth("region", {})
    return drawn.width, drawn.height, "".join(shape.path for tone in drawn.tones for shape in tone.shapes)


@cache
def _shapes() -> dict[str, str]:
    """The path data of every municipality that has a shape."""
    figures = {code: Figure(code, None) for code in load_schemes().municipalities.by_notation}
    drawn = choropleth("municipality", figures)
    shapes = (shape for tone in drawn.tones for shape in tone.shapes)
    return {shape.figure.label: shape.path for shape in shapes if shape.figure}


def _with_shape(code: str) -> str | None:
    """The code of a municipality or of the successor that has a shape."""
    if code in _shapes():
        return code
    concept = load_schemes().municipalities.by_notation.get(code)
    return _with_shape(concept.successor) if concept and concept.successor else None


@dataclass(frozen=True, slots=True)
class PeriodPicture:
    """A period over the years of the programme: `years` with their places, and the bar, in per cent of the width."""

    years: tuple[tuple[int, float], ...]
    left: float
    width: float


def timeline(start: str | None, end: str | None) -> PeriodPicture | None:
    """A project's planned period, its days as YYYY-MM-DD; None where a day is not known or the end comes first."""
    if not start or not end or end < start:
        return None
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    years = range(min(FIRST_YEAR, first.year), max(LAST_YEAR, last.year) + 1)
    begin, days = date(years[0], 1, 1), (date(years[-1] + 1, 1, 1) - date(years[0], 1, 1)).days
    left, width = (first - begin).days / days * 100, ((last - first).days + 1) / days * 100
    places = ((year, round((date(year, 1, 1) - begin).days / days * 100, 2)) for year in years)
    return PeriodPicture(tuple(places), round(left, 2), round(width, 2))


@remembered(most=1024)
def network_of(opened: Opened, organisation: str, reader: PageReader) -> Network | None:
    """An organisation among those it shares the most projects with; None where there is next to nobody."""
    partners = dict(portfolio(opened, organisation).partners[:_PARTNERS])
    if len(partners) < _FEW:
        return None
    nodes = {iri: node(opened, iri, reader) for iri in (organisation, *partners)}
    links = [NetworkLink(organisation, iri, shared) for iri, shared in partners.items()]
    pairs = list(combinations(sorted(partners), 2))
    opened.expect(_joint(opened, one, other).value for one, other in pairs)
    for one, other in pairs:
        shared = _shared_projects(opened, one, other)
        links += [NetworkLink(one, other, shared)] if shared else []
    return ego(nodes[organisation], [nodes[iri] for iri in partners], links)


def node(opened: Opened, iri: str, reader: PageReader) -> NetworkNode:
    """An organisation or a place of a network, with its projects counted."""
    to = link(opened, iri, reader)
    count = next(opened.store.quads_for_pattern(NamedNode(iri), Esr.projectCount, None), None)
    projects = 0 if count is None else int(count.object.value)  # type: ignore[union-attr]
    family = family_of(opened, iri) if to.path.startswith("/page/organisation/") else "place"
    return NetworkNode(iri, to.name.value, projects, f"{to.path}{reader.suffix}", family)


def _shared_projects(opened: Opened, first: str, second: str) -> int:
    """How many projects two organisations share, the one whose IRI sorts first in front."""
    number = next(opened.store.quads_for_pattern(_joint(opened, first, second), Esr.sharedProjects, None), None)
    return 0 if number is None else int(number.object.value)  # type: ignore[union-attr]


def _joint(opened: Opened, first: str, second: str) -> NamedNode:
    _, key = opened.iris.parse(second) or ("", second)
    return opened.iris.part(NamedNode(first), f"works-with-{key}")
