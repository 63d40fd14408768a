"""What crawlers read first: which addresses there are, and which are not for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from esrgraph.mapping.kinds import KINDS, PAGED
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, not_modified, reply
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.linked_data.description import possible_persons, things_of
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened, Site

MOST = 50_000
"""Addresses in one file, as the sitemap protocol allows."""
_AT_ONCE = 1000
"""Addresses written in one piece."""
_PAGES = (
    *("/", *dict.fromkeys(f"/{each.listing}" for each in KINDS.values() if each.listing), "/schemes", "/network"),
    *("/quality", "/queries/", "/open-data", "/about", "/about/personal-data", "/dataset", "/ontology", "/shapes"),
    *("/statistics", "/how-to", "/reconcile.html", "/releases"),
)
_NOT_CRAWLED = (
    *("/sparql", "/graph-store", "/search", "/api/", "/reconcile/", "/queries/*?*", "/network?*", "/network."),
    *("/statistics?*", "/statistics.", "/*?*page="),
)
"""Addresses that answer questions, each of which costs more than a page, or that only continue a list."""
_XML = "application/xml"
_OPENING = '<?xml version="1.0" encoding="UTF-8"?>\n<{} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'


def routes(site: Site) -> list[Route]:
    """`/robots.txt`, `/sitemap.xml` and `/sitemap-<number>.xml`."""

    def robots(request: Request) -> Response:
        refused = "".join(f"Disallow: {prefix_of(request)}{path}\n" for path in _NOT_CRAWLED)
        text = f"User-agent: *\n{refused}\nSitemap: {site.opened().iris.base}sitemap.xml\n"
        return reply(request, Content(text.encode(), "text/plain; charset=utf-8"))

    def index(request: Request) -> Response:
        opened = site.opened()
        numbers = range(1, _parts(_paths(opened)) + 1)
        files = "".join(_sitemap_entry("sitemap", f"{opened.iris.base}sitemap-{number}.xml") for number in numbers)
        return reply(request, Content(f"{_OPENING.format('sitemapindex')}{files}</sitemapindex>\n".encode(), _XML))

    def part(request: Request) -> Response:
        opened, number = site.opened(), request.path_params["number"]
        paths = _paths(opened)
        if not 1 <= number <= _parts(paths):
            raise Refusal(
                404, f"There is no sitemap {number}; {prefix_of(request)}/sitemap.xml lists those that there are"
            )
        headers = {"ETag": f'"{opened.release.id}-{number}"', "Cache-Control": "no-cache"}
        chosen = paths[(number - 1) * MOST : number * MOST]
        return not_modified(request, f"{opened.release.id}-{number}", {}) or StreamingResponse(
            _write_sitemap(opened.iris.base, chosen), headers=headers, media_type=_XML
        )

    return [Route("/robots.txt", robots), Route("/sitemap.xml", index), Route("/sitemap-{number:int}.xml", part)]


@remembered(most=1)
def _paths(opened: Opened) -> Sequence[str]:
    """Every page that is listed, as a path without the slash in front; those about a kind of things by IRI."""
    start = f"{opened.iris.base}id/"
    hidden = possible_persons(opened)
    listed = (iri for kind in PAGED for iri in things_of(opened, kind) if iri not in hidden)
    about = [f"page/{iri.removeprefix(start)}" for iri in listed]
    return [path.removeprefix("/") for path in _PAGES] + about


def _parts(paths: Sequence[str]) -> int:
    return -(-len(paths) // MOST)


def _write_sitemap(base: str, paths: Sequence[str]) -> Iterator[str]:
    """A sitemap, some addresses at a time."""
    yield _OPENING.format("urlset")
    for start in range(0, len(paths), _AT_ONCE):
        yield "".join(_sitemap_entry("url", f"{base}{path}") for path in paths[start : start + _AT_ONCE])
    yield "</urlset>\n"


def _sitemap_entry(name: str, address: str) -> str:
    return f"<{name}><loc>{escape(quote(address, safe=':/%#?&=~-._'))}</loc></{name}>\n"
