"""What words of Finnish organisations' names stand for others: legal forms, abbreviations, names of offices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
_JOINING = frozenset("ja och and sekä seka samt the".split())

_SHORT = {
    "amk": ("ammattikorkeakoulu",),
    "yamk": ("ammattikorkeakoulu",),
    "yliop": ("yliopisto",),
    "kky": ("koulutus", "kuntayhtyma"),
    "shp": ("sairaanhoitopiiri",),
    "srk": ("seurakunta",),
    "ao": ("ammattiopisto",),
    "akk": ("aikuiskoulutuskeskus",),
    "yhd": ("yhdistys",),
    "kehitt": ("kehittamis",),
    "kaup": ("kaupunki",),
    "mlk": ("maalaiskunta",),
    "kunta": ("kaupunki",),
    "kommun": ("stad",),
    "kopla": ("koulutus", "keskus"),
    "yh": ("yrkeshogskola",),
    "soc": ("social",),
    "keh": ("kehitys",),
    "tutk": ("tutkimus",),
}
"""Words that stand for longer ones. A municipality may call itself a city from one year to the next."""
_LONG = {
    "elinkeino liikenne ja ymparistokeskus": "ely keskus",
    "elinkeino liikenne ymparistokeskus": "ely keskus",
    "narings trafik och miljocentralen i": "ntm centralen i",
    "centre for economic development transport and the environment": "ely centre",
    "tyo ja elinkeinotoimisto": "te toimisto",
    "tyovoima ja elinkeinokeskus": "te keskus",
    "arbets och naringsbyran": "te byran",
    "rekisteroity yhdistys": "ry",
    "registrerad forening": "rf",
    "julkinen osakeyhtio": "oyj",
}
"""Words in a row, folded, and the shorter ones that mean the same."""


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
    for word in _shorten(words):
        if word in LEGAL_FORMS:
            forms |= LEGAL_FORMS[word]
        elif word not in _JOINING:
            stem, said = _federation(word)
            kept.append(stem)
            forms |= said
    return (kept, forms) if kept else (words, frozenset())


def _shorten(words: list[str]) -> Iterator[str]:
    line = f" {' '.join(words)} "
    for long, short in _LONG.items():
        line = line.replace(f" {long} ", f" {short} ")
    for word in line.split():
        yield from _SHORT.get(word, (word,))


def _federation(word: str) -> tuple[str, frozenset[str]]:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            return word.removesuffix(suffix), LEGAL_FORMS["kuntayhtyma"]
    return word, frozenset()
