"""The columns of a table of projects: what stands in a cell, and what rows are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import DefaultGraph
from pyoxigraph import Literal as RdfLiteral

from esrgraph.language.alphabet import alphabetical
from esrgraph.mapping.kinds import NUMBERED
from esrgraph.rdf.vocabulary import Dct
from esrgraph.release.tally import Rows
from esrgraph.web.http.sorted_table import Order
from esrgraph.web.http.table_file import Cell
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import possible_persons
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link, number_place
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened

Values = NDArray[np.float64]
"""What each project is sorted by, by its row; NaN where nothing is known."""


@dataclass(frozen=True, slots=True)
class ProjectColumn:
    """A column: `kind` is that of the things that projects are linked with, "" for values of their own; `on_page` says
    whether pages have it too, or files alone, and `short` whether they show its things by their keys."""

    name: str
    type: Literal["text", "euros", "day"] = "text"
    kind: str = ""
    on_page: bool = True
    short: bool = False


COLUMNS = (
    ProjectColumn("key", on_page=False),
    ProjectColumn("name"),
    ProjectColumn("applicant", kind="applicant"),
    ProjectColumn("applicant_id", kind="applicant", on_page=False),
    ProjectColumn("partners", kind="organisation", on_page=False),
    ProjectColumn("fund", kind="fund", short=True),
    ProjectColumn("programme_period", kind="programme-period", on_page=False),
    ProjectColumn("priority_axis", kind="priority-axis", on_page=False),
    ProjectColumn("specific_objective", kind="specific-objective", short=True),
    ProjectColumn("authority", kind="authority", on_page=False),
    ProjectColumn("region", kind="region"),
    ProjectColumn("municipalities", kind="municipality", on_page=False),
    ProjectColumn("status", kind="status", on_page=False),
    ProjectColumn("start", "day"),
    ProjectColumn("end", "day"),
    ProjectColumn("granted_euros", "euros"),
    ProjectColumn("realised_euros", "euros"),
)
BY_NAME: Mapping[str, ProjectColumn] = {each.name: each for each in COLUMNS}


class ProjectCells:
    """The cells of projects for one reader."""

    def __init__(self, opened: Opened, reader: PageReader) -> None:
        self._opened, self._reader, self._table = opened, reader, tally_of(opened)

    def link(self, row: int) -> ThingLink:
        """The link to a project."""
        return link(self._opened, self._opened.iris.project(self._table.codes[row]).value, self._reader)

    def things(self, column: ProjectColumn, row: int) -> Sequence[ThingLink]:
        """What the project is linked with, in the order of IRIs; nobody who may be a natural person is named."""
        own = self._table.links[column.kind].of(row)
        if column.name == "partners":
            own = sorted(set(own) - set(self._table.links["applicant"].of(row)))
        kind = "organisation" if column.kind == "applicant" else column.kind
        iris = [f"{self._opened.iris.base}id/{kind}/{key}" for key in own]
        hidden = possible_persons(self._opened)
        return [link(self._opened, iri, self._reader) for iri in iris if iri not in hidden]

    def is_unnamed(self, row: int) -> bool:
        """Whether the applicant is not named because it may be a natural person."""
        return bool(self._table.links["applicant"].of(row)) and not self.things(BY_NAME["applicant"], row)

    def cell(self, column: ProjectColumn, row: int) -> Cell:
        """What a file has in a cell: a text, a day, or an amount in euros."""
        if column.kind:
            if column.name == "applicant" and self.is_unnamed(row):
                return SiteWords(self._reader.language)("views_unnamed")
            named = _key if column.name == "applicant_id" else partial(_name, column.kind)
            return "; ".join(filter(None, map(named, self.things(column, row))))
        if column.type == "day":
            day = (self._table.starts if column.name == "start" else self._table.ends)[row]
            return date.fromisoformat(day) if day else None
        if column.type == "euros":
            amount = float(_amounts(self._opened, column.name)[row])
            return None if np.isnan(amount) else int(amount) if amount.is_integer() else amount
        return self._table.codes[row] if column.name == "key" else self.link(row).name.value


def _key(thing: ThingLink) -> str:
    """The business ID of an organisation, "" where it has none."""
    return thing.business_id


def _name(kind: str, thing: ThingLink) -> str:
    return f"{thing.number} {thing.name.value}" if kind in NUMBERED else thing.name.value


def _amounts(opened: Opened, name: str) -> Values:
    table = tally_of(opened)
    return table.granted if name == "granted_euros" else table.realised


def in_order(opened: Opened, reader: PageReader, rows: Rows, order: Order) -> Rows:
    """The rows sorted by a column; what is not known stands last, and of equals those that began last first."""
    values = _sort_values(opened, reader, order.column)[rows]
    sorted_rows: Rows = rows[np.argsort(-values if order.descends(COLUMNS) else values, kind="stable")]
    return sorted_rows


@remembered(most=64)
def _sort_values(opened: Opened, reader: PageReader, name: str) -> Values:
    table, column = tally_of(opened), BY_NAME[name]
    if column.kind:
        return _first_names(opened, reader, column.kind)
    if column.type == "euros":
        return _amounts(opened, name)
    if column.type == "day":
        return _ranked(table.starts if name == "start" else table.ends)
    return _ranked(table.codes if name == "key" else _titles(opened, reader))


def _ranked(texts: Sequence[str], place: Callable[[str], object] = str) -> Values:
    """Where each text stands among all of them; NaN where there is none."""
    ranks = {text: rank for rank, text in enumerate(sorted(filter(None, set(texts)), key=place))}  # type: ignore[arg-type]
    return np.array([ranks.get(text, np.nan) for text in texts], dtype=np.float64)


def _titles(opened: Opened, reader: PageReader) -> list[str]:
    """The title of each project as it is sorted."""
    titles: dict[str, tuple[bool, str]] = {}
    for quad in opened.store.quads_for_pattern(None, Dct.title, None, DefaultGraph()):
        if isinstance(quad.object, RdfLiteral):
            titles[quad.subject.value] = max(  # type: ignore[union-attr]
                titles.get(quad.subject.value, (False, "")),  # type: ignore[union-attr]
                (quad.object.language == reader.language, quad.object.value),
            )
    start = opened.iris.project("").value
    return [alphabetical(titles.get(f"{start}{code}", (False, ""))[1]) for code in tally_of(opened).codes]


def _first_names(opened: Opened, reader: PageReader, kind: str) -> Values:
    """The place in the alphabet, or among numbers, of the first of the things that each project has."""
    links = tally_of(opened).links[kind]
    start = f"{opened.iris.base}id/{'organisation' if kind == 'applicant' else kind}/"
    hidden = possible_persons(opened)

    def place(key: str) -> object:
        if kind in NUMBERED:
            return number_place(key), key
        return alphabetical(link(opened, f"{start}{key}", reader).name.value), key

    shown = [key for key in links.keys if f"{start}{key}" not in hidden]
    ranks = {key: rank for rank, key in enumerate(sorted(shown, key=place))}  # type: ignore[arg-type]
    by_thing = np.array([ranks.get(key, np.nan) for key in links.keys], dtype=np.float64)
    found = np.full(len(tally_of(opened).codes), np.nan)
    np.fmin.at(found, links.projects, by_thing[links.things])
    return found
