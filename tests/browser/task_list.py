"""A task of `tasks.toml` done in a browser."""

import re
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Locator, Page

from browser.visit import Visit


def is_file(wanted: str) -> bool:
    return any(f".{suffix}" in wanted for suffix in ("csv", "xlsx", "atom", "graphml"))


def in_sight(page: Page, wanted: str) -> Locator:
    """The first link whose address has what is wanted, after what it is folded into was opened."""
    links = page.locator(f'body a[href*="{wanted}"]')
    link = links.and_(page.locator(":not(svg a)")).or_(links).first
    for folded in link.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("> summary").click()
    return link


def do(task: dict[str, Any], visit: Visit) -> None:
    visit.begin(task["language"])
    page = visit.go("/").page
    shown = ""
    for wanted in task["steps"]:
        if wanted.startswith("type "):
            field = page.locator("main form[role=search] input[type=search]")
            field.fill(wanted.removeprefix("type "))
            field.press("Enter")
            visit.at("/search")
        elif is_file(wanted):
            address = in_sight(page, wanted).get_attribute("href") or ""
            shown = page.request.get(urljoin(page.url, address)).body().decode("utf-8", "replace")
        else:
            visit.follow(in_sight(page, wanted))
    assert re.search(task["shows"], shown or page.content())
