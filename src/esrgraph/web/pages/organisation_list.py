"""The list of organisations: sorted by any column, in pages, all or those under a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import DefaultGraph

from esrgraph.language.alphabet import LETTERS, OTHER, alphabetical, letter
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.sorted_table import in_order
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import possible_persons
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.thing_table import (
    MOST_PROJECTS,
    ThingRow,
    ThingTable,
    cells_of,
    organisation_figures,
    thing_columns,
)
from esrgraph.web.site import Opened

ROWS = 50
"""Organisations on one page."""


def organisations(
    opened: Opened, reader: PageReader, query: Mapping[str, str], rows: Sequence[ThingRow]
) -> Mapping[str, Any]:
    """What the page shows beside its table: of `rows`, those on page `?page=` (from 1), and the letters."""
    pages = max(1, -(-len(rows) // ROWS))
    asked = query.get("page", "1")
    number = min(max(int(asked[:9]), 1), pages) if asked.isascii() and asked.isdigit() else 1
    return {
        "rows": rows[(number - 1) * ROWS : number * ROWS],
        "first": (number - 1) * ROWS + 1,
        "count": len(rows),
        "everybody": len(organisation_table(opened, reader).rows),
        "unlisted": len(possible_persons(opened)),
        "number": number,
        "pages": pages,
        "under": letter_in(query),
        "letters": _letters(opened, reader),
        "other": OTHER,
    }


def letter_in(query: Mapping[str, str]) -> str | None:
    """The letter that an address asks for as `?letter=`; None where it asks for none that there is."""
    return query.get("letter") if query.get("letter") in (*LETTERS, OTHER) else None


def under_letter(rows: Sequence[ThingRow], query: Mapping[str, str]) -> Sequence[ThingRow]:
    """The organisations whose names begin with the letter that is asked for, or all."""
    under = letter_in(query)
    return rows if under is None else [each for each in rows if letter(each.link.name.value) == under]


@remembered(most=6)
def organisation_table(opened: Opened, reader: PageReader) -> ThingTable:
    """Every organisation that takes part in a project, those with the most projects first, then by name."""
    figures, words = organisation_figures(opened), SiteWords(reader.language)
    start, types = f"{opened.iris.base}id/organisation/", _types(opened)
    rows = []
    for key in figures.projects:
        thing = link(opened, f"{start}{key}", reader)
        own_types = (link(opened, each, reader).name.value for each in types.get(thing.path, ()))
        cells = (thing.business_id, thing.name.value, "; ".join(own_types), *figures.cells(key), f"{start}{key}")
        rows.append(ThingRow(thing, cells, thing.business_id or words("listings_unidentified")))
    rows.sort(key=lambda row: alphabetical(row.link.name.value))
    columns = thing_columns(opened, reader, "business_id", "organisation_type", "_applied")
    return ThingTable(columns, tuple(in_order(rows, columns, MOST_PROJECTS, cells_of)))


def named_organisations(opened: Opened, rows: Sequence[ThingRow]) -> Sequence[ThingRow]:
    """The rows without those who may be natural persons: nobody takes a list of them away."""
    hidden = {opened.path(opened.iris.page(iri)) for iri in possible_persons(opened)}
    return [each for each in rows if each.link.path not in hidden]


def _types(opened: Opened) -> Mapping[str, list[str]]:
    """The IRIs of the types of organisations, by the path of their page."""
    found: dict[str, list[str]] = {}
    for quad in opened.store.quads_for_pattern(None, Esr.organisationType, None, DefaultGraph()):
        path = opened.path(opened.iris.page(quad.subject.value))  # type: ignore[union-attr]
        found.setdefault(path, []).append(quad.object.value)  # type: ignore[union-attr]
    return {path: sorted(types) for path, types in found.items()}


@remembered(most=6)
def _letters(opened: Opened, reader: PageReader) -> tuple[str, ...]:
    """The letters that any name stands under, in their order."""
    used = {letter(each.link.name.value) for each in organisation_table(opened, reader).rows}
    return tuple(each for each in (*LETTERS, OTHER) if each in used)
