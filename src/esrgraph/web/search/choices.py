"""Facets with their counts as links: each adds a value to the search, or takes it away again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import DefaultGraph

from esrgraph.linking.schemes import load_schemes
from esrgraph.mapping.kinds import SEARCHED
from esrgraph.rdf.vocabulary import Esr
from esrgraph.search import FACETS, Count, Results, begins_words
from esrgraph.search.analysis import WORD, form_of
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.objective import objectives_of
from esrgraph.web.pages.target_group import narrower
from esrgraph.web.search.asking import Search
from esrgraph.web.search.facet_names import facet_name, value_name
from esrgraph.web.search.parameters import SearchAddresses
from esrgraph.web.search.projects import measured, projects_found
from esrgraph.web.site import Opened

_TREES = {"region": "municipality", "priority-axis": "specific-objective", "target-group": "target-group"}
"""Facets whose values have others below them, and the facet of those."""
_BEFORE = (*_TREES, "organisation", "authority", "organisation-type", "fund", "programme-period", "year", "granted")
_APART = ("kind", "sub-region", *_TREES.values())
"""The kinds stand above the results, what is below something else there; the others say little beside them."""
SHOWN = (*_BEFORE, *(each for each in FACETS if each not in (*_BEFORE, *_APART)))
"""The facets on the page, in their order."""
COUNTED = ("kind", *SHOWN, *(each for each in _TREES.values() if each not in SHOWN))
_OPEN = ("region", "priority-axis")
"""Those that are open before anything is chosen."""
_FEW = 8
"""Values shown of a facet before all are asked for."""
_MOST_NAMED = 30
"""Organisations shown of those whose names begin as asked for."""
_IN_ORDER = ("year", "granted", "priority-axis", "specific-objective", "programme-period")
"""Those whose values stand in their own order, not the commonest first."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: what it is called, how many results it has, and where choosing it, or not, leads."""

    name: str
    results: int
    href: str
    chosen: bool
    below: tuple[Choice, ...] = ()

    @property
    def leads_to_chosen(self) -> bool:
        """Whether it, or anything below it, is chosen."""
        return self.chosen or any(each.leads_to_chosen for each in self.below)


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
    """The choices of one search, in the reader's language; `expanded` is the facet that is to be shown whole, and
    `named` how the names of the organisations to choose from begin, where that is asked for."""

    def __init__(self, search: Search, expanded: str, named: str) -> None:
        self._parameters, self._opened = search.parameters, search.opened
        self._words, self._expanded, self._named = SiteWords(search.reader.language), expanded, named.strip()
        self._addresses = SearchAddresses(search.parameters)

    def facets(self, results: Results) -> list[Facet]:
        """The facets that have something to choose."""
        shown = [facet for facet in SHOWN if results.facets.get(facet)]
        return [self._tree(facet, results) if facet in _TREES else self._facet(facet, results) for facet in shown]

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

    def _facet(self, facet: str, results: Results) -> Facet:
        by_name = self._named and facet == "organisation"
        counts = self._organisations() if by_name else results.facets[facet]
        chosen = self._parameters.chosen(facet)
        met = {each.key for each in counts}
        counts = (*counts, *(Count(key, 0) for key in chosen if key not in met))
        whole = by_name or facet == self._expanded or len(counts) <= _FEW + 2 or facet in _IN_ORDER
        shown = counts if whole else [*counts[:_FEW], *(each for each in counts[_FEW:] if each.key in chosen)]
        return self._made(facet, tuple(self._ordered(facet, shown)), None if whole else len(counts))

    def _made(self, facet: str, choices: tuple[Choice, ...], left: int | None) -> Facet:
        is_open = any(each.leads_to_chosen for each in choices) or facet in (self._expanded, *_OPEN)
        return Facet(
            facet,
            facet_name(facet, self._words),
            choices,
            is_open or bool(self._named and facet == "organisation"),
            None if left is None else f"{self._addresses.same(more=facet)}#facet-{facet}",
            left or 0,
        )

    def _organisations(self) -> tuple[Count, ...]:
        """The organisations of the projects found whose names have words that begin as those asked for."""
        others = self._parameters.model_copy(update={"organisation": ()})
        counts = measured(self._opened, "organisation", projects_found(self._opened, others), "projects")
        beginnings = tuple(map(form_of, WORD.findall(self._named)))
        found = [
            Count(key, int(results or 0))
            for key, results in counts.items()
            if begins_words(value_name("organisation", key, self._opened, self._words), beginnings)
        ]
        return tuple(sorted(found, key=lambda each: (-each.results, each.key))[:_MOST_NAMED])

    def _tree(self, facet: str, results: Results) -> Facet:
        """A facet whose values have others below them: of places only those below what is chosen, unless all are to
        be shown."""
        lower = _TREES[facet]
        below = children_of(self._opened, facet)
        counts = {**dict.fromkeys(self._parameters.chosen(facet), 0), **dict(results.facets[facet])}
        lower_counts = {**dict.fromkeys(self._parameters.chosen(lower), 0), **dict(results.facets.get(lower, ()))}
        everything = facet == self._expanded or lower != "municipality"

        def branch(of: str, key: str) -> Choice:
            chosen = key in self._parameters.chosen(of)
            keys = [each for each in below.get(key, ()) if each in lower_counts]
            if not everything and not chosen:
                keys = [each for each in keys if each in self._parameters.chosen(lower)]
            found = [Count(each, lower_counts[each]) for each in keys]
            made = self._choice(of, Count(key, lower_counts[key] if of == lower else counts[key]))
            return replace(made, below=tuple(branch(lower, each.key) for each in self._sorted(lower, found)))

        inner = {each for key in counts for each in below.get(key, ())}
        top = self._sorted(facet, [Count(key, count) for key, count in counts.items() if key not in inner])
        choices = [branch(facet, each.key) for each in top]
        if everything and lower != facet:
            apart = [Count(key, count) for key, count in lower_counts.items() if key not in inner]
            choices += [branch(lower, each.key) for each in self._sorted(lower, apart)]
        whole = facet == self._expanded or (len(choices) <= _FEW + 2 and everything) or facet in _IN_ORDER
        shown = choices if whole else [*choices[:_FEW], *(each for each in choices[_FEW:] if each.leads_to_chosen)]
        return self._made(facet, tuple(shown), None if whole else len(counts.keys() | lower_counts.keys()))

    def _sorted(self, facet: str, counts: Iterable[Count]) -> list[Count]:
        if facet in _IN_ORDER:
            return sorted(counts, key=lambda each: _numbers(each.key))
        return sorted(counts, key=lambda each: (-each.results, each.key))

    def _ordered(self, facet: str, counts: Iterable[Count]) -> list[Choice]:
        if facet in _IN_ORDER:
            counts = self._sorted(facet, counts)
        choices = [self._choice(facet, each) for each in counts]
        return sorted(choices, key=lambda each: each.name.casefold()) if facet == self._expanded else choices

    def _choice(self, facet: str, count: Count) -> Choice:
        chosen = count.key in self._parameters.chosen(facet)
        name = value_name(facet, count.key, self._opened, self._words)
        href = self._addresses.without(facet, value=count.key) if chosen else self._addresses.with_(facet, count.key)
        return Choice(name, count.results, href, chosen)


def _numbers(key: str) -> tuple[int, list[int]]:
    """What values that stand in their own order are sorted by; axes of earlier periods come after the others."""
    return key.count("-"), [int(number) for number in re.findall(r"\d{1,12}", key)]


@remembered(most=4)
def children_of(opened: Opened, facet: str) -> Mapping[str, tuple[str, ...]]:
    """By value of a facet, the values straight below it."""
    if facet == "target-group":
        return narrower(opened)
    if facet == "priority-axis":
        return {axis: tuple(objectives_of(axis)) for axis in load_schemes().axes.by_notation}
    found: dict[str, list[str]] = {}
    for quad in opened.store.quads_for_pattern(None, Esr.withinRegion, None, DefaultGraph()):
        kind, code = opened.iris.parse(quad.subject.value) or ("", "")  # type: ignore[union-attr]
        _, region = opened.iris.parse(quad.object.value) or ("", "")  # type: ignore[union-attr]
        if kind == "municipality":
            found.setdefault(region, []).append(code)
    return {region: tuple(codes) for region, codes in found.items()}
