"""What depends on what: the noun over a genitive, the participle over a complement, the modifiers of a noun.

A shallow reading of the Finnish noun phrase: modifiers stand before their head, adjectives and participles agree with
it in case and number, genitives do not; a participle's own complements stand before the participle.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from esrgraph.language.morphology import Form, cases_of
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.lexicon.word_meanings import Word

_JOINING = frozenset({"comma", "conjunction", "slash"})
_POSTPOSITIONS = ("with", "means", "instead")
_WINDOW = 16
_OBLIQUE = frozenset({"gen", "par", "ine", "ela", "ill", "ade", "abl", "all", "ess", "tra", ""})


class Modifiers(NamedTuple):
    """What stands before a noun: groups of coordinated genitives, nearest first; `participle` with its complements."""

    genitives: tuple[tuple[int, ...], ...] = ()
    complements: tuple[int, ...] = ()
    participle: int | None = None
    anaphor: bool = False
    personal: bool = False
    other: bool = False
    shared: bool = False
    first: int = 0

    @property
    def bare(self) -> bool:
        """Whether nothing at all modifies the noun."""
        return not (self.genitives or self.complements or self.participle is not None or self.anaphor)


def is_genitive(token: TextToken) -> bool:
    """Whether the token can be read as a noun in the genitive."""
    return token.kind in {"age", "word"} and token.word.known and "gen" in cases_of(token.word.forms)


def is_postposition(token: TextToken) -> bool:
    """Whether the token follows a genitive to say with whom, by whom, instead of whom."""
    return any(tag in token.word.tags for tag in _POSTPOSITIONS)


def governor(found: Sequence[TextToken], place: int) -> int | None:
    """The place of the noun or postposition that the genitive at `place` belongs to; None where none follows."""
    at, coordinated = place + 1, False
    while at < min(len(found), place + _WINDOW):
        token = found[at]
        if token.kind in {"stop", "close"}:
            return None
        if token.kind == "open":
            at = _after_bracket(found, at)
        elif token.kind in _JOINING:
            following = _past_joins(found, at)
            if following is None or not is_genitive(found[following]) or found[following].word.only_finite:
                return None
            at, coordinated = following, True
        elif is_postposition(token):
            return at
        elif token.word.only_finite:
            return None
        elif _is_head(token, found, at) and not (coordinated and _passed_over(token, found, at)):
            return at
        else:
            at += 1
    return None


def _passed_over(token: TextToken, found: Sequence[TextToken], place: int) -> bool:
    """Whether a genitive after a join is coordinated with the first one rather than what both belong to."""
    if not is_genitive(token) or cases_of(token.word.forms) - {"gen"}:
        return False
    before = found[place - 1].word
    joined = found[place - 1].kind in _JOINING or "muu" in before.lemmas or "anaphor" in before.tags
    return joined or not (token.word.hits or token.word.role or {"thing", "task", "transparent"} & token.word.tags)


def _after_bracket(found: Sequence[TextToken], place: int) -> int:
    return next((at + 1 for at in range(place, len(found)) if found[at].kind == "close"), len(found))


def _past_joins(found: Sequence[TextToken], place: int) -> int | None:
    """The place of the first word after commas and conjunctions, pronouns such as `muiden` skipped."""
    for at in range(place, min(len(found), place + 5)):
        if found[at].kind == "word" and "muu" not in found[at].word.lemmas:
            return at
        if found[at].kind not in _JOINING and found[at].kind != "word":
            return at if found[at].kind == "age" else None
    return None


def _is_head(token: TextToken, found: Sequence[TextToken], place: int) -> bool:
    if token.kind == "word" and not token.word.known:
        return token.text[0].islower()
    if token.kind != "word" or not token.word.forms:
        return False
    if token.word.hits or token.word.role:
        return True
    if not token.word.noun or token.word.participle:
        return False
    return not (token.word.adjective and _agrees_with_next(found, place))


def _agrees_with_next(found: Sequence[TextToken], place: int) -> bool:
    after = found[place + 1] if place + 1 < len(found) else None
    return after is not None and after.kind == "word" and bool(after.word.forms & found[place].word.forms)


def complement_of(found: Sequence[TextToken], place: int, forms: frozenset[Form]) -> int | None:
    """The place of the participle that the phrase ending at `place` completes (`nuoria ohjaavat opettajat`)."""
    for at in range(place + 1, min(len(found), place + _WINDOW)):
        token = found[at]
        if token.kind in {"conjunction", "comma", "slash"}:
            if not _goes_on(found, at, forms):
                return None
            continue
        if token.kind != "word" or token.word.only_finite:
            return None
        if token.word.participle and token.word.forms and (not token.word.forms & forms or has_object(token, forms)):
            return None if token.word.finite and "belonging" in token.word.tags else at
        if token.word.noun and not _is_oblique(token):
            return None
    return None


def has_object(participle: TextToken, forms: frozenset[Form]) -> bool:
    """`nuoria ohjaavia opettajia`: what stands in the partitive like its participle is the object all the same."""
    return "transitive" in participle.word.tags and "par" in cases_of(forms)


def _goes_on(found: Sequence[TextToken], at: int, forms: frozenset[Form]) -> bool:
    """Whether what follows the join is coordinated with the complement: same case, none of them the head's."""
    after = found[at + 1] if at + 1 < len(found) else None
    if after is None or after.kind != "word" or found[at].kind == "comma":
        return False
    return bool(after.word.forms & forms) and "nom" not in cases_of(forms)


