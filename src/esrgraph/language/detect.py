"""A text to the language it is in: the form is Finnish, the prose in it Finnish or Swedish.

The model is that of py3langid: a naive Bayes classifier, whose features are found by an automaton over bytes. Its sums
are made here, of the two languages alone and a word at a time, since the words of a corpus recur.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Any

from esrgraph.language.morphology import CACHED_WORDS

_ENOUGH = 400
"""Characters looked at: more do not change the answer, and cost time in proportion."""
_GLANCE = 100
_CERTAIN = 0.999
"""A text whose first characters, so many, are Finnish with this probability (0-1) is Finnish."""
_SURE = 0.9
"""Below this probability (0-1) of Swedish, a text on a Finnish form is taken as Finnish."""
_LOW, _HIGH = math.log((1 - _CERTAIN) / _CERTAIN), math.log(_SURE / (1 - _SURE))
"""The same as odds (log) of Swedish."""
_NEAR = 0.01
"""So near (log odds) one of these bounds, py3langid decides, whose sums have half the digits of those here."""
_ONCE = math.log1p(1)
_WORD = re.compile(r"[^ ]* ?")


@lru_cache(maxsize=4096)  # many projects repeat a statement, as "ei vaikutuksia"
def language_of(text: str) -> str:
    """`fi` or `sv`.

    >>> language_of("Projektet stöder unga företagare i Österbotten.")
    'sv'
    >>> language_of("Hanke tukee nuoria yrittäjiä.")
    'fi'
    """
    odds = _odds(text[:_GLANCE])
    if len(text) > _GLANCE and odds > _LOW:
        odds = _odds(text[:_ENOUGH])
    return "sv" if odds >= _HIGH else "fi"


def _odds(text: str) -> float:
    """The odds (log) of Swedish against Finnish, on the side of each bound on which py3langid has them.

    A feature that is met again counts for less, by the logarithm of how often it is met.
    """
    plain = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
    leanings, total = _leanings()
    met: list[int] = []
    state = 0
    for word in _WORD.findall(plain):
        state, features, leaning = _walk(state, word)
        met += features
        total += leaning
    for feature, count in Counter(met).items():
        if count > 1:
            total += leanings[feature] * (math.log1p(count) - count * _ONCE)
    odds = total / math.sqrt(len(plain.encode("utf-8", "surrogatepass"))) if met else 0.0
    return _odds_by_library(text) if min(abs(odds - _LOW), abs(odds - _HIGH)) < _NEAR else odds


@lru_cache(maxsize=CACHED_WORDS)
def _walk(state: int, word: str) -> tuple[int, list[int], float]:
    """The state of the automaton after a word, the features that it meets there, and how they lean, each met once."""
    identifier, (leanings, _) = _identifier(), _leanings()
    met = []
    for byte in word.encode("utf-8", "surrogatepass"):
        state = identifier.tk_nextmove[(identifier.tk_row[state] << 8) + byte]
        met.append(identifier.tk_output[state])
    features = [each for each in met if each >= 0]
    return state, features, _ONCE * sum(leanings[each] for each in features)


@cache
def _leanings() -> tuple[list[float], float]:
    """How much each feature speaks for Swedish (log odds), and the odds before any is met."""
    identifier = _identifier()
    finnish, swedish = (identifier.nb_classes.index(each) for each in ("fi", "sv"))
    table = identifier.nb_ptc.astype(float)
    return (table[:, swedish] - table[:, finnish]).tolist(), float(
        identifier.nb_pc[swedish] - identifier.nb_pc[finnish]
    )


def _odds_by_library(text: str) -> float:
    """Odds (log) that lie where py3langid's do: beyond a bound, or between the two."""
    language, probability = _identifier().classify(text)
    if language == "fi":
        return -math.inf if probability >= _CERTAIN else 0.0
    return math.inf if probability >= _SURE else 0.0


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second of loading, paid at the first text

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(["fi", "sv"])
    return identifier
