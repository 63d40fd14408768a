"""A number to an invented organisation, and a page's place in the corpus to the numbers of organisations on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any

from stdnum.fi import ytunnus

from benchmarks.corpus.data import table, toml
from benchmarks.corpus.draw import Draw
from benchmarks.corpus.places import Region, draw_region, home
from esrgraph.linking import schemes

MOST_ORGANISATIONS = 10_000
_PAGES_EACH = 6
_FIRST = 60
_FLATNESS = 20.0
"""Of Zipf's law: the twenty most common organisations are about equally common, then numbers fall as 1/n."""
_FIRST_NUMBER = 9_901_000
"""Business IDs from here up are far from being issued; esrgraph's own examples use those just below."""
_STRIDE = 1_901
"""Prime to the number of roots, so that neighbours in number do not share a root."""
_ASCII = str.maketrans("äåöéü ", "aaoeu-")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as pages describe it; `variant` and `other_type` are what a careless applicant writes."""

    number: int
    name: str
    variant: str
    type: str
    other_type: str
    business_id: str
    street: str
    phone: str
    postcode: str
    town: str
    website: str
    domain: str
    region: Region


def draw_organisation(draw: Draw, seed: int, index: int) -> Organisation:
    """One for the page with that index: the pool grows with the pages before it, and few are in many projects."""
    pool = min(MOST_ORGANISATIONS, _FIRST + index // _PAGES_EACH)
    number = int(_FLATNESS * ((pool / _FLATNESS + 1) ** draw.unit() - 1))
    return organisation(seed, number)


@lru_cache(maxsize=MOST_ORGANISATIONS)
def organisation(seed: int, number: int) -> Organisation:
    """The organisation with that number, from 0 to `MOST_ORGANISATIONS` - 1."""
    draw = Draw(seed, "organisation", number)
    names = _names()
    kind = draw.weighted(names.kinds, names.weights)
    region = draw_region(draw)
    town = home(region, draw)
    root, genitive = names.roots[number * _STRIDE % len(names.roots)]
    pattern = names.types[kind]["patterns"][number // len(names.roots)]
    slug = root.lower().translate(_ASCII)
    types = schemes.load_schemes().organisation_types.by_notation
    return Organisation(
        number=number,
        name=pattern.format(root=root, gen=genitive, town=town),
        variant=names.types[kind]["variant"].format(root=root, gen=genitive, town=town),
        type=types[kind].label,
        other_type=types[draw.one([other for other in names.kinds if other != kind])].label,
        business_id=business_id(number),
        street=f"{draw.one(names.streets)} {draw.between(1, 90)}{draw.one(('', '', '', ' A', ' B 4', ' C'))}",
        phone=_phone(region, draw),
        postcode=f"{region.postcode}{draw.between(0, 9999):04d}"[:5],
        town=town,
        website=draw.one(("http://www.{}", "https://www.{}", "www.{}", "https://{}")).format(f"{slug}.example.fi"),
        domain=f"{slug}.example.fi",
        region=region,
    )


def business_id(number: int) -> str:
    """A business ID with a right check digit, another one for each number.

    >>> business_id(0)
    '9901000-5'
    """
    base = _FIRST_NUMBER + 2 * number
    candidates = (f"{digits}-{check}" for digits in (base, base + 1) for check in range(10))
    return next(candidate for candidate in candidates if ytunnus.is_valid(candidate))


def _phone(region: Region, draw: Draw) -> str:
    area, last = region.area_code, draw.between(1000, 9999)
    return draw.one((f"{area} 123 {last}", f"{area}123{last}", f"({area}) 123 {last}", f"{area} - 123 {last}"))


@dataclass(frozen=True, slots=True)
class _Names:
    roots: list[tuple[str, str]]
    kinds: list[str]
    weights: list[float]
    types: dict[str, Any]
    streets: list[str]


@cache
def _names() -> _Names:
    content = toml("names")
    seconds = table(content["second"])
    return _Names(
        roots=[
            (first + nominative, first + genitive) for nominative, genitive in seconds for first in content["first"]
        ],
        kinds=list(content["types"]),
        weights=list(accumulate(each["weight"] for each in content["types"].values())),
        types=content["types"],
        streets=content["streets"],
    )
