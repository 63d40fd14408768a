"""`ontology/schemes/target-group-patterns.toml` and the scheme's hierarchy to look-ups by base form.

The file's own comments say what its keys mean.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from esrgraph.language.analogy import Analogy, analogies
from esrgraph.language.morphology import compact, readings
from esrgraph.linking.targetgroups.lexicon.checks import (
    GAP,
    check_keys,
    check_words,
    expand_alternatives,
    finnish_entries,
)
from esrgraph.linking.targetgroups.lexicon.involvements import Involvements, involvements
from esrgraph.rdf.vocabulary import Skos
from esrgraph.resources import resource

JOINING = frozenset({"ja", "tai", "sekä"})
_AGREEING = frozenset({"laatusana", "nimisana_laatusana", "lukusana", "asemosana"})
_ANY_BASE = "https://any.invalid/"


@dataclass(frozen=True, slots=True)
class PhraseStep:
    """One word of a phrase: base forms with their cases ("" matches any); `tail`: also as a compound's last part.

    `agrees`: it has the case and number of the phrase's last word (`kansainvälisille` in `kansainvälisille osaajille`).
    """

    forms: frozenset[tuple[str, str]] = frozenset()
    surface: str = ""
    tail: bool = False
    gap: bool = False
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row that name a concept; `sort` is the key of the file it stands under (`phrases`, `states` ...)."""

    concept: str
    sort: str


@dataclass(slots=True, eq=False)
class PhraseTree:
    """Phrases as a tree: what may follow by base form, by a compound's last part, after a gap; what ends here."""

    words: dict[str, list[tuple[PhraseStep, PhraseTree]]] = field(default_factory=dict)
    tails: dict[str, list[tuple[PhraseStep, PhraseTree]]] = field(default_factory=dict)
    steps: dict[PhraseStep, PhraseTree] = field(default_factory=dict)
    gap: PhraseTree | None = None
    phrases: list[Phrase] = field(default_factory=list)

    def after(self, step: PhraseStep) -> PhraseTree:
        """The node that the step leads to, made if need be."""
        if step.gap:
            self.gap = self.gap or PhraseTree()
            return self.gap
        if step not in self.steps:
            node = self.steps[step] = PhraseTree()
            table = self.tails if step.tail else self.words
            for key in {lemma for lemma, _case in step.forms} | ({step.surface} - {""}):
                table.setdefault(key, []).append((step, node))
        return self.steps[step]


@dataclass(frozen=True, slots=True)
class Combination:
    """A description that makes one concept with `partner` beside it, and another alone."""

    partner: str
    together: str
    alone: str


@dataclass(slots=True)
class Patterns:
    """The look-ups; base forms are compact (lower-case, no hyphens)."""

    kinds: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    alike: dict[str, set[Analogy]] = field(default_factory=lambda: defaultdict(set))
    phrases: PhraseTree = field(default_factory=PhraseTree)
    clauses: dict[str, list[tuple[frozenset[str], str]]] = field(default_factory=lambda: defaultdict(list))
    """Base forms with what they describe together, by one of them."""
    combinations: dict[str, Combination] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    field_words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    field_phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=lambda: defaultdict(list))
    field_prefixes: dict[str, str] = field(default_factory=dict)
    field_roles: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    lists: dict[str, frozenset[str]] = field(default_factory=dict)
    involvements: Involvements = field(default_factory=Involvements)
    ancestors: Mapping[str, frozenset[str]] = field(default_factory=dict)


@cache
def patterns() -> Patterns:
    """The patterns, read once. Raises SchemeError, with line and remedy, where the file has a mistake."""
    text = pattern_file()
    data = tomllib.loads(text)
    lacking = frozenset(data["list"]["unknown"])
    check_keys(text, data, ancestors())
    check_words(text, finnish_entries(data), lambda name: name in lacking or is_known(name))
    found = Patterns(ancestors=ancestors())
    for concept, entry in data["concept"].items():
        _add_concept(found, concept, entry)
    for role, names in data["roles"].items():
        found.roles.update((lemma, role) for name in names for lemma in base_forms(name))
    for name, entry in data["field"].items():
        _add_field(found, name, entry)
    found.lists = {name: frozenset(map(compact, words)) for name, words in data["list"].items()}
    found.involvements = Involvements.of(involvements(data["involvement"]))
    return found


OWN_FILE: ContextVar[Path | None] = ContextVar("OWN_FILE", default=None)
"""A file in place of esrgraph's own; set before the patterns are first read, in a process that reads with no others."""


def pattern_file() -> str:
    """The text of the patterns file."""
    path = OWN_FILE.get() or resource("ontology", "schemes", "target-group-patterns.toml")
    return path.read_text(encoding="utf-8")


