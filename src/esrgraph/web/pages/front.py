"""The first page: what this is, its figures, the way to search, and the ways in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.release.history import Change
from esrgraph.release.tally import NOW, Tally, years_of
from esrgraph.web.charts.bars import bars, columns
from esrgraph.web.charts.scales import Figure
from esrgraph.web.charts.timeline import FIRST_YEAR, LAST_YEAR
from esrgraph.web.downloads import api_catalog
from esrgraph.web.downloads.search_engines import dataset_markup
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.templating import address, page
from esrgraph.web.linked_data.signposts import LINK_SET, TypedLink, link_header
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.place_map import map_projects
from esrgraph.web.pages.parts.summary import counts_of, granted_by_fund, most, periods_of, tally_of
from esrgraph.web.site import Opened, Site

_NEWEST = 5
"""Projects, and changes, shown."""
_OBJECTIVES = 6
_LEADING = 4
"""Things named on each way in, those with the most projects."""

_API_CATALOGUE = link_header([TypedLink(api_catalog.PLACE, "api-catalog", LINK_SET)])


def routes(site: Site) -> list[Route]:
    """`/`."""

    def front(request: Request) -> Response:
        opened = site.opened()
        content = keep_page(request, opened, lambda: _page(request, opened))
        assert content is not None  # noqa: S101 - there always is a first page
        return reply(request, content, headers={"Vary": "Accept-Language", "Link": _API_CATALOGUE})

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(front, request)

    return [Route("/", endpoint)]


def _page(request: Request, opened: Opened) -> Content:
    reader = PageReader(choose_language(request), "lang" in request.query_params)
    about = _About(opened, reader)
    return page(
        request,
        "front.html",
        kept=[("lang", reader.language)] if reader.carried else [],
        release=opened.past(),
        linked_data=dataset_markup(opened, reader.language),
        **about.numbers(),
        map=map_projects(opened, "region", tally_of(opened).all, reader),
        years=columns(list(about.years())),
        objectives=bars(about.objectives()),
        ways={kind: about.leading(kind) for kind in ("region", "organisation", "target-group", "priority-axis")},
        newest=list(about.newest()),
        changes=list(about.changes()),
    )


class _About:
    """What the first page tells of a release, to one reader."""

    def __init__(self, opened: Opened, reader: PageReader) -> None:
        self._opened, self._reader = opened, reader
        self._tally: Tally = tally_of(opened)

    def numbers(self) -> Mapping[str, Any]:
        """How much there is; money in euros."""
        return {
            "periods": periods_of(self._opened),
            "projects": len(self._tally.codes),
            "placed": len(np.unique(self._tally.links["region"].projects)),
            "organisations": len(counts_of(self._opened, "organisation")),
            "municipalities": len(self._tally.links[NOW].keys),
            "granted": float(np.nansum(self._tally.granted)),
            "unpriced": int(np.isnan(self._tally.granted).sum()),
            "by_fund": granted_by_fund(self._opened, self._tally.all, self._reader),
        }

    def objectives(self) -> list[Figure]:
        """The objectives with the most projects, with how many."""
        kind = "specific-objective"
        figures = [(key, self._figure(kind, key, count)) for key, count in most(counts_of(self._opened, kind))]
        return [Figure(f"{key}. {each.label}", each.value, each.href) for key, each in figures[:_OBJECTIVES]]

    def years(self) -> Iterator[Figure]:
        """How many projects were planned to run in each year: at least in those of 2014-2020."""
        running: Counter[int] = Counter()
        for start, end in zip(self._tally.starts, self._tally.ends, strict=True):
            running.update(years_of(start, end))
        carried = {"lang": self._reader.language} if self._reader.carried else {}
        for year in range(min([FIRST_YEAR, *running]), max([LAST_YEAR, *running]) + 1):
            href = address("/search", {"kind": "project", "year": year, **carried}) if running[year] else None
            yield Figure(str(year), running[year], href)

    def leading(self, kind: str) -> list[ThingLink]:
        """The things of a kind that most projects name."""
        return [self._link(kind, key) for key, _ in most(counts_of(self._opened, kind))[:_LEADING]]

    def newest(self) -> Iterator[tuple[ThingLink, str]]:
        """The projects that had begun last when the release was made, with their first days."""
        today = self._opened.past().created.date().isoformat()
        begun = [pair for pair in zip(self._tally.codes, self._tally.starts, strict=True) if "" < pair[1] <= today]
        for code, start in begun[:_NEWEST]:
            yield self._link("project", code), start

    def changes(self) -> Iterator[tuple[Change, ThingLink | None]]:
        """The first changes since the release before, with the project where it is still there."""
        release = self._opened.past()
        for change in release.changes[:_NEWEST] if release.previous else ():
            yield change, None if change.kind == "removed" else self._link("project", change.code)

    def _figure(self, kind: str, key: str, count: int) -> Figure:
        to = self._link(kind, key)
        return Figure(to.name.value, count, f"{to.path}{self._reader.suffix}")

    def _link(self, kind: str, key: str) -> ThingLink:
        """The link to a thing, by its key as in IRIs."""
        return link(self._opened, f"{self._opened.iris.base}id/{kind}/{key}", self._reader)
