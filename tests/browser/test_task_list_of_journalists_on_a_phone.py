"""The tasks of journalists in `tasks.toml` that are done in a browser on a phone."""

from browser.task_list import do, of
from browser.visit import Visits


@of("journalist", on=["phone"])
def test_a_task_is_done_on_a_phone(visits: Visits, place: int) -> None:
    do(place, visits)
