"""What changed from release to release, as feeds to subscribe to: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import orjson
from lxml import etree
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.rdf.formats import ATOM
from esrgraph.rdf.iris import Iris
from esrgraph.release.history import Change, Past
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.dereferencing import page_number
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.site import Site

ENTRIES = 500
"""Entries a page, the newest first."""
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What became of one project in one release, told in one language."""

    id: str
    link: str
    title: str
    text: str
    kind: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One page of entries; addresses of it, the first page and the next, which is None on the last."""

    title: str
    language: str
    home: str
    address: str
    first: str
    next: str | None
    updated: datetime
    entries: tuple[FeedEntry, ...]


def routes(site: Site) -> list[Route]:
    """`/changes.atom` and `/changes.json`, both with `?lang=` and `?page=`."""

    async def as_atom(request: Request) -> Response:
        return _answer(request, await run_in_threadpool(lambda: atom(_feed(request, site))))

    async def json(request: Request) -> Response:
        return _answer(request, await run_in_threadpool(_json, request, site))

    return [Route("/changes.atom", as_atom), Route("/changes.json", json)]


def _answer(request: Request, content: Content) -> Response:
    return reply(request, content, headers={"Vary": "Accept-Language"})


def _feed(request: Request, site: Site) -> Feed:
    iris, language, number = site.opened().iris, choose_language(request), page_number(request)
    releases = [site.past(release) for release in reversed(site.data.releases())]
    changes = ((release, change) for release in releases for change in release.changes)
    start = (number - 1) * ENTRIES
    shown = list(islice(changes, start, start + ENTRIES + 1))
    if number > 1 and not shown:
        raise Refusal(404, f"The feed has no page {number}")
    place = f"{iris.base}{request.url.path.removeprefix('/')}?lang={language}"
    return Feed(
        title=SiteWords(language)("feed_title"),
        language=language,
        home=f"{iris.base}releases",
        address=f"{place}&page={number}" if number > 1 else place,
        first=place,
        next=f"{place}&page={number + 1}" if len(shown) > ENTRIES else None,
        updated=releases[0].created,
        entries=tuple(_entry(release, change, iris, language) for release, change in shown[:ENTRIES]),
    )


def _entry(release: Past, change: Change, iris: Iris, language: str) -> FeedEntry:
    t = SiteWords(language)
    labels = dict.fromkeys(term_label(each, language) for each in change.properties)
    fields = t("feed_fields", fields=", ".join(labels)) + ". " if labels else ""
    return FeedEntry(
        id=f"{iris.within_dataset('release', release.id).value}#{change.code}",
        link=iris.page(iris.project(change.code).value),
        title=t(f"feed_{change.kind}", name=" ".join(filter(None, (change.code, change.title)))),
        text=fields + t("feed_release", release=release.id),
        kind=change.kind,
        updated=release.created,
    )


def atom(feed: Feed) -> Content:
    """A feed as Atom."""
    root = etree.Element(f"{{{_ATOM}}}feed", {_LANGUAGE: feed.language}, nsmap={None: _ATOM})
    _add(root, "id", feed.first)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(_add(root, "author"), "name", "esrgraph")
    links = {"self": feed.address, "first": feed.first, "next": feed.next, "alternate": feed.home}
    for relation, address in links.items():
        if address:
            _add(root, "link", rel=relation, href=address)
    for entry in feed.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "updated", entry.updated.isoformat())
        _add(node, "link", rel="alternate", href=entry.link)
        _add(node, "category", term=entry.kind)
        _add(node, "content", entry.text, type="text")
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return Content(body, ATOM)


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text and _NOT_XML.sub("\ufffd", text)
    return element


def _json(request: Request, site: Site) -> Content:
    feed = _feed(request, site)
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": feed.language,
        "authors": [{"name": "esrgraph"}],
        "items": [
            {
                "id": entry.id,
                "url": entry.link,
                "title": entry.title,
                "content_text": entry.text,
                "date_modified": entry.updated.isoformat(),
                "tags": [entry.kind],
            }
            for entry in feed.entries
        ],
    }
    if feed.next:
        told["next_url"] = feed.next
    return Content(orjson.dumps(told), "application/feed+json")
