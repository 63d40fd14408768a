"""One server and one browser for all of these tests."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest
from playwright.sync_api import Browser

import chrome
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, serving

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="package")
def site(data: DataFolder) -> Iterator[str]:
    """The address of the demo site, without a slash at its end."""
    with serving(make_app(data, PATIENT)) as address:
        yield address


@pytest.fixture(scope="package")
def client(site: str) -> Iterator[httpx.Client]:
    """Asks the site as a browser does, but follows nothing."""
    with httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with chrome.chromium() as browser:
        yield browser
