"""Words of a query that need not be found: those that only join others or ask, and those for what all here is."""

from __future__ import annotations

from esrgraph.language.morphology import readings
from esrgraph.search.analysis import fold_diacritics

_JOINING = frozenset(
    """
    noin myös vain jo eli esim mm jne kpl missä milloin miten miksi kuinka siellä täällä nyt
    och eller i på för av med till en ett den det de att som om från vid är finns var vad vilka vilken vilket vem hur
    the and or of in on for to a an at by from with about as is are was were be what which who where how there
    """.split()
)
_CLASSES = frozenset({"sidesana", "kieltosana", "asemosana"})
"""Classes of words that say nothing beside others: conjunctions, negations, pronouns."""
_PRONOUN = "asemosana"
_EVERYTHING = frozenset(
    """
    hanke projekti projekt projektet projekten project projects
    erityistavoite ytunnus y-tunnus fo-nummer fo-numret
    """.split()
)
"""What everything here is, or what a code is one of: as base forms."""


def is_function_word(word: str) -> bool:
    """Whether a word only joins others or asks (`ja`, `mitä`, `och`, `the`): a query need not ask for it.

    A pronoun in capitals is none: `TE` is an office.
    """
    if word.lower() in _JOINING:
        return True
    found = readings(word)
    if word.isupper() and any(each.word_class == _PRONOUN for each in found):
        return False
    return any(each.word_class in _CLASSES or each.lemma == "olla" for each in found)


def is_generic(word: str) -> bool:
    """Whether a word says what everything here is (`hankkeita`, `projects`), so that others narrow it.

    >>> is_generic("hankkeita"), is_generic("hankejohtaja")
    (True, False)
    """
    lower = word.lower()
    return lower in _EVERYTHING or any(fold_diacritics(each.lemma) in _EVERYTHING for each in readings(word))
