"""The tasks of citizens in `tasks.toml`, done in a browser."""

from browser.task_list import do, of
from browser.visit import Visits


@of("citizen")
def test_a_task_is_done_in_a_browser(visits: Visits, place: int) -> None:
    do(place, visits)
