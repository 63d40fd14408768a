"""The rule of genitives: `nuorten ohjaajat` are not the young, `työntekijöiden osaaminen` is about the workers."""

from __future__ import annotations

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.syntax.dependencies import complement_of, governor, is_postposition

_HELPERS = frozenset({"professional", "organisation"})
_PLACE_CASES = frozenset({"ine", "ade"})


def genitive(context: TextContext, each: Candidate) -> str:
    """What a genitive belongs to decides: a group, a thing of theirs, what is done to them, what they can."""
    if each.sort == "places" or "gen" not in cases_of(each.forms) or each.rule == "relative-clause":
        return ""
    if "nom" in cases_of(each.forms) and not _is_modifier(context, each):
        return ""
    head = governor(context.found, each.last)
    while head is not None and _agrees(context, each, head):
        head = governor(context.found, head)
    if head is None:
        return ""
    token = context.found[head]
    if is_postposition(token):
        return _postposition(context, each, head)
    if token.word.hits or token.word.role:
        return f"modifier of '{token.text}'" if not _transparent(context, token) else ""
    return _belongs(context, each, head)


def _is_modifier(context: TextContext, each: Candidate) -> bool:
    """A possessive form such as `vanhempansa` is a genitive only before a noun that does not agree with it."""
    after = context.token(each.last + 1)
    owns = after is not None and cases_of(after.word.forms) == {"gen"}
    return after is not None and after.kind == "word" and after.word.noun and not (owns and not after.word.hits)


def _transparent(context: TextContext, token: TextToken) -> bool:
    return "transparent" in token.word.tags and not token.word.hits


def _belongs(context: TextContext, each: Candidate, head: int) -> str:
    token = context.found[head]
    tags = token.word.tags
    if "transparent" in tags:
        return ""
    if "thing" in tags:
        return f"'{token.text}' is theirs, not they"
    if "task" in tags and context.doer_before(each):
        return f"'{token.text}' is what others do"
    cases = cases_of(token.word.forms)
    if context.kind(each) == "organisation" and cases and cases <= _PLACE_CASES:
        return f"where '{token.text}' is, not a group"
    if context.kind(each) == "organisation" and all(number == "sg" for _case, number in each.forms):
        return f"owner of '{token.text}'"
    participle = complement_of(context.found, head, token.word.forms) if not cases & {"nom", "gen"} else None
    described = context.noun_after(participle) if participle is not None else None
    if described is not None and (context.found[described].word.hits or context.found[described].word.role):
        return f"modifier of '{context.found[described].text}'"
    lemmas = token.word.lemmas
    plural = any(number == "pl" for _case, number in token.word.forms)
    agent = any(lemma.endswith(("ja", "jä", "lainen", "läinen", "henkilö")) and len(lemma) > 5 for lemma in lemmas)
    return f"modifier of '{token.text}'" if agent and plural and token.word.noun else ""


def _agrees(context: TextContext, each: Candidate, head: int) -> bool:
    """`työttömien nuorten`: an adjective before its noun, not someone's."""
    token = context.found[head]
    shared = {form for form in each.forms & token.word.forms if form[0] == "gen"}
    if not each.adjective or not shared:
        return False
    kinds = {context.known.kinds.get(hit.concept) for hit in token.word.hits} - {None}
    if kinds & {"relation", "organisation", "professional"}:
        return False
    return bool(kinds) or "person" in token.word.tags


def _postposition(context: TextContext, each: Candidate, head: int) -> str:
    token = context.found[head]
    if "instead" in token.word.tags:
        return f"negated by '{token.text}'"
    if "means" in token.word.tags:
        if context.kind(each) in _HELPERS or token.lower in {"kautta", "avulla", "toimesta", "välityksellä"}:
            return f"means: '{token.text}'"
        return ""
    participle = complement_of(context.found, head, frozenset({("gen", "pl"), ("gen", "sg")}))
    if participle is not None:
        return f"someone else is '{context.found[participle].text}' with them"
    if context.kind(each) in _HELPERS or _work_near(context, head):
        return f"someone works '{token.text}'"
    return ""


def _work_near(context: TextContext, place: int) -> bool:
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(context.found) and abs(at - place) <= 8 and context.found[at].kind not in {"stop", "comma"}:
            if "doing" in context.found[at].word.tags:
                return True
            at += step
    return False
