"""What somebody typed to what is looked for: words with their terms, phrases, names, codes; misspellings too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from tantivy import Searcher

from esrgraph.language.morphology import readings
from esrgraph.search.analysis import WORD, compose_characters, form_of, is_known, is_uninflected, query_terms
from esrgraph.search.codes import codes_in
from esrgraph.search.corrections import Corrections
from esrgraph.search.function_words import is_function_word, is_generic
from esrgraph.search.index_schema import facet_field
from esrgraph.search.lexicon import Lexicon
from esrgraph.search.model import NamedValue
from esrgraph.search.name_keys import asked_keys
from esrgraph.search.written_forms import other_writings

MOST_CHARACTERS = 300
"""Characters of a query that are looked at."""
MOST_WORDS = 12
"""Words of a query that are looked for, those in phrases among them."""

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)(?:["“”„«»]|$)')
"""A phrase; its last quotation mark may be missing."""
_HYPHENS = re.compile(r"[-–:’']")
_MOST_PIECES = 4
"""Pieces between hyphens that are looked for of a word that nothing has."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_NAME = 6
"""Words of a name of a group, fund, period and the like."""
_WEAK = ("status",)
"""Facets whose values' names are everyday words, and looked for as such where texts have them."""
_CODE = re.compile(r"[a-z]\d{5}")
_RARE = 5
"""Documents that may have a misspelling in common."""


@dataclass(frozen=True, slots=True)
class SearchClause:
    """One thing to be found: a word by any of its `terms` (or by how it begins), a phrase by the forms of any of
    `phrases` in a row, all of several `words`, or a project that has one of the values `named` so.

    `corrected` holds the words of the texts that stand for a word because nothing has it; None where something has.
    `suggested` are words, or codes, that may be meant and are not looked for.
    """

    text: str
    terms: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    beginning: str = ""
    words: tuple[SearchClause, ...] = ()
    named: tuple[NamedValue, ...] = ()
    corrected: tuple[str, ...] | None = None
    suggested: tuple[str, ...] = ()
    is_quoted: bool = False

    def parts(self) -> Iterator[SearchClause]:
        """It, or the words that it is made of."""
        yield from self.words or (self,)


def clean_input(text: str) -> str:
    """What somebody typed, as far as it is looked at: characters composed, none that cannot be written."""
    return compose_characters(text[:MOST_CHARACTERS].encode("utf-8", "ignore").decode())


