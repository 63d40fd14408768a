"""Which fields the words around a role name, and what role and field make together: `sosiaalialan` + `opiskelijat`."""

from __future__ import annotations

from collections.abc import Sequence

from esrgraph.linking.targetgroups.lexicon.patterns import Patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.syntax.dependencies import Modifiers

_SERVICES = frozenset(
    {
        "social",
        "health",
        "social-and-health",
        "employment",
        "integration",
        "youth",
        "outreach-youth",
        "teaching",
        "higher-education",
        "vocational",
        "prison",
        "mental-health",
        "substance",
    }
)
"""Fields that a place of work stands for: `sosiaalipalveluissa työskentelevät` (not: `yrityksissä työskentelevät`)."""


def fields_at(found: Sequence[TextToken], place: int, known: Patterns) -> tuple[str, ...]:
    """The fields that the words ending at that place name, longer names first (`ammatillisen koulutuksen`)."""
    names: list[str] = []
    for lemma in found[place].word.tails:
        for before, name in known.field_phrases.get(lemma, ()):
            if _is_preceded(found, place, before):
                names.append(name)
    return (*names, *found[place].word.fields)


def _is_preceded(found: Sequence[TextToken], place: int, before: tuple[str, ...]) -> bool:
    start = place - len(before)
    return start >= 0 and all(
        lemma in found[start + number].word.lemmas or lemma in found[start + number].lower
        for number, lemma in enumerate(before)
    )


def by_field(
    found: Sequence[TextToken], around: Modifiers, role: str, default: str, recent: tuple[str, ...], known: Patterns
) -> tuple[tuple[str, ...], tuple[str, ...], list[int]]:
    """The concepts, the fields and the places of the words that gave them; the nearest genitives count."""
    for genitives in around.genitives:
        named, fields = _of_group(found, genitives, role, default, known)
        if fields:
            return tuple(named), tuple(fields), list(genitives)
    if around.participle is not None:
        workplace = "working" in found[around.participle].word.tags and role == "worker"
        group = [
            place for place in around.complements if not workplace or _SERVICES & set(fields_at(found, place, known))
        ]
        group += [each for place in group for each in _cut_before(found, place) if each not in group]
        named, fields = _of_group(found, group, role, "", known)
        if fields:
            return tuple(named), tuple(fields), [place for place in group if fields_at(found, place, known)]
    if around.anaphor and (role in {"worker", "provider"} or not around.personal):
        named = [each for name in recent for each in known.field_roles.get((name, role), ())]
        return tuple(named), recent if named else (), []
    return (), (), []


def _cut_before(found: Sequence[TextToken], place: int) -> list[int]:
    """Cut words before a complement: `sosiaali-` in `sosiaali- ja terveyspalveluja`."""
    return [each for each in range(max(0, place - 8), place) if found[each].cut and found[each].end == found[place].end]


def _of_group(
    found: Sequence[TextToken], group: Sequence[int], role: str, default: str, known: Patterns
) -> tuple[list[str], list[str]]:
    named: list[str] = []
    fields: list[str] = []
    for place in group:
        here = [name for name in fields_at(found, place, known) if (name, role) in known.field_roles]
        if here:
            fields.append(here[0])
            named.extend(known.field_roles[here[0], role])
    if (
        fields
        and default
        and any(_is_organisation(found[place], known) and not _has_field(found, place, role, known) for place in group)
    ):
        named.append(default)
    return named, fields


def _is_organisation(token: TextToken, known: Patterns) -> bool:
    return any(known.kinds.get(hit.concept) == "organisation" for hit in token.word.hits)


def _has_field(found: Sequence[TextToken], place: int, role: str, known: Patterns) -> bool:
    return any((name, role) in known.field_roles for name in fields_at(found, place, known))
