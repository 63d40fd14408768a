"""A name to the keys that say whether it is the very name that is asked for: as it is written, and in its base form."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from esrgraph.search.analysis import WORD, Terms, query_terms, terms
from esrgraph.search.normal_name import normal_name, without_brackets
from esrgraph.search.written_forms import LEGAL_FORMS

_CACHED = 16_384
_LONGEST = 150
"""Characters of a name that can be the name asked for; longer ones nobody types."""


def written_keys(name: str) -> frozenset[str]:
    """The keys of a name as it is written, with what it has in brackets and without: case, hyphens, spaces, legal
    forms and abbreviations make no difference.

    >>> written_keys("Karelia-ammattikorkeakoulu Oy") == written_keys("karelia amk")
    True
    """
    if len(name) > _LONGEST:
        return frozenset()
    bracketed = without_brackets(name)
    return frozenset(normal_name(each).compact for each in (name, bracketed[0] if bracketed else name)) - {""}


@lru_cache(maxsize=_CACHED)
def base_keys(name: str, language: str, find: Callable[[str, str], Terms] = terms) -> frozenset[str]:
    """The keys of a name with its last word in its base forms, as `find` gives them; those as written are among them.

    >>> base_keys("nuoret", "fi") & asked_keys("nuorille")
    frozenset({'nuori'})
    """
    before, last = _cut(name)
    return written_keys(name) | {before + each for each in (find(last, language).whole if last else ())}


@lru_cache(maxsize=_CACHED)
def asked_keys(text: str) -> frozenset[str]:
    """The base keys of the things that are asked for, if what is asked for is a name in any of its forms."""
    before, last = _cut(text)
    return written_keys(text) | {before + each for each in (query_terms(last) if last else ())}


def _cut(name: str) -> tuple[str, str]:
    """The key of all words but the last that is no legal form, and that."""
    words = WORD.findall(name[:_LONGEST])
    while len(words) > 1 and words[-1].lower() in LEGAL_FORMS:
        words.pop()
    return (normal_name(" ".join(words[:-1])).compact if words[1:] else "", words[-1]) if words else ("", "")
