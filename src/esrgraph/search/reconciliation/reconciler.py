"""A name, as it stands in somebody's list, to the things that it may mean, and whether it is sure which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from pyoxigraph import NamedNode

from esrgraph.mapping.kinds import SEARCHED
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph
from esrgraph.search.normal_name import MOST_CHARACTERS, normal_name
from esrgraph.search.reconciliation.evidence import AskedProperty, Evidence
from esrgraph.search.reconciliation.likeness import Likeness, Way, likeness
from esrgraph.search.reconciliation.name_index import NameIndex
from esrgraph.search.reconciliation.named_things import NamedThing, NameSort
from esrgraph.search.reconciliation.place_words import place_alone

_BEHIND = 5.0
"""How far the second must be behind a name with a wrong letter."""
_WEIGHED = 24
"""Candidates whose other properties are looked at."""
_LEAST = 30.0
"""The least score that is worth being shown."""
_TAKEN_OFF = {NameSort.PREFERRED: 0.0, NameSort.OTHER: 1.0, NameSort.MADE: 4.0, NameSort.SHORT: 10.0}
_SUREST = {NameSort.MADE: Way.FORM_UNSAID, NameSort.SHORT: Way.UNLIKE}
"""The surest way in which what is not a thing's own name can be alike."""
_CODED, _CODED_NAMED, _CODED_OTHERWISE = 100.0, 90.0, 60.0
"""The score of a thing by its code; the least where the name beside it is alike; and where it is wholly another."""
_ALIEN = 40.0
"""The score of a name that has nothing to do with what the code beside it names."""
_DISAGREES, _DISAGREES_IN_CODE, _UNKNOWN = 15.0, 60.0, 1.0
_CLOSER = 0.2
"""How much of the way to a certain name each property goes that agrees."""
_BUSINESS_ID = re.compile(r"(?<![\w-])(?:FI-?)?\d{7}-?\d(?![\w-])")
_CUT_CODE, _WIDTH, _CUT = re.compile(r"\d{1,2}"), 3, 90.0
"""A code of three digits that has lost its zeros in a spreadsheet, and the score of what it names."""


@dataclass(frozen=True, slots=True)
class AskedName:
    """What is asked: a name or a code, the kinds of things that it may be of, and what else is known of it."""

    text: str
    kinds: tuple[str, ...]
    properties: tuple[AskedProperty, ...] = ()
    limit: int = 5


@dataclass(frozen=True, slots=True)
class NameCandidate:
    """A thing that may be meant: `score` from 0 to 100, `way` in which its name is alike, and of each property asked
    for whether it agrees (None: it has none). `matched` is the name that is alike. `sure`: it is meant."""

    thing: NamedThing
    score: float
    way: Way
    matched: str = ""
    name_score: float = 0.0
    agreements: Mapping[str, bool | None] = field(default_factory=dict)
    coded: bool = False
    sure: bool = False


