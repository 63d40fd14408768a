"""A Finnish word to its readings: base form, case, number, and where the parts of a compound meet.

The analyses are pyvoikko's (the Voikko morphology as a finite-state transducer, offline). They come in no fixed order
and give the base form of a compound with inner parts in the nominative (`pitkäaikainentyötön`), so they are sorted and
the base form is rebuilt as the surface of the inner parts with the base form of the last (`pitkäaikaistyötön`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from esrgraph.errors import MorphologyUnavailable

CACHED_WORDS = 65_536
"""Distinct words kept: the cache stays below about 60 MB, and the words of target groups recur."""

LONGEST = 100
"""Letters of a word; more are none. Longer ones cost Voikko time without bound, and its recursion the process."""

_CODE = re.compile(r"[A-Za-z][0-9]{4,}|[0-9]{7}-[0-9]")
"""A project code, a business ID: no words, which a corpus has as many of as of projects."""

Form = tuple[str, str]
"""A case (`gen`) and a number (`sg`, `pl`)."""

_CASES = {
    "nimento": "nom",
    "omanto": "gen",
    "osanto": "par",
    "olento": "ess",
    "tulento": "tra",
    "sisaolento": "ine",
    "sisaeronto": "ela",
    "sisatulento": "ill",
    "ulkoolento": "ade",
    "ulkoeronto": "abl",
    "ulkotulento": "all",
    "vajanto": "abe",
    "seuranto": "com",
    "keinonto": "ins",
    "kohdanto": "acc",
}
_ABBREVIATION = re.compile(r"^(?P<stem>[^:’']+)[:’'](?P<suffix>[a-zåäö]+)$")
_SUFFIXES: tuple[tuple[str, Form], ...] = (
    (r"n", ("gen", "sg")),
    (r"t", ("nom", "pl")),
    (r"(i|j)?(d|tt)?en|ien|jen", ("gen", "pl")),
    (r"i?t?[aä]|j[aä]", ("par", "sg")),
    (r"i?ss[aä]", ("ine", "sg")),
    (r"i?st[aä]", ("ela", "sg")),
    (r"(h[aeiouyäö]n|[iuaeäöy]n|seen|ihin|siin)", ("ill", "sg")),
    (r"i?ll[aä]", ("ade", "sg")),
    (r"i?lt[aä]", ("abl", "sg")),
    (r"i?lle", ("all", "sg")),
)


@dataclass(frozen=True, slots=True, order=True)
class WordAnalysis:
    """One way to read a word, lower-case and without hyphens.

    `joints` are the places in `lemma` (characters) where a compound's parts meet. `case` and `number` are "" where they
    do not apply; `word_class` is Voikko's, or `teonnimi` for a verb's noun (`tukeminen`). `participle` is Voikko's kind
    of participle or "". `finite`: an inflected verb of a main or subordinate clause.
    """

    lemma: str
    word_class: str
    case: str = ""
    number: str = ""
    joints: tuple[int, ...] = ()
    participle: str = ""
    finite: bool = False
    possessive: bool = False


@lru_cache(maxsize=CACHED_WORDS)
def readings(word: str) -> tuple[WordAnalysis, ...]:
    """Every reading of a word in any letter case, sorted; none where Voikko does not know the word, or it is no word.

    A colon's suffix gives an abbreviation its case (`TYP:n`), and an unknown first part of a hyphenated compound is
    kept (`NEET-nuoret`). Raises MorphologyUnavailable where pyvoikko cannot be imported.

    >>> [(each.lemma, each.case, each.number) for each in readings("Maahanmuuttajanaisille")]
    [('maahanmuuttajanainen', 'all', 'pl')]
    """
    if len(word) > LONGEST or _CODE.fullmatch(word):
        return ()
    lower = word.lower().replace("–", "-")
    found = {_reading(analysis) for analysis in _analyse()(lower)}
    if not found:
        found = set(_analyse_abbreviation(lower)) or set(_analyse_hyphenated(lower))
    return tuple(sorted(found))


@lru_cache(maxsize=4096)  # words share some hundreds of sets of forms
def cases_of(forms: frozenset[Form]) -> frozenset[str]:
    """The cases among forms.

    >>> sorted(cases_of(frozenset({("gen", "sg"), ("gen", "pl"), ("nom", "pl")})))
    ['gen', 'nom']
    """
    return frozenset(case for case, _number in forms)


def compact(word: str) -> str:
    """The word as lemmas are compared: lower-case, without hyphens and joints.

    >>> compact("TE-toimisto")
    'tetoimisto'
    """
    return word.lower().replace("-", "").replace("=", "")


@cache
def _analyse() -> Callable[[str], list[Any]]:
    try:
        from pyvoikko import analyse  # loads the transducer: paid at the first word
    except ImportError as error:
        raise MorphologyUnavailable(
            "Finnish morphology is not available: install pyvoikko and kfst-rs to annotate target groups"
        ) from error
    return analyse  # type: ignore[no-any-return]


def _reading(analysis: Any) -> WordAnalysis:
    parts = analysis.COMPOUND_PARTS or [analysis]
    inner = [compact(part.FORM) for part in parts[:-1]]
    lemma, joints = "", []
    for piece in (*inner, *parts[-1].BASEFORM.lower().replace("-", "=").split("=")):
        if lemma and piece:
            joints.append(len(lemma))
        lemma += piece
    finite = analysis.CLASS == "kieltosana" or (analysis.PERSON is not None and analysis.CLASS == "teonsana")
    return WordAnalysis(
        lemma=lemma,
        word_class="teonnimi" if analysis.MOOD == "MINEN-infinitive" else analysis.CLASS or "",
        case=_CASES.get(analysis.SIJAMUOTO or "", ""),
        number={"singular": "sg", "plural": "pl"}.get(analysis.NUMBER or "", "") if analysis.SIJAMUOTO else "",
        joints=tuple(joints),
        participle=analysis.PARTICIPLE or "",
        finite=finite or (analysis.MOOD in {"indicative", "conditional", "potential"} and not analysis.SIJAMUOTO),
        possessive=bool(analysis.POSSESSIVE),
    )


def _analyse_abbreviation(word: str) -> list[WordAnalysis]:
    found = _ABBREVIATION.match(word)
    if not found:
        return []
    for pattern, (case, number) in _SUFFIXES:
        if re.fullmatch(pattern, found["suffix"]):
            plural = number == "pl" or found["suffix"].startswith(("i", "j"))
            return [WordAnalysis(compact(found["stem"]), "lyhenne", case, "pl" if plural else "sg")]
    return []


def _analyse_hyphenated(word: str) -> list[WordAnalysis]:
    """The readings of what follows the last hyphen, with the unknown part before it as a compound's first part."""
    first, hyphen, last = word.rpartition("-")
    if not (first and hyphen and len(last) > 2):
        return []
    prefix = compact(first)
    return [
        WordAnalysis(
            lemma=prefix + each.lemma,
            word_class=each.word_class,
            case=each.case,
            number=each.number,
            joints=(len(prefix), *(joint + len(prefix) for joint in each.joints)),
            participle=each.participle,
            possessive=each.possessive,
        )
        for each in readings(last)
        if not each.finite
    ]
