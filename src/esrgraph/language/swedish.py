"""A Swedish word to its base form, by simplemma's word list (MIT, offline); what it lacks stays as it is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from esrgraph.language.morphology import CACHED_WORDS, LONGEST

_PRESENT = re.compile(r"(\w{3,}(?:ande|ende))(?:n|na|nas|ns|s)?")
_PAST = re.compile(r"\w+(?:[dt]|da|de|ta|te)s?")
_FIRST, _LAST = 3, 4
"""Letters that the first and the last part of a compound have at least."""
PARTICIPLE = "+"
"""Follows the infinitive in the base form of a past participle, so that `anställda` are not those who `anställer`."""


@lru_cache(maxsize=CACHED_WORDS)
def base_form(word: str) -> str:
    """The base form in lower case: of a noun its singular, of an adjective its shortest form, of a verb its infinitive.

    >>> base_form("Byaföreningarna"), base_form("långtidsarbetslösa"), base_form("studerandena"), base_form("anställda")
    ('byaförening', 'långtidsarbetslös', 'studerande', 'anställa+')
    """
    lower = word.lower()
    present = _PRESENT.fullmatch(lower)
    if present:
        return present[1]
    if len(lower) > LONGEST or not lower.replace("-", "").isalpha():
        return lower
    lemma = str(_simplemma().lemmatize(lower, lang="sv")).lower()
    passive = lower in {lemma, lemma + "s"}
    return lemma + PARTICIPLE if lemma.endswith("a") and not passive and _PAST.fullmatch(lower) else lemma


def is_known(word: str) -> bool:
    """Whether the list has the word, or what may be the last part of a compound."""
    lower = word.lower().strip("-")
    return any(_simplemma().is_known(lower[cut:], lang="sv") for cut in (0, *range(_FIRST, len(lower) - _LAST + 1)))


@cache
def _simplemma() -> Any:
    import simplemma  # a second of loading, paid at the first Swedish text

    return simplemma
