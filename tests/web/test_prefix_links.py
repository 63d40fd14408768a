"""No link of a site whose base IRI has a path is dead or leads beside it, whether or not a proxy takes the path off."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2 as httpx
import pytest
from lxml.html import document_fromstring
from prefixes import BASE, HTML, proxied, release_below_a_path

from browser.test_data_links import data_of_things
from browser.test_links import Walk
from esrgraph.release.folder import DataFolder
from kept import Kept
from serving import PATIENCE


@pytest.fixture(scope="module", params=["kept", "stripped"])
def site(request: pytest.FixtureRequest, kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = DataFolder(kept(release_below_a_path))
    with proxied(data, request.param, tmp_path_factory.mktemp(request.param)) as address:
        yield address


@pytest.fixture(scope="module")
def client(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=PATIENCE) as client:
        yield client


def test_no_link_is_dead_or_leads_beside_the_site(client: httpx.Client, data: DataFolder) -> None:
    known = {f"/esr{each}" for each in data_of_things(data)}
    walk = Walk(client, known, BASE).start("/esr/", "/esr/sitemap.xml", "/esr/robots.txt")
    assert walk.dead == []
    listed = document_fromstring(client.get("/esr/sitemap-1.xml").content).xpath("//loc/text()")
    assert all(each.startswith(BASE) for each in listed)
    assert {urlsplit(each).path for each in listed} <= walk.pages.keys()
