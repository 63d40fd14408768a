"""Rules of clauses: negation, relative clauses about someone else, places without people."""

from __future__ import annotations

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.candidates import Candidate, clause_at
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.syntax.clauses import Relative
from esrgraph.linking.targetgroups.syntax.dependencies import complement_of, governor

_HELPERS = frozenset({"professional", "organisation"})
_CLAUSES = frozenset({"clause", "denied"})
_OWNING = frozenset({"joilla", "joiden", "joilta"})
"""Pronouns of what people have: `sairaanhoitajat, joiden äidinkieli ei ole suomi` tells of the nurses."""
_BEING = frozenset(
    {
        "olla",
        "elää",
        "asua",
        "käydä",
        "jäädä",
        "joutua",
        "ollut",
        "jäänyt",
        "joutunut",
        "elänyt",
        "pysyä",
        "oleva",
        "ajautua",
    }
)


def suppress_negated(context: TextContext, each: Candidate) -> str:
    """What a negation of its own clause covers is no target group."""
    described = each.clause.antecedent if each.clause else None
    if described is not None and described in context.negated:
        return "negated"
    return "negated" if each.last in context.negated and each.sort not in _CLAUSES else ""


def elsewhere_in_clause(context: TextContext, each: Candidate) -> str:
    """A relative clause describes its antecedent; who else stands in it is no target group."""
    clause = each.clause or clause_at(each.last, context.clauses)
    if clause is None:
        return ""
    doer = context.antecedent_kind(clause)
    described = each.sort in {"states", "conditions", *_CLAUSES} and each.rule == "relative-clause"
    if described and each.sort == "states" and not context.has_verb(clause, _BEING):
        return "describes nobody here"
    if described:
        themselves = each.sort in _CLAUSES and doer == "professional" and clause.pronoun in _OWNING
        return "describes clients or surroundings of a professional" if doer in _HELPERS and not themselves else ""
    if _is_listed(context, clause, each) or (each.sort == "places" and context.has_verb(clause, {"asua", "elää"})):
        return ""
    themselves = doer not in _HELPERS or context.has_verb(clause, {"itse"})
    if themselves and _predicate(context, clause, each):
        each.rule = "relative-clause" if each.rule == "noun" else each.rule
        return ""
    return "in a relative clause about someone else"


def _is_listed(context: TextContext, clause: Relative, each: Candidate) -> bool:
    """`sidosryhmät, joita ovat kunnat`: plural members of the list count, names (singular) do not."""
    if clause.pronoun not in {"joita", "joihin", "joista"}:
        return False
    following = context.token(clause.start + 1)
    names = following is not None and following.lower in {"ovat", "on", "kuuluvat", "kuuluu", "olivat"}
    plural_subject = ("nom", "pl") in each.forms
    return names and plural_subject


def _predicate(context: TextContext, clause: Relative, each: Candidate) -> bool:
    if clause.pronoun not in {"jotka", "joka", "joista", "josta"}:
        return False
    inside = context.found[clause.start : clause.end]
    verb = any("copula" in token.word.tags for token in inside if token.word.finite or token.word.participle)
    cases = cases_of(each.forms)
    fits = bool(cases & {"par", "ess", "tra", "nom"})
    return verb and fits and complement_of(context.found, each.last, each.forms) is None


def without_people(context: TextContext, each: Candidate) -> str:
    """A place counts by the people in it: `maaseudulla asuvat`, `maaseudun nuoret`; not `maaseudun yritykset`."""
    if each.sort != "places":
        return ""
    if clause_at(each.last, context.clauses):
        return ""
    cases = cases_of(each.forms)
    if "gen" in cases:
        head = governor(context.found, each.last)
        while head is not None and _only_genitive(context, head) and not context.people_at(head):
            head = governor(context.found, head)
        return "" if head is not None and context.people_at(head) else "a place, no people"
    following = complement_of(context.found, each.last, each.forms)
    if following is not None:
        head = context.noun_after(following)
        named = head is None or context.people_at(head)
        lemmas = context.found[following].word.lemmas
        lives = bool({"asuva", "elävä", "asunut"} & lemmas)
        comes = bool({"opiskeleva", "työskentelevä"} & lemmas)
        return "" if lives or (named and not comes) else "a place, no people"
    before = context.token(each.first - 1)
    return "" if before is not None and context.people_at(each.first - 1) else "a place, no people"


def _only_genitive(context: TextContext, place: int) -> bool:
    return cases_of(context.found[place].word.forms) == {"gen"}
