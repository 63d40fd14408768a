"""How work grows with what it is done on, whatever the machine."""

from collections.abc import Callable
from time import process_time
from typing import TypeVar

T = TypeVar("T")

MOST = 10.0
"""Between 4, which is linear, and 16, which is quadratic; other work on the machine slows what is large more."""
TIMES = 3
"""How often work is done, at most: the least time counts, as others may use the machine."""
LEAST = 0.02
"""Seconds; what takes less is too short to be compared."""


def require_growth(work: Callable[[T], object], small: T, large: T) -> None:
    """Four times as much takes about four times as long."""

    def seconds(given: T) -> float:
        start = process_time()
        work(given)
        return process_time() - start

    bound = MOST * max(min(seconds(small) for _ in range(TIMES)), LEAST)
    assert any(seconds(large) < bound for _ in range(TIMES))
