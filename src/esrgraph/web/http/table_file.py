"""A table to a file that spreadsheets open: CSV in two dialects, and an Excel workbook."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal

from esrgraph.rdf.formats import CSV, CSV_WITH_HEADER, XLSX
from esrgraph.runtime.workbooks import LINK, begin_workbook, workbook_text, write_link
from esrgraph.validation.report.spreadsheet import safe
from esrgraph.web.http.responses import Content

Cell = str | int | float | Decimal | date | None
"""What a cell holds; None where nothing is known."""
Separator = Literal["comma", "semicolon"]
"""What stands between the cells of CSV: a comma (RFC 4180), or a semicolon with decimal commas, as spreadsheets in
Finnish and Swedish open them by a double click."""
ColumnType = Literal["text", "euros", "number", "day", "measure"]
"""Euros have cents at most; a number is whole; a measure is any other, as a year or a share, and written as it is."""
TABLE_SUFFIXES = ("csv", "xlsx")

_WIDEST = 60
_MARK = b"\xef\xbb\xbf"
_FORMATS = {"euros": "#,##0.00", "number": "#,##0"}


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column: `name` for programs (`granted_euros`), `heading` for people, in their language."""

    name: str
    heading: str
    type: ColumnType = "text"


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table to be written: `title` names the sheet of a workbook."""

    title: str
    columns: Sequence[FileColumn]
    rows: Iterable[Sequence[Cell]]


def csv_file(table: TableFile, separator: Separator = "comma") -> Content:
    """The table as CSV, UTF-8 with a byte order mark.

    With commas the first row has the names for programs, decimal points and days as YYYY-MM-DD. With semicolons it has
    the headings for people, and decimal commas.
    """
    buffer = StringIO()
    for_people = separator == "semicolon"
    writer = csv.writer(buffer, delimiter=";" if for_people else ",")
    writer.writerow([each.heading if for_people else each.name for each in table.columns])
    types = [each.type for each in table.columns]
    for row in table.rows:
        writer.writerow([_text(cell, type_, for_people) for cell, type_ in zip(row, types, strict=True)])
    return Content(_MARK + buffer.getvalue().encode(), f"{CSV.media_type}; charset=utf-8")


def exact_csv(table: TableFile) -> Content:
    """The table as CSV for programs: names, decimal points, and no character that is not of the data."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([each.name for each in table.columns])
    for row in table.rows:
        writer.writerow([cell if isinstance(cell, str) else _text(cell, "measure", for_people=False) for cell in row])
    return Content(buffer.getvalue().encode(), CSV_WITH_HEADER)


def _text(cell: Cell, type_: ColumnType, for_people: bool) -> str:
    if isinstance(cell, str):
        return safe(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    number = exact(cell, type_)
    if number is None:
        return ""
    text = f"{number:f}"
    return text.replace(".", ",") if for_people else text


def exact(number: float | Decimal | None, type_: ColumnType) -> Decimal | None:
    """A number without what floats add to it: digits beyond cents, decimals of a whole number; None for NaN.

    >>> exact(283440.0, "euros"), exact(0.1 + 0.2, "euros"), exact(float("nan"), "euros")
    (Decimal('283440'), Decimal('0.30'), None)
    """
    if number is None or not math.isfinite(number):
        return None
    kept = Decimal(str(number))
    if type_ == "euros" and kept != (cents := round(kept, 2)):
        kept = cents
    return Decimal(int(kept)) if isinstance(number, float) and kept == int(kept) else kept


def xlsx_file(table: TableFile) -> Content:
    """The table as a workbook: numbers and days as such, a header that stays, a filter."""
    rows = [list(row) for row in table.rows]
    buffer = BytesIO()
    with begin_workbook(buffer) as book:
        sheet = book.add_worksheet(_sheet_name(table.title))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(table.columns) - 1)
        for number, column in enumerate(table.columns):
            texts = (str(row[number] or "") for row in rows[:200])
            sheet.set_column(number, number, min(max(map(len, (column.heading, *texts))) + 3, _WIDEST))
        sheet.write_row(0, 0, [workbook_text(each.heading) for each in table.columns], book.add_format({"bold": True}))
        link = book.add_format(LINK)
        looks = {type_: book.add_format({"num_format": each}) for type_, each in _FORMATS.items()}
        for number, row in enumerate(rows, start=1):
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                if isinstance(cell, str) and column.name == "iri":
                    write_link(sheet, number, place, cell, cell, link)
                else:
                    sheet.write(number, place, _value(cell, column), looks.get(column.type))
    return Content(buffer.getvalue(), XLSX)


def _sheet_name(title: str) -> str:
    """The title without what the names of sheets cannot have, and no longer than they may be."""
    return "".join(" " if each in r"[]:*?/\'" else each for each in title)[:31].strip() or "esrgraph"


def _value(cell: Cell, column: FileColumn) -> Cell:
    if isinstance(cell, str):
        return workbook_text(cell)
    return cell if cell is None or isinstance(cell, date) else exact(cell, column.type)


def table_file(table: TableFile, suffix: str, separator: Separator = "comma") -> Content:
    """The table as `csv` or `xlsx`."""
    return xlsx_file(table) if suffix == "xlsx" else csv_file(table, separator)


def attached(name: str) -> dict[str, str]:
    """The header that has a file kept under a name, rather than shown."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}
