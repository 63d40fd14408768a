"""The result of a query to the cells of a table that a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions

from esrgraph.rdf.iris import is_web_address
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.sparql.catalogue import column_names
from esrgraph.sparql.results import NUMBERS, Result, quads_of, to_text
from esrgraph.web.http.words import SiteWords, texts
from esrgraph.web.site import Opened

MOST_ROWS = 500
"""Rows that a page shows; the rest is for downloading."""
_LEAST_GROUPED = 10_000
"""The least whole number that is written in groups of digits: years are not."""
_TRIPLE = ("subject", "predicate", "object")


@dataclass(frozen=True, slots=True)
class Rows:
    """Names of columns, and the terms of each row, None where there is none; `more` where there are more rows."""

    names: tuple[str, ...]
    terms: tuple[tuple[object, ...], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, where it leads, and its language where that is known."""

    text: str
    href: str | None = None
    language: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Names of columns, whether each holds numbers, and rows; `more` where there were more rows than are shown."""

    names: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: bool


def first_rows(result: Result) -> Rows:
    """The first rows of a result, `MOST_ROWS` at most; a yes or no is one cell, triples have three columns."""
    names, rows = _rows(result)
    return cut(Rows(tuple(names), tuple(tuple(row) for row in islice(rows, MOST_ROWS + 1)), more=False))


def all_rows(result: Result) -> Rows:
    """All rows of a result."""
    names, rows = _rows(result)
    return Rows(tuple(names), tuple(tuple(row) for row in rows), more=False)


def cut(rows: Rows) -> Rows:
    """The first of some rows, `MOST_ROWS` at most."""
    return Rows(rows.names, rows.terms[:MOST_ROWS], rows.more or len(rows.terms) > MOST_ROWS)


def table(rows: Rows, opened: Opened, words: SiteWords) -> ResultTable:
    """Rows as they are read."""
    read = ([_cell(*each, opened, words) for each in zip(row, rows.names, strict=True)] for row in rows.terms)
    shown = tuple(map(tuple, read))
    numeric = tuple(
        bool(shown) and all(row[i].number or not row[i].text for row in shown) for i in range(len(rows.names))
    )
    return ResultTable(tuple(column_name(name, words) for name in rows.names), numeric, shown, rows.more)


def _rows(result: Result) -> tuple[Sequence[str], Iterable[Iterable[object]]]:
    if isinstance(result, QueryBoolean):
        return ("answer",), [[Literal(bool(result))]]
    if isinstance(result, QuerySolutions):
        return [variable.value for variable in result.variables], result
    return _TRIPLE, ((quad.subject, quad.predicate, quad.object) for quad in quads_of(result))


def column_name(column: str, words: SiteWords) -> str:
    """What a column is called for people."""
    names = column_names().get(column)
    return names[words.language] if names else column


def _cell(term: object, column: str, opened: Opened, words: SiteWords) -> Cell:
    if isinstance(term, NamedNode):
        here = opened.iris.parse(term.value) is not None
        address = opened.path(opened.iris.page(term.value)) if here else term.value
        return Cell(to_text(term, opened.iris), address if here or is_web_address(address) else None)
    if isinstance(term, Literal):
        return _literal(term, column, words)
    return Cell("" if term is None else str(term))


def _literal(literal: Literal, column: str, words: SiteWords) -> Cell:
    value, kind = literal.value, literal.datatype
    if kind in NUMBERS and re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
        whole = "." not in value
        if whole and kind == Xsd.integer and abs(int(value)) < _LEAST_GROUPED:
            return Cell(value, number=True)
        decimals = 0 if whole else min(2, len(value.partition(".")[2]))
        return Cell(words.number(Decimal(value), decimals), number=True)
    if kind == Xsd.date:
        return Cell(words.day(value))
    if kind == Xsd.boolean:
        return Cell(words("query_yes" if value == "true" else "query_no"))
    code = f"query_{column}_{value}"
    if code in texts():
        return Cell(words(code))
    return Cell(value, language=literal.language if literal.language != words.language else None)
