"""The typed links of a thing's documents (FAIR Signposting): what they are, what they are about, who may use them.

Level 1 in each response's Link header, level 2 as a link set of its own (RFC 9264); https://signposting.org/FAIR/.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.mapping.kinds import schema_type
from esrgraph.rdf.formats import TRIPLES
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.linked_data.description import iri_of, is_known
from esrgraph.web.linked_data.nearest import refuse_missing
from esrgraph.web.site import Opened, Site

LINK_SET = "application/linkset+json"
_SCHEMA = "https://schema.org/"


class TypedLink(NamedTuple):
    """One link, with its relation (RFC 8288) and the media type of what it leads to."""

    href: str
    relation: str
    media: str = ""

    def __str__(self) -> str:
        media = f'; type="{self.media}"' if self.media else ""
        return f'<{self.href}>; rel="{self.relation}"{media}'


def page_links(opened: Opened, path: str) -> list[TypedLink]:
    """The links of the page about a thing."""
    place = quote(path, safe="-._~/")
    return [
        TypedLink(iri_of(opened, path).value, "cite-as"),
        TypedLink(f"/page/{place}", "canonical"),
        *(TypedLink(f"/data/{place}.{each.suffix}", "describedby alternate", each.media_type) for each in TRIPLES),
        TypedLink(f"{_SCHEMA}AboutPage", "type"),
        TypedLink(f"{_SCHEMA}{schema_type(path.partition('/')[0])}", "type"),
        *_of_all(place),
    ]


def data_links(opened: Opened, path: str) -> list[TypedLink]:
    """The links of the data about a thing, in any format."""
    place = quote(path, safe="-._~/")
    return [
        TypedLink(iri_of(opened, path).value, "canonical"),
        TypedLink(f"/page/{place}", "describes alternate", "text/html"),
        *(TypedLink(f"/data/{place}.{each.suffix}", "alternate", each.media_type) for each in TRIPLES),
        *_of_all(place),
    ]


def _of_all(place: str) -> list[TypedLink]:
    return [TypedLink(LICENCE, "license"), TypedLink(f"/linkset/{place}", "linkset", LINK_SET)]


def link_header(links: Iterable[TypedLink]) -> str:
    """Links as the value of a Link header."""
    return ", ".join(map(str, links))


def routes(site: Site) -> list[Route]:
    """`/linkset/...`: the typed links of all documents about a thing, with absolute addresses."""

    async def answer(request: Request) -> Response:
        content = await run_in_threadpool(_link_set, site.opened(), request.path_params["path"])
        return reply(request, content)

    return [Route("/linkset/{path:path}", answer)]


def _link_set(opened: Opened, path: str) -> Content:
    thing, place = iri_of(opened, path), quote(path, safe="-._~/")
    if not is_known(opened, thing):
        raise refuse_missing(opened, thing)
    documents = {f"/page/{place}": page_links(opened, path)}
    documents |= {f"/data/{place}.{each.suffix}": data_links(opened, path) for each in TRIPLES}
    return link_set([(absolute(opened, anchor), links) for anchor, links in documents.items()], opened)


def link_set(documents: Iterable[tuple[str, Iterable[TypedLink]]], opened: Opened, media: str = LINK_SET) -> Content:
    """Documents by their addresses, with their links, as a link set in JSON (RFC 9264, 4.2)."""
    contexts = []
    for anchor, links in documents:
        context: dict[str, object] = {"anchor": anchor}
        targets: dict[str, list[dict[str, str]]] = defaultdict(list)
        for each in links:
            target = {"href": absolute(opened, each.href)} | ({"type": each.media} if each.media else {})
            for relation in each.relation.split():
                targets[relation].append(target)
        contexts.append(context | targets)
    return Content(orjson.dumps({"linkset": contexts}, option=orjson.OPT_INDENT_2), media)


def absolute(opened: Opened, address: str) -> str:
    """An address of the site, or any other, as a whole IRI."""
    return f"{opened.iris.base}{address[1:]}" if address.startswith("/") else address
