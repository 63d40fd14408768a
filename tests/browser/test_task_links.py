"""The tasks of `tasks.toml`, done by following links as who has no scripts does, and the clicks that they take."""

import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2 as httpx
import pytest
from lxml.html import document_fromstring

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


def test_the_list_is_whole() -> None:
    assert len(TASKS) == 38
    assert {each["language"] for each in TASKS} == {"fi", "sv", "en"}
    assert all(len(each["steps"]) <= each.get("before", MOST_CLICKS) for each in TASKS)
