"""Tokens to the clauses that matter: relative clauses with what they describe, and what a negation covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.lexicon.patterns import patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken

RELATIVE = frozenset(
    "jotka joka joita jota joiden jonka joissa jossa joista josta joihin johon joilla jolla joilta jolta joille jolle "
    "joina jona joiksi joksi joitten keitä keiden kenen joille".split()
)
_LISTING = frozenset({"joita", "joihin", "joista"})
_SUBORDINATE = frozenset({"että", "jotta", "kun", "koska", "vaikka", "mutta", "jos"})
_EXCEPTING = frozenset({"kuin", "paitsi"})
_WITHOUT = {"ottamatta": "lukuun", "lukien": "pois"}


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative clause: the place of its pronoun, the place after its last token, that of the word it describes."""

    start: int
    end: int
    antecedent: int | None
    pronoun: str


def relative_clauses(found: Sequence[TextToken]) -> tuple[Relative, ...]:
    """Every relative clause, in order; a clause inside another ends the outer one."""
    clauses: list[Relative] = []
    for place, token in enumerate(found):
        if token.kind == "word" and token.lower in RELATIVE and _is_introduced(found, place):
            antecedent = clauses[-1].antecedent if _continues(found, place, clauses) else _antecedent(found, place)
            clauses.append(Relative(place, _end(found, place, antecedent), antecedent, token.lower))
    return tuple(clauses)


def _is_introduced(found: Sequence[TextToken], place: int) -> bool:
    return place > 0 and (
        found[place - 1].kind in {"comma", "conjunction"} or found[place - 1].word.forms != frozenset()
    )


def _continues(found: Sequence[TextToken], place: int, clauses: Sequence[Relative]) -> bool:
    """Whether the clause is joined to the one before it (`jotka ... tai joita ...`)."""
    return bool(clauses) and found[place - 1].kind == "conjunction" and clauses[-1].end >= place - 2


def _antecedent(found: Sequence[TextToken], place: int) -> int | None:
    """The nearest noun before, of the pronoun's number."""
    plural = found[place].lower not in {"joka", "jota", "jonka", "jossa", "josta", "johon", "jolla", "jolta", "jolle"}
    fallback = None
    for back in range(place - 1, max(-1, place - 12), -1):
        token = found[back]
        if token.kind == "stop":
            break
        if token.kind == "age" or (token.kind == "word" and (token.word.noun or token.word.participle)):
            fallback = back if fallback is None else fallback
            if plural and any(number == "pl" for _case, number in token.word.forms):
                return back
            if not plural:
                return back
    return fallback


def _end(found: Sequence[TextToken], start: int, antecedent: int | None) -> int:
    listing = found[start].lower in _LISTING and _lists(found, start)
    for place in range(start + 1, len(found)):
        token = found[place]
        if token.kind in {"stop", "close", "open"}:
            return place
        if token.kind == "word" and token.lower in RELATIVE:
            return place
        if listing or token.kind not in {"comma", "conjunction", "slash"}:
            continue
        if _ends_at(found, start, place, antecedent):
            return place
    return len(found)


def _lists(found: Sequence[TextToken], start: int) -> bool:
    """`joita ovat A, B ja C`: the clause names what is meant, to the end of the sentence."""
    after = found[start + 1] if start + 1 < len(found) else None
    return after is not None and after.lower in {"ovat", "on", "olivat", "kuuluvat", "kuuluu"}


def _ends_at(found: Sequence[TextToken], start: int, place: int, antecedent: int | None) -> bool:
    after = found[place + 1] if place + 1 < len(found) else None
    if after is None or after.kind == "stop" or after.lower in RELATIVE:
        return True
    outer = found[antecedent].word.forms if antecedent is not None else frozenset()
    if after.lower == "mutta" and _next_head(found, place + 2) & outer - {("nom", "pl")}:
        return True
    if after.lower in _SUBORDINATE or after.word.only_finite:
        return False
    if found[place - 1].word.forms & after.word.forms and after.word.adjective and not after.word.hits:
        return False
    next_forms = _next_head(found, place + 1)
    inner = _last_forms(found, start, place)
    if next_forms & outer and not (next_forms & inner):
        return True
    if next_forms & inner:
        return False
    return found[place].kind == "comma"


