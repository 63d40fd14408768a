"""A seed to a repeatable series of choices."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Choices that depend on the key alone; only `Random.random` is used, whose series is the same in every Python."""

    __slots__ = ("unit",)

    def __init__(self, *key: object) -> None:
        self.unit = Random("/".join(map(str, key))).random
        """The next number from 0 up to, not including, 1."""

    def chance(self, share: float) -> bool:
        """True in that share (0-1) of cases."""
        return self.unit() < share

    def between(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def skewed(self, low: int, high: int, shape: float = 3) -> int:
        """A whole number from low to high, most often near low; the higher the shape, the more so."""
        return low + int(self.unit() ** shape * (high - low + 1))

    def one(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[int(self.unit() * len(items))]

    def weighted(self, items: Sequence[T], cumulative: Sequence[float]) -> T:
        """One of the items by the running sums of their weights."""
        return items[bisect(cumulative, self.unit() * cumulative[-1], hi=len(items) - 1)]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """That many different items, or all of them, in any order."""
        if count == 1 and items:
            return [self.one(items)]
        left = list(items)
        return [left.pop(int(self.unit() * len(left))) for _ in range(min(count, len(left)))]
