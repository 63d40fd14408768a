"""The export of 2021-2027, an Excel workbook, to its rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from zipfile import BadZipFile

from esrgraph.errors import PageError
from esrgraph.extraction.lists.table import Table, is_header, place_cells

_SIGNATURE = b"PK\x03\x04"
_CONTENTS = b"xl/workbook.xml"
_REMEDY = "Export the list again, or save the workbook as CSV in UTF-8"
_BEFORE_HEADER = 10
"""Rows above the header, at most: a title, a day."""


def is_workbook(content: bytes) -> bool:
    """Whether bytes are an Excel workbook."""
    return content.startswith(_SIGNATURE) and _CONTENTS in content


def read_workbook(content: bytes) -> Table:
    """The headings and rows of the sheet that is a list; raises PageError where there is none."""
    from openpyxl import load_workbook  # takes long to import, and only workbooks need it
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheets = [list(_rows(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise PageError(f"The workbook cannot be read ({error})", remedy=_REMEDY) from error
    for rows in sheets:
        for position, (_, header) in enumerate(rows[:_BEFORE_HEADER]):
            if is_header(header):
                return _table(header, rows[position + 1 :])
    raise PageError("The workbook has no sheet that is a list of projects", remedy=_REMEDY, is_page=False)


def _table(header: list[str], rows: list[tuple[int, list[str]]]) -> Table:
    """The rows under a header. What stands below them, and has nothing but a remark, is none."""
    headings = tuple(heading.strip() for heading in header if heading.strip())
    wide = ((number, [*cells, *[""] * len(headings)][: len(headings)]) for number, cells in rows)
    return headings, [place_cells(headings, number, cells) for number, cells in wide if sum(map(bool, cells)) > 2]


def _rows(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    return ((number, [_text(value) for value in row]) for number, row in enumerate(rows, 1))


def _text(value: object) -> str:
    """A cell as the export shows it."""
    if isinstance(value, datetime | date):
        return f"{value.day}.{value.month}.{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
