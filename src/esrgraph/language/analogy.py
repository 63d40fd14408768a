"""A word that Voikko lacks to a known word that inflects like it, and the word's other forms to readings by that word.

`työssäkäyvät` inflects as `käyvät`, `mentorit` as `moottorit`, `tiimiläiset` as `koululaiset`, `opot` as `talot`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from esrgraph.language.morphology import WordAnalysis, compact, readings

_SHORTEST = 4
"""The last part of a compound has at least so many letters."""
_MODELS = (("tor", "moot"), ("lai", "koulu"), ("läi", "kylä"), ("o", "tal"), ("i", "rist"))
"""How a stem ends, and what a known word has before that ending."""


class Analogy(NamedTuple):
    """What stands before the part that inflects like a known word, what that word has there instead, its base form."""

    kept: str
    instead: str
    model: str

    @property
    def lemma(self) -> str:
        """The base form of the word itself."""
        return compact(self.kept) + self.model[len(self.instead) :]


def analogies(name: str) -> tuple[Analogy, ...]:
    """How a word in the nominative that Voikko lacks inflects; nothing where no known word is like it.

    >>> [each.lemma for each in analogies("opot")]
    ['opo']
    """
    cuts = range(2, len(name) - _SHORTEST + 1)
    cut = next((each for each in cuts if _nominatives(name[each:])), 0)
    found = [Analogy(name[:cut], "", lemma) for lemma in _nominatives(name[cut:])] if cut else []
    for ending, instead in _MODELS:
        cut = name.rfind(ending)
        alike = _nominatives(instead + name[cut:]) if cut > 1 else ()
        if alike:
            return (*found, *(Analogy(name[:cut], instead, lemma) for lemma in alike))
    return tuple(found)


def _nominatives(word: str) -> tuple[str, ...]:
    return tuple(sorted({each.lemma for each in readings(word) if each.case == "nom" and not each.possessive}))


def analyse_by_analogy(surface: str, known: Mapping[str, Collection[Analogy]]) -> tuple[WordAnalysis, ...]:
    """The readings of a form of one of the known words, given by what stands before their last part."""
    found = {
        WordAnalysis(analogy.lemma, "laatusana" if each.participle else each.word_class, each.case, each.number)
        for cut in range(2, len(surface))
        for analogy in known.get(surface[:cut], ())
        for each in readings(analogy.instead + surface[cut:])
        if each.case and each.lemma == analogy.model
    }
    return tuple(sorted(found))
