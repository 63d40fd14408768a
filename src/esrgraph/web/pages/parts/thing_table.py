"""Things that projects have in common to the table of a list: their projects and money, in all and of each fund."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from esrgraph.language.alphabet import alphabetical
from esrgraph.mapping.kinds import NUMBERED
from esrgraph.release.tally import TallyLinks
from esrgraph.web.http.sorted_table import Order
from esrgraph.web.http.table_file import Cell, FileColumn
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.summary import counts_of, tally_of
from esrgraph.web.site import Opened

ON_PAGES = ("name", "projects", "granted_euros", "realised_euros")
"""The columns that pages show; files have the others too."""
MOST_PROJECTS = Order("projects")


@dataclass(frozen=True, slots=True)
class ThingRow:
    """A thing with the cells of its row; `note` stands below its name on pages."""

    link: ThingLink
    cells: tuple[Cell, ...]
    note: str = ""


def cells_of(row: ThingRow) -> tuple[Cell, ...]:
    """The cells of a row."""
    return row.cells


@dataclass(frozen=True, slots=True)
class ThingTable:
    """The rows of a list, in the order that they have unless another is asked for."""

    columns: tuple[FileColumn, ...]
    rows: tuple[ThingRow, ...]

    def places(self, names: Collection[str]) -> list[int]:
        """Where some of the columns stand."""
        return [place for place, each in enumerate(self.columns) if each.name in names]


@dataclass(frozen=True, slots=True)
class _Figures:
    """By key: projects, and money in euros where it is known, `by_fund` in the order of `_funds`."""

    projects: Mapping[str, int]
    granted: Mapping[str, float]
    realised: Mapping[str, float]
    by_fund: tuple[Mapping[str, float], ...]

    def cells(self, key: str) -> tuple[Cell, ...]:
        """Those of a thing, in the order of columns."""
        return (
            self.projects.get(key, 0),
            self.granted.get(key),
            self.realised.get(key),
            *(each.get(key) for each in self.by_fund),
        )


def thing_columns(
    opened: Opened, reader: PageReader, key: str = "key", further: str = "kind", money: str = ""
) -> tuple[FileColumn, ...]:
    """The columns of a list: `key` and `further` are those beside name, figures and IRI; `money` ends the names of the
    words for amounts that are not of all projects."""
    words = SiteWords(reader.language)
    funds = (link(opened, opened.iris.concept("fund", each).value, reader) for each in _funds(opened))
    named = [FileColumn(name, words(f"tables_{name}")) for name in (key, "name", further)]
    return (
        *named,
        FileColumn("projects", words("tables_projects"), "number"),
        FileColumn("granted_euros", words(f"tables_granted_euros{money}"), "euros"),
        FileColumn("realised_euros", words(f"tables_realised_euros{money}"), "euros"),
        *(
            FileColumn(f"granted_{each.key}_euros", words(f"tables_granted_fund{money}", fund=each.name.value), "euros")
            for each in funds
        ),
        FileColumn("iri", words("tables_iri")),
    )


def thing_rows(
    opened: Opened,
    reader: PageReader,
    kind: str,
    keys: Iterable[str],
    *,
    further: str | None = None,
    below: Mapping[str, Collection[str]] | None = None,
) -> list[ThingRow]:
    """The rows of the things of a kind, by name; `further` is the cell of that column, what the kind is called where
    it is None. `below` are, by key, the things whose projects count for another: each of these counts for itself."""
    figures = _figures(opened, _widened(opened, kind, below) if below else tally_of(opened).links[kind])
    text = SiteWords(reader.language)(f"selection_kind_{kind.replace('-', '_')}") if further is None else further
    rows = []
    for key in keys:
        thing = link(opened, f"{opened.iris.base}id/{kind}/{key}", reader)
        own = (thing.key, thing.name.value, text, *figures.cells(key), f"{opened.iris.base}id/{kind}/{key}")
        rows.append(ThingRow(thing, own, thing.key if kind in NUMBERED else ""))
    return sorted(rows, key=lambda row: alphabetical(row.link.name.value))


def _funds(opened: Opened) -> list[str]:
    return sorted(counts_of(opened, "fund"))


def _figures(opened: Opened, links: TallyLinks, money: TallyLinks | None = None) -> _Figures:
    table, money = tally_of(opened), money or links
    return _Figures(
        links.counts(table.all),
        money.sums(table.all, table.granted),
        money.sums(table.all, table.realised),
        tuple(money.sums(table.projects_of("fund", [fund]), table.granted) for fund in _funds(opened)),
    )


def _widened(opened: Opened, kind: str, below: Mapping[str, Collection[str]]) -> TallyLinks:
    """The links to things, and to those that are wider."""
    table = tally_of(opened)
    own = [table.projects_of(kind, below[key]) for key in below]
    projects = np.concatenate([np.empty(0, np.intp), *own])
    things = np.repeat(np.arange(len(own)), [len(each) for each in own])
    order = np.lexsort((things, projects))
    return TallyLinks(tuple(below), projects[order], things[order])


@remembered(most=6)
def organisation_figures(opened: Opened) -> _Figures:
    """The figures of organisations: money counts for the applicant alone."""
    links = tally_of(opened).links
    return _figures(opened, links["organisation"], links["applicant"])
