"""A Swedish text to tokens like those of Finnish: words with meanings, ages, marks that part or join them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from esrgraph.language.morphology import CACHED_WORDS, LONGEST, compact
from esrgraph.linking.targetgroups.lexicon.tokens import TOKEN, TextToken
from esrgraph.linking.targetgroups.lexicon.unwrapped import JOINED
from esrgraph.linking.targetgroups.lexicon.word_meanings import Word
from esrgraph.linking.targetgroups.swedish.words import swedish_word

_TOKEN = re.compile(
    r"(?P<aged>\d{2}(?:\s?[-–—]\s?\d{2})?(?:\s?[-–]?åring\w*|\s?-?årig\w*|\s+år(?!\w)(?:\s+gamla|\s+fyllda)?))|"
    + TOKEN.pattern,
    re.VERBOSE | re.IGNORECASE,
)
_CONJUNCTIONS = frozenset({"och", "samt", "eller", "&"})
_GOING_ON = frozenset(
    "i på inom vid för till av med utan från hos en ett den det de som är att inte deras sina".split()
)
"""Words that no line of a list ends with."""


def swedish_tokens(text: str) -> tuple[TextToken, ...]:
    """Every token, in order, cut words (`små- och medelstora`) completed."""
    found = list(_split(text))
    for place, token in enumerate(found):
        if token.cut:
            found[place] = _complete(found, place)
    return tuple(found)


def goes_on(above: str, _below: str) -> bool:
    """Whether no Swedish sentence or item ends with that word."""
    return above in _GOING_ON


def _split(text: str) -> Iterator[TextToken]:
    for found in _TOKEN.finditer(text):
        kind, piece, (start, end) = str(found.lastgroup), found.group(), found.span()
        if kind == "word" and len(piece) <= LONGEST:
            yield TextToken(piece, start, end, *_read(piece))
        elif kind == "aged":
            yield TextToken(piece, start, end, "age")
        else:
            yield TextToken(piece, start, end, {"line": "stop", "age": "number"}.get(kind, kind))


@lru_cache(maxsize=CACHED_WORDS)
def _read(piece: str) -> tuple[str, Word, bool, str, str]:
    """What a token has besides its text and place."""
    lower = piece.lower().replace(JOINED, "")
    kind = "conjunction" if lower in _CONJUNCTIONS else "word"
    return kind, swedish_word(lower.strip("-")), lower.endswith("-"), lower, compact(lower)


def _complete(found: list[TextToken], place: int) -> TextToken:
    """`yrkes-` in `yrkes- och högskolestuderande` as `yrkesstuderande`."""
    token = found[place]
    whole = next((each for each in found[place + 1 : place + 8] if each.kind == "word" and not each.cut), None)
    if whole is None or found[place + 1].kind not in {"conjunction", "comma", "slash"}:
        return token
    first = token.lower.rstrip("-")
    for cut in range(len(whole.lower) - 3, 2, -1):
        meaning = swedish_word(first + whole.lower[cut:])
        if meaning.hits and meaning.hits[0].concept:
            return token._replace(end=whole.end, word=meaning)
    return token
