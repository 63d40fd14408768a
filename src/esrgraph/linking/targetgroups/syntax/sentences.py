"""Tokens to main clauses, stretches with a verb of their own, and to what these show of their groups' part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from esrgraph.language.swedish import PARTICIPLE
from esrgraph.linking.targetgroups.lexicon.involvements import Involvement, Involvements
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.syntax.clauses import Relative

_JOINTS = frozenset({"comma", "conjunction"})
_CONTRASTING = frozenset({"mutta", "vaan", "kun", "koska", "men", "utan", "medan"})


@dataclass(frozen=True, slots=True, eq=False)
class MainClause:
    """The places of a clause's tokens, in order."""

    places: tuple[int, ...]


def main_clauses(found: Sequence[TextToken], relative: Sequence[Relative]) -> tuple[MainClause, ...]:
    """The main clauses in order; a list of nouns after a comma belongs to the clause before it."""
    inside = {place for each in relative for place in range(each.start, each.end)}
    return tuple(MainClause(each) for each in _clauses(found, list(_segments(found, inside))) if each)


def _segments(found: Sequence[TextToken], inside: set[int]) -> Iterator[tuple[int, ...]]:
    """What stands between two joints; `()` at the end of a sentence."""
    current: list[int] = []
    for place, token in enumerate(found):
        if place in inside:
            continue
        if token.kind in _JOINTS or token.kind == "stop" or token.lower in _CONTRASTING:
            yield tuple(current)
            current = []
            if token.kind == "stop":
                yield ()
                continue
        current.append(place)
    yield tuple(current)


def _clauses(found: Sequence[TextToken], segments: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    current: tuple[int, ...] = ()
    for segment in segments:
        anew = not segment or found[segment[0]].lower in _CONTRASTING
        if anew or (_has_verb(found, segment) and _has_verb(found, current)):
            yield current
            current = ()
        current += segment
    yield current


def _has_verb(found: Sequence[TextToken], places: Sequence[int]) -> bool:
    return any(is_verb(found, place) for place in places)


def is_verb(found: Sequence[TextToken], place: int) -> bool:
    """Whether the word there is a clause's verb, not a participle of the same form before its noun."""
    meaning = found[place].word
    if not meaning.finite or meaning.only_finite:
        return meaning.only_finite
    for after in found[place + 1 : place + 4]:
        if after.kind not in {"word", "age"} or after.word.only_finite:
            break
        if ("nom", "pl") in after.word.forms:
            return False
    return True


def possible_involvements(found: Sequence[TextToken], known: Involvements) -> tuple[Involvement, ...]:
    """What the words of a text may show, wherever they stand: in most texts nothing."""
    names = {token.plain for token in found}
    return known.possible(names.union(*(token.word.tails for token in found)))


def _base_forms(token: TextToken) -> frozenset[str]:
    return token.word.tails | {token.plain}


def shown(found: Sequence[TextToken], clause: MainClause, known: Sequence[Involvement]) -> tuple[Involvement, ...]:
    """The parts in the project that the words of a clause show."""
    needed = frozenset().union(*(one.needs for one in known))
    alone = not _has_verb(found, clause.places)
    at: dict[str, set[int]] = {}
    for place in clause.places:
        if needed.isdisjoint(_base_forms(found[place])):
            continue
        for name in _names(found, place, alone=alone):
            at.setdefault(name, set()).add(place)
    return tuple(one for one in known if all(_stands(words, at) for words in one.words))


def _names(found: Sequence[TextToken], place: int, *, alone: bool) -> frozenset[str]:
    """The base forms of the word there, alone and with their cases; those of a verb only where it is the clause's.

    Where no other word can be the verb (`alone`), what looks like a participle may be (`rahoittaa:prc`).
    """
    meaning = found[place].word
    forms = meaning.tail_forms | meaning.lemma_forms
    plain = {lemma for lemma, case in forms if case} | (
        set() if meaning.finite else {found[place].plain, *meaning.tails}
    )
    verbs = {lemma for lemma in meaning.lemmas if is_verb(found, place)} if meaning.finite else meaning.lemmas
    perhaps = {f"{lemma}:prc" for lemma in meaning.lemmas} if alone and meaning.finite else set()
    names = {f"{lemma}:{case}" for lemma, case in forms if case} | plain | verbs | perhaps
    return frozenset(name.removesuffix(PARTICIPLE) for name in names)


def _stands(words: tuple[str, ...], at: dict[str, set[int]]) -> bool:
    """Whether the words stand in the clause, side by side where there are several."""
    places = at.get(words[0], set())
    for word in words[1:]:
        places = {place + 1 for place in places} & at.get(word, set())
    return bool(places)