@cache
def ancestors() -> Mapping[str, frozenset[str]]:
    """Every concept's notation with the notations of all that is broader, itself left out."""
    text = resource("ontology", "schemes", "target-groups.ttl").read_bytes()
    broader: dict[str, set[str]] = defaultdict(set)
    for quad in parse(text, format=RdfFormat.TURTLE, base_iri=_ANY_BASE):
        subject = quad.subject.value.rpartition("/")[2]
        if quad.predicate == Skos.notation:
            broader.setdefault(subject, set())
        elif quad.predicate == Skos.broader:
            broader[subject].add(quad.object.value.rpartition("/")[2])
    return {concept: frozenset(_above(concept, broader)) for concept in broader}


def _above(concept: str, broader: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(broader.get(concept, ()))
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(broader.get(each, ()))
    return found


def is_known(name: str) -> bool:
    """Whether Voikko knows the word, or a word that it inflects like."""
    return bool(readings(name) or analogies(name.lower()))


def base_forms(name: str) -> frozenset[str]:
    """The base forms of a dictionary or nominative-plural form; where Voikko lacks it, of what it inflects like."""
    nominative = {each.lemma for each in readings(name) if each.case in {"nom", "acc"}}
    other = nominative or {each.lemma for each in readings(name) if not each.finite}
    return frozenset(other or {each.lemma for each in analogies(name.lower())} | {compact(name)})


def _add_concept(found: Patterns, concept: str, entry: Mapping[str, Any]) -> None:
    found.kinds[concept] = entry["kind"]
    found.heads.update((lemma, concept) for name in entry.get("heads", ()) for lemma in base_forms(name))
    found.words.update((lemma, concept) for name in entry.get("words", ()) for lemma in base_forms(name))
    unknown = [name.lower() for key in ("heads", "words") for name in entry.get(key, ()) if not readings(name)]
    for analogy in (each for name in unknown for each in analogies(name)):
        found.alike[analogy.kept].add(analogy)
    found.prefixes.update((compact(name), concept) for name in entry.get("prefixes", ()))
    for wanted in (frozenset(names.split()) for names in entry.get("clauses", ())):
        found.clauses[max(wanted, key=len)].append((wanted, concept))
    for sort in ("phrases", "phrases_alone", "states", "conditions", "places"):
        for pattern in entry.get(sort, ()):
            for words in expand_alternatives(pattern):
                add_phrase(found.phrases, Phrase(concept, sort), _steps(words, sort))
    if "together" in entry:
        found.combinations[concept] = Combination(entry["with"], entry["together"], entry["alone"])


def add_phrase(root: PhraseTree, phrase: Phrase, steps: Iterable[PhraseStep]) -> None:
    """Adds a phrase to the tree below `root`."""
    node = root
    for step in steps:
        node = node.after(step)
    if phrase not in node.phrases:
        node.phrases.append(phrase)


def _steps(words: tuple[str, ...], sort: str) -> Iterator[PhraseStep]:
    """States keep the case of every word, phrases of all but the last and what agrees with it, others of genitives."""
    agreeing = _agreeing_words(words) if sort == "phrases" else range(0)
    for number, word in enumerate(words):
        name = word.removeprefix("~")
        if name == GAP:
            yield PhraseStep(gap=True)
            continue
        bare = sort in {"places", "conditions"} or (number == len(words) - 1 and sort != "states") or number in agreeing
        inner = sort == "conditions" and number < len(words) - 1
        known = [each for each in readings(name) if each.case]
        nominative = [each for each in known if each.case == "nom"]
        if bare:
            forms = {(each.lemma, "gen" if inner and not nominative else "") for each in nominative or known}
        else:
            forms = {(each.lemma, each.case) for each in known}
        agrees = number in agreeing and word not in JOINING
        yield PhraseStep(frozenset(forms), "" if bare and forms else compact(name), word.startswith("~"), agrees=agrees)


def _agreeing_words(words: tuple[str, ...]) -> range:
    """The places of the last word and of the adjectives, numerals and participles before it that agree with it."""
    last = {each.number for each in readings(words[-1].removeprefix("~")) if each.case == "nom"}
    first = len(words) - 1
    while first > 0 and (words[first - 1] in {GAP, *JOINING} or _describes(words[first - 1], last)):
        first -= 1
    return range(first, len(words)) if first < len(words) - 1 else range(0)


def _describes(name: str, numbers: set[str]) -> bool:
    return any(
        each.case == "nom" and each.number in numbers and (each.word_class in _AGREEING or each.participle)
        for each in readings(name)
    )


def _add_field(found: Patterns, name: str, entry: Mapping[str, Any]) -> None:
    for words in entry["words"]:
        *before, last = (min(base_forms(word), key=lambda each: (len(each), each)) for word in words.split())
        if before:
            found.field_phrases[last].append((tuple(before), name))
        else:
            for lemma in base_forms(words):
                found.field_words[lemma].append(name)
    found.field_prefixes.update((compact(prefix), name) for prefix in entry["prefixes"])
    for role in found.roles.values():
        if role in entry:
            found.field_roles[name, role] = tuple(entry[role])
