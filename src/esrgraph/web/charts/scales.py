"""What a picture shows: a figure with its name and address, and round numbers to read it by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10
from textwrap import wrap
from typing import Literal

Number = int | float | Decimal
Unit = Literal["number", "euros"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of something: `label` in the page's language, `value` (None: not known), `href` of its page.

    `second` is a value to hold against the first one, as what was realised of what was planned.
    """

    label: str
    value: Number | None
    href: str | None = None
    second: Number | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value on an axis and where it stands, 0-100."""

    value: Number
    at: float


def ticks(values: Iterable[Number | None], most: int = 4) -> tuple[Tick, ...]:
    """Round values from 0 to at least the greatest one: `most` steps of 1, 2 or 5 times a power of ten.

    >>> [tick.value for tick in ticks([3, 37])], [tick.value for tick in ticks([1])]
    ([0, 10, 20, 30, 40], [0, 1])
    """
    greatest = max((float(value) for value in values if value is not None), default=0.0)
    step = round_up(max(greatest, 1) / most)
    count = max(1, ceil(greatest / step))
    return tuple(Tick(step * place, percent(place, count)) for place in range(count + 1))


def round_up(value: float) -> int:
    """The least of 1, 2 or 5 times a power of ten that is at least a value, and at least 1."""
    value = max(value, 1)
    power = 10 ** max(0, floor(log10(value)))
    return next(int(times * power) for times in (1, 2, 5, 10) if times * power >= value)


def percent(value: Number | None, whole: Number) -> float:
    """A share of a whole in per cent, 0-100, as coordinates are written."""
    return round(min(max(float(value or 0) / float(whole), 0), 1) * 100, 2)


def divisor(unit: Unit, values: Iterable[Number]) -> int:
    """What values are divided by to be short beside a picture: 1, 1000 or 1000000."""
    greatest = max(values, default=0)
    if unit == "number" or greatest < 10_000:
        return 1
    return 1000 if greatest < 2_000_000 else 1_000_000


def lines(label: str, characters: int) -> tuple[str, ...]:
    """A label broken into lines, at least one."""
    return tuple(wrap(label, characters, break_on_hyphens=True)) or ("",)
