"""What a list calls a place with the word for its kind (`Joensuun kaupunki`) to what the place alone may be called."""

from __future__ import annotations

import re

from esrgraph.language.morphology import readings

_KINDS = {
    "municipality": "kunta|kaupunki|stad|kommun",
    "sub-region": "seutukunta|ekonomiska region",
    "region": "maakunta|landskap",
}
_BEFORE = {"municipality": "city|town|municipality", "sub-region": "sub-region", "region": "region"}


def place_alone(text: str, kind: str) -> frozenset[str]:
    """The names that a place of a kind may have, in lower case, where a text says its kind beside it; else none.

    >>> sorted(place_alone("Joensuun kaupunki", "municipality")), sorted(place_alone("City of Vaasa", "municipality"))
    (['joensuu', 'joensuun'], ['vaasa'])
    >>> sorted(place_alone("Nylands landskap", "region")), sorted(place_alone("Lapin maakunta", "municipality"))
    (['nyland', 'nylands'], [])
    """
    if kind not in _KINDS:
        return frozenset()
    folded = " ".join(text.casefold().split())
    if before := re.fullmatch(rf"(?:{_BEFORE[kind]}) of (.+)", folded):
        return frozenset({before[1]})
    after = re.fullmatch(rf"(.+) (?:{_KINDS[kind]})", folded)
    if not after:
        return frozenset()
    return frozenset({after[1], after[1].removesuffix("s"), *(each.lemma for each in readings(after[1]))})
