"""The terms of words, taken from the last build where it knew the word."""

from __future__ import annotations

from functools import lru_cache

import orjson

from esrgraph.search.analysis import CACHED_WORDS, Terms, terms
from esrgraph.search.kept import KeptEntries


class KeptTerms:
    """Looks up words; those that texts have most are remembered, so that memory does not grow."""

    def __init__(self, kept: KeptEntries) -> None:
        self._kept = kept
        self.terms = lru_cache(CACHED_WORDS)(self._terms)

    def _terms(self, word: str, language: str) -> Terms:
        """The terms of a word in a text of that language."""
        key = f"{language} {word}".encode()
        if packed := self._kept.get(key):
            _, form, whole, parts = orjson.loads(packed)
            return Terms(word, form, tuple(whole), tuple(parts))
        found = terms(word, language)
        self._kept.put(key, orjson.dumps((found.word, found.form, found.whole, found.parts)))
        return found
