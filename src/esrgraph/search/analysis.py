"""A text to its words, and a word to the terms that the index holds for it and that a query asks for.

A word of a text has two kinds of terms: `whole` ones (its base forms, or itself where the morphology does not know it)
and `parts`, those of what a compound is made of. A query asks for the whole of each of its words and so finds them
within compounds too: `työttömät` finds `pitkäaikaistyöttömien`, but `pitkäaikaistyötön` does not find `työttömien`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import combinations

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from esrgraph.language.morphology import WordAnalysis, compact, readings

CACHED_WORDS = 131_072
"""Distinct words whose terms are kept, in some tens of megabytes."""
WORD = re.compile(r"[^\W_]+(?:[-–'’:][^\W_]+|(?<=\d)\.\d+)*")
"""A word of a text; a number with dots (`10.1`) is one."""

_LONGEST = 60
"""Characters of a word that are looked at."""
_SHORTEST_PART = 3
"""Characters of the shortest part of a compound that can be found by itself: `yö` would find too much."""
_SHORTEST_PIECE = 2
"""Characters of the shortest piece between hyphens that can be: `TE-toimisto`, `4G-verkko`."""
_STEMMED = {"sv": "swedish", "en": "english"}
_PROPER = frozenset({"paikannimi", "nimi", "etunimi", "sukunimi"})
_SPECIAL = {"ß": "s", "ø": "o", "Ø": "o", "æ": "a", "Æ": "a", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l"}
_UNINFLECTED = frozenset({"seikkasana", "suhdesana", "asemosana", "sidesana", "kieltosana"})
"""Classes of words that are found as they are written: adverbs, adpositions, pronouns, conjunctions, negations."""
_JOINS = frozenset({"sidesana", "kieltosana"})
_TO_BE = "olla"


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What one word of a text is found by: the word itself in lower case, and folded and without hyphens (`form`).

    Compared by identity: texts hold many more words than there are different ones.
    """

    word: str
    form: str
    whole: tuple[str, ...]
    parts: tuple[str, ...]
    line: str = field(init=False)
    """All of its terms in a row."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "line", " ".join((*self.whole, *self.parts)))


@lru_cache(maxsize=CACHED_WORDS)
def terms(word: str, language: str) -> Terms:
    """The terms of a word in a text of that language: `fi`, `sv`, `en`, or "" where it is not known.

    >>> terms("Nuorten", "fi").whole, terms("nuorille", "fi").whole
    (('nuori',), ('nuora', 'nuori'))
    >>> terms("pitkäaikaistyöttömien", "fi").parts
    ('aikais', 'aikaistyoton', 'pitka', 'pitkaaikais', 'tyoton')
    """
    word, form = word[:_LONGEST].lower(), form_of(word)
    if language in _STEMMED:
        return Terms(word, form, (form, stem(word, language)), _pieces(word))
    if is_uninflected(word):
        return Terms(word, form, (form,), _pieces(word))
    found = _likely(readings(word), form)
    if not found:
        return Terms(word, form, (form,) if language else (form, stem(word, "sv")), _pieces(word))
    whole = {fold_diacritics(each.lemma) for each in found}
    parts = {part for each in found for part in _parts(word, each, found)}.union(_pieces(word))
    return Terms(word, form, tuple(sorted(whole)), tuple(sorted(parts - whole)))


@lru_cache(maxsize=CACHED_WORDS)
def query_terms(word: str) -> tuple[str, ...]:
    """The terms that a word of a query stands for, in whatever language it is.

    >>> query_terms("nuoret")
    ('en:nuoret', 'nuoret', 'nuori', 'sv:nuor')
    >>> query_terms("noin")
    ('noin',)
    """
    if is_uninflected(word):
        return (form_of(word),)
    stems = {stem(word[:_LONGEST], language) for language in _STEMMED}
    return tuple(sorted({form_of(word), *terms(word, "fi").whole, *stems}))


def is_known(word: str) -> bool:
    """Whether the Finnish morphology knows the word."""
    return bool(readings(word[:_LONGEST]))


def is_uninflected(word: str) -> bool:
    """Whether a word may be one that is found as it is written alone: what else it can be read as is no word that a
    text has. `noin` (about) is no form of `noki` (soot), nor `joka` (who) found by `jossa`."""
    return any(each.word_class in _UNINFLECTED or each.lemma == _TO_BE for each in readings(word[:_LONGEST]))


def fold_diacritics(text: str) -> str:
    """The text in lower case and without diacritics.

    >>> fold_diacritics("Jyväskylä, Åbo, Élan")
    'jyvaskyla, abo, elan'
    """
    return text.translate(_table()).lower()


@lru_cache(maxsize=CACHED_WORDS)
def form_of(word: str) -> str:
    """A word as it is compared with others: folded, without hyphens.

    >>> form_of("Pohjois-Karjala")
    'pohjoiskarjala'
    """
    return compact(fold_diacritics(word[:_LONGEST])).replace("–", "")


def compose_characters(text: str) -> str:
    """The text with composed characters, as all functions here expect it, and as long in lower case as it is."""
    return unicodedata.normalize("NFC", text).replace("İ", "I")


def stem(word: str, language: str) -> str:
    """The stem of a Swedish or English word, folded and marked so that no Finnish word is like it.

    >>> stem("ungdomarna", "sv") == stem("ungdomar", "sv")
    True
    """
    return f"{language}:{fold_diacritics(''.join(_stemmer(language).analyze(word)))}"


@cache
def _stemmer(language: str) -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.raw()).filter(Filter.lowercase())
    return builder.filter(Filter.stemmer(_STEMMED[language])).build()


@cache
def _table() -> dict[int, str]:
    """Every Latin letter with a diacritic, and its bare letter."""
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        bare = unicodedata.normalize("NFD", chr(code))[0]
        if bare.isascii():
            table[code] = bare.lower()
    return table | {ord(letter): bare for letter, bare in _SPECIAL.items()}


def _pieces(word: str) -> tuple[str, ...]:
    """What stands between the hyphens of a word, but for words that join or negate (`Russia-on-Line`)."""
    pieces = [each for each in re.split(r"[-–:]", word) if len(each) >= _SHORTEST_PIECE or each.isdigit()]
    if len(pieces) < 2:
        return ()
    said = {fold_diacritics(each) for each in pieces if not _only_joins(each)}
    return tuple(sorted(said - {form_of(word)}))


def _only_joins(word: str) -> bool:
    return any(each.word_class in _JOINS or each.lemma == _TO_BE for each in readings(word))


def _likely(found: tuple[WordAnalysis, ...], form: str) -> tuple[WordAnalysis, ...]:
    """The readings that count: of the very name of a place none but that, and no compound where a simple word fits.

    `Nokia` is no soot (`noki`), and `opinnoista` no compound of it.
    """
    places = [each for each in found if each.word_class == "paikannimi" and fold_diacritics(each.lemma) == form]
    if places:
        return tuple(each for each in found if each.lemma == places[0].lemma)
    simple = {each.lemma for each in found if not each.joints}
    return tuple(each for each in found if not simple or not each.joints or each.lemma in simple)


def _parts(word: str, reading: WordAnalysis, found: tuple[WordAnalysis, ...]) -> Iterator[str]:
    """The terms of a compound's parts and of the shorter compounds within it; a name without hyphen has none."""
    is_name = any(each.word_class in _PROPER and each.lemma == reading.lemma for each in found)
    if is_name and "-" not in word:
        return
    cuts = (0, *reading.joints, len(reading.lemma))
    for start, end in combinations(cuts, 2):
        piece = reading.lemma[start:end]
        if len(piece) < _SHORTEST_PART or piece == reading.lemma:
            continue
        yield from [fold_diacritics(piece)] if end == cuts[-1] else map(fold_diacritics, _inner(piece))


def _inner(piece: str) -> set[str]:
    """The base forms of a compound's inner part, which stands in the nominative or genitive: `työn` in `työntekijä`."""
    return {each.lemma for each in readings(piece) if each.case in {"nom", "gen"}} or {piece}