def _next_head(found: Sequence[TextToken], place: int) -> frozenset[tuple[str, str]]:
    """The forms of the first group after that place that is no mere genitive, within the phrase."""
    genitive: frozenset[tuple[str, str]] = frozenset()
    for token in found[place : place + 10]:
        if token.kind == "conjunction" and not genitive:
            continue
        if token.kind in {"stop", "comma", "open", "close", "conjunction"} or token.word.only_finite:
            break
        if token.word.hits or token.kind == "age":
            if cases_of(token.word.forms) - {"gen"}:
                return token.word.forms
            genitive = token.word.forms
    return genitive


def _last_forms(found: Sequence[TextToken], start: int, place: int) -> frozenset[tuple[str, str]]:
    for token in reversed(found[start + 1 : place]):
        if token.kind == "age" or (token.kind == "word" and (token.word.noun or token.word.hits)):
            return token.word.forms
    return frozenset()


def negated_places(found: Sequence[TextToken], clauses: Sequence[Relative]) -> frozenset[int]:
    """The places of tokens that a negation of their own clause covers."""
    not_only = patterns().lists["not_only"]
    covered: set[int] = set()
    for place, token in enumerate(found):
        if token.kind == "word" and "ei" in token.word.lemmas and token.word.finite:
            following = found[place + 1 : place + 5]
            if not any(not not_only.isdisjoint(each.word.lemmas | {each.lower}) for each in following):
                covered.update(_scope(found, place, clauses))
        elif token.lower in _EXCEPTING and _excepts(found, place):
            covered.update(_until(found, place, {"comma", "stop", "close"}))
        elif token.lower in _WITHOUT and place and found[place - 1].lower == _WITHOUT[token.lower]:
            covered.update(_left_out(found, place))
    return frozenset(covered)


def _excepts(found: Sequence[TextToken], place: int) -> bool:
    """`muut kuin yritykset`, `kaikki paitsi johto`, but not `paitsi työntekijät myös johto`."""
    if found[place].lower == "kuin":
        return place > 0 and found[place - 1].lower.startswith("mu")
    return not any(each.lower in {"myös", "vaan"} for each in found[place:])


def _left_out(found: Sequence[TextToken], place: int) -> list[int]:
    """What `lukuun ottamatta` leaves out: the partitive after it, or else the one before it."""
    after = _until(found, place, {"comma", "stop", "close"})
    if any("par" in cases_of(found[at].word.forms) for at in after[:3]):
        return after
    return [at for at in range(max(0, place - 4), place) if "par" in cases_of(found[at].word.forms)]


def _scope(found: Sequence[TextToken], place: int, clauses: Sequence[Relative]) -> set[int]:
    inside = next((each for each in clauses if each.start <= place < each.end), None)
    stop = {"stop", "close"} if inside else {"stop", "comma", "close"}
    scope = set()
    for at in _until(found, place, stop):
        if found[at].lower in {"vaan", "mutta"} or (inside and at >= inside.end):
            break
        scope.add(at)
    if not inside:
        for at in range(place - 1, -1, -1):
            if found[at].kind in {"stop", "comma"}:
                break
            scope.add(at)
    return scope


def _until(found: Sequence[TextToken], place: int, kinds: set[str]) -> list[int]:
    places = []
    for at in range(place + 1, len(found)):
        if found[at].kind in kinds and not _goes_on(found, at):
            break
        places.append(at)
    return places


def _goes_on(found: Sequence[TextToken], at: int) -> bool:
    """A comma inside a list of things in one case does not end what the list stands under."""
    if found[at].kind != "comma" or at + 1 >= len(found) or found[at + 1].kind != "word":
        return False
    before, after = found[at - 1].word, found[at + 1].word
    return bool(before.hits and after.hits and before.forms & after.forms) and found[at + 1].lower not in RELATIVE
