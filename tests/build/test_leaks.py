"""Nothing that identifies a contact person is anywhere in what a build keeps, or in what is served of it."""

import re
from pathlib import Path

import pytest
from leaking import NAMES, NUMBERS, leaks, made
from starlette.testclient import TestClient

from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from kept import Kept
from leaks import indexed_terms, parts_found


@pytest.fixture(scope="module")
def release(kept: Kept) -> DataFolder:
    return DataFolder(kept(made) / "data")


def test_nothing_kept_holds_a_part_of_a_contact(release: DataFolder, tmp_path: Path) -> None:
    assert leaks(release, tmp_path) == set()
    assert indexed_terms(tmp_path / "index", NAMES) == []


def test_no_served_address_tells_of_a_contact(release: DataFolder) -> None:
    client = TestClient(make_app(release))
    sitemaps = addresses(client.get("/sitemap.xml").text)
    kinds = {re.sub(r"[^/]+$", "", each): each for part in sitemaps for each in addresses(client.get(part).text)}
    data = [f"/data/project/S39001.{suffix}" for suffix in ("ttl", "jsonld", "nt", "rdf")]
    others = [
        "/changes.atom",
        "/search.json?q=nuoret",
        "/reports/",
        "/reports/validation.en.html",
        "/dataset",
    ]
    for address in [*kinds.values(), "/page/project/S39001", *data, *others]:
        assert parts_found(client.get(address).text, NAMES, NUMBERS) == [], address


def addresses(sitemap: str) -> list[str]:
    return [re.sub(r"https?://[^/]+", "", each) for each in re.findall(r"<loc>([^<]+)", sitemap)]
