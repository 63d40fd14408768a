"""Two names to how alike they are: a score, and in what way."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from esrgraph.search.normal_name import NormalName

_OTHER_WRITING, _FORM_UNSAID, _OTHER_ORDER = 1.0, 2.0, 4.0
_OTHER_FORM, _OTHER_NUMBER = 16.0, 14.0
"""What is taken off the score for each way in which two names differ."""
_PART = 0.8
"""How much of a likeness counts where one name holds the other."""
_LEAST_LETTERS = 6
"""Letters of a word that may be another one misspelt."""


class Way(IntEnum):
    """In what way two names are alike, the surer the greater."""

    UNLIKE = 0
    MISSPELT = 1
    FORM_UNSAID = 2
    SAME = 3
    EQUAL = 4


class Likeness(NamedTuple):
    """How alike two names are: `score` from 0 to 100."""

    score: float
    way: Way


def likeness(asked: NormalName, name: NormalName) -> Likeness:
    """How alike a name is to the one that is asked for.

    Equal but for letter case: 100. The same in another way of writing: 99, with the legal form left out 97, in another
    order of words 95. A letter wrong costs its share of the letters, another legal form 16, another number 14.

    >>> from esrgraph.search.normal_name import normal_name
    >>> [likeness(normal_name(each), normal_name("Kultapuro Oy")).score for each in ("KULTAPURO OY", "Oy Kultapuro Ab")]
    [100.0, 99.0]
    >>> likeness(normal_name("Kultapuro ry"), normal_name("Kultapuro Oy"))
    Likeness(score=83.0, way=<Way.UNLIKE: 0>)
    """
    if asked.text == name.text:
        return Likeness(100.0, Way.EQUAL)
    if asked.compact == name.compact:
        way, score = Way.SAME, 100 - _OTHER_WRITING
    elif asked.in_order == name.in_order:
        way, score = Way.SAME, 100 - _OTHER_WRITING - _OTHER_ORDER
    else:
        way, score = _spelt(asked, name)
    if asked.numbers != name.numbers:
        way, score = Way.UNLIKE, score - _OTHER_NUMBER
    return _with_form(asked, name, way, score)


def _spelt(asked: NormalName, name: NormalName) -> tuple[Way, float]:
    """How alike the spelling of two names is, or of the words that they have in common."""
    longer = max(len(asked.compact), len(name.compact))
    wrong = OSA.distance(asked.compact, name.compact)
    part = _PART * fuzz.token_set_ratio(" ".join(asked.words), " ".join(name.words))
    score = max(100 * (1 - wrong / longer) - _OTHER_WRITING, part)
    return (Way.MISSPELT if wrong == 1 and _is_slip(asked.words, name.words) else Way.UNLIKE), score


def _is_slip(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one letter is wrong in one long word, and not its first: `Ala-` and `Ylä-` are two places."""
    if len(words) != len(others):
        return False
    (word, other), *more = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return not more and word[0] == other[0] and len(word) >= _LEAST_LETTERS


def _with_form(asked: NormalName, name: NormalName, way: Way, score: float) -> Likeness:
    if asked.forms == name.forms or asked.forms & name.forms:
        return Likeness(score, way)
    if asked.forms and name.forms:
        return Likeness(max(score - _OTHER_FORM, 0.0), Way.UNLIKE)
    return Likeness(max(score - _FORM_UNSAID, 0.0), min(way, Way.FORM_UNSAID))
