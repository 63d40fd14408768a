"""Values of places to classes with round limits, one shade of a map each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median

from esrgraph.web.charts.scales import Number, Unit, round_up

_TONES = {0: (), 1: (3,), 2: (2, 3), 3: (2, 3, 4), 4: (1, 2, 3, 4), 5: (1, 2, 3, 4, 5)}
_ALIKE = 7 / 8
"""A least value of at least so much of the greatest: the places are as good as equal, and have one shade."""
_CLOSE = ((2 / 3, 2), (1 / 2, 3))
"""The same with how many shades: a map does not make more of a difference than there is."""
_UNEVEN = 5
"""How many times the middle value the greatest must be, for the limits to grow as 1, 2, 5, 10 ..."""


@dataclass(frozen=True, slots=True)
class MapClass:
    """A class of the legend: the least and the greatest value that the shade `tone` (0-5) stands for, as they are
    shown. Of whole numbers the greatest is among them; of others it is the next class's least."""

    tone: int
    least: Number
    greatest: Number


def classes(values: Iterable[Number], unit: Unit = "number", most: int = 5) -> tuple[MapClass, ...]:
    """At most `most` classes with round limits, and one of its own for 0. The limits are as far apart as 1, 2 or 5
    times a power of ten, or where few values are much greater than the others, grow as 1, 2, 5, 10 ...

    >>> [(each.least, each.greatest) for each in classes([0, 3, 12, 25, 37])]
    [(0, 0), (1, 9), (10, 19), (20, 29), (30, 39)]
    >>> [(each.least, each.greatest) for each in classes([1, 2, 3, 4, 900])]
    [(1, 4), (5, 19), (20, 99), (100, 499), (500, 1999)]
    >>> [(each.least, each.greatest) for each in classes([105, 108, 113])]
    [(105, 113)]
    >>> [(each.least, each.greatest) for each in classes([1_200_000.5, 1_900_000], "euros")]
    [(1000000, 1500000), (1500000, 2000000)]
    """
    known = list(values)
    some = [value for value in known if value > 0]
    none = (MapClass(0, 0, 0),) if len(some) < len(known) else ()
    if not some:
        return none
    if float(min(some)) >= float(max(some)) * _ALIKE:
        return (*none, MapClass(_TONES[1][0], min(some), max(some)))
    least, greatest = float(min(some)), float(max(some))
    limits = (
        _uneven(least, greatest, most)
        if greatest > _UNEVEN * median(map(float, some))
        else _even(least, greatest, most)
    )
    whole = unit == "number" and all(value == int(value) for value in some)
    bounds = [max(limits[0], 1) if whole else limits[0], *limits[1:]]
    pairs = zip(_TONES[len(limits) - 1], bounds, limits[1:], strict=False)
    return (*none, *(MapClass(tone, low, high - 1 if whole else high) for tone, low, high in pairs))


def tone_of(value: Number, steps: Sequence[MapClass]) -> int:
    """The shade of a value that the classes were made for."""
    if value <= 0:
        return 0
    some = [step for step in steps if step.tone]
    return some[max(0, bisect_right([float(step.least) for step in some], float(value)) - 1)].tone


def _even(least: float, greatest: float, most: int) -> list[int]:
    """Limits as far apart from one another, fewer where the values are close."""
    most = next((number for share, number in _CLOSE if least > greatest * share), most)
    step = round_up((greatest - least) / most)
    while greatest // step - least // step + 1 > most:
        step = round_up(step + 1)
    return [step * place for place in range(int(least // step), int(greatest // step) + 2)]


def _uneven(least: float, greatest: float, most: int) -> list[int]:
    """Limits of 1, 2, 5, 10 ..., or as many of them as leave `most` classes: 1, 5, 20, 100 ... or 1, 10, 100 ..."""
    first, last = _rung(least), _rung(greatest)
    every = next(each for each in count(1) if last // each - first // each < most)
    first -= first % every
    limits = [_value(rung) for rung in range(first, (last // every + 1) * every + 1, every)]
    return [0, *limits[1:]] if least < 1 else limits


def _rung(value: float) -> int:
    """The place of the last of 1, 2, 5, 10 ... that is not above a value; 0 below 1."""
    place = 0
    while _value(place + 1) <= value:
        place += 1
    return place


def _value(place: int) -> int:
    power, step = divmod(place, 3)
    return int((1, 2, 5)[step] * 10**power)
