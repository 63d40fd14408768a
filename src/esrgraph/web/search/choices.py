"""Facets with their counts as links: each adds a value to the search, or takes it away again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from esrgraph.mapping.kinds import SEARCHED
from esrgraph.search import FACETS, Count, Results
from esrgraph.web.http.words import SiteWords
from esrgraph.web.search.facet_names import facet_name, value_name
from esrgraph.web.search.parameters import Parameters, SearchAddresses
from esrgraph.web.site import Opened

_FIRST = ("region", "municipality", "specific-objective", "target-group", "authority", "organisation-type")
_APART = ("kind", "sub-region", "priority-axis")
"""The kinds stand above the results; the others say little beside those that they are part of, or made of."""
SHOWN = (*_FIRST, "year", "granted", *(each for each in FACETS if each not in (*_FIRST, *_APART, "year", "granted")))
"""The facets on the page."""
COUNTED = ("kind", *SHOWN)
_OPEN = ("region", "specific-objective")
"""Those that are open before anything is chosen."""
_FEW = 8
"""Values shown of a facet before all are asked for."""
_IN_ORDER = ("year", "granted", "specific-objective")
"""Those whose values stand in their own order, not the commonest first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what it is called, how many results it has, and where choosing it, or not, leads."""

    name: str
    results: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with the values to choose from; `more` leads to all of them, `left` is how many those are in all."""

    key: str
    name: str
    choices: tuple[Choice, ...]
    is_open: bool
    more: str | None
    left: int


class Choosing:
    """The choices of one search, in the reader's language; `expanded` is the facet that is to be shown whole."""

    def __init__(self, parameters: Parameters, opened: Opened, words: SiteWords, expanded: str) -> None:
        self._parameters, self._opened, self._words, self._expanded = parameters, opened, words, expanded
        self._addresses = SearchAddresses(parameters)

    def facets(self, results: Results) -> list[Facet]:
        """The facets that have something to choose."""
        return [self._facet(facet, results.facets[facet]) for facet in SHOWN if results.facets.get(facet)]

    def kinds(self, results: Results) -> list[Choice]:
        """What kinds of things there are, projects first; one is chosen in place of another."""
        return [
            Choice(
                value_name("kind", each.key, self._opened, self._words),
                each.results,
                self._addresses.without("kind")
                if each.key in self._parameters.chosen("kind")
                else self._addresses.only("kind", each.key),
                each.key in self._parameters.chosen("kind"),
            )
            for each in sorted(results.facets.get("kind", ()), key=lambda each: SEARCHED.index(each.key))
        ]

    def chips(self) -> list[tuple[str, str, str]]:
        """What the search is narrowed to: name of the parameter, of its value, and the search without it."""
        return [
            (
                facet_name(name, self._words),
                value_name(name, value, self._opened, self._words),
                self._addresses.without(name, value=value),
            )
            for name, value in self._parameters.filters()
            if name != "kind"
        ]

    def _facet(self, facet: str, counts: tuple[Count, ...]) -> Facet:
        chosen = self._parameters.chosen(facet)
        met = {each.key for each in counts}
        counts = (*counts, *(Count(key, 0) for key in chosen if key not in met))
        whole = facet == self._expanded or len(counts) <= _FEW + 2 or facet in _IN_ORDER
        shown = counts if whole else [*counts[:_FEW], *(each for each in counts[_FEW:] if each.key in chosen)]
        return Facet(
            facet,
            facet_name(facet, self._words),
            tuple(self._ordered(facet, shown)),
            bool(chosen) or facet in (self._expanded, *_OPEN),
            None if whole else f"{self._addresses.same(more=facet)}#facet-{facet}",
            len(counts),
        )

    def _ordered(self, facet: str, counts: Iterable[Count]) -> list[Choice]:
        if facet in _IN_ORDER:
            counts = sorted(counts, key=lambda each: [int(number) for number in re.findall(r"\d{1,12}", each.key)])
        choices = [self._choice(facet, each) for each in counts]
        return sorted(choices, key=lambda each: each.name.casefold()) if facet == self._expanded else choices

    def _choice(self, facet: str, count: Count) -> Choice:
        chosen = count.key in self._parameters.chosen(facet)
        name = value_name(facet, count.key, self._opened, self._words)
        href = self._addresses.without(facet, value=count.key) if chosen else self._addresses.with_(facet, count.key)
        return Choice(name, count.results, href, chosen)
