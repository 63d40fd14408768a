"""Whom a clause is about: the project's target, or who makes, pays or judges it, who is left out, another project.

What shows it stands under `[involvement]` in the patterns file: base forms that together are in a main clause, with
the cases that they have (`rahoittaja:ess`), and `+` between those that stand side by side. Under `subject` only the
clause's subject is meant, under `all` every group in it.
"""

from __future__ import annotations

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.involvements import Involvement
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.syntax.dependencies import governor
from esrgraph.linking.targetgroups.syntax.sentences import MainClause

_TARGET_CASES = frozenset({"ess", "nom", "ill"})


def involved_otherwise(context: TextContext, each: Candidate) -> str:
    """The part that the group has in the project where it is not its target."""
    if not context.possible:
        return ""
    clause = context.main_clause(each)
    return next((one.reason for one in context.involvements(clause) if _meant(context, clause, each, one)), "")


def _meant(context: TextContext, clause: MainClause, each: Candidate, one: Involvement) -> bool:
    if not one.subject:
        return True
    if each.sort in {"places", "states", "conditions"} or _targets(context, clause):
        return False
    names = {f"{lemma}:ess" for lemma in context.found[each.last].word.tails}
    itself = any(not names.isdisjoint(words) for words in one.words)
    return itself or is_subject(context, each)


def is_subject(context: TextContext, each: Candidate) -> bool:
    """Whether the group is its clause's subject, or in a genitive that belongs to it."""
    place: int | None = each.last if each.clause is None or each.clause.antecedent is None else each.clause.antecedent
    while place is not None:
        cases = cases_of(context.found[place].word.forms)
        if "nom" in cases:
            return True
        place = governor(context.found, place) if "gen" in cases else None
    return False


def _targets(context: TextContext, clause: MainClause) -> bool:
    """`Hankkeen kohderyhmänä ovat`: who makes the project may be named beside."""
    forms = (form for place in clause.places for form in context.found[place].word.tail_forms)
    return any(lemma == "kohderyhmä" and case in _TARGET_CASES for lemma, case in forms)
