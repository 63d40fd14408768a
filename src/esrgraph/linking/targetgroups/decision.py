"""Candidates to a verdict each: which of them the text takes as a target group, and why not the others."""

from __future__ import annotations

from collections.abc import Callable

from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.rules import cases, clausal, genitives
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.rules.involvement import involved_otherwise

RULES: tuple[Callable[[TextContext, Candidate], str], ...] = (
    clausal.suppress_negated,
    involved_otherwise,
    cases.compares_ages,
    clausal.elsewhere_in_clause,
    clausal.without_people,
    cases.project,
    genitives.genitive,
    cases.complement,
    cases.role_in_case,
    cases.organisation_in_case,
    cases.ranged_over,
    cases.theirs,
    cases.of_another_education,
    cases.describes_thing,
    cases.same_people,
)
"""In this order; each gives a reason in English, or "" to let the candidate stand."""


def judge(context: TextContext) -> None:
    """Gives every candidate that is turned down its reason."""
    heads = {place: each for each in context.candidates for place in each.offered if each.sort == "role"}
    for each in context.candidates:
        each.reason = each.reason or _taken_up(context, each, heads) or _turned_down(context, each)


def _turned_down(context: TextContext, each: Candidate) -> str:
    for rule in RULES:
        reason = rule(context, each)
        if reason:
            return reason
    return ""


def _taken_up(context: TextContext, each: Candidate, heads: dict[int, Candidate]) -> str:
    """Words that gave a role its field name no group of their own, and no clause is a description by them."""
    if not heads or each.sort in {"role", "denied"}:
        return ""
    head = next((heads[place] for place in sorted(each.offered or {each.last}) if place in heads), None)
    return f"modifier of '{context.found[head.last].text}'" if head else ""
