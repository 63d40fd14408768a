"""Lists to begin from: places, organisations, target groups, objectives, authorities, types, and concept schemes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.linking.schemes import load_schemes
from esrgraph.mapping.kinds import KINDS, Kind
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.templating import page
from esrgraph.web.linked_data.description import things_of
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.objective import objectives_of
from esrgraph.web.pages.organisation_list import organisations
from esrgraph.web.pages.parts.alphabet import alphabetical
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingLink, link
from esrgraph.web.pages.parts.place_map import map_projects
from esrgraph.web.pages.parts.summary import counts_of, money_of, tally_of
from esrgraph.web.pages.target_group import narrower, projects_for
from esrgraph.web.site import Opened, Site

Values = Mapping[str, Any]
Listing = Callable[[Opened, PageReader, Mapping[str, str]], Values]
"""From a release, a reader and the query of the address to the values of a template."""
Row = tuple[ThingLink, int, float | None]
"""A thing, its number of projects, and what was granted to them in euros, None where not known."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme: what it says of itself, its number of concepts, and where its data is, without the suffix."""

    link: ThingLink
    about: TextInLanguage
    concepts: int
    data: str


def routes(site: Site) -> list[Route]:
    """A route for each of the lists, as `/places`."""
    return [Route(f"/{name}", _answer_with(site, name, values)) for name, values in _LISTINGS.items()]


def _answer_with(site: Site, name: str, values: Listing) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        opened = site.opened()
        content = await run_in_threadpool(keep_page, request, opened, lambda: _page(request, opened, name, values))
        return reply(request, content, headers={"Vary": "Accept-Language"})

    return answer


def _page(request: Request, opened: Opened, name: str, values: Listing) -> Content:
    reader = PageReader(choose_language(request), "lang" in request.query_params)
    found = values(opened, reader, request.query_params)
    return page(request, f"listing-{name}.html", "listing-ranked.html", **found)


def _by_name(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: alphabetical(row[0].name.value))


def _rows(opened: Opened, kind: str, keys: Any, reader: PageReader) -> list[Row]:
    counts, money = counts_of(opened, kind), money_of(opened, kind)
    start = f"{opened.iris.base}id/{kind}/"
    return [(link(opened, f"{start}{key}", reader), counts.get(key, 0), money.get(key)) for key in keys]


def _places(opened: Opened, reader: PageReader, query: Mapping[str, str]) -> Values:
    """The regions, and every municipality that is one now or that a project names, by its first letter."""
    counts = counts_of(opened, "municipality")
    known = load_schemes().municipalities.by_notation
    codes = [code for code, each in known.items() if each.successor is None or code in counts]
    letters: dict[str, list[Row]] = {}
    for row in _by_name(_rows(opened, "municipality", codes, reader)):
        letters.setdefault(row[0].name.value[0].upper(), []).append(row)
    regions = load_schemes().regions.by_notation
    return {
        "map": map_projects(opened, "region", tally_of(opened).all, reader, query.get("map", "")),
        "regions": _by_name(_rows(opened, "region", regions, reader)),
        "letters": letters,
        "without": sum(code not in counts for code in codes),
        "asked": _captured(opened, "places"),
    }


def _captured(opened: Opened, section: str) -> int:
    """Of how many projects we have a section of the page whole, so that what is missing there is missing."""
    concept = opened.iris.concept("page-section", section)
    return sum(1 for _ in opened.store.quads_for_pattern(None, Esr.capturedSection, concept))


def _target_groups(opened: Opened, reader: PageReader, _: Mapping[str, str]) -> Values:
    """The groups as a tree; one below two others stands in both places."""

    def branch(key: str) -> tuple[ThingLink, int, list[Any]]:
        iri = opened.iris.concept("target-group", key).value
        return link(opened, iri, reader), projects_for(opened, key), branches(narrower(opened).get(key, ()))

    def branches(keys: Any) -> list[Any]:
        return sorted(map(branch, keys), key=lambda each: alphabetical(each[0].name.value))

    below = {key for keys in narrower(opened).values() for key in keys}
    return {"tree": branches(key for key in load_schemes().target_groups.by_notation if key not in below)}


def _objectives(opened: Opened, reader: PageReader, _: Mapping[str, str]) -> Values:
    """The axes of 2014-2020 with their objectives; then those of earlier periods that the release has projects of."""
    schemes = load_schemes()
    axes = sorted(schemes.axes.by_notation, key=int)
    rows: list[tuple[Any, ...]] = [
        (*row, _rows(opened, "specific-objective", objectives_of(row[0].key), reader), None)
        for row in _rows(opened, "priority-axis", axes, reader)
    ]
    for period, names in schemes.earlier_axes.items():
        of_period = link(opened, opened.iris.concept("programme-period", period).value, reader)
        found = _rows(opened, "priority-axis", names.by_notation, reader)
        rows += [(*row, [], of_period) for row in found if row[1]]
    return {"axes": rows}


def _ranked_concepts(kind: Kind, opened: Opened, reader: PageReader, _: Mapping[str, str]) -> Values:
    """The concepts of a kind, those with the most projects first, then by name."""
    rows = _by_name(_rows(opened, kind.name, things_of(opened, kind.name).values(), reader))
    name, heading = kind.name.replace("-", "_"), f"listings_{kind.listing.replace('-', '_')}"
    return {"rows": sorted(rows, key=lambda row: -row[1]), "heading": heading, "column": f"listings_{name}"}


def _schemes(opened: Opened, reader: PageReader, _: Mapping[str, str]) -> Values:
    """The concept schemes by name, each with what it says of itself and its number of concepts."""
    about: dict[str, dict[str, str]] = {}
    concepts: dict[str, int] = {}
    for row in opened.rows("schemes"):
        scheme = row["scheme"] or ""
        about.setdefault(scheme, {})[row["language"] or ""] = row["description"] or ""
        concepts[scheme] = int(row["concepts"] or 0)
    rows = [_scheme(opened, scheme, texts, concepts[scheme], reader) for scheme, texts in about.items()]
    return {"rows": sorted(rows, key=lambda row: alphabetical(row.link.name.value))}


def _scheme(opened: Opened, scheme: str, texts: Mapping[str, str], concepts: int, reader: PageReader) -> Scheme:
    language = next((each for each in (reader.language, "en") if each in texts), next(iter(texts)))
    data = f"/data/{scheme.removeprefix(f'{opened.iris.base}id/')}"
    return Scheme(link(opened, scheme, reader), TextInLanguage(texts[language], language), concepts, data)


_LISTINGS: Mapping[str, Listing] = {
    **{each.listing: partial(_ranked_concepts, each) for each in KINDS.values() if each.listing},
    "places": _places,
    "organisations": organisations,
    "target-groups": _target_groups,
    "objectives": _objectives,
    "schemes": _schemes,
}
"""By address: kinds whose things do not stand in a list of another form are ranked."""
