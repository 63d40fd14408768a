"""Rows to the order that an address asks for as `?sort=`, with headings whose links ask for the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

from esrgraph.language.alphabet import alphabetical
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.table_file import Cell, ColumnType, FileColumn, Separator

Row = TypeVar("Row")
OF_LISTS = ("lang", "sort")
"""Parameters of every list."""
OF_FILES = ("lang", "sort", "separator")
"""Parameters of every list as a file."""
_GREATEST_FIRST = ("euros", "number", "measure", "day")
_DIGITS = re.compile(r"([0-9]{1,18})")
_OF_CAMPAIGNS = re.compile(r"utm_\w+|fbclid|gclid")
"""Parameters that others add to links to tell where readers came from."""


class TypedColumn(Protocol):
    """A column of a table, as far as rows are sorted by it."""

    @property
    def name(self) -> str:
        """Its name in addresses."""

    @property
    def type(self) -> ColumnType:
        """What its cells hold."""


@dataclass(frozen=True, slots=True)
class Order:
    """The column that rows are sorted by: numbers and days the greatest first, texts by the alphabet; `turned` the
    other way round. Its text in addresses is the column's name, with `-` before it where it is turned."""

    column: str
    turned: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.turned else self.column

    def descends(self, columns: Iterable[TypedColumn]) -> bool:
        """Whether the greatest come first."""
        return any(each.name == self.column and each.type in _GREATEST_FIRST for each in columns) is not self.turned


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: where sorting by it leads, and how it is sorted now, as `aria-sort` has it."""

    name: str
    text: str
    type: ColumnType
    href: str
    sorted: str | None

    @property
    def is_number(self) -> bool:
        """Whether its cells stand to the right."""
        return self.type in ("euros", "number", "measure")


def order_in(
    query: Mapping[str, str], columns: Iterable[FileColumn], names: Mapping[str, str] | None = None
) -> Order | None:
    """The order that an address asks for; None where it asks for none, or there is no such column.

    `names` are columns by the names that addresses may have for them too.
    """
    asked = query.get("sort", "")
    name = asked.removeprefix("-")
    name = (names or {}).get(name, name)
    return Order(name, asked.startswith("-")) if name in {each.name for each in columns} else None


def demanded_order(
    query: Mapping[str, str], columns: Sequence[FileColumn], names: Mapping[str, str] | None = None
) -> Order | None:
    """The same for a program, which is refused (422) where there is no such column."""
    order = order_in(query, columns, names)
    if order is None and query.get("sort"):
        known = ", ".join(each.name for each in columns)
        raise Refusal(
            422, f"There is no column {query['sort']!r} to sort by; there are {known}; - before it turns round"
        )
    return order


def in_order(
    rows: Iterable[Row], columns: Sequence[FileColumn], order: Order | None, cells: Callable[[Row], Sequence[Cell]]
) -> list[Row]:
    """The rows by a column, or as they are where `order` is None; those where nothing is known stand last, and equals
    as they stood."""
    if order is None:
        return list(rows)
    place = [each.name for each in columns].index(order.column)
    known: list[tuple[object, Row]] = []
    unknown: list[Row] = []
    for row in rows:
        cell = cells(row)[place]
        if cell is None or cell == "":
            unknown.append(row)
        else:
            known.append((_place(cell), row))
    known.sort(key=lambda pair: pair[0], reverse=order.descends(columns))  # type: ignore[arg-type, return-value]
    return [*(row for _, row in known), *unknown]


def _place(cell: Cell) -> object:
    """Numbers before days before texts, whose digits count as numbers: 9.1 stands before 10.1."""
    if isinstance(cell, str):
        parts = enumerate(_DIGITS.split(cell))
        return 2, [(0, int(part), "") if at % 2 else (1, 0, alphabetical(part)) for at, part in parts if part]
    return (1 if isinstance(cell, date) else 0), cell


def headings(request: Request, columns: Sequence[FileColumn], order: Order | None, anchor: str = "") -> list[Heading]:
    """The headings of columns, whose links keep all that the address asks for but the page; a column that rows are
    sorted by turns them round."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in ("sort", "page")]

    path = quote(request.scope["path"])

    def heading(column: FileColumn) -> Heading:
        now = order is not None and order.column == column.name
        asked = Order(column.name, now and order is not None and not order.turned)
        href = f"{path}?{urlencode([('sort', str(asked)), *kept])}{anchor}"
        sorted_ = ("descending" if order.descends(columns) else "ascending") if order and now else None
        return Heading(column.name, column.heading, column.type, href, sorted_)

    return list(map(heading, columns))


def unknown_parameters(query: QueryParams, known: Iterable[str]) -> list[str]:
    """The names of parameters that mean nothing here; what campaigns add to links is let pass."""
    names = set(known)
    return [name for name in dict.fromkeys(query) if name not in names and not _OF_CAMPAIGNS.fullmatch(name)]


def refuse_unknown(query: QueryParams, known: Iterable[str]) -> None:
    """Refuse (422) a request of a program whose parameters mean nothing here: it would take all for what it asked."""
    known = tuple(known)
    unknown = unknown_parameters(query, known)
    if unknown:
        detail = f"There is no parameter {', '.join(unknown)} here; there are {', '.join(known)}"
        raise Refusal(422, detail, known={"parameters": unknown})


def separator_in(query: Mapping[str, str]) -> Separator:
    """What stands between the cells of CSV; raises Refusal (422) for what cannot."""
    value = query.get("separator") or "comma"
    if value == "semicolon":
        return "semicolon"
    if value != "comma":
        raise Refusal(
            422, f"The separator {value!r} cannot be; it is comma or semicolon", known={"parameter": "separator"}
        )
    return "comma"
