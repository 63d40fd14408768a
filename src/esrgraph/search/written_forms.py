"""What words of Finnish organisations' names stand for others: legal forms, abbreviations, names of offices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_FORMS = {
    "oy": "oy ab oyj abp oyab aboy osakeyhtio aktiebolag",
    "ry": "ry rf",
    "sr": "sr rs",
    "ay": "ay ob",
    "osk": "osk osuuskunta andelslag andelslaget anl",
    "tmi": "tmi toiminimi fma",
    "ky": "ky kb",
    "kuntayhtymä": "ky kuntayhtyma kuntayht kuntayhtym samkommun skf samkommunen",
}
"""Each legal form with the words that say it, folded. `ky` is a limited partnership, or what people write for a
municipal federation: which of them, the other name decides."""
_SUFFIXES = ("kuntayhtyma", "kuntayht", "samkommun")
"""What says a federation at the end of a compound: `koulutuskuntayhtymä`."""
JOINING = frozenset("ja och and sekä seka samt the".split())
"""Words that only join others."""

_LONG = {
    "amk": "ammattikorkeakoulu",
    "yamk": "ammattikorkeakoulu",
    "yliop": "yliopisto",
    "yo": "yliopisto",
    "kky": "koulutus kuntayhtyma",
    "shp": "sairaanhoitopiiri",
    "srk": "seurakunta",
    "ao": "ammattiopisto",
    "akk": "aikuiskoulutuskeskus",
    "yhd": "yhdistys",
    "kaup": "kaupunki",
    "mlk": "maalaiskunta",
    "yh": "yrkeshogskola",
    "ely keskus": "elinkeino liikenne ja ymparistokeskus",
    "ely": "elinkeino liikenne ja ymparistokeskus",
    "ntm": "narings trafik och miljocentralen",
    "elykeskus": "elinkeino liikenne ja ymparistokeskus",
    "ntm centralen": "narings trafik och miljocentralen",
    "ely centre": "centre for economic development transport and the environment",
    "te toimisto": "tyo ja elinkeinotoimisto",
    "te keskus": "tyovoima ja elinkeinokeskus",
    "te byran": "arbets och naringsbyran",
    "rekisteroity yhdistys": "ry",
    "registrerad forening": "rf",
    "julkinen osakeyhtio": "oyj",
}
"""Words, folded, and what they stand for, in the way of writing in which names are compared."""
_OTHERS: Mapping[str, tuple[str, ...]] = {
    word: tuple(short for short, long in _LONG.items() if long == word) for word in _LONG.values() if " " not in word
}
_ABBREVIATION = re.compile(rf"\b(?:{'|'.join(sorted(_LONG, key=len, reverse=True))})\b")


def _readings() -> Mapping[str, frozenset[str]]:
    words = {word for line in _FORMS.values() for word in line.split()}
    return {word: frozenset(form for form, line in _FORMS.items() if word in line.split()) for word in words}


LEGAL_FORMS = _readings()
"""The legal forms that a word may say, by the word."""


def unify_words(words: list[str]) -> tuple[list[str], frozenset[str]]:
    """Folded words in one way of writing, without those that join or say a legal form; and the legal forms they say.

    >>> unify_words(["jokilaakson", "koulutuskuntayhtyma"])
    (['jokilaakson', 'koulutus'], frozenset({'kuntayhtymä'}))
    """
    forms: frozenset[str] = frozenset()
    kept: list[str] = []
    for word in _ABBREVIATION.sub(lambda found: _LONG[found[0]], " ".join(words)).split():
        if word in LEGAL_FORMS:
            forms |= LEGAL_FORMS[word]
        elif word not in JOINING:
            stem, said = _federation(word)
            kept.append(stem)
            forms |= said
    return (kept, forms) if kept else (words, frozenset())


def other_writings(words: Iterable[str]) -> frozenset[str]:
    """What stands for any of some folded words in names, as words in a row: abbreviations, or what those stand for.

    >>> sorted(other_writings(["amk"])), sorted(other_writings(["ammattikorkeakoulu"]))
    (['ammattikorkeakoulu'], ['amk', 'yamk'])
    """
    given = tuple(words)
    long = {_LONG[word] for word in given if word in _LONG}
    return frozenset(long | {short for word in given for short in _OTHERS.get(word, ())})


def _federation(word: str) -> tuple[str, frozenset[str]]:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            return word.removesuffix(suffix), LEGAL_FORMS["kuntayhtyma"]
    return word, frozenset()
