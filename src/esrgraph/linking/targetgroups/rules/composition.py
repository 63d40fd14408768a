"""Roles with their fields: `sosiaalialan` + `opiskelijat`, `palveluita käyttävät`, `nuorten parissa työskentelevät`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from esrgraph.language.morphology import cases_of
from esrgraph.linking.targetgroups.candidates import Candidate
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns, patterns
from esrgraph.linking.targetgroups.lexicon.tokens import TextToken
from esrgraph.linking.targetgroups.rules.role_fields import by_field
from esrgraph.linking.targetgroups.syntax.dependencies import Modifiers, is_genitive, modifiers

_GENERIC = frozenset({"employees", "professionals"})


def compose_roles(found: Sequence[TextToken], candidates: list[Candidate]) -> list[Candidate]:
    """The candidates with those of role words replaced by what role and field name together, and participles added."""
    known = patterns()
    by_place: dict[int, list[Candidate]] = {}
    for each in candidates:
        by_place.setdefault(each.last, []).append(each)
    result = list(candidates)
    recent: tuple[str, ...] = ()
    for place, token in enumerate(found):
        meaning = token.word
        if token.kind != "word" or not (meaning.role or meaning.participle or meaning.fields):
            continue
        present = by_place.get(place, ())
        plain = [each for each in present if each.sort == "word" and each.rule != "field-and-role"]
        if meaning.role and (plain or not present):
            made, recent = _composed_role(found, place, plain, recent, known)
            if made is not None:
                result = [each for each in result if each not in plain] + made
        elif meaning.participle and not present:
            result.extend(_participle_role(found, place, recent, known))
        elif meaning.fields and present:
            recent = _remember_fields(found, place, recent)
    return result


def _remember_fields(found: Sequence[TextToken], place: int, recent: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of organisations named, for a later `niiden`: `kunnat ja niiden henkilöstö`."""
    if cases_of(found[place].word.forms) & {"nom", "all", "par", "gen"}:
        return found[place].word.fields
    return recent


def _composed_role(
    found: Sequence[TextToken], place: int, plain: list[Candidate], recent: tuple[str, ...], known: Patterns
) -> tuple[list[Candidate] | None, tuple[str, ...]]:
    token = found[place]
    role = token.word.role
    around = modifiers(found, place, token.word.forms)
    default = plain[0].concept if plain else ("service-providers" if _offers_service(found, around) else "")
    if plain and not (_may_change(plain, role) and token.word.lemmas & known.roles.keys()):
        return None, recent
    named, fields, used = by_field(found, around, role, default, recent, known)
    if not named and role == "worker" and default in _GENERIC:
        named, used = _by_client(found, around, default, known)
    framed = _by_frame(found, place, known) if role == "worker" else ()
    if not named:
        if not default or (plain and not framed):
            return None, recent
        named, used = (default,), [place]
    named = (*named, *framed)
    rule = "anaphora" if around.anaphor and not used else "field-and-role"
    first = min([*used, place])
    made = [
        Candidate(
            concept, first, place, rule, token.word.forms, False, "role", None, "", frozenset(used), around.shared
        )
        for concept in dict.fromkeys(named)
    ]
    return made, fields or recent


def _by_frame(found: Sequence[TextToken], place: int, known: Patterns) -> tuple[str, ...]:
    """`Kuntien kumppaneista kohderyhmään kuuluvat ... työntekijät`: the organisations that the sentence begins with."""
    start = place
    while start > 0 and found[start - 1].kind != "stop":
        start -= 1
    verb = next(
        (at for at in range(start, place) if "enumerating" in found[at].word.tags and found[at].word.finite), None
    )
    if verb is None or not any(
        ("ela", "pl") in found[at].word.forms and found[at].word.hits for at in range(start, verb)
    ):
        return ()
    fields = [name for at in range(start, verb) if found[at].word.hits for name in found[at].word.fields]
    return known.field_roles["municipal", "worker"] if "municipal" in fields else ()


def _may_change(plain: list[Candidate], role: str) -> bool:
    """Only a role's plain word takes a field: `työntekijät`, not `sairaanhoitajat`."""
    concept = plain[0].concept
    return len(plain) == 1 and (
        concept in {"employees", "professionals", "service-users", "students", "residents", "service-providers"}
        or (role == "worker" and concept in _GENERIC)
    )


