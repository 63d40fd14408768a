"""Swedish tokens to candidates: what words, phrases, ages, and roles with their fields may name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.ages import age_group
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.rules.role_fields import fields_at
from esrgraph.linking.targetgroups.swedish.patterns import swedish_patterns
from esrgraph.linking.targetgroups.syntax.phrases import phrases

AT = frozenset({"inom", "vid", "på", "i", "hos", "från"})
"""Prepositions before a place of work."""
_LIMITS = {"över": "yli", "under": "alle", "minst": "vähintään", "högst": "enintään"}
_FORMS = frozenset({("nom", "pl")})
_REACH = 5


def swedish_candidates(found: Sequence[TextToken]) -> list[Candidate]:
    """Every candidate, in the order of the text; the longest phrase wins where two overlap."""
    known = swedish_patterns()
    collected: list[Candidate] = []
    taken: set[int] = set()
    for match in phrases(found, known):
        sort = match.phrase.sort
        rule = "swedish-phrase" if sort == "phrases" else "swedish-description"
        forms = found[match.last].word.forms
        collected.append(Candidate(match.phrase.concept, match.first, match.last, rule, forms, False, sort))
        taken.update(range(match.first, match.last + 1))
    for place, token in enumerate(found):
        if token.kind == "age":
            collected.extend(_of_age(found, place))
        elif (token.word.role or token.word.hits) and place not in taken:
            collected.extend(_of_role(found, place, known) or _of_word(found, place))
    return sorted(collected, key=lambda each: (each.first, each.last, each.concept))


def _of_word(found: Sequence[TextToken], place: int) -> list[Candidate]:
    meaning = found[place].word
    return [Candidate(hit.concept, place, place, hit.rule, meaning.forms) for hit in meaning.hits]


def _of_age(found: Sequence[TextToken], place: int) -> Iterator[Candidate]:
    before = _LIMITS.get(found[place - 1].lower, "") if place else ""
    concept = age_group(found[place].text, before)
    if concept:
        yield Candidate(concept, place - 1 if before else place, place, "swedish-age", _FORMS, True, "age")


def _of_role(found: Sequence[TextToken], place: int, known: Patterns) -> list[Candidate]:
    """`personal inom äldreomsorgen`, `kommunens anställda`: what role and field name together."""
    role = found[place].word.role
    if not role or found[place].kind != "word":
        return []
    for at in _field_places(found, place):
        fields = [name for name in fields_at(found, at, known) if (name, role) in known.field_roles]
        if fields:
            named = known.field_roles[fields[0], role]
            places = frozenset({at})
            return [
                Candidate(each, min(at, place), max(at, place), "swedish-role", _FORMS, False, "role", offered=places)
                for each in named
            ]
    return []


def _field_places(found: Sequence[TextToken], place: int) -> Iterator[int]:
    if place and ("gen", "") in found[place - 1].word.forms:
        yield place - 1
    after = found[place + 1] if place + 1 < len(found) else None
    if after is None or after.lower not in AT:
        return
    for at in range(place + 2, min(len(found), place + 2 + _REACH)):
        if found[at].kind in {"stop", "comma"} or found[at].lower in AT or found[at].word.finite:
            return
        yield at
