"""A kind of things is a line of one table: its page, list, words, facet and place in the sitemap follow from it."""

import re

import pytest
from starlette.testclient import TestClient

from esrgraph.mapping.kinds import FACETS, KINDS, PAGED, SEARCHED
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.http.words import texts
from esrgraph.web.pages.thing_lists import LISTINGS

SELECTIONS = [name for name in PAGED if name not in ("project", "organisation")]
"""Kinds whose pages show the projects that have the thing in common."""


@pytest.fixture(scope="module")
def client(data: DataFolder) -> TestClient:
    return TestClient(make_app(data), follow_redirects=False)


@pytest.fixture(scope="module")
def addresses(client: TestClient) -> list[str]:
    """All that the sitemap lists, as paths."""
    return re.findall(r"<loc>http://localhost:8000(/[^<]*)</loc>", client.get("/sitemap-1.xml").text)


def test_every_kind_that_is_shown_is_in_the_table() -> None:
    assert {*PAGED, *SEARCHED, *FACETS} <= set(KINDS)


@pytest.mark.parametrize("kind", PAGED)
def test_things_of_a_kind_have_a_page_of_their_own_that_crawlers_find(
    client: TestClient, addresses: list[str], kind: str
) -> None:
    found = [each for each in addresses if each.startswith(f"/page/{kind}/")]
    assert found
    text = client.get(found[0]).text
    assert 'type="application/ld+json"' in text, "which the page about anything lacks"
    if KINDS[kind].listing:
        assert f'href="/{KINDS[kind].listing}"' in text
        assert f"/{KINDS[kind].listing}" in addresses
        assert client.get(f"/{KINDS[kind].listing}").status_code == 200


@pytest.mark.parametrize("kind", [name for name, each in KINDS.items() if each.keys])
def test_a_kind_that_is_asked_by_is_a_parameter_that_says_what_it_takes(client: TestClient, kind: str) -> None:
    parameters = client.get("/openapi.json").json()["paths"]["/search.json"]["get"]["parameters"]
    (taken,) = [each["description"] for each in parameters if each["name"] == kind]
    assert taken == KINDS[kind].keys


NARROWING = ("status", "programme-period", "fund", "organisation", "organisation-type")
"""Facets whose names are not searched for."""


def test_a_kind_has_the_words_that_are_named_by_it() -> None:
    names = [f"search_{each}" for each in FACETS]
    names += [f"search_in_{each}" for each in FACETS if each not in NARROWING]
    names += [f"search_{number}_{each}" for each in SEARCHED for number in ("kinds", "one")]
    names += [f"selection_{about}_{each}" for each in SELECTIONS for about in ("kind", "means")]
    lists = [LISTINGS[KINDS[each].listing].title for each in SELECTIONS]
    names += lists + [f"{each}_text" for each in lists if each.startswith("listings_")]
    missing = [name for name in names if name.replace("-", "_") not in texts()]
    assert not missing, f"web/languages/ lacks {', '.join(missing).replace('-', '_')}"


def test_a_kind_that_nobody_knows_is_told_which_there_are(client: TestClient) -> None:
    detail = client.get("/id/colour/red", headers={"Accept": "application/json"}).json()["detail"]
    assert detail.endswith(f"the kinds are {', '.join(KINDS)}")
