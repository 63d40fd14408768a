"""Rules of case: complements of participles, roles, organisations as places, adjectives of things."""

from __future__ import annotations

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.candidates import Candidate, clause_at
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.rules.context import TextContext
from esrgraph.linking.targetgroups.syntax.dependencies import complement_of, is_genitive

_PEOPLE = frozenset({"person", "relation", "worker", "place"})
_CLAUSES = frozenset({"clause", "denied"})
_PLACE_CASES = frozenset({"ine", "ade"})
_ADDRESSED = frozenset(
    {"suunnattu", "tarkoitettu", "kohdistettu", "kohdennettu", "suunnata", "tarkoittaa", "kohdistaa"}
)
_BECOMING = frozenset({"tra", "ess", "all", "ill"})
_FORMAL = frozenset({"toimija"})


def compares_ages(context: TextContext, each: Candidate) -> str:
    """`54-vuotiaat ja vanhemmat`, `vanhemmat työntekijät`: older, not parents."""
    if each.concept != "parents" or "vanhempi" not in context.found[each.last].word.lemmas:
        return ""
    before = context.found[max(0, each.first - 3) : each.first]
    if any(token.kind == "age" for token in before) and not any(token.kind == "comma" for token in before):
        return "compares ages"
    after = context.token(each.last + 1)
    agrees = after is not None and after.kind == "word" and bool(after.word.hits or "person" in after.word.tags)
    same = agrees and after is not None and any(form in after.word.forms for form in each.forms if form[0] != "gen")
    return "compares ages" if same else ""


def project(context: TextContext, each: Candidate) -> str:
    """Projects count where they do or get something (nominative, allative), not where results are used in them."""
    if not {"hanke", "projekti"} & context.found[each.last].word.tails:
        return ""
    cases = cases_of(each.forms)
    return "" if cases & {"nom", "all"} else "projects as a place or means"


def complement(context: TextContext, each: Candidate) -> str:
    """`nuoria ohjaavat opettajat`: what completes a participle is not the group that the participle describes."""
    cases = cases_of(each.forms)
    if each.sort in {"places", *_CLAUSES} or not cases or cases & {"nom", "gen"} or each.clause:
        return ""
    before = _before(context, each)
    addressed = before is not None and (
        (before.word.only_finite and "olla" not in before.word.lemmas) or bool(_ADDRESSED & before.word.lemmas)
    )
    if before is not None and "task" in before.word.tags and not before.word.finite and context.doer_before(each):
        return f"'{before.text}' is what others do"
    participle = complement_of(context.found, each.last, each.forms)
    if participle is None or not (cases - {"ess"}):
        return ""
    if cases <= {"tra"} and "being" in context.found[participle].word.tags and _becomes(context, each):
        return ""
    if addressed and not (each.forms & context.found[participle].word.forms):
        return ""
    return f"complement of '{context.found[participle].text}'"


def _before(context: TextContext, each: Candidate) -> TextToken | None:
    """The token before the candidate's phrase, its own adjectives skipped."""
    at = each.first - 1
    while at >= 0 and context.found[at].kind == "word" and context.found[at].word.forms & each.forms:
        at -= 1
    return context.token(at)


def role_in_case(context: TextContext, each: Candidate) -> str:
    """`asiakkaana`, `yrittäjiksi`: a role that someone has or gets, unless it is said of the people themselves."""
    cases = cases_of(each.forms)
    if not cases or cases - {"ess", "tra"} or each.rule in {"participle", "relative-clause"}:
        return ""
    after = context.token(each.last + 1)
    if after is not None and {"being", "working"} & after.word.tags and "ess" in cases:
        return ""
    if _becomes(context, each):
        each.rule = "participle"
        return ""
    return "names a role" if clause_at(each.last, context.clauses) is None else ""


def _becomes(context: TextContext, each: Candidate) -> bool:
    """`irtisanotuksi, työttömäksi tai ... joutuneet`: what people have become, coordinated before one participle."""
    if context.kind(each) != "person":
        return False
    at = each.last + 1
    while (token := context.token(at)) is not None:
        cases = cases_of(token.word.forms)
        if token.word.participle and "being" in token.word.tags:
            return "nom" in cases or "gen" in cases or not token.word.finite
        if token.kind not in {"comma", "conjunction"} and not (cases and cases <= _BECOMING):
            return False
        at += 1
    return False


def organisation_in_case(context: TextContext, each: Candidate) -> str:
    """Organisations in a local case are places, sources or means, unless the clause makes them targets."""
    cases = cases_of(each.forms)
    kind = context.kind(each)
    if kind == "professional" and cases == {"abl"}:
        return "source of information"
    if (
        kind == "organisation"
        and context.found[each.last].word.possessive
        and complement_of(context.found, each.last, frozenset({("gen", "sg")}))
    ):
        return "a place, not a group"
    if kind != "organisation" or not cases or cases & {"nom", "gen", "all"}:
        return ""
    if _ranges(context, each):
        return ""
    if cases & _PLACE_CASES:
        return "a place, not a group"
    if "ela" in cases:
        return "" if _members_from(context, each) else "source or place, not a group"
    if "ill" in cases:
        return "" if _is_aimed_at(context, each) else "a place, not a group"
    before = _before(context, each)
    counted = before is not None and (before.kind == "number" or "numeral" in before.word.tags)
    collective = "collective" in context.found[each.last].word.tags
    singular = all(number == "sg" for _case, number in each.forms) and not counted and not collective
    if "par" in cases and (_event(context, each) or singular):
        return "an event or a thing, not a group"
    return "source, not a group" if "abl" in cases else ""


