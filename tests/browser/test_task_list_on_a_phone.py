"""Every second task of `tasks.toml`, done in a browser on a phone; the others are done on a screen."""

import pytest

from browser.task_list import do
from browser.test_task_links import TASKS
from browser.visit import SCRIPTS, Visits

MINE = TASKS[1::2]


@pytest.mark.parametrize("place", range(len(MINE)), ids=[each["what"] for each in MINE])
def test_a_task_is_done_on_a_phone(visits: Visits, place: int) -> None:
    """With scripts or without: one after the other takes the next of the two."""
    do(MINE[place], visits("phone", list(SCRIPTS)[place % 2]))