class Reconciler:
    """Answers what names mean in one release; any number of threads may ask at once."""

    def __init__(self, index: NameIndex, graph: Graph, iris: Iris) -> None:
        self._index, self._graph, self._iris = index, graph, iris

    def candidates(self, asked: AskedName) -> list[NameCandidate]:
        """The things that may be meant, the likeliest first; at most the first is sure."""
        text = asked.text.strip()[:MOST_CHARACTERS]
        found: dict[str, NameCandidate] = {}
        for each in sorted((*self._by_code(text, asked), *self._by_name(text, asked.kinds)), key=_order):
            found.setdefault(each.thing.iri, each)
        ranked = list(found.values())[:_WEIGHED]
        evidence = [Evidence(self._graph, self._iris, each, self._meant_by(each)) for each in asked.properties]
        weighed = [_weigh(each, evidence) for each in ranked] if evidence else ranked
        return _decided(sorted((each for each in weighed if each.score >= _LEAST), key=_order))[: asked.limit]

    def _by_name(self, text: str, kinds: tuple[str, ...]) -> Iterable[NameCandidate]:
        name = normal_name(_BUSINESS_ID.sub(" ", text).strip(" ,;()") or text)
        for thing in self._index.named_like(name.text, kinds):
            alike, matched = _most_alike(name.text, thing)
            yield NameCandidate(thing, alike.score, alike.way, matched, alike.score)

        for alone in place_alone(name.text, kinds[0]) if len(kinds) == 1 else ():
            yield from self._by_place(alone, kinds)

    def _by_place(self, alone: str, kinds: tuple[str, ...]) -> Iterable[NameCandidate]:
        """Places that are called as is left of a text without the word for their kind."""
        for thing in self._index.named_like(alone, kinds):
            alike, matched = _most_alike(alone, thing)
            if alike.way >= Way.SAME:
                score = alike.score - _TAKEN_OFF[NameSort.MADE]
                yield NameCandidate(thing, score, _SUREST[NameSort.MADE], matched, score)

    def _by_code(self, text: str, asked: AskedName) -> Iterable[NameCandidate]:
        """Things whose id, IRI, code or business ID it is, or stands in it or among what else is known."""
        given = [value for each in asked.properties if each.identifies for value in each.values]
        kinds, code = self._code_in(text, asked.kinds)
        coded = self._index.coded(code, kinds)
        yield from (NameCandidate(thing, _CODED, Way.EQUAL, "", _CODED, coded=True) for thing in coded)
        if not coded and _CUT_CODE.fullmatch(code):
            for thing in self._index.coded(code.zfill(_WIDTH), kinds):
                yield NameCandidate(thing, _CUT, Way.EQUAL, "", _CUT, coded=len(kinds) == 1)
        rest = _BUSINESS_ID.sub("", text).strip(" ,;()")
        embedded = [found[0] for found in _BUSINESS_ID.finditer(text)] if rest else []
        for each in (*embedded, *given):
            for thing in self._index.coded(each, asked.kinds):
                yield _with_name(thing, rest or "")

    def _code_in(self, text: str, kinds: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The code that a text may be as a whole, and the kinds that it can be of; a word without digits is none."""
        path = unquote(text.removeprefix(f"{self._iris.base}id/").removeprefix(f"{self._iris.base}page/"))
        kind, slash, key = path.partition("/")
        if slash and key and kind in kinds:
            return (kind,), key
        return kinds, text if any(map(str.isdigit, text)) else ""

    def _meant_by(self, asked: AskedProperty) -> tuple[NamedNode, ...]:
        """The things that the values of a property name, by a code or by a name as a whole."""
        if asked.identifies:
            return ()
        found = [
            NamedNode(thing.iri)
            for text in asked.values
            for thing in (*self._by_whole_name(text), *self._index.coded(*self._coded(text)))
        ]
        return tuple(dict.fromkeys(found))

    def _by_whole_name(self, text: str) -> Iterable[NamedThing]:
        compact = normal_name(text).compact
        for thing in self._index.named_like(text, SEARCHED):
            if any(normal_name(name.text).compact == compact for name in thing.names if name.sort <= NameSort.OTHER):
                yield thing

    def _coded(self, text: str) -> tuple[str, tuple[str, ...]]:
        kinds, code = self._code_in(text, SEARCHED)
        return code, kinds


def _weigh(candidate: NameCandidate, evidence: list[Evidence]) -> NameCandidate:
    """A candidate in the light of what else is known."""
    found = {each.asked.name: each.agrees_with(candidate.thing.iri) for each in evidence}
    score, way, coded = candidate.score, candidate.way, candidate.coded
    for each in evidence:
        agrees = found[each.asked.name]
        if agrees is None:
            score -= _UNKNOWN
        elif agrees:
            score += _CLOSER * (100 - score)
        else:
            score -= _DISAGREES_IN_CODE if each.asked.identifies else _DISAGREES
            way, coded = Way.UNLIKE, False
    return replace(candidate, score=max(score, 0.0), way=way, coded=coded, agreements=found)


def _with_name(thing: NamedThing, name: str) -> NameCandidate:
    """A thing that a code names beside a name, which may be one of its own, or wholly another."""
    if not name:
        return NameCandidate(thing, _CODED, Way.EQUAL, coded=True)
    alike, matched = _most_alike(name, thing)
    if alike.score < _ALIEN:
        return NameCandidate(thing, _CODED_OTHERWISE, Way.UNLIKE, matched, alike.score)
    score = _CODED_NAMED + (_CODED - _CODED_NAMED) * alike.score / 100
    return NameCandidate(thing, score, Way.EQUAL, matched, alike.score, coded=True)


def _most_alike(text: str, thing: NamedThing) -> tuple[Likeness, str]:
    """How alike the name of a thing is that is most alike, and that name."""
    asked, best, matched = normal_name(text), Likeness(0.0, Way.UNLIKE), ""
    for name in thing.names:
        score, way = likeness(asked, normal_name(name.text))
        alike = Likeness(max(score - _TAKEN_OFF[name.sort], 0.0), min(way, _SUREST.get(name.sort, way)))
        if (alike.way, alike.score) > (best.way, best.score):
            best, matched = alike, name.text
    return best, matched


def _order(candidate: NameCandidate) -> tuple[float, bool, int, str]:
    """The best first; of equals what is known by its ID, then by kind and IRI."""
    return -round(candidate.score, 1), candidate.thing.unidentified, -candidate.way, candidate.thing.iri


def _decided(ranked: list[NameCandidate]) -> list[NameCandidate]:
    """The candidates, with the first marked as sure where nothing else can be meant."""
    if ranked and _is_sure(ranked[0], ranked[1:]):
        return [replace(ranked[0], sure=True), *ranked[1:]]
    return ranked


def _is_sure(best: NameCandidate, others: list[NameCandidate]) -> bool:
    """Whether the best candidate alone can be meant.

    An organisation without a business ID does not stand in the way of one that has it and the same name: it is most
    probably the same, which its pages fail to say. So it is not meant instead, where all that is known speaks against
    the other and nothing for it.
    """
    if best.thing.unidentified and not any(best.agreements.values()):
        bearers = (each for each in others if not each.thing.unidentified)
        if any(each.name_score >= best.name_score for each in bearers):
            return False
    rivals = [each for each in others if not (each.thing.unidentified and not best.thing.unidentified)]
    if best.coded:
        return not any(each.coded for each in rivals)
    if best.way is Way.UNLIKE or any(each.way >= best.way for each in rivals):
        return False
    return best.way is not Way.MISSPELT or not rivals or best.score - rivals[0].score >= _BEHIND
