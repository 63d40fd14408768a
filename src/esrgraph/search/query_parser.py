"""What somebody typed to what is looked for: words with their terms, phrases, and a way out of misspellings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase, digits

from tantivy import Searcher

from esrgraph.search.analysis import WORD, compose_characters, form_of, is_function_word, is_known, query_terms
from esrgraph.search.index_schema import GROUPS, terms_field, words_field
from esrgraph.search.lexicon import Lexicon

MOST_CHARACTERS = 300
"""Characters of a query that are looked at."""
MOST_WORDS = 12
"""Words of a query that are looked for, those in phrases among them."""

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
_MOST_CORRECTIONS = 3
_CORRECTED_LENGTHS = range(4, 25)
"""Letters of words that corrections are looked for: shorter ones are like too many, longer ones take too long."""


@dataclass(frozen=True, slots=True)
class SearchClause:
    """One word to be found by any of its `terms`, or a phrase to be found by its `forms` in a row.

    `corrected` holds the words of the texts that stand for it because nothing has it; None where something has.
    """

    text: str
    terms: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    corrected: tuple[str, ...] | None = None


def clean_input(text: str) -> str:
    """What somebody typed, as far as it is looked at: characters composed, none that cannot be written."""
    return compose_characters(text[:MOST_CHARACTERS].encode("utf-8", "ignore").decode())


class Asking:
    """Reads queries with the words of one index at hand."""

    def __init__(self, searcher: Searcher, lexicon: Lexicon) -> None:
        self._searcher = searcher
        self._lexicon = lexicon

    def read(self, text: str) -> tuple[SearchClause, ...]:
        """The words and phrases of a query; words that only join others count where there are no others."""
        text = clean_input(text)
        phrases = [phrase for found in _QUOTED.finditer(text) if (phrase := WORD.findall(found[1])[:MOST_WORDS])]
        words = list(dict.fromkeys(WORD.findall(_QUOTED.sub(" ", text))))
        words += [word for phrase in phrases if len(phrase) == 1 for word in phrase]
        phrases = [phrase for phrase in phrases if len(phrase) > 1]
        content = [word for word in words if not is_function_word(word)]
        chosen = content or ([] if phrases else words)
        read = [SearchClause(" ".join(phrase), forms=tuple(map(form_of, phrase))) for phrase in phrases]
        return (*read, *map(self._word, chosen))[:MOST_WORDS]

    def _word(self, word: str) -> SearchClause:
        terms = query_terms(word)
        if not is_known(word):
            terms = tuple(sorted({*terms, *self._lexicon.whole_of(form_of(word))}))
        if any(self._frequency(term) for term in terms):
            return SearchClause(word, terms)
        close = self._close_to(form_of(word))
        bases = {term for form in close for term in (form, *self._lexicon.whole_of(form))}
        return SearchClause(word, tuple(sorted(bases)) or terms, corrected=close)

    def _frequency(self, term: str) -> int:
        return sum(self._searcher.doc_freq(terms_field(group), term) for group in GROUPS)

    def _close_to(self, form: str) -> tuple[str, ...]:
        """The commonest words of the texts that are one edit away."""
        if len(form) not in _CORRECTED_LENGTHS:
            return ()
        found = []
        for each in sorted(set(_edits(form))):
            count = sum(self._searcher.doc_freq(words_field(group), each) for group in GROUPS)
            if count:
                found.append((-count, each))
        return tuple(each for _, each in sorted(found)[:_MOST_CORRECTIONS])


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
