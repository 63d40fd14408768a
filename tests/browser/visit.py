"""Somebody who visits the site in a browser: on a screen or a phone, with scripts or without."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Download, Locator, Page

SIZES = {"screen": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
SCRIPTS = {"scripts": True, "no scripts": False}
READERS = (
    ("fi", "screen", "scripts"),
    ("fi", "phone", "no scripts"),
    ("sv", "screen", "no scripts"),
    ("sv", "phone", "scripts"),
    ("en", "screen", "scripts"),
    ("en", "phone", "no scripts"),
)
"""Every two of language, size and scripts meet; so do both sizes with and without scripts."""


class Visit:
    """A person's tab. Whatever goes wrong on the way is in `wrong`; each step says where it has led."""

    def __init__(self, page: Page, site: str, scripts: bool) -> None:
        self.page, self.site, self.language, self.scripts = page, site, "", scripts
        self.wrong: list[str] = []
        page.on("request", lambda request: self._only_here(request.url))
        page.on("console", self._no_error)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def begin(self, language: str) -> "Visit":
        """The tab is taken over by somebody who reads that language."""
        self.page.set_extra_http_headers({"Accept-Language": language})
        self.language = language
        self.wrong.clear()
        return self

    def _only_here(self, address: str) -> None:
        if not address.startswith((f"{self.site}/", "data:")):
            self.wrong.append(f"asked {address}")

    def _no_error(self, message: ConsoleMessage) -> None:
        icon = message.location["url"] == f"{self.site}/favicon.ico"  # asked for with a file, which names no icon
        if message.type == "error" and not icon:
            self.wrong.append(message.text)

    def go(self, path: str) -> "Visit":
        self.page.goto(self.site + path)
        return self.at(urlsplit(path).path)

    def follow(self, link: Locator) -> str:
        """Follow a link by what it says; returns the path it leads to."""
        path = urlsplit(link.get_attribute("href") or "").path
        link.click()
        self.at(path)
        return path

    def at(self, path: str) -> "Visit":
        """The page has come, in the reader's language, and fits the window; nothing went wrong on the way."""
        self.page.wait_for_url(lambda address: urlsplit(address).path == path)
        language, width, room = self.page.evaluate(
            "[document.documentElement.lang, document.scrollingElement.scrollWidth, innerWidth]"
        )
        assert language == self.language
        assert width <= room, f"{path} is {width} pixels wide in a window of {room}"
        assert self.wrong == []
        return self

    def link(self, start: str, inside: str = "main") -> Locator:
        """The first link in a part of the page whose address begins so."""
        return self.page.locator(f'{inside} a[href^="{start}"]:not(svg a):visible').first

    def download(self, link: Locator) -> Path:
        with self.page.expect_download() as waiting:
            link.click()
        download: Download = waiting.value
        return download.path()


Visits = Callable[[str, str], Visit]
"""Gives the tab of a size, with scripts or without."""
