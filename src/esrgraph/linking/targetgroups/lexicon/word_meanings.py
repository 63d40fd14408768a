"""One surface word to what it may mean: its forms, the groups it names, its role and field, how it steers the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from esrgraph.language.analogy import analyse_by_analogy
from esrgraph.language.morphology import CACHED_WORDS, Form, WordAnalysis, compact, readings
from esrgraph.linking.targetgroups.lexicon.patterns import Patterns, patterns
from esrgraph.linking.targetgroups.lexicon.spelling import analyse_respelled

_NOUNS = frozenset({"teonnimi", "nimisana", "nimisana_laatusana", "laatusana", "lyhenne", "nimi", "lukusana"})
_ADJECTIVES = frozenset({"laatusana", "nimisana_laatusana"})
_PERSON_TAILS = frozenset(
    {"henkilö", "ihminen", "väestö", "taustainen", "ryhmä", "ikäinen", "asiakas", "potilas", "kansa", "asiakaskunta"}
)
"""Last parts that add nothing after the name of a group: `romaniväestö`, `maahanmuuttaja-asiakkaat`."""
_TRADES = frozenset({"students", "entrepreneurs"})
"""Groups by what they do: `aikuisopiskelijat` are students, as the scheme has `naisyrittäjät` under entrepreneurs."""


@dataclass(frozen=True, slots=True)
class WordHit:
    """A group that the word names, with the forms in which it does; `adjective`: it can describe a noun after it."""

    concept: str
    forms: frozenset[Form]
    adjective: bool
    rule: str


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What one surface word may mean; `tags` are the patterns file's lists that one of its base forms is in."""

    lemmas: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    lemma_forms: frozenset[tuple[str, str]] = frozenset()
    tail_forms: frozenset[tuple[str, str]] = frozenset()
    forms: frozenset[Form] = frozenset()
    hits: tuple[WordHit, ...] = ()
    role: str = ""
    fields: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    noun: bool = False
    adjective: bool = False
    participle: bool = False
    finite: bool = False
    only_finite: bool = False
    known: bool = True
    respelled: bool = False
    possessive: bool = False
    singular: bool = False


@lru_cache(maxsize=CACHED_WORDS)
def word(surface: str) -> Word:
    """What that word may mean; `surface` in lower case."""
    found = readings(surface) or _analyse_listed(surface)
    corrected = () if found else analyse_respelled(surface)
    return _describing_word(surface, found or corrected, bool(corrected))


def _describing_word(surface: str, found: tuple[WordAnalysis, ...], corrected: bool) -> Word:
    known = patterns()
    found = _without_agents(found)
    nominal = [each for each in found if each.case]
    lemmas = frozenset(each.lemma for each in found)
    if not lemmas:
        lemmas = frozenset({compact(surface)})
    tails = lemmas.union(*map(_tails, found))
    hits = _merge_hits(_hits(found, known))
    forms = _forms(nominal)
    if hits:
        forms = frozenset().union(*(hit.forms for hit in hits))
    return Word(
        lemmas=lemmas,
        tails=tails,
        lemma_forms=frozenset(form for each in found for form in _in_cases(each, (each.lemma,))),
        tail_forms=frozenset(form for each in found for form in _in_cases(each, _tails(each))),
        forms=forms,
        hits=hits,
        role=_role(found, known),
        fields=tuple(dict.fromkeys(name for each in found for name in _fields(each, known))),
        tags=_tags(tails | {surface}, known),
        finite=any(each.finite for each in found),
        only_finite=not nominal and any(each.finite for each in found),
        known=bool(found),
        respelled=corrected,
        singular=bool(nominal) and all(number == "sg" for _case, number in forms),
        **_classes(nominal),
    )


def _without_agents(found: tuple[WordAnalysis, ...]) -> tuple[WordAnalysis, ...]:
    """The readings, less those as an agent participle where the word can be a noun of action."""
    if any(each.word_class == "teonnimi" for each in found):
        return tuple(each for each in found if each.participle != "agent")
    return found


def _classes(nominal: Sequence[WordAnalysis]) -> dict[str, bool]:
    """What kind of noun the word can be."""
    return {
        "noun": any(each.word_class in _NOUNS and not each.participle for each in nominal),
        "adjective": any(each.word_class in _ADJECTIVES for each in nominal),
        "participle": any(each.participle for each in nominal),
        "possessive": any(each.possessive for each in nominal),
    }


