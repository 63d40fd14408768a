"""A word that nothing has to those of an index that are like it, or begin so."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_lowercase, digits

from rapidfuzz.distance import OSA
from tantivy import Searcher

from esrgraph.language.morphology import readings
from esrgraph.search.analysis import fold_diacritics, is_known
from esrgraph.search.index_schema import GROUPS, terms_field, words_field
from esrgraph.search.lexicon import Lexicon

_MOST = 3
"""Words told instead of one."""
_LENGTHS = range(4, 25)
"""Letters of words that corrections are looked for: shorter ones are like too many, longer ones take too long."""
_LEAST_OF_TWO_EDITS = 8
"""Letters of words that may be misspelt twice, after a beginning that is right."""
_RIGHT = 3
_SHORTEST_BEGINNING = 3
_OFTENER = 20
"""How many times commoner a like word must be for a rare one to be its misspelling."""
_NEAR_CODES = 3
_MOST_BEGUN = 2_000


class Corrections:
    """Looks for words in one index."""

    def __init__(self, searcher: Searcher, lexicon: Lexicon) -> None:
        self._searcher, self._lexicon = searcher, lexicon

    def frequency(self, term: str) -> int:
        """How many documents have a term, counted by each group of fields."""
        return sum(self._searcher.doc_freq(terms_field(group), term) for group in GROUPS)

    def like(self, form: str) -> tuple[str, ...]:
        """The commonest words of the texts that are one edit away, or else two.

        Base forms that the texts do not have count too, but not for a word that is one itself (`lappi` is not `lapsi`).
        A number is never another one.
        """
        if len(form) not in _LENGTHS or form.isdigit():
            return ()
        edits = sorted(set(_edits(form)) - {form})
        found = [(-count, each) for each in edits if (count := self._as_written(each))]
        if not found and not is_known(form):
            found = [(-count, each) for each in edits if (count := self.frequency(each))]
        return tuple(each for _, each in sorted(found)[:_MOST]) or self._farther(form)

    def commoner(self, form: str) -> tuple[str, ...]:
        """Words like a rare one that are so much commoner that it may be their misspelling."""
        least = _OFTENER * max(self._count(form), 1)
        return tuple(each for each in self.like(form) if self._count(each) >= least)

    def begins_words(self, form: str) -> bool:
        """Whether words of the texts begin so."""
        if len(form) < _SHORTEST_BEGINNING or form.isdigit():
            return False
        return any(self._searcher.terms_with_prefix(words_field(group), form, limit=1) for group in GROUPS)

    def forms_beginning(self, form: str) -> frozenset[str]:
        """The forms of words that begin so, the commonest thousands."""
        fields = [words_field(group) for group in GROUPS]
        return frozenset(
            begun for field in fields for begun, _ in self._searcher.terms_with_prefix(field, form, limit=_MOST_BEGUN)
        )

    def near_codes(self, code: str) -> tuple[str, ...]:
        """The codes that are nearest to one that is not there: those that begin alike, by their number."""
        letter, number = code[:1], code[1:]
        for length in range(len(code) - 1, 0, -1):
            begun = self._searcher.terms_with_prefix("code", code[:length])
            found = [each for each, _ in begun if each[0] == letter and each[1:].isdigit()]
            if len(found) >= _NEAR_CODES or (found and length == 1):
                near = sorted(found, key=lambda each: (abs(int(each[1:]) - int(number)), each))[:_NEAR_CODES]
                return tuple(each.upper() for each in near)
        return ()

    def spelling(self, form: str) -> str:
        """A word as the texts write it; a base form that they do not have, as the morphology does."""
        if self._as_written(form):
            return self._lexicon.spelling(form)
        words = sorted(self._lexicon.words_found_by([form]) - {form})[:_MOST]
        lemmas = (each.lemma for word in words for each in readings(word))
        return next((lemma for lemma in lemmas if fold_diacritics(lemma) == form), form)

    def _count(self, form: str) -> int:
        """How many documents have a word, or the base form."""
        return max(self.frequency(form), self._as_written(form))

    def _as_written(self, form: str) -> int:
        return sum(self._searcher.doc_freq(words_field(group), form) for group in GROUPS)

    def _farther(self, form: str) -> tuple[str, ...]:
        """Words of names and base forms two edits away from a long word, but not for one that is a word itself."""
        if len(form) < _LEAST_OF_TWO_EDITS or is_known(form):
            return ()
        fields = [words_field("name"), *map(terms_field, GROUPS)]
        begun = [each for field in fields for each in self._searcher.terms_with_prefix(field, form[:_RIGHT])]
        near = {word: count for word, count in begun if OSA.distance(word, form, score_cutoff=2) <= 2}
        return tuple(sorted(near, key=lambda word: (OSA.distance(word, form), -near[word], word))[:_MOST])


def _edits(form: str) -> Iterator[str]:
    """Every word that one letter more, less, another or two swapped make of it."""
    for cut in range(len(form) + 1):
        before, after = form[:cut], form[cut:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase + digits:
            yield before + letter + after
            yield before + letter + after[1:]
