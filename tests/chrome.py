"""A browser of people, for tests that need a real one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from conftest import ROOT
from serving import PATIENCE

YASGUI = ROOT / "src" / "esrgraph" / "web" / "static" / "yasgui"
needs_yasgui = pytest.mark.skipif(not YASGUI.is_dir(), reason="YASGUI is not at hand (tools/fetch_yasgui.py)")
_MILLISECONDS = PATIENCE * 1000
NO_FEATURES = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    *("AimEnabled", "NetworkTimeServiceQuerying", "OptimizationHints", "PreconnectToSearch"),
    *("HttpsUpgrades", "MediaRouter", "PaintHolding"),
)
"""The first two draw, for each window, what its address bar would unfold. The others are of Playwright's own list,
whose place this takes: those that ask other sites for something, or change how a page comes."""
SWITCHES = ("--no-sandbox", "--renderer-process-limit=1", f"--disable-features={','.join(NO_FEATURES)}")
"""Without the limit a process starts for each page as soon as there are two profiles."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; the test is skipped where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium on this machine")
    expect.set_options(timeout=_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=SWITCHES, timeout=_MILLISECONDS)
        with browser:
            yield browser


@contextmanager
def profile(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """A profile of its own, whose tabs wait as long as it takes; the options are those of `Browser.new_context`."""
    with browser.new_context(**options) as context:
        context.set_default_timeout(_MILLISECONDS)
        yield context
