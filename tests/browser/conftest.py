"""One server and one browser for all of these tests."""

import shutil
from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from esrgraph.release import DataFolder
from esrgraph.web.app import make_app
from serving import serving

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="package")
def site(data: DataFolder) -> Iterator[str]:
    """The address of the demo site, without a slash at its end."""
    with serving(make_app(data)) as address:
        yield address


@pytest.fixture(scope="package")
def client(site: str) -> Iterator[httpx.Client]:
    """Asks the site as a browser does, but follows nothing."""
    with httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=60) as client:
        yield client


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; the test is skipped where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
