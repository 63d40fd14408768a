"""Whether a query about a focus node may have a solution at all, by its outline.

rdflib needs milliseconds for a query that finds nothing; to look its outline up here takes microseconds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph

from esrgraph.rdf.vocabulary import Xsd
from esrgraph.validation.compiler.groups import Pattern
from esrgraph.validation.compiler.outline import THIS, Outline

_DAY = re.compile(rf'"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"\^\^{re.escape(str(Xsd.date))}')

Known = Mapping[str, str]
"""Terms as N-Triples, by variable."""


@dataclass(frozen=True, slots=True)
class Guard:
    """An outline in an order in which each of its patterns starts at something known.

    Of the patterns in `once`, one way to hold is as good as another: nothing else speaks of what they lead to.
    `later` are pairs of variables, of which the first has to be the later day.
    """

    patterns: tuple[Pattern, ...]
    excluded: tuple[Guard, ...] = ()
    once: frozenset[Pattern] = frozenset()
    later: tuple[tuple[str, str], ...] = ()


def guard_of(found: Outline) -> Guard:
    """What of an outline can be looked up from the focus node on; the rest is taken to fit."""
    ordered = _ordered(found.patterns, frozenset({THIS}))
    known = frozenset({THIS}).union(*(each.variables for each in ordered))
    excluded = tuple(_excluding(found.excluded, known))
    parts = (ordered, *(each.patterns for each in excluded))
    times = Counter(name for part in parts for each in part for name in each.variables)
    once = (each for each in ordered if any(times[name] == 1 for name in each.variables - {THIS}))
    return Guard(ordered, excluded, frozenset(once))


def _excluding(excluded: Iterable[Outline], known: frozenset[str]) -> Iterator[Guard]:
    """The exclusions that can be looked up in full; what cannot in their exceptions is taken to hold."""
    for each in excluded:
        ordered = _ordered(each.patterns, known)
        exceptions = [_ordered(other.patterns, known | each.variables) for other in each.excluded]
        if len(ordered) == len(each.patterns) and not each.conditions and all(exceptions):
            later = (tuple(filter(None, map(_later, other.conditions))) for other in each.excluded)
            pairs = zip(exceptions, later, strict=True)
            yield Guard(ordered, tuple(Guard(other, later=days) for other, days in pairs))


def _later(condition: str) -> tuple[str, str] | None:
    """The variables of a comparison, the greater one first."""
    match = re.fullmatch(r"\( [?$](\w+) ([<>]) [?$](\w+) \)", condition)
    if match is None:
        return None
    one, other = f"?{match[1]}", f"?{match[3]}"
    return (one, other) if match[2] == ">" else (other, one)


def _may_be_later(one: str, other: str) -> bool:
    """False for two days of which the first is not the later one; True for all that are not days."""
    return one > other or not (_DAY.fullmatch(one) and _DAY.fullmatch(other))


def _ordered(patterns: Iterable[Pattern], known: frozenset[str]) -> tuple[Pattern, ...]:
    """Patterns that start at what is known or at a constant; first those that end there, too, or say more of values."""
    waiting, found = list(dict.fromkeys(patterns)), []
    while startable := [each for each in waiting if _unknown(each, known) < len((each.subject, each.object))]:
        best = min(startable, key=lambda each: (_unknown(each, known), THIS in each))
        waiting.remove(best)
        found.append(best)
        known |= best.variables
    return tuple(found)


def _unknown(pattern: Pattern, known: frozenset[str]) -> int:
    return len(pattern.variables - known)


class Index:
    """Triples by their ends, as N-Triples terms."""

    def __init__(self) -> None:
        self._objects: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._subjects: dict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, triples: Iterable[pyoxigraph.Triple]) -> list[pyoxigraph.Triple]:
        """Add triples; returns those that were not there before."""
        added = []
        for triple in triples:
            subject, predicate, value = map(str, triple)
            values = self._objects[subject, predicate]
            if value not in values:
                values.add(value)
                self._subjects[predicate, value].add(subject)
                added.append(triple)
        return added

    def remove(self, triples: Iterable[pyoxigraph.Triple]) -> None:
        """Remove triples that are there."""
        for triple in triples:
            subject, predicate, value = map(str, triple)
            self._objects[subject, predicate].remove(value)
            self._subjects[predicate, value].remove(subject)

    def fits(self, guard: Guard, known: Known) -> bool:
        """Whether the patterns hold in some way in which nothing that they exclude does."""
        return any(
            all(_may_be_later(found[one], found[other]) for one, other in guard.later)
            and not any(self.fits(each, found) for each in guard.excluded)
            for found in self._solutions(guard, 0, known)
        )

    def _solutions(self, guard: Guard, at: int, known: Known) -> Iterator[Known]:
        if at == len(guard.patterns):
            yield known
            return
        start, path, end = pattern = guard.patterns[at]
        for subject, value in self._pairs(known.get(start, start), path, known.get(end, end)):
            if start != end or subject == value:
                yield from self._solutions(guard, at + 1, {**known, start: subject, end: value})
                if pattern in guard.once:
                    return

    def _pairs(self, subject: str, path: tuple[str, ...], value: str) -> Iterator[tuple[str, str]]:
        """Subject and object of the triples that fit a pattern of which one end at least is known."""
        for predicate in path:
            if subject.startswith("?"):
                yield from ((each, value) for each in self._subjects.get((predicate, value), ()))
            elif value.startswith("?"):
                yield from ((subject, each) for each in self._objects.get((subject, predicate), ()))
            elif value in self._objects.get((subject, predicate), ()):
                yield subject, value
