"""One server and one browser for all of these tests."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache

import httpx2 as httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

import chrome
from browser.axe import TABS
from browser.visit import READERS, SCRIPTS, SIZES, Visit, Visits
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, serving, serving_alone

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
def quick_client(data: DataFolder) -> Iterator[httpx.Client]:
    """Asks a server that is a process of its own, and works while the test does: for who has thousands of questions."""
    with serving_alone(data) as site, httpx.Client(base_url=site, headers={"Accept": HTML}, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with chrome.chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def visits(chromium: Browser, site: str) -> Iterator[Visits]:
    """A tab on each kind of device, in a profile of its own: to open another for each visit takes a third longer."""
    with ExitStack() as stack:

        @cache
        def visit(size: str, scripts: str) -> Visit:
            options = {"viewport": SIZES[size], "java_script_enabled": SCRIPTS[scripts]}
            profile = stack.enter_context(chrome.profile(chromium, **options))
            return Visit(profile.new_page(), site, SCRIPTS[scripts])

        yield visit


@pytest.fixture(scope="package")
def axe_tabs(chromium: Browser) -> Iterator[list[Page]]:
    """Tabs in which axe may run, which the site's policy forbids to foreign scripts: on a screen and a phone."""
    with ExitStack() as stack:
        profiles = [chrome.profile(chromium, bypass_csp=True, reduced_motion="reduce", **each) for each in TABS]
        contexts = [stack.enter_context(each) for each in profiles]
        for context in contexts:
            context.add_init_script(AXE_SCRIPT)
        yield [context.new_page() for context in contexts]


@pytest.fixture(params=READERS, ids="-".join)
def visit(request: pytest.FixtureRequest, visits: Visits) -> Visit:
    language, size, scripts = request.param
    return visits(size, scripts).begin(language)
