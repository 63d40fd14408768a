"""Swedish candidates to a verdict each: which of them the text takes as a target group, and why not the others."""

from __future__ import annotations

from collections.abc import Callable

from esrgraph.linking.targetgroups.candidates import Candidate, clause_at
from esrgraph.linking.targetgroups.swedish.candidates import AT
from esrgraph.linking.targetgroups.swedish.clauses import SwedishContext
from esrgraph.linking.targetgroups.swedish.patterns import swedish_patterns
from esrgraph.linking.targetgroups.syntax.sentences import MainClause, shown

_HELPERS = frozenset({"professional", "organisation", "worker"})
_BEING = frozenset({"vara", "vara+", "är", "bli", "bli+"})


def judge_swedish(context: SwedishContext) -> None:
    """Gives every candidate that is turned down its reason."""
    for each in context.candidates:
        each.reason = _turned_down(context, each)


def _turned_down(context: SwedishContext, each: Candidate) -> str:
    for rule in _RULES:
        reason = rule(context, each)
        if reason:
            return reason
    return ""


def _negated(context: SwedishContext, each: Candidate) -> str:
    return "negated" if each.last in context.negated else ""


def _involved_otherwise(context: SwedishContext, each: Candidate) -> str:
    if not context.possible:
        return ""
    inside = clause_at(each.last, context.clauses)
    place = each.first if inside is None or inside.antecedent is None else inside.antecedent
    clause = context.main.get(place, MainClause(()))
    targets = any("målgrupp" in context.found[at].word.tails for at in clause.places)
    for one in shown(context.found, clause, context.possible):
        if not one.subject or (context.kind(each) in _HELPERS and not targets and _may_be_subject(context, each)):
            return one.reason
    return ""


def _may_be_subject(context: SwedishContext, each: Candidate) -> bool:
    """`utbildning ordnas för lärare`: for whom something is done does not do it."""
    at = _preposition(context, each)
    return at is None or context.found[at].lower == "med"


def _taken_up(context: SwedishContext, each: Candidate) -> str:
    """`personal vid yrkesinstitut`: the field of a role names no group."""
    roles = (other for other in context.candidates if other.sort == "role" and each.last in other.offered)
    return next(("the field of a role" for other in roles if other is not each and each.sort != "role"), "")


def _elsewhere_in_clause(context: SwedishContext, each: Candidate) -> str:
    clause = clause_at(each.last, context.clauses)
    if clause is None:
        return ""
    doer = [other for other in context.candidates if clause.antecedent == other.last]
    if each.sort == "states":
        helper = any(context.kind(other) in {"professional", "organisation"} for other in doer)
        return "describes clients or surroundings of a professional" if helper else ""
    before = context.found[max(clause.start, each.first - 4) : each.first]
    said = any(_BEING & token.word.lemmas for token in before)
    return "" if said else "in a relative clause about someone else"


def _describes_nobody(context: SwedishContext, each: Candidate) -> str:
    """A state of someone: of the people before it, in a relative clause, or by itself."""
    if each.sort != "states":
        return ""
    for token in reversed(context.found[max(0, each.first - 7) : each.first]):
        if token.kind == "stop":
            break
        if token.kind == "age" or token.word.hits or "person" in token.word.tags or token.lower == "som":
            return ""
    return "describes nobody here"


def _in_place(context: SwedishContext, each: Candidate) -> str:
    """`lärare vid yrkeshögskolor`: where someone works."""
    if context.kind(each) != "organisation":
        return ""
    at = each.first - 1
    if at < 0 or context.found[at].kind == "stop":
        return ""
    places = {other.last: other.first for other in context.candidates if context.kind(other) == "organisation"}
    while at > 0 and context.found[at].kind in {"conjunction", "comma"} and at - 1 in places:
        at = places[at - 1] - 1
    return "a place, not a group" if at >= 0 and context.found[at].lower in AT else ""


def _worked_with(context: SwedishContext, each: Candidate) -> str:
    """`samarbete med kommuner`, `tjänster för unga`: someone works with them, something is for them."""
    preposition = _preposition(context, each)
    if preposition is None:
        return ""
    before = context.found[preposition - 1].word if preposition else None
    if before is None:
        return ""
    if context.found[preposition].lower == "med":
        return "someone works with them" if "with" in before.tags else ""
    kinds = {swedish_patterns().kinds[hit.concept] for hit in before.hits}
    if context.found[preposition].lower == "till":
        return "whose relatives are meant" if kinds == {"relation"} else ""
    helpers = kinds & {"organisation", "professional"}
    thing = "thing" in before.tags and not context.found[preposition - 1].lower.startswith("projekt")
    return f"who or what '{context.found[preposition - 1].text}' is for" if helpers or thing else ""


def _preposition(context: SwedishContext, each: Candidate) -> int | None:
    for at in range(each.first - 1, max(-1, each.first - 8), -1):
        token = context.found[at]
        if token.kind in {"stop", "open"} or token.word.finite:
            return None
        if token.lower in {"med", "för", "till"}:
            return at
        if token.kind == "word" and not (token.word.hits or token.word.noun):
            return None
    return None


def _possessor(context: SwedishContext, each: Candidate) -> str:
    """`kommunens beslutsfattare`: the decision-makers are meant; `ungas tjänster`: a thing of theirs."""
    if ("gen", "") not in context.found[each.last].word.forms or each.sort == "role":
        return ""
    for token in context.found[each.last + 1 : each.last + 4]:
        if token.kind != "word":
            return ""
        if token.word.hits or token.word.role or "person" in token.word.tags:
            return f"modifier of '{token.text}'"
        if "thing" in token.word.tags:
            return f"'{token.text}' is theirs, not they"
    return ""


_RULES: tuple[Callable[[SwedishContext, Candidate], str], ...] = (
    _negated,
    _involved_otherwise,
    _taken_up,
    _elsewhere_in_clause,
    _describes_nobody,
    _in_place,
    _worked_with,
    _possessor,
)
