"""A thing that projects have in common (a place, a target group, an objective ...) to what its page shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np

from esrgraph.mapping.kinds import schema_type
from esrgraph.rdf.vocabulary import Skos
from esrgraph.release.tally import Rows
from esrgraph.web.http.json_ld import linked_data
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.citing import breadcrumbs, citation, data_links
from esrgraph.web.pages.parts.elsewhere import matches, same_as
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingFacts, ThingLink, link
from esrgraph.web.pages.parts.place_map import PlaceMap, map_projects
from esrgraph.web.pages.parts.summary import ProjectsSummary, counts_of, granted_by_fund, summary, tally_of
from esrgraph.web.site import Opened

PROJECTS = 20
"""Projects shown on one page."""
SHOWN = 10
"""Target groups and objectives shown."""
_SECTIONS = {
    "projects": "selection_projects",
    "money": "selection_money",
    "organisations": "selection_organisations",
    "means": "objective_means",
    "groups": "selection_groups",
    "objectives": "selection_objectives",
    "map": "selection_places",
    "findings": "kinds_findings",
    "source": "selection_data",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """A thing that some of the projects have: how many, and which share (0-1) of those of them, and of those compared
    with, of which any thing of the kind is known."""

    link: ThingLink
    projects: int
    share: float
    elsewhere: float


class Selection:
    """A concept with its projects for one reader; `query` is that of the address, `keys` are those of the concepts
    whose projects count as its own, and `prefix` stands before its name."""

    def __init__(
        self,
        opened: Opened,
        kind: str,
        key: str,
        words: SiteWords,
        query: Mapping[str, str],
        *,
        keys: Iterable[str] | None = None,
        prefix: str = "",
    ) -> None:
        self.opened, self.kind, self.key, self.words = opened, kind, key, words
        self.reader = PageReader(words.language, "lang" in query)
        self._query = query
        self.facts = ThingFacts(opened, opened.iris.concept(kind, key).value)
        own = link(opened, self.facts.iri, self.reader).name
        self.name = TextInLanguage(f"{prefix}{own.value}", own.language)
        self.summary: ProjectsSummary = summary(opened, kind, (key,) if keys is None else tuple(sorted(keys)))

    def to(self, kind: str, key: str) -> ThingLink:
        """The link to another thing, by its key as in IRIs."""
        return link(self.opened, f"{self.opened.iris.base}id/{kind}/{key}", self.reader)

    def page(
        self, way: Iterable[tuple[TextInLanguage, str]], first: tuple[str, str] | None, **own: object
    ) -> dict[str, object]:
        """What a template that extends `selection.html` shows: what it has of every kind, and its `own` values.

        `way` are names and paths of the pages above this one, `first` the anchor of the section that only this kind
        has, and the name of its title among the words. Page `?projects=` (from 1) of the projects is shown.
        """
        values = {**self._values([*way]), **own}
        names = [*([first] if first else []), *((each, word) for each, word in _SECTIONS.items() if values.get(each))]
        values["sections"] = [(anchor, self.words(word)) for anchor, word in names]
        return values

    def _values(self, way: list[tuple[TextInLanguage, str]]) -> dict[str, object]:
        turns = max(1, -(-self.summary.projects // PROJECTS))
        turn = _turn(self._query.get("projects", "1"), turns)
        known = self.facts.text(Skos.notation)
        return {
            "iri": self.facts.iri,
            "kind": self.kind.replace("-", "_"),
            "search": {self.kind: self.key},
            "key": known.value if known else self.key,
            "name": self.name,
            "other_names": self._other_names(),
            "steps": [(name.value, path, name.language) for name, path in way],
            "summary": self.summary,
            "known": {kind: self.known_of(kind, self.summary.rows) for kind in ("target-group", "specific-objective")},
            "money": self.summary.priced,
            "by_fund": granted_by_fund(self.opened, self.summary.rows, self.reader),
            "projects": [self._project(int(row)) for row in self.summary.rows[(turn - 1) * PROJECTS : turn * PROJECTS]],
            "turn": turn,
            "turns": turns,
            "organisations": [
                (self.to("organisation", key), count) for key, count in self.summary.most["organisation"]
            ],
            "findings": self.kind == "authority" and self.opened.release.validation.is_file(),
            "source": True,
            "data": data_links(self.opened, self.facts.iri),
            "elsewhere": matches(self.facts),
            "citation": citation(self.opened, self.words, self.key, self.name.value, self.facts.iri),
            "linked_data": self._linked_data(way),
            "release": self.opened.release.id,
        }

    def common_things(self, kind: str, among: ProjectsSummary | None = None) -> list[Shared]:
        """The things of a kind that most of the projects have, beside their share among others, or all, projects."""
        elsewhere = counts_of(self.opened, kind) if among is None else _counts(self.opened, among, kind)
        own = self.known_of(kind, self.summary.rows)
        whole = self.known_of(kind, tally_of(self.opened).all if among is None else among.rows)
        return [
            Shared(self.to(kind, key), count, count / own, elsewhere.get(key, 0) / max(1, whole))
            for key, count in self.summary.most[kind][:SHOWN]
        ]

    def known_of(self, kind: str, rows: Rows) -> int:
        """Of how many projects any thing of a kind is known."""
        return int(np.isin(rows, tally_of(self.opened).links[kind].projects).sum())

    def regions(self) -> PlaceMap | None:
        """The regions by what the projects there are, as the address asks for by `?map=`; None where none is known."""
        return map_projects(self.opened, "region", self.summary.rows, self.reader, self.shown_on_map)

    @property
    def shown_on_map(self) -> str:
        """What the address wants on the map."""
        return self._query.get("map", "")

    def _other_names(self) -> list[TextInLanguage]:
        """What else the concept is called, in every language."""
        names = [*self.facts.texts(Skos.prefLabel), *self.facts.texts(Skos.altLabel)]
        return [each for each in dict.fromkeys(names) if not self.name.value.endswith(each.value)]

    def _project(self, row: int) -> Mapping[str, object]:
        table = tally_of(self.opened)
        applicants = table.links["applicant"].of(row)
        return {
            "link": self.to("project", table.codes[row]),
            "start": table.starts[row],
            "end": table.ends[row],
            "granted": None if isnan(table.granted[row]) else table.granted[row],
            "applicant": self.to("organisation", applicants[0]) if applicants else None,
        }

    def _linked_data(self, way: list[tuple[TextInLanguage, str]]) -> object:
        page = self.opened.iris.page(self.facts.iri)
        thing = {
            "@id": self.facts.iri,
            "@type": schema_type(self.kind),
            "name": self.name.value,
            "identifier": self.key,
            "sameAs": same_as(self.facts),
            "mainEntityOfPage": page,
        }
        steps = [(self.words("home"), "/"), *((name.value, path) for name, path in way)]
        return linked_data(thing, breadcrumbs(self.opened, [*steps, (self.name.value, self.opened.path(page))]))


def _turn(text: str, turns: int) -> int:
    """The page that an address asks for, or the nearest that there is."""
    return min(max(int(text[:9]), 1), turns) if text.isascii() and text.isdigit() else 1


@remembered(most=256)
def _counts(opened: Opened, among: ProjectsSummary, kind: str) -> Mapping[str, int]:
    return tally_of(opened).counts(kind, among.rows)
