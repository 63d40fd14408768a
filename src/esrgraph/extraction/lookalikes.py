"""A text to the letters a reader sees in it, so that a word is the same word however it is written."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache

_UNSEEN = re.compile(r"[\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff]")
_PLAIN = (("ä", "a"), ("ö", "o"), ("å", "a"), ("–", "-"), ("”", '"'), ("’", "'"), ("…", "."), ("€", "e"))
"""The signs outside ASCII that most texts have, and what stands for them; all others are looked up."""


def skeleton(text: str) -> str:
    """The text in small plain letters: signs that look like Latin ones as these, without diacritics and entities.

    >>> skeleton("Yhteyshenkil&ouml;n"), skeleton("Ｍäki"), skeleton("еnsi")
    ('yhteyshenkilon', 'maki', 'ensi')
    """
    plain = (html.unescape(text) if "&" in text else text).lower()
    if plain.isascii():
        return plain
    for sign, other in _PLAIN:
        plain = plain.replace(sign, other)
    return plain if plain.isascii() else " ".join(map(_plain, plain.split(" ")))


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    if word.isascii():
        return word
    text = unicodedata.normalize("NFKC", _UNSEEN.sub("", word))
    text = unicodedata.normalize("NFD", text.translate(_latin()))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return text.casefold().replace("ø", "o").replace("æ", "a")


@cache
def _latin() -> dict[int, str]:
    """Signs of other scripts by the Latin letter they look like (Unicode's confusables)."""
    from confusable_homoglyphs.confusables import confusables_data  # large: paid at the first such text

    table: dict[int, str] = {}
    for sign, others in confusables_data.items():
        letters = sorted(other["c"] for other in others if other["c"].isascii() and other["c"].isalpha())
        if letters and len(sign) == 1 and not sign.isascii() and not unicodedata.decomposition(sign):
            table[ord(sign)] = letters[-1]
    return table
