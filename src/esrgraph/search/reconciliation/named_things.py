"""A release's store to the things that a list may name, each with all of its names and codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode

from esrgraph.language.morphology import readings
from esrgraph.mapping.kinds import KINDS, SEARCHED
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos
from esrgraph.search.analysis import WORD, compose_characters
from esrgraph.search.normal_name import opening_of_title, without_brackets
from esrgraph.search.written_forms import JOINING, LEGAL_FORMS

_HIDDEN_LABEL = NamedNode(f"{Skos.NAMESPACE}hiddenLabel")
_ABBREVIATION = re.compile(r"[A-ZÅÄÖ-]{2,10}")
_INITIALS = range(3, 6)
"""How many letters go as a name."""
_ITS_OTHER_WORD = {"kaupunki": "kunta", "kunta": "kaupunki", "stad": "kommun", "kommun": "stad"}
"""What a municipality may have called itself before, or may since."""
_BODIES = {
    "kaupunki": ("{sv} stad", "{sv} kommun", "City of {en}", "Municipality of {en}"),
    "kunta": ("{sv} kommun", "{sv} stad", "Municipality of {en}", "City of {en}"),
    "seurakunta": ("{sv} församling", "Parish of {en}"),
    "yliopisto": ("{sv} universitet", "University of {en}"),
    "ammattikorkeakoulu": ("{sv} yrkeshögskola", "{en} University of Applied Sciences"),
}
"""What a body that is called after a municipality is called in Swedish and English."""


class NameSort(IntEnum):
    """What a name is to its thing: its own; another one; one made of these by rule; short for it, as the opening of a
    title or first letters, or otherwise not quite it."""

    PREFERRED = 0
    OTHER = 1
    MADE = 2
    SHORT = 3


class Name(NamedTuple):
    """A name of a thing, with its language (`fi`, `sv`, `en`, or "" where it has none)."""

    text: str
    language: str
    sort: NameSort


@dataclass(frozen=True, slots=True)
class NamedThing:
    """A thing that can be found by name. `codes` name it too: project code, business ID, the code of a place or
    concept. `unidentified`: an organisation without a business ID, which may be one that has it."""

    kind: str
    key: str
    iri: str
    names: tuple[Name, ...]
    codes: tuple[str, ...] = ()
    unidentified: bool = False

    def name_in(self, language: str) -> str:
        """Its name in a language, else in Finnish, else any; of what has no name, the key."""
        own = {name.language: name.text for name in reversed(self.names) if name.sort is NameSort.PREFERRED}
        return own.get(language) or own.get("fi") or next(iter(own.values()), self.key)


_STATED = (
    (Skos.prefLabel, NameSort.PREFERRED),
    (Dct.title, NameSort.PREFERRED),
    (Skos.altLabel, NameSort.OTHER),
    (_HIDDEN_LABEL, NameSort.MADE),
)
_CODES = (Esr.code, Esr.businessId, Skos.notation)
_CLASSES = frozenset({Esr.Municipality, *(KINDS[kind].type for kind in SEARCHED)})
NAMED_BY = frozenset(
    map(str, (*(term for term, _ in _STATED), *_CODES, Esr.mayBePerson, *(f"{Rdf.type} {each}" for each in _CLASSES)))
)
"""All that names and codes depend on, as a memo takes it."""


def named_things(graph: Graph, iris: Iris) -> Iterator[NamedThing]:
    """All things that can be found by name, by kind and IRI; nobody who may be a natural person is among them."""
    names, codes = _names(graph), _codes(graph)
    hidden = {quad.subject for quad in graph.quads_for_pattern(None, Esr.mayBePerson, None, DefaultGraph())}
    places = _municipalities(graph, names)
    for kind in SEARCHED:
        quads = graph.quads_for_pattern(None, Rdf.type, KINDS[kind].type, DefaultGraph())
        for iri in sorted({quad.subject.value for quad in quads if quad.subject not in hidden}):  # type: ignore[union-attr]
            parsed = iris.parse(iri)
            if parsed and parsed[0] == kind:
                own = names.get(iri, ())
                made = _made_names(kind, own, places)
                known = tuple(dict.fromkeys(codes.get(iri, ())))
                bare = kind == "organisation" and not known
                yield NamedThing(kind, parsed[1], iri, tuple(sorted(_once(own, made), key=_order)), known, bare)


def _names(graph: Graph) -> dict[str, list[Name]]:
    """The names that are stated of things, by IRI."""
    found: dict[str, list[Name]] = defaultdict(list)
    for term, sort in _STATED:
        for quad in graph.quads_for_pattern(None, term, None, DefaultGraph()):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                text = compose_characters(quad.object.value)
                found[quad.subject.value].append(Name(text, quad.object.language or "", sort))
    return found


def _codes(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for term in _CODES:
        for quad in graph.quads_for_pattern(None, term, None, DefaultGraph()):
            found[quad.subject.value].append(quad.object.value)  # type: ignore[union-attr]
    return found


def _municipalities(graph: Graph, names: dict[str, list[Name]]) -> dict[str, dict[str, str]]:
    """The names of municipalities by language, by the Finnish one in lower case."""
    found = {}
    for quad in graph.quads_for_pattern(None, Rdf.type, Esr.Municipality, DefaultGraph()):
        own = {
            each.language: each.text
            for each in names.get(quad.subject.value, ())  # type: ignore[union-attr]
            if each.sort is NameSort.PREFERRED
        }
        if "fi" in own:
            found[own["fi"].casefold()] = own
    return found


def _made_names(kind: str, own: list[Name] | tuple[Name, ...], places: dict[str, dict[str, str]]) -> Iterator[Name]:
    """Names by which a thing is called, too, though nothing states them."""
    for name in own:
        if kind == "project":
            opening = opening_of_title(name.text)
            if opening:
                yield Name(opening, name.language, NameSort.SHORT)
        else:
            yield from _of_brackets(name)
        if kind in ("organisation", "authority"):
            yield from (Name(each, name.language, NameSort.SHORT) for each in initials_of(name.text))
        if kind == "organisation":
            yield from _of_municipality(name.text, places)


def _of_brackets(name: Name) -> Iterator[Name]:
    """A name without what it has in brackets, and that alone; where it is no abbreviation, it may be a part that has
    its own name."""
    outside, inside = without_brackets(name.text) or ("", "")
    sort = NameSort.MADE if _ABBREVIATION.fullmatch(inside) else NameSort.SHORT
    yield from (Name(each, name.language, sort) for each in (outside, inside) if each)


def initials_of(name: str) -> list[str]:
    """What a name goes as by its first letters, without and with that of the last part of its last word.

    >>> initials_of("Terveyden ja hyvinvoinnin laitos"), initials_of("Työ- ja elinkeinoministeriö")
    (['THL'], ['TEM'])
    >>> initials_of("Jokilaakson ammattikorkeakoulu Oy")
    ['JAMK']
    """
    words = [word for word in WORD.findall(name.casefold()) if word not in JOINING and word not in LEGAL_FORMS]
    if not words:
        return []
    plain = "".join("amk" if word == "ammattikorkeakoulu" else word[0] for word in words)
    joints = max((each.joints for each in readings(words[-1])), key=len, default=()) if "amk" not in plain else ()
    found = [plain, plain + words[-1][joints[-1]]] if joints and joints[-1] < len(words[-1]) else [plain]
    return [each.upper() for each in found if len(each) in _INITIALS]


def _of_municipality(name: str, places: dict[str, dict[str, str]]) -> Iterator[Name]:
    """What a body that has a municipality's name in the genitive is called in other languages, and for short."""
    first, _, last = name.rpartition(" ")
    body = last.casefold()
    if first and body in _ITS_OTHER_WORD:
        yield Name(f"{first} {_ITS_OTHER_WORD[body]}", "", NameSort.SHORT)
    if body not in _BODIES or " " in first:
        return
    genitive = first.casefold()
    lemmas = {each.lemma for each in readings(genitive)} | {genitive.removesuffix("n")}
    for place in sorted(lemmas & places.keys()):
        own = places[place]
        for form in _BODIES[body]:
            language = "sv" if "{sv}" in form else "en"
            yield Name(form.format(sv=own.get("sv", own["fi"]), en=own.get("en", own["fi"])), language, NameSort.MADE)
        if body in _ITS_OTHER_WORD:
            yield Name(own["fi"], "fi", NameSort.SHORT)


def _once(own: list[Name] | tuple[Name, ...], made: Iterator[Name]) -> list[Name]:
    """Each text once, as what it is most."""
    kept: dict[tuple[str, str], Name] = {}
    for name in sorted((*own, *made), key=_order):
        kept.setdefault((name.text.casefold(), name.language), name)
    return list(kept.values())


def _order(name: Name) -> tuple[int, str, str]:
    return name.sort, name.language, name.text
