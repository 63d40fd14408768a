"""The tasks of `tasks.toml`, done in a browser."""

import re
from itertools import product
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page

from browser.test_task_links import TASKS
from browser.visit import SCRIPTS, SIZES, Visit


def is_file(wanted: str) -> bool:
    return any(f".{suffix}" in wanted for suffix in ("csv", "xlsx", "atom", "graphml"))


def in_sight(page: Page, wanted: str) -> Locator:
    """The first link whose address has what is wanted, after what it is folded into was opened."""
    links = page.locator(f'body a[href*="{wanted}"]')
    link = links.and_(page.locator(":not(svg a)")).or_(links).first
    for folded in link.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("> summary").click()
    return link


@pytest.mark.parametrize("place", range(len(TASKS)), ids=[each["what"] for each in TASKS])
def test_a_task_is_done_in_a_browser(visits: dict[tuple[str, str], Visit], place: int) -> None:
    """On a screen or a phone, with scripts or without: one after the other takes the next of the four."""
    task, device = TASKS[place], list(product(SIZES, SCRIPTS))[place % 4]
    visit = visits[device].begin(task["language"])
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
