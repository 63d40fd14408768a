"""Standing candidates to the most specific ones of each phrase: what is broader, said in the same phrase, gives way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.patterns import patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.syntax.clauses import Relative

_INCLUDED = frozenset({"lukien", "luettuna", "luettuina"})
_PARTING = frozenset({"comma", "conjunction", "slash", "open", "close", "stop"})


def narrow(found: Sequence[TextToken], candidates: Sequence[Candidate], clauses: Sequence[Relative]) -> None:
    """Combines what together makes one concept, then turns down what is broader than another in its phrase."""
    phrase = _phrases(found, candidates, clauses)
    standing = [each for each in candidates if not each.reason]
    held: dict[int, list[Candidate]] = defaultdict(list)
    for each in standing:
        held[phrase[each.last]].append(each)
    _combine(found, standing, held, phrase)
    for together in held.values():
        _turn_down_broader(together)


def _turn_down_broader(together: Sequence[Candidate]) -> None:
    above = patterns().ancestors
    for each in together:
        for other in together:
            if each.concept not in above.get(other.concept, ()) or each.reason or other.reason:
                continue
            if not _is_coordinated(each, other):
                each.reason = f"more specific '{other.concept}' in the same phrase"


def _is_coordinated(one: Candidate, other: Candidate) -> bool:
    """Whether the two share only their last word (`kuntien ja yritysten työntekijät`), or are the ends of a range."""
    cases, others = cases_of(one.forms), cases_of(other.forms)
    if {"ela", "ill"} <= cases | others and not cases & others:
        return True
    return one.last == other.last and one.sort == other.sort and one.sort in {"states", "conditions", "role"}


def _phrases(found: Sequence[TextToken], candidates: Sequence[Candidate], clauses: Sequence[Relative]) -> list[int]:
    """The number of the phrase that each token stands in; a relative clause belongs to what it describes."""
    inside = {place for each in candidates if not each.reason for place in range(each.first, _reach(each) + 1)}
    numbers, current = [], 0
    included = {each.first for each in candidates if _is_included(found, each)}
    for place, token in enumerate(found):
        if place in included or ((token.kind in _PARTING or token.lower == "myös") and place not in inside):
            current += 1
        numbers.append(current)
    for clause in clauses:
        if clause.antecedent is not None:
            for place in range(clause.start, min(clause.end, len(found))):
                numbers[place] = numbers[clause.antecedent]
    return numbers


def _is_included(found: Sequence[TextToken], each: Candidate) -> bool:
    """`henkilöstö johto mukaan lukien`: a phrase of its own, though no comma parts it."""
    after = found[each.last + 1 : each.last + 3]
    return len(after) == 2 and after[0].lower == "mukaan" and after[1].lower in _INCLUDED


def _reach(each: Candidate) -> int:
    """The last place whose joins are inside the candidate: `yritysten johto ja henkilöstö` is two groups."""
    return max(each.offered) if each.shares and each.offered else each.last


def _combine(
    found: Sequence[TextToken],
    standing: Sequence[Candidate],
    held: Mapping[int, Sequence[Candidate]],
    phrase: Sequence[int],
) -> None:
    combinations = patterns().combinations
    for each in standing:
        rule = combinations.get(each.concept)
        if rule is None:
            continue
        number = phrase[each.last]
        near = (other for at in (number - 1, number, number + 1) for other in held.get(at, ()))
        partners = [other for other in near if other.concept == rule.partner and _together(found, each, other, phrase)]
        each.concept = rule.together if partners else rule.alone
        for other in partners:
            other.reason = f"more specific '{rule.together}' in the same phrase"


def _together(found: Sequence[TextToken], one: Candidate, other: Candidate, phrase: Sequence[int]) -> bool:
    """In one phrase, or in two that only a comma parts and that agree."""
    if phrase[one.last] == phrase[other.last]:
        return True
    first, second = sorted((one, other), key=lambda each: each.last)
    between = found[first.last + 1 : second.first]
    return len(between) == 1 and between[0].kind == "comma" and bool(one.forms & other.forms)
