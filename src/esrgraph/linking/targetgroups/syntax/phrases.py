"""Tokens to the phrases of the patterns that stand on them: every one, or the longest that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from esrgraph.language.morphology import CACHED_WORDS, Form
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns, Phrase, PhraseStep, PhraseTree
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.lexicon.word_meanings import Word

_GAP = 3
_WORDS = frozenset({"word", "conjunction"})


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase of the patterns that stands on the tokens `first` to `last`."""

    phrase: Phrase
    first: int
    last: int


def phrases(found: Sequence[TextToken], known: Patterns) -> list[PhraseMatch]:
    """The longest phrases of the patterns in the text that do not overlap, in its order."""
    return _longest(_matches(found, known))


def _matches(found: Sequence[TextToken], known: Patterns) -> Iterator[PhraseMatch]:
    for place, token in enumerate(found):
        if token.kind not in _WORDS or not _following_steps(known.phrases, token.plain, token.word):
            continue
        for phrase, last in _from(known.phrases, found, place):
            yield PhraseMatch(phrase, place, last)


def _from(
    node: PhraseTree, found: Sequence[TextToken], place: int, shared: frozenset[Form] | None = None
) -> Iterator[tuple[Phrase, int]]:
    """The phrases that go on from the node at that place, with the places of their last words.

    `shared` are the forms that all words before have which must agree; None before the first of them.
    """
    if place >= len(found):
        return
    token = found[place]
    if token.kind in _WORDS:
        for step, following in _following_steps(node, token.plain, token.word):
            left = shared
            if step.agrees:
                left = token.word.forms if shared is None else shared & token.word.forms
                if not left:
                    continue
            for phrase in following.phrases:
                yield phrase, place
            yield from _from(following, found, place + 1, left)
    if node.gap is not None:
        for skip in range(_GAP + 1):
            yield from _from(node.gap, found, place + skip, shared)


@lru_cache(maxsize=CACHED_WORDS)
def _following_steps(node: PhraseTree, plain: str, meaning: Word) -> tuple[tuple[PhraseStep, PhraseTree], ...]:
    return tuple(_steps(node, plain, meaning))


def _steps(node: PhraseTree, plain: str, meaning: Word) -> Iterator[tuple[PhraseStep, PhraseTree]]:
    reached = set()
    for tails, keys in ((False, (*meaning.lemmas, plain)), (True, meaning.tails)):
        table = node.tails if tails else node.words
        for key in keys if table else ():
            for step, after in table.get(key, ()):
                if id(after) not in reached and _fits(step, plain, meaning):
                    reached.add(id(after))
                    yield step, after


def _fits(step: PhraseStep, plain: str, meaning: Word) -> bool:
    if step.surface and plain == step.surface:
        return True
    forms = meaning.tail_forms if step.tail else meaning.lemma_forms
    return not forms.isdisjoint(step.forms)


def _longest(matches: Iterable[PhraseMatch]) -> list[PhraseMatch]:
    """The longest matches that do not overlap; of equal ones a description goes first, for it asks for more."""
    order = {"states": 0, "phrases": 1, "conditions": 2, "phrases_alone": 3, "places": 4}
    chosen: list[PhraseMatch] = []
    taken: set[int] = set()
    for match in sorted(
        matches, key=lambda each: (each.first - each.last, order[each.phrase.sort], each.first, each.phrase.concept)
    ):
        places = set(range(match.first, match.last + 1))
        if taken.isdisjoint(places):
            chosen.append(match)
            taken |= places
    return sorted(chosen, key=lambda each: each.first)
