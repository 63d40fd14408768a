"""A site whose base IRI has a path works in a browser, whether or not a proxy takes the path off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from prefixes import WAYS, proxied, release_below_a_path

import chrome
from conftest import ROOT
from esrgraph.release.folder import DataFolder
from kept import Kept

YASGUI = ROOT / "src" / "esrgraph" / "web" / "static" / "yasgui"


@pytest.fixture(scope="module", params=WAYS)
def site(request: pytest.FixtureRequest, kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = DataFolder(kept(release_below_a_path))
    with proxied(data, request.param, tmp_path_factory.mktemp(request.param)) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with chrome.chromium() as browser:
        yield browser


@pytest.mark.skipif(not YASGUI.is_dir(), reason="YASGUI is not at hand (tools/fetch_yasgui.py)")
def test_it_works_in_a_browser(chromium: Browser, site: str) -> None:
    with chrome.profile(chromium, base_url=site) as context:
        page, wrong = context.new_page(), []
        page.on("console", lambda message: message.type == "error" and wrong.append(message.text))
        page.on("response", lambda answer: answer.status >= 400 and wrong.append(answer.url))
        page.goto("/esr/?lang=en")
        page.get_by_role("combobox").press_sequentially("joensuu")
        expect(page.get_by_role("option").first).to_contain_text("Joensuu")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{site}/esr/page/*/*?lang=en")
        page.goto("/esr/page/project/S39001")
        page.goto("/esr/sparql")
        with page.expect_response(lambda answer: answer.request.method == "POST") as asked:
            page.locator(".yasqe_queryButton").click()
        assert asked.value.url == f"{site}/esr/sparql"
        expect(page.locator(".yasr table tbody tr").first).to_be_visible()
        assert page.evaluate(
            "Object.keys(localStorage).every((name) => !name.includes('esrgraph') || name.includes('/esr'))"
        )
        assert wrong == []