class Asking:
    """Reads queries with the words of one index at hand."""

    def __init__(self, searcher: Searcher, lexicon: Lexicon) -> None:
        self._searcher = searcher
        self._lexicon = lexicon
        self._corrections = Corrections(searcher, lexicon)

    def read(self, text: str) -> tuple[SearchClause, ...]:
        """What is to be found of a query, all of it: words that only join others, or say what everything here is,
        count where there are no others."""
        text = clean_input(text)
        quoted = [phrase for found in _QUOTED.finditer(text) if (phrase := WORD.findall(found[1])[:MOST_WORDS])]
        phrases = [
            SearchClause(" ".join(each), phrases=(tuple(map(form_of, each)),), is_quoted=True) for each in quoted
        ]
        codes, rest = self._codes(_QUOTED.sub(" ", text))
        words = list(dict.fromkeys(WORD.findall(rest)))
        apart = bool(phrases or codes)
        content = [word for word in words if not is_function_word(word)]
        content = [word for word in content if not is_generic(word)] or ([] if apart else content)
        chosen = content or ([] if apart else words)
        return tuple(islice(chain(phrases, codes, self._clauses(words, chosen)), MOST_WORDS))

    def code(self, text: str) -> str | None:
        """The one code that a query asks for and nothing beside it, as it is compared; None where it does not."""
        whole = form_of("".join(clean_input(text).split()))
        if self._searcher.doc_freq("code", whole):
            return whole
        codes, rest = self._codes(clean_input(text))
        beside = [word for word in WORD.findall(rest) if not (is_function_word(word) or is_generic(word))]
        terms = {term for each in codes for term in each.terms}
        return terms.pop() if len(terms) == 1 and not beside else None

    def words_beginning(self, form: str) -> frozenset[str]:
        """The words of the texts (in lower case) that begin so, up to some thousands."""
        return self._lexicon.words_beginning(form) | self._corrections.forms_beginning(form)

    def _is_code(self, code: str) -> bool:
        return self._searcher.doc_freq("code", code) > 0

    def _codes(self, text: str) -> tuple[tuple[SearchClause, ...], str]:
        """The codes that there are as one clause, any of which is asked for, and the text without them; codes that
        there are not stay in it, as one word each."""
        known: list[str] = []
        for start, end, code in reversed(tuple(codes_in(text))):
            known = [code, *known] if self._is_code(code) else known
            text = f"{text[:start]}{' ' if self._is_code(code) else re.sub('[ -]', '', text[start:end])}{text[end:]}"
        return ((SearchClause(" ".join(known), tuple(known)),) if known else ()), text

    def _clauses(self, words: Sequence[str], chosen: Sequence[str]) -> Iterator[SearchClause]:
        """The clauses of words in their order: names of several words are one."""
        at = 0
        while at < len(words):
            for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
                span = [word for word in words[at:end] if word in chosen]
                if named := self._named(" ".join(words[at:end])) if span else ():
                    yield self._named_clause(words[at:end], span, named)
                    break
            else:
                end = at + 1
                yield from self._word(words[at]) if words[at] in chosen else ()
            at = end

    def _named(self, name: str) -> tuple[NamedValue, ...]:
        year = (NamedValue("year", name, name),) if _YEAR.fullmatch(name) else ()
        named = (*year, *self._lexicon.named(asked_keys(name)))
        return tuple(each for each in named if self._searcher.doc_freq(facet_field(each.facet), each.value))

    def _named_clause(self, words: Sequence[str], content: list[str], named: tuple[NamedValue, ...]) -> SearchClause:
        found = [clause for word in content for clause in self._word(word)]
        is_text = all(each.corrected is None and not each.beginning for each in found)
        strong = tuple(each for each in named if not (is_text and each.facet in _WEAK))
        return SearchClause(" ".join(words), words=tuple(found) if is_text else (), named=strong)

    def _word(self, word: str) -> tuple[SearchClause, ...]:
        form, terms, phrases = form_of(word), *self._alternatives(word)
        pieces = [piece for piece in _HYPHENS.split(word) if len(piece) > 1 or piece.isdigit()][:_MOST_PIECES]
        if any(self._corrections.frequency(term) for term in terms):
            return (SearchClause(word, terms, phrases, suggested=self._meant(word, form)),)
        if len(pieces) > 1:
            return tuple(clause for piece in pieces for clause in self._word(piece))
        if self._corrections.begins_words(form):
            return (SearchClause(word, beginning=form),)
        close = () if _CODE.fullmatch(form) else self._corrections.like(form)
        bases = {term for each in close for term in (each, *self._lexicon.whole_of(each))}
        corrected = tuple(map(self._corrections.spelling, close))
        return (
            SearchClause(word, tuple(sorted(bases)) or terms, phrases, corrected=corrected, suggested=self._near(word)),
        )

    def _alternatives(self, word: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """The terms of a word, and the words in a row that stand for it."""
        terms = {*query_terms(word)}
        if not is_known(word):
            terms.update(self._lexicon.whole_of(form_of(word)))
        if is_uninflected(word):
            return tuple(sorted(terms)), ()
        others = other_writings(sorted(terms))
        terms.update(each.replace(" ", "") for each in others)
        return tuple(sorted(terms)), tuple(tuple(each.split()) for each in sorted(others) if " " in each)

    def _meant(self, word: str, form: str) -> tuple[str, ...]:
        """What a rare word that the morphology does not know may be the misspelling of."""
        if is_known(word) or self._corrections.frequency(form) > _RARE:
            return ()
        return tuple(map(self._corrections.spelling, self._corrections.commoner(form)))

    def _near(self, word: str) -> tuple[str, ...]:
        """What is near to a word that nothing has nor begins with: codes, or the parts of a compound."""
        form = form_of(word)
        if _CODE.fullmatch(form):
            return self._corrections.near_codes(form)
        if form.isdigit():
            return tuple(f"{letter}{form}".upper() for letter in "sa" if self._is_code(f"{letter}{form}"))
        cuts = [(each.lemma, joint) for each in readings(word) for joint in each.joints]
        parts = dict.fromkeys(part for lemma, joint in cuts for part in (lemma[:joint], lemma[joint:]))
        return tuple(part for part in parts if len(part) > 2 and self._corrections.frequency(form_of(part)))[:3]
