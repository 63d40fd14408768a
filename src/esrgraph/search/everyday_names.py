"""Organisations' names to what they are called every day: abbreviations and names in other languages."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from esrgraph.resources import resource
from esrgraph.search.normal_name import normal_name

_ABBREVIATION = re.compile(r"(?:[(](?P<bracketed>[^\W\d_]{2,8})[)]|\s(?P<after>[A-ZÅÄÖ]{3,6}))(?: (?:Oy|OY))?\Z")
_BRANDED = re.compile(
    r"([^\W\d_]{3,})[- ](?:ammattikorkeakoulu|yliopisto|korkeakoulu|korkeakoulusäätiö)(?: (?:oy|sr))?", re.IGNORECASE
)
_LEGAL = frozenset({"OYJ", "LTD", "SKF", "INC"})


class EverydayNames:
    """What the names of a release, and the list `everyday-names.csv`, say that organisations are called too: never
    what a place is called."""

    def __init__(self, names: Iterable[str], places: Iterable[str] = ()) -> None:
        self._places = frozenset(normal_name(place).compact for place in places)
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for name in names:
            full, short = abbreviation(name)
            if short:
                for each in (full, name):
                    self._by_name[normal_name(each).compact].add(short)

    def of(self, name: str) -> frozenset[str]:
        """What the organisation of that name is called too."""
        key = normal_name(name).compact
        others = frozenset(self._by_name.get(key, ())) | _listed().get(key, frozenset()) | brand(name)
        return frozenset(other for other in others if normal_name(other).compact not in self._places)


def abbreviation(name: str) -> tuple[str, str]:
    """A name without the abbreviation that it ends with, and that; "" where it ends with none.

    >>> abbreviation("Geologian tutkimuskeskus (GTK)"), abbreviation("Rannikon apu ry (Kotka)")
    (('Geologian tutkimuskeskus', 'GTK'), ('Rannikon apu ry (Kotka)', ''))
    """
    found = _ABBREVIATION.search(name)
    if not found or name.isupper():
        return name, ""
    full, short = name[: found.start()].strip(" ,-–"), found["bracketed"] or found["after"]
    is_short = short not in _LEGAL and 2 * len(short) < len(full)
    return (full, short) if is_short and (_capitals(short) > 1 or _is_within(short, full)) else (name, "")


def brand(name: str) -> frozenset[str]:
    """The name that a school or university has beside saying what it is, if it has one: no genitive, no adjective.

    >>> brand("Karelia-ammattikorkeakoulu Oy"), brand("Lapin yliopisto"), brand("Humanistinen ammattikorkeakoulu")
    (frozenset({'Karelia'}), frozenset(), frozenset())
    """
    found = _BRANDED.fullmatch(name)
    return frozenset({found[1]}) if found and not found[1].endswith("n") else frozenset()


def _capitals(text: str) -> int:
    return sum(letter.isupper() for letter in text)


def _is_within(short: str, full: str) -> bool:
    """Whether the letters stand in the name in their order, the first as its first: `Oamk`."""
    letters = iter(full.lower())
    return full.lower().startswith(short[0].lower()) and all(letter in letters for letter in short.lower())


@cache
def _listed() -> Mapping[str, frozenset[str]]:
    """The list, by the key of each name."""
    found: dict[str, set[str]] = defaultdict(set)
    with resource("ontology", "schemes", "everyday-names.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[normal_name(row["name"]).compact].add(row["everyday_name"])
    return {key: frozenset(names) for key, names in found.items()}