def _ranges(context: TextContext, each: Candidate) -> bool:
    """`tahot ministeriöistä ja yliopistoista kuntiin ja lukioihin`: a list that says from whom to whom it goes."""
    start, end = context.bounds(each)
    held = [other for other in context.in_order(start, end) if context.kind(other) == "organisation"]
    first = next((other.first for other in held if ("ela", "pl") in other.forms), None)
    last = next((other.first for other in reversed(held) if ("ill", "pl") in other.forms), None)
    if first is None or last is None or not first < last or not first <= each.first <= last:
        return False
    before = context.found[start:first]
    return any({"organisation", "person"} & token.word.tags and ("nom", "pl") in token.word.forms for token in before)


def ranged_over(context: TextContext, each: Candidate) -> str:
    """`tahot`, where a list says from whom to whom they go: those are meant."""
    if each.concept != "organisations":
        return ""
    after = next((other for other in context.in_order(each.last + 1, context.bounds(each)[1])), None)
    return f"'{context.found[after.last].text}' and on are meant" if after and _ranges(context, after) else ""


def _members_from(context: TextContext, each: Candidate) -> bool:
    """`Seuroista mukaan kuuluvat`, `koostuu yrityksistä`."""
    start, end = context.bounds(each)
    before = context.found[start : each.first]
    if any("enumerating" in token.word.tags for token in before if token.word.finite or token.word.participle):
        return True
    opening = not any(
        token.word.finite or (token.word.noun and token.word.forms & {("nom", "pl"), ("nom", "sg")}) for token in before
    )
    after = context.found[each.last + 1 : end]
    return opening and any("belonging" in token.word.tags and token.word.finite for token in after)


def _is_aimed_at(context: TextContext, each: Candidate) -> bool:
    start, end = context.bounds(each)
    return any("aiming" in token.word.tags for token in context.found[start:end])


def _event(context: TextContext, each: Candidate) -> bool:
    start, end = context.bounds(each)
    return any(
        "event" in token.word.tags for token in context.found[start:end] if token.word.finite or token.word.participle
    )


def describes_thing(context: TextContext, each: Candidate) -> str:
    """`nuori yritys`, `vieraskielinen koulutus`: an adjective of something that is no person."""
    after = context.token(each.last + 1)
    if not each.adjective or after is None or after.kind != "word" or each.rule == "participle":
        return ""
    shared = {form for form in each.forms & after.word.forms if form[0] != "gen"}
    if not shared or not (after.word.noun or after.word.hits) or after.word.participle:
        return ""
    kinds = {context.known.kinds.get(hit.concept) for hit in after.word.hits} - {None}
    if kinds == {"organisation"} and context.kind(each) in _PEOPLE:
        return f"describes '{after.text}'"
    if kinds or "person" in after.word.tags or after.word.role or after.word.adjective:
        return ""
    return f"describes '{after.text}'"


def theirs(context: TextContext, each: Candidate) -> str:
    """`yrittäjien osaamista ja verkostoja`: coordinated with what is theirs."""
    token = context.found[each.last]
    joined = each.first > 1 and context.found[each.first - 1].kind == "conjunction"
    if not joined or not {"verkosto", "yhteisö"} & token.word.lemmas:
        return ""
    before = context.found[each.first - 2]
    nobody = before.word.noun and not before.word.hits and not before.word.role and "person" not in before.word.tags
    same = not cases_of(before.word.forms).isdisjoint(cases_of(token.word.forms))
    return f"theirs, as '{before.text}'" if nobody and same and is_genitive(context.found[each.first - 3]) else ""


def of_another_education(context: TextContext, each: Candidate) -> str:
    """`vastavalmistuneet lähihoitajat`: from what is said after it, not from a university."""
    token = context.found[each.last]
    if each.concept != "highly-educated" or "vastavalmistunut" not in token.word.lemmas:
        return ""
    for after in context.found[each.last + 1 : each.last + 6]:
        if after.kind != "word":
            break
        if "other_education" in after.word.tags or (after.word.hits and after.word.forms & each.forms):
            people = not any(context.known.kinds[hit.concept] in {"professional", "worker"} for hit in after.word.hits)
            return (
                "" if people and "other_education" not in after.word.tags else f"of another education: '{after.text}'"
            )
    return ""


def same_people(context: TextContext, each: Candidate) -> str:
    """`ammattilaiset ja toimijat`: people again, not organisations, right after professionals."""
    token = context.found[each.last]
    if each.concept != "organisations" or not _FORMAL & token.word.lemmas or each.first != each.last:
        return ""
    before = [other for other in context.candidates if other.last == each.first - 2 and not other.reason]
    joined = context.found[each.first - 1].kind == "conjunction" if each.first else False
    people = any(context.kind(other) in {"professional", "worker"} for other in before)
    return "the same people as before 'ja'" if joined and people else ""