def _role(found: Iterable[WordAnalysis], known: Patterns) -> str:
    """The role that the first reading's longest known tail names."""
    tails = (tail for each in found for tail in _tails(each))
    return next((known.roles[tail] for tail in tails if tail in known.roles), "")


def _tags(names: frozenset[str], known: Patterns) -> frozenset[str]:
    return frozenset(tag for tag, listed in known.lists.items() if not listed.isdisjoint(names))


def _in_cases(reading: WordAnalysis, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((name, case) for name in names for case in _cases(reading))


def _tails(reading: WordAnalysis) -> tuple[str, ...]:
    return tuple(reading.lemma[cut:] for cut in (0, *reading.joints))


def _cases(reading: WordAnalysis) -> tuple[str, ...]:
    """A possessive suffix hides the difference of nominative and genitive singular, and of singular and plural."""
    if reading.possessive and reading.case == "nom":
        return ("nom", "gen", "")
    return (reading.case, "") if reading.case else ("",)


def _forms(nominal: Iterable[WordAnalysis]) -> frozenset[Form]:
    found: set[Form] = set()
    for each in nominal:
        found.add((each.case, each.number))
        if each.possessive and each.case == "nom":
            found |= {("nom", "pl"), ("gen", "sg")}
    return frozenset(found)


def _analyse_listed(surface: str) -> tuple[WordAnalysis, ...]:
    """A word that Voikko lacks and the patterns hold: in any form by analogy, else in the nominative plural."""
    known = patterns()
    alike = analyse_by_analogy(surface, known.alike)
    if alike:
        return alike
    lemma = compact(surface)
    if lemma in known.words or lemma in known.heads or lemma in known.field_words:
        return (WordAnalysis(lemma, "nimisana", "nom", "pl"),)
    return ()


def _merge_hits(hits: Iterable[WordHit]) -> tuple[WordHit, ...]:
    """One hit a concept: the readings as noun and as adjective together."""
    merged: dict[str, WordHit] = {}
    for hit in hits:
        other = merged.get(hit.concept, hit)
        adjective, rule = hit.adjective or other.adjective, min(hit.rule, other.rule)
        merged[hit.concept] = WordHit(hit.concept, hit.forms | other.forms, adjective, rule)
    return tuple(merged[concept] for concept in sorted(merged))


def _fields(reading: WordAnalysis, known: Patterns) -> Iterator[str]:
    for tail in _tails(reading):
        if tail in known.field_words:
            yield from known.field_words[tail]
            return


def _hits(found: tuple[WordAnalysis, ...], known: Patterns) -> Iterator[WordHit]:
    """The groups that one reading names: the longest known tail decides, what stands before it may add a group."""
    for reading in found:
        if not reading.case or reading.lemma in known.lists["never"]:
            continue
        forms = _forms([reading])
        adjective = reading.word_class in _ADJECTIVES
        for concept, rule in _named_concepts(reading, known):
            yield WordHit(concept, forms, adjective, rule)


def _named_concepts(reading: WordAnalysis, known: Patterns) -> tuple[tuple[str, str], ...]:
    for cut in (0, *reading.joints):
        prefix, tail = reading.lemma[:cut], reading.lemma[cut:]
        concept = known.heads.get(tail) or known.words.get(tail)
        if concept and (not prefix or tail in known.heads or prefix in known.prefixes):
            return _compound(prefix, tail, concept, known) if prefix else ((concept, "noun"),)
        if prefix and tail in _PERSON_TAILS and prefix in known.prefixes:
            return ((known.prefixes[prefix], "compound"),)
    return ()


def _compound(prefix: str, tail: str, concept: str, known: Patterns) -> tuple[tuple[str, str], ...]:
    group = known.prefixes.get(prefix)
    kind = known.kinds[concept]
    role = known.roles.get(tail, "")
    composed = known.field_roles.get((known.field_prefixes.get(prefix, ""), role))
    if composed:
        return tuple((each, "field-and-role") for each in composed)
    if group and tail in _PERSON_TAILS:
        return ((group, "compound"),)
    if group and role == "worker" and known.kinds[group] in {"person", "relation"}:
        return (("professionals", "compound"),)
    if prefix in known.lists["kind_of"] and not _TRADES.isdisjoint({concept, *known.ancestors[concept]}):
        return ((concept, "compound"),)
    joins = kind in {"person", "relation"} or concept == "entrepreneurs"
    if group and group != concept and joins and (known.kinds[group] == "person" or kind == "person"):
        return ((group, "compound"), (concept, "compound"))
    return ((concept, "compound" if prefix else "noun"),)
