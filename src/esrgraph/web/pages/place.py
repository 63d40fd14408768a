"""The pages about municipalities, sub-regions and regions, each beside its neighbours and what it is part of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pyoxigraph import NamedNode

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.release.tally import NOW
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingFacts, ThingLink, link
from esrgraph.web.pages.parts.neighbours import neighbours
from esrgraph.web.pages.parts.place_map import PlaceMap, map_projects
from esrgraph.web.pages.parts.selection import Selection
from esrgraph.web.pages.parts.summary import counts_of, money_of, summary, tally_of
from esrgraph.web.site import Opened

KINDS = {"municipality": Esr.Municipality, "sub-region": Esr.SubRegion, "region": Esr.Region}


@dataclass(frozen=True, slots=True)
class Compared:
    """A place to hold others against: projects, organisations in them, and what was granted to them in euros."""

    place: ThingLink
    projects: int
    organisations: int
    granted: float | None


def municipality_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about a municipality; None where there is none."""
    return _page(opened, "municipality", key, words, query)


def sub_region_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """Those of the page about a sub-region."""
    return _page(opened, "sub-region", key, words, query)


def region_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """Those of the page about a region."""
    return _page(opened, "region", key, words, query)


def _page(
    opened: Opened, kind: str, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    place = Selection(opened, kind, key, words, query)
    if not place.facts.is_a(KINDS[kind]):
        return None
    wider = [link(opened, iri, place.reader) for iri in _wider(place.facts)]
    region = summary(opened, "region", (wider[0].key,)) if wider else None
    way = [(TextInLanguage(words("nav_places")), "/places"), *((_in_full(each, words), each.path) for each in wider)]
    own = {
        "groups": place.common_things("target-group", region),
        "objectives": place.common_things("specific-objective", region),
        "within_region": region is not None,
        "compared": [_compare_places(opened, kind, code, place.reader) for code in (key, *_beside(kind, key, wider))],
        "mean": _mean(opened, key, wider) if kind == "municipality" else None,
        "partial": _is_partly_known(opened, kind),
        "rank": _rank(opened, kind, key),
        "parts": _parts(place, wider),
        "near": _map(place),
        "only_here": _only_here(place),
        "merged_into": _successor(opened, place.facts, place.reader),
        "ended": place.facts.value(Esr.validTo),
        "merged": _predecessors(opened, place.facts, place.reader),
    }
    return "place.html", place.page(way, ("places", f"place_beside_{kind.replace('-', '_')}"), **own)


def _wider(facts: ThingFacts) -> list[str]:
    """The IRIs of the region and the sub-region that the place lies in now, or lay in last."""
    found = [facts.iri_of(Esr.withinRegion), facts.iri_of(Esr.withinSubRegion)]
    return [iri for iri in found if iri]


def _in_full(place: ThingLink, words: SiteWords) -> TextInLanguage:
    """A place's name; a sub-region's with its kind, for many are called as their largest municipality."""
    if "/sub-region/" not in place.path:
        return place.name
    return TextInLanguage(f"{place.name.value} ({words('selection_kind_sub_region').lower()})", place.name.language)


def _beside(kind: str, key: str, wider: list[ThingLink]) -> tuple[str, ...]:
    """The places to compare with: those on its borders; of a sub-region, the others of the region."""
    if kind != "sub-region":
        return neighbours(kind, key)
    concepts = load_schemes().sub_regions.by_notation.values()
    region = wider[0].key if wider else None
    return tuple(sorted(each.notation for each in concepts if each.parent == region and each.notation != key))


@remembered(most=2048)
def _compare_places(opened: Opened, kind: str, key: str, reader: PageReader) -> Compared:
    table = tally_of(opened)
    rows = table.projects_of(kind, (key,))
    return Compared(
        link(opened, opened.iris.concept(kind, key).value, reader),
        len(rows),
        len(table.counts("organisation", rows)),
        money_of(opened, kind).get(key),
    )


def _mean(opened: Opened, key: str, wider: list[ThingLink]) -> tuple[float, float] | None:
    """The mean number of projects, and of euros granted to them, of the municipalities of the region."""
    codes = municipalities_of("region", wider[0].key) if wider else ()
    counts, money = counts_of(opened, "municipality"), money_of(opened, "municipality")
    if len(codes) < 2 or key not in codes:
        return None
    return (
        float(np.mean([counts.get(code, 0) for code in codes])),
        float(np.mean([money.get(code, 0) for code in codes])),
    )


def _is_partly_known(opened: Opened, kind: str) -> bool:
    """Whether places of a kind are known of less than half of the projects: then one without any may have some."""
    table = tally_of(opened)
    return 2 * len(np.unique(table.links[kind].projects)) < len(table.codes)


def _rank(opened: Opened, kind: str, key: str) -> tuple[int, int] | None:
    """The place's rank by its number of projects among those of today, and of how many; None where it has no project,
    or is no more."""
    names = {
        "municipality": load_schemes().municipalities,
        "sub-region": load_schemes().sub_regions,
        "region": load_schemes().regions,
    }
    known = {each.notation for each in names[kind].by_notation.values() if each.successor is None and not each.valid_to}
    counts = {place: count for place, count in counts_of(opened, kind).items() if place in known}
    return (1 + sum(count > counts[key] for count in counts.values()), len(known)) if key in counts else None


def municipalities_of(kind: str, key: str) -> tuple[str, ...]:
    """The codes of the municipalities that lie in a sub-region or region, without those that have merged."""
    schemes = load_schemes()
    return tuple(
        code
        for code, memberships in schemes.memberships.items()
        if key == (memberships[-1].region if kind == "region" else memberships[-1].sub_region)
        and schemes.municipalities.by_notation[code].successor is None
    )


def _parts(place: Selection, wider: list[ThingLink]) -> list[tuple[str, list[tuple[ThingLink, int]]]]:
    """The sub-regions and municipalities within a place, each with its number of projects, by name."""
    if place.kind == "municipality":
        return []
    municipalities = municipalities_of(place.kind, place.key)
    within = {"sub-region": _beside("sub-region", "", [place.to("region", place.key)])} if not wider else {}
    return [
        (kind.replace("-", "_"), _count_parts(place, kind, codes))
        for kind, codes in {**within, "municipality": municipalities}.items()
    ]


def _count_parts(place: Selection, kind: str, codes: tuple[str, ...]) -> list[tuple[ThingLink, int]]:
    counts = counts_of(place.opened, kind)
    links = [(place.to(kind, code), counts.get(code, 0)) for code in codes]
    return sorted(links, key=lambda pair: pair[0].name.value.casefold())


def _map(place: Selection) -> PlaceMap | None:
    """A municipality among its neighbours; the municipalities of a sub-region or region."""
    kind, key = place.kind, place.key
    codes = (key, *neighbours(kind, key)) if kind == "municipality" else municipalities_of(kind, key)
    return map_projects(
        place.opened,
        "municipality",
        tally_of(place.opened).all,
        place.reader,
        place.shown_on_map,
        codes=codes,
        marked=(key,) if kind == "municipality" else (),
        near=True,
    )


def _only_here(place: Selection) -> tuple[int, float]:
    """How many of the projects name no other place of the kind, and what was granted to them."""
    table = tally_of(place.opened)
    kind = NOW if place.kind == "municipality" else place.kind  # who names a merged one and its heir is in one place
    rows = table.links[kind].only(place.summary.rows)
    return len(rows), float(np.nansum(table.granted[rows]))


def _successor(opened: Opened, facts: ThingFacts, reader: PageReader) -> ThingLink | None:
    iri = facts.iri_of(Dct.isReplacedBy)
    return link(opened, iri, reader) if iri else None


def _predecessors(opened: Opened, facts: ThingFacts, reader: PageReader) -> list[tuple[ThingLink, int]]:
    """The places that became part of this one, each with its own projects."""
    quads = opened.store.quads_for_pattern(None, Dct.isReplacedBy, NamedNode(facts.iri))
    links = [link(opened, quad.subject.value, reader) for quad in quads]  # type: ignore[union-attr]
    counts = counts_of(opened, "municipality")
    return [(each, counts.get(each.key, 0)) for each in links]
