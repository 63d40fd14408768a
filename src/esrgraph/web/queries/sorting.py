"""The rows of an answer to columns with types, by which they are sorted, and to a file for spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, QueryResultsFormat, parse_query_results

from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql.results import NUMBERS, to_text
from esrgraph.web.http.responses import Content
from esrgraph.web.http.sorted_table import Order, demanded_order, in_order, separator_in
from esrgraph.web.http.table_file import Cell, ColumnType, FileColumn, TableFile, table_file
from esrgraph.web.http.words import SiteWords
from esrgraph.web.queries.cells import Rows, all_rows, column_name
from esrgraph.web.site import Opened

_NUMBER = re.compile(r"[+-]?[0-9]{1,60}(\.[0-9]{1,60})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class AnswerTable:
    """All rows of an answer to one reader: terms become texts, numbers and days."""

    def __init__(self, rows: Rows, opened: Opened, words: SiteWords) -> None:
        self._rows = rows
        self._cells = [tuple(_cell(term, opened, words) for term in row) for row in rows.terms]
        headings = [column_name(name, words) for name in rows.names]
        self.columns = tuple(
            FileColumn(name, heading, _type(heading, [row[place] for row in self._cells]))
            for place, (name, heading) in enumerate(zip(rows.names, headings, strict=True))
        )

    def sorted_rows(self, order: Order | None) -> Rows:
        """The rows in an order, or as the query gives them."""
        return replace(self._rows, terms=tuple(self._rows.terms[place] for place in self._places(order)))

    def file(self, title: str, order: Order | None) -> TableFile:
        """The table to be written as a file."""
        return TableFile(title, self.columns, [self._cells[place] for place in self._places(order)])

    def _places(self, order: Order | None) -> list[int]:
        return in_order(range(len(self._cells)), self.columns, order, self._cells.__getitem__)


def spreadsheet(
    body: bytes, opened: Opened, words: SiteWords, title: str, query: Mapping[str, str], suffix: str
) -> Content:
    """The answer, in JSON, as CSV or a workbook for people, as the query of the address asks for it.

    Raises Refusal (422) where that names no column to sort by, or no separator.
    """
    answer = AnswerTable(all_rows(parse_query_results(body, format=QueryResultsFormat.JSON)), opened, words)
    order = demanded_order(query, answer.columns)
    return table_file(answer.file(title, order), suffix, separator_in(query))


def _cell(term: object, opened: Opened, words: SiteWords) -> Cell:
    if not isinstance(term, Literal):
        return to_text(term, opened.iris) or None
    value, kind = term.value, term.datatype
    if kind in NUMBERS and _NUMBER.fullmatch(value):
        return Decimal(value)
    if kind == Xsd.date and _DAY.fullmatch(value):
        with suppress(ValueError):  # there is no such day
            return date.fromisoformat(value)
    if kind == Xsd.boolean:
        return words("query_yes" if value == "true" else "query_no")
    return value


def _type(heading: str, cells: list[Cell]) -> ColumnType:
    """What all cells of a column are that hold anything."""
    known = [cell for cell in cells if cell is not None]
    if known and all(isinstance(cell, Decimal) for cell in known):
        return "euros" if "€" in heading else "measure"
    return "day" if known and all(isinstance(cell, date) for cell in known) else "text"
