"""The tasks of `tasks.toml`, done by following links as who has no scripts does, and the clicks that they take."""

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import httpx2 as httpx
import pytest
from lxml.html import document_fromstring
from playwright.sync_api import Locator, Page

from browser.visit import SCRIPTS, SIZES, Visit

TASKS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("tasks.toml").read_text(encoding="utf-8"))["task"]
MOST_CLICKS = 4


def step(client: httpx.Client, response: httpx.Response, wanted: str) -> httpx.Response:
    """Follow the first link whose address has what is wanted, or search for what is to be typed."""
    root = document_fromstring(response.content)
    if wanted.startswith("type "):
        (form,) = root.xpath("//main//form[@role='search']")
        kept = [(each.get("name"), each.get("value")) for each in form.xpath(".//input[@type='hidden']")]
        return client.get(f"{form.get('action')}?{urlencode([('q', wanted.removeprefix('type ')), *kept])}")
    links = [each for each in root.xpath("//body//a/@href") if wanted in each]
    assert links, f"no link with {wanted} on {response.url}"
    return client.get(str(response.url.join(links[0])))


@pytest.mark.parametrize("task", TASKS, ids=[each["what"] for each in TASKS])
def test_a_task_is_done_by_links_alone(quick_client: httpx.Client, task: dict[str, Any]) -> None:
    response = quick_client.get(f"/?lang={task['language']}")
    for wanted in task["steps"]:
        response = step(quick_client, response, wanted)
        while response.is_redirect:
            response = quick_client.get(response.headers["location"])
        assert response.status_code == 200, response.url
    assert re.search(task["shows"], response.content.decode("utf-8", "replace")), response.url
    assert len(task["steps"]) <= MOST_CLICKS


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


def test_the_list_is_whole() -> None:
    assert len(TASKS) == 38
    assert {each["language"] for each in TASKS} == {"fi", "sv", "en"}
    assert all(len(each["steps"]) <= each.get("before", MOST_CLICKS) for each in TASKS)
