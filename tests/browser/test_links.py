"""No link of the demo site is dead: its pages and files are walked breadth first from the front page.

Links to the data of things are looked up among those that `test_data_links.py` finds to answer, and of each kind of
thing some pages stand for all, which are filled from one template.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePosixPath
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx2 as httpx
import pytest
from lxml.html import HtmlElement, document_fromstring

from browser.test_data_links import ALL_DIFFER, data_of, some_of_each, things
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder

MOST_QUERIES = 8
"""Query strings that are tried below one folder: facets and languages can be joined without end."""
MOST_ALIKE = 6
"""Rules whose pages, and files of each format, are visited of the two hundred: one template makes all."""
HTML = "text/html"


def taken_on_trust(data: DataFolder, most: int, whole: Collection[str] = ALL_DIFFER) -> set[str]:
    """The addresses of the data of all things, and of their pages but those of about so many of each kind, and all of
    some kinds."""
    known = things(data)
    return data_of(known) | {f"/page/{name}" for name in known - some_of_each(known, most, whole)}


def links(root: HtmlElement) -> Iterator[str]:
    for place in ("//a/@href", "//link/@href", "//script/@src", "//img/@src", "//form/@action"):
        yield from root.xpath(place)


def folder(path: str) -> str:
    return path.rpartition("/")[0] or path


class Walk:
    """What was met on the way: `pages` has the ids of each, `dead` what was linked in vain, and from where.

    Addresses that are `known` to answer are not visited, nor those of most rules. What is below `base` is the site's,
    and `queries` are tried below each folder.
    """

    def __init__(
        self,
        client: httpx.Client,
        known: Iterable[str] = (),
        base: str = HERE.base,
        queries: int = MOST_QUERIES,
    ) -> None:
        self._most_queries = queries
        self.client, self.site = client, str(client.base_url).rstrip("/")
        self.host = urljoin(base, "/").rstrip("/")
        self.pages: dict[str, set[str]] = {}
        self.dead: list[str] = []
        self.statuses: Counter[int] = Counter()
        self._seen = set(known)
        self._queries: Counter[str] = Counter()
        self._alike: Counter[str] = Counter()
        self._waiting: list[tuple[str, str]] = []
        self._fragments: set[tuple[str, str, str]] = set()

    def start(self, *addresses: str) -> "Walk":
        for address in addresses:
            self._note(address, "/")
        with ThreadPoolExecutor(4) as pool:
            while self._waiting:
                level, self._waiting = self._waiting, []
                for link, response in zip(level, pool.map(self.client.get, dict(level)), strict=True):
                    self._visit(*link, response)
        for address, fragment, origin in sorted(self._fragments):
            if fragment not in self.pages.get(address, {fragment}):
                self.dead.append(f"{address}#{fragment} on {origin}")
        return self

    def _note(self, link: str, origin: str) -> None:
        """Put an address of this site in the queue once; addresses elsewhere are left alone."""
        address, fragment = urldefrag(urljoin(f"{self.site}{origin}", link))
        inside = next((each for each in (self.site, self.host) if address.startswith(f"{each}/")), None)
        if inside is None:
            return
        address = address.removeprefix(inside)
        if fragment:
            self._fragments.add((address, fragment, origin))
        parts = urlsplit(address)
        if address in self._seen or (parts.query and self._queries[folder(parts.path)] >= self._most_queries):
            return
        self._seen.add(address)
        of_rules = f"{folder(parts.path)} {PurePosixPath(parts.path).suffix}"
        self._alike[of_rules] += 1
        if "/quality/code " in of_rules and self._alike[of_rules] > MOST_ALIKE:
            return
        self._queries[folder(parts.path)] += bool(parts.query)
        self._waiting.append((address, origin))

    def _visit(self, address: str, origin: str, response: httpx.Response) -> None:
        self.statuses[response.status_code] += 1
        if response.is_redirect:
            self._note(response.headers["location"], address)
        elif response.status_code != 200:
            self.dead.append(f"{address} ({response.status_code}) on {origin}")
        elif response.headers["content-type"].startswith(HTML):
            root = document_fromstring(response.content)
            self.pages[address] = set(root.xpath("//@id"))
            for link in links(root):
                self._note(link, address)


@pytest.fixture(scope="module")
def trusted(data: DataFolder) -> set[str]:
    return taken_on_trust(data, most=8)


@pytest.fixture(scope="module")
def walk(quick_client: httpx.Client, trusted: set[str]) -> Walk:
    return Walk(quick_client, trusted).start("/", "/sitemap.xml", "/robots.txt")


def test_no_link_is_dead(walk: Walk) -> None:
    assert walk.dead == []


def test_the_whole_site_was_walked(walk: Walk, trusted: set[str], quick_client: httpx.Client) -> None:
    listed = document_fromstring(quick_client.get("/sitemap-1.xml").content).xpath("//loc/text()")
    assert {f"/{each.removeprefix(HERE.base)}" for each in listed} <= walk.pages.keys() | trusted
    assert len(walk.pages) > 200
    assert set(walk.statuses) <= {200, 302, 303, 307}


def test_the_walk_sees_what_is_dead() -> None:
    pages = {"/": "<p id=here><a href=/gone>x</a><a href=#there>x</a><a href='#here'>x</a>"}

    def answer(request: httpx.Request) -> httpx.Response:
        html = pages.get(request.url.path)
        return httpx.Response(200 if html else 404, html=html or "")

    with httpx.Client(base_url="http://site.example", transport=httpx.MockTransport(answer)) as client:
        assert Walk(client).start("/").dead == ["/gone (404) on /", "/#there on /"]
