"""The tasks of `tasks.toml` done in a browser: on a screen and a phone by turns, every two with scripts or without."""

import re
from collections.abc import Collection
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page

from browser.test_task_links import TASKS
from browser.visit import SCRIPTS, SIZES, Visits


def size(place: int) -> str:
    return list(SIZES)[place % 2]


def of(*people: str, on: Collection[str] = SIZES) -> pytest.MarkDecorator:
    """The parameter `place` of a test: where the tasks of some people stand in the list that are done on some sizes."""
    places = [place for place, task in enumerate(TASKS) if task["who"] in people and size(place) in on]
    return pytest.mark.parametrize("place", places, ids=[TASKS[place]["what"] for place in places])


def is_file(wanted: str) -> bool:
    return any(f".{suffix}" in wanted for suffix in ("csv", "xlsx", "atom", "graphml"))


def in_sight(page: Page, wanted: str) -> Locator:
    """The first link whose address has what is wanted, after what it is folded into was opened."""
    links = page.locator(f'body a[href*="{wanted}"]')
    link = links.and_(page.locator(":not(svg a)")).or_(links).first
    for folded in link.locator("xpath=ancestor::details[not(@open)]").all():
        folded.locator("> summary").click()
    return link


def do(place: int, visits: Visits) -> None:
    task = TASKS[place]
    visit = visits(size(place), list(SCRIPTS)[place // 2 % 2]).begin(task["language"])
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