def _offers_service(found: Sequence[TextToken], around: Modifiers) -> bool:
    """Whether what is produced or offered is a service; `tapahtumien järjestäjät` are no service providers."""
    places = [*(place for group in around.genitives for place in group), *around.complements]
    return any("service" in found[place].word.tags or found[place].word.fields for place in places)


def _by_client(
    found: Sequence[TextToken], around: Modifiers, default: str, known: Patterns
) -> tuple[tuple[str, ...], list[int]]:
    """Who works with the young is a youth worker; with others the role stays what it is."""
    if around.participle is None or "working" not in found[around.participle].word.tags:
        return (), []
    named, used = _with_client(found, around.complements, known)
    return ((default,), used) if named == ("professionals",) else (named, used)


def _with_client(
    found: Sequence[TextToken], complements: Sequence[int], known: Patterns
) -> tuple[tuple[str, ...], list[int]]:
    post = next((place for place in complements if "with" in found[place].word.tags), None)
    if post is None:
        return (), []
    for place in range(post - 1, max(-1, post - 8), -1):
        if not (found[place].kind in {"conjunction", "comma"} or is_genitive(found[place])):
            break
        for hit in found[place].word.hits:
            if known.kinds.get(hit.concept) in {"person", "relation"} or hit.concept == "service-users":
                return (("youth-workers",) if hit.concept == "young-people" else ("professionals",)), [place]
        if "anaphor" in found[place].word.tags:
            return ("professionals",), [place]
    return (), []


def _participle_role(
    found: Sequence[TextToken], place: int, recent: tuple[str, ...], known: Patterns
) -> Iterator[Candidate]:
    """A participle that is a role by itself or before `henkilöt`: `palveluja käyttävät`, `sosiaalityötä tekevät`."""
    tags = found[place].word.tags
    head = _head_after(found, place)
    if head is not None and (found[head].word.role or not _is_general(found[head])):
        return
    around = modifiers(found, place + 1, found[place].word.forms)
    if around.participle is None:
        return
    named, used, rule = _named_by_participle(found, around, tags, head, known)
    if not named and "working" in tags and any(_place_named_before(found[each]) for each in around.complements):
        named = tuple(each for name in recent for each in known.field_roles.get((name, "worker"), ())) or ("employees",)
        rule = "anaphora"
    for concept in dict.fromkeys(named):
        first = min([*used, place])
        last = place if head is None else head
        yield Candidate(concept, first, last, rule, found[place].word.forms, True, "role", None, "", frozenset(used))


def _is_general(token: TextToken) -> bool:
    """Whether the noun says no more than that people or organisations are meant: `henkilöt`, `tahot`."""
    organisation = all(hit.concept == "organisations" for hit in token.word.hits)
    return organisation and bool({"person", "organisation"} & token.word.tags)


def _place_named_before(token: TextToken) -> bool:
    """`niissä` in `yritykset ja niissä työskentelevät`."""
    cases = cases_of(token.word.forms)
    return "anaphor" in token.word.tags and bool(cases & {"ine", "ade"})


def _named_by_participle(
    found: Sequence[TextToken], around: Modifiers, tags: frozenset[str], head: int | None, known: Patterns
) -> tuple[tuple[str, ...], list[int], str]:
    organisation = head is not None and "organisation" in found[head].word.tags
    services = [place for place in around.complements if "service" in found[place].word.tags]
    if "providing" in tags and services and (organisation or head is None):
        return ("service-providers",), services, "participle"
    if organisation:
        return (), [], ""
    if "using" in tags and services:
        named, _fields, used = by_field(found, around, "client", "service-users", (), known)
        return named or ("service-users",), used or services, "participle"
    if "working" in tags:
        named, _fields, used = by_field(found, around, "worker", "professionals", (), known)
        if named:
            return named, used, "field-and-role"
        with_client, places = _with_client(found, around.complements, known)
        return with_client, places, "participle"
    return (), [], ""


def _head_after(found: Sequence[TextToken], place: int) -> int | None:
    """The noun that the participle describes, adjectives and coordinated participles between them passed."""
    forms = found[place].word.forms
    for at in range(place + 1, min(len(found), place + 7)):
        token = found[at]
        if token.kind == "conjunction" and at + 1 < len(found) and found[at + 1].word.participle:
            continue
        if token.kind != "word" or token.word.only_finite:
            return None
        if token.word.noun and token.word.forms & forms and not token.word.participle:
            return at
        if token.word.role or token.word.hits:
            return at if token.word.forms & forms else None
    return None
