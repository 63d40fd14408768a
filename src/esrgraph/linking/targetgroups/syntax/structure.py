"""What depends on what: the noun over a genitive, the participle over a complement, the modifiers of a noun.

A shallow reading of the Finnish noun phrase: modifiers stand before their head, adjectives and participles agree with
it in case and number, genitives do not; a participle's own complements stand before the participle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from esrgraph.language.morphology import Form
from esrgraph.linking.targetgroups.lexicon.tokens import Token

_JOINING = frozenset({"comma", "conjunction", "slash"})
_POSTPOSITIONS = ("with", "means", "instead")
_WINDOW = 16
_OBLIQUE = frozenset({"gen", "par", "ine", "ela", "ill", "ade", "abl", "all", "ess", "tra", ""})


@dataclass(slots=True)
class Modifiers:
    """What stands before a noun: groups of coordinated genitives, nearest first; `participle` with its complements."""

    genitives: list[list[int]] = field(default_factory=list)
    complements: list[int] = field(default_factory=list)
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


def is_genitive(token: Token) -> bool:
    """Whether the token can be read as a noun in the genitive."""
    return token.kind in {"age", "word"} and token.word.known and _has(token, "gen")


def _has(token: Token, case: str) -> bool:
    return any(each == case for each, _number in token.word.forms)


def is_postposition(token: Token) -> bool:
    """Whether the token follows a genitive to say with whom, by whom, instead of whom."""
    return any(tag in token.word.tags for tag in _POSTPOSITIONS)


def governor(found: Sequence[Token], place: int) -> int | None:
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


def _passed_over(token: Token, found: Sequence[Token], place: int) -> bool:
    """Whether a genitive after a join is coordinated with the first one rather than what both belong to."""
    if not is_genitive(token) or any(case != "gen" for case, _number in token.word.forms):
        return False
    joined = found[place - 1].kind in _JOINING or "muu" in found[place - 1].word.lemmas
    return joined or not (token.word.hits or token.word.role or {"thing", "task", "transparent"} & token.word.tags)


def _after_bracket(found: Sequence[Token], place: int) -> int:
    return next((at + 1 for at in range(place, len(found)) if found[at].kind == "close"), len(found))


def _past_joins(found: Sequence[Token], place: int) -> int | None:
    """The place of the first word after commas and conjunctions, pronouns such as `muiden` skipped."""
    for at in range(place, min(len(found), place + 5)):
        if found[at].kind == "word" and "muu" not in found[at].word.lemmas:
            return at
        if found[at].kind not in _JOINING and found[at].kind != "word":
            return at if found[at].kind == "age" else None
    return None


def _is_head(token: Token, found: Sequence[Token], place: int) -> bool:
    if token.kind == "word" and not token.word.known:
        return token.text[0].islower()
    if token.kind != "word" or not token.word.forms:
        return False
    if token.word.hits or token.word.role:
        return True
    if not token.word.noun or token.word.participle:
        return False
    return not (token.word.adjective and _agrees_with_next(found, place))


def _agrees_with_next(found: Sequence[Token], place: int) -> bool:
    after = found[place + 1] if place + 1 < len(found) else None
    return after is not None and after.kind == "word" and bool(after.word.forms & found[place].word.forms)


def complement_of(found: Sequence[Token], place: int, forms: frozenset[Form]) -> int | None:
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


def has_object(participle: Token, forms: frozenset[Form]) -> bool:
    """`nuoria ohjaavia opettajia`: what stands in the partitive like its participle is the object all the same."""
    return "transitive" in participle.word.tags and any(case == "par" for case, _number in forms)


def _goes_on(found: Sequence[Token], at: int, forms: frozenset[Form]) -> bool:
    """Whether what follows the join is coordinated with the complement: same case, none of them the head's."""
    after = found[at + 1] if at + 1 < len(found) else None
    if after is None or after.kind != "word" or found[at].kind == "comma":
        return False
    return bool(after.word.forms & forms) and not any(case == "nom" for case, _number in forms)


def _is_oblique(token: Token) -> bool:
    return any(case in _OBLIQUE for case, _number in token.word.forms)


def modifiers(found: Sequence[Token], head: int, forms: frozenset[Form]) -> Modifiers:
    """What modifies the noun at `head`, and the coordinated noun before it (`palvelujen tuottajat ja työntekijät`)."""
    result = Modifiers(first=head)
    at = head - 1
    while at >= max(0, head - _WINDOW):
        token = found[at]
        if token.kind in _JOINING:
            step = _before_join(found, at, head, forms, result)
            if step is None:
                break
            at = step
            continue
        if token.kind in {"stop", "open", "close"} or not _takes(found, at, forms, result):
            break
        if token.kind != "number":
            result.first = at
        at -= 1
    return result


def _takes(found: Sequence[Token], at: int, forms: frozenset[Form], result: Modifiers) -> bool:
    """Adds the token at that place to the modifiers; False where the phrase has begun after it."""
    token, meaning = found[at], found[at].word
    if token.kind == "number":
        return True
    if "muu" in meaning.lemmas:
        result.other = True
        return True
    if "anaphor" in meaning.tags and token.kind == "word":
        result.anaphor = True
        if result.participle is not None:
            result.complements.append(at)
        result.personal = bool({"he", "hän"} & meaning.lemmas)
        return True
    if meaning.only_finite or token.lower in {"jotka", "joka"}:
        return False
    if meaning.participle and meaning.forms & forms and not meaning.hits:
        if result.complements and meaning.finite:
            return False
        result.participle = at if result.participle is None else result.participle
        return True
    object_too = result.participle == at + 1 and meaning.noun and has_object(found[at + 1], meaning.forms)
    apart = object_too or not meaning.forms & forms
    if result.participle is not None and apart and (_is_oblique(token) or not meaning.noun):
        result.complements.append(at)
        return True
    if is_genitive(token):
        result.genitives.append([at])
        return True
    if meaning.adjective and (meaning.forms & forms):
        return True
    return token.kind == "word" and not meaning.forms and meaning.known


def _before_join(found: Sequence[Token], at: int, head: int, forms: frozenset[Form], result: Modifiers) -> int | None:
    """Where to go on before a comma or conjunction; None where the phrase begins after it."""
    while at > 0 and found[at].kind in _JOINING:
        at -= 1
    before = found[at]
    if before.kind != "word":
        return None
    if result.participle is not None:
        if (before.word.participle and before.word.forms & forms) or found[result.first].word.participle:
            return at if before.word.participle else None
        if result.complements and is_genitive(before) and is_genitive(found[result.first]):
            return at
        same = result.complements and before.word.forms & found[result.complements[-1]].word.forms
        return at if same or (result.complements and before.cut) else None
    if result.genitives and result.genitives[-1][-1] == result.first:
        if not is_genitive(before):
            return None
        result.genitives[-1].append(at)
        result.first = at
        return at - 1
    cases = {case for case, _number in forms}
    shares = bool(before.word.hits or before.word.role) and any(case in cases for case, _number in before.word.forms)
    if result.bare and not result.other and shares and found[at + 1].kind != "comma":
        result.shared = True
        return at - 1
    return None