def _is_oblique(token: TextToken) -> bool:
    return not _OBLIQUE.isdisjoint(cases_of(token.word.forms))


def modifiers(found: Sequence[TextToken], head: int, forms: frozenset[Form]) -> Modifiers:
    """What modifies the noun at `head`, and the coordinated noun before it (`palvelujen tuottajat ja työntekijät`)."""
    so_far, at = Modifiers(first=head), head - 1
    while at >= max(0, head - _WINDOW):
        joining = found[at].kind in _JOINING
        step = _before_join(found, at, forms, so_far) if joining else _before(found, at, forms, so_far)
        if step is None:
            break
        at, so_far = step
    return so_far


_Step = tuple[int, Modifiers] | None
"""The place to go on at, and the modifiers so far; None where the phrase begins after it."""


def _before(found: Sequence[TextToken], at: int, forms: frozenset[Form], so_far: Modifiers) -> _Step:
    """The step over the token at that place."""
    token, meaning = found[at], found[at].word
    if token.kind == "number":
        return at - 1, so_far
    if token.kind in {"stop", "open", "close"}:
        return None
    if "muu" in meaning.lemmas:
        return at - 1, so_far._replace(other=True, first=at)
    if "anaphor" in meaning.tags and token.kind == "word":
        return at - 1, _with_anaphor(at, meaning, so_far)
    if meaning.only_finite or token.lower in {"jotka", "joka"}:
        return None
    if meaning.participle and meaning.forms & forms and not meaning.hits:
        return _over_participle(at, meaning, so_far)
    if _completes(found, at, forms, so_far):
        return at - 1, so_far._replace(complements=(*so_far.complements, at), first=at)
    if is_genitive(token):
        return at - 1, so_far._replace(genitives=(*so_far.genitives, (at,)), first=at)
    if _only_describes(token, forms):
        return at - 1, so_far._replace(first=at)
    return None


def _over_participle(at: int, meaning: Word, so_far: Modifiers) -> _Step:
    """The step over a participle of the head; with complements after it, it may rather be the clause's verb."""
    if so_far.complements and meaning.finite:
        return None
    if so_far.participle is None:
        so_far = so_far._replace(participle=at)
    return at - 1, so_far._replace(first=at)


def _with_anaphor(at: int, meaning: Word, so_far: Modifiers) -> Modifiers:
    complements = so_far.complements if so_far.participle is None else (*so_far.complements, at)
    personal = bool({"he", "hän"} & meaning.lemmas)
    return so_far._replace(anaphor=True, complements=complements, personal=personal, first=at)


def _completes(found: Sequence[TextToken], at: int, forms: frozenset[Form], so_far: Modifiers) -> bool:
    """Whether the token is a complement of the participle after it: not in the head's form, or its object all the
    same."""
    if so_far.participle is None:
        return False
    token, meaning = found[at], found[at].word
    if meaning.noun and not _is_oblique(token):
        return False
    if not meaning.forms & forms:
        return True
    return so_far.participle == at + 1 and meaning.noun and has_object(found[at + 1], meaning.forms)


def _only_describes(token: TextToken, forms: frozenset[Form]) -> bool:
    """Whether the token is an adjective of the head, or a word that does not decline."""
    meaning = token.word
    if meaning.adjective and meaning.forms & forms:
        return True
    return token.kind == "word" and not meaning.forms and meaning.known


def _before_join(found: Sequence[TextToken], at: int, forms: frozenset[Form], so_far: Modifiers) -> _Step:
    """The step over commas and conjunctions, and over what stands before them where they coordinate it."""
    while at > 0 and found[at].kind in _JOINING:
        at -= 1
    before = found[at]
    if before.kind != "word":
        return None
    if so_far.participle is not None:
        return (at, so_far) if _coordinates_complements(before, found, forms, so_far) else None
    if so_far.genitives and so_far.genitives[-1][-1] == so_far.first:
        if not is_genitive(before):
            return None
        *farther, nearest = so_far.genitives
        return at - 1, so_far._replace(genitives=(*farther, (*nearest, at)), first=at)
    alone = so_far.bare and not so_far.other and found[at + 1].kind != "comma"
    return (at - 1, so_far._replace(shared=True)) if alone and _shares_case(before, forms) else None


def _coordinates_complements(
    before: TextToken, found: Sequence[TextToken], forms: frozenset[Form], so_far: Modifiers
) -> bool:
    """Whether what stands before the join belongs to the participle as well, or is another participle."""
    first = found[so_far.first]
    if (before.word.participle and before.word.forms & forms) or first.word.participle:
        return before.word.participle
    if not so_far.complements:
        return False
    if is_genitive(before) and is_genitive(first):
        return True
    return bool(before.word.forms & found[so_far.complements[-1]].word.forms) or before.cut


def _shares_case(before: TextToken, forms: frozenset[Form]) -> bool:
    """Whether the token names a group or a role, in the case of the head."""
    same = not cases_of(forms).isdisjoint(cases_of(before.word.forms))
    return bool(before.word.hits or before.word.role) and same
