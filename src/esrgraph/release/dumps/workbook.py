"""The CSV tables to one Excel workbook: a sheet a table, days and numbers as such, a header that stays, a filter.

The same tables make the same bytes: the file was made when a zip archive's time begins.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from esrgraph.documents.page import MOST_BYTES
from esrgraph.release.dumps.table_schema import READERS, TABLES, DumpTable
from esrgraph.runtime.workbooks import begin_workbook, workbook_text

FILE_NAME = "tables.xlsx"
_TIME = datetime(1980, 1, 1)  # noqa: DTZ001  a workbook knows no time zones


def write_workbook(folder: Path) -> None:
    """Write the workbook of a folder's tables into the folder."""
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))
    with begin_workbook(folder / FILE_NAME, _TIME) as book:
        for table in TABLES:
            sheet = book.add_worksheet(table.file.removesuffix(".csv"))
            sheet.freeze_panes(1, 1)
            with (folder / table.file).open(encoding="utf-8", newline="") as file:
                for number, row in enumerate(_rows(csv.reader(file), table)):
                    sheet.write_row(number, 0, row)
            sheet.autofilter(0, 0, number, len(row) - 1)


def _rows(lines: Iterator[list[str]], table: DumpTable) -> Iterator[list[Any]]:
    """The header, then the rows with their values."""
    header = next(lines)
    typed = {
        column.name: column.datatype for column in table.columns if not column.many and column.datatype != "string"
    }
    readers = [READERS[typed[name]] if name in typed else workbook_text for name in header]
    yield header
    for line in lines:
        yield [read(text) if text else None for text, read in zip(line, readers, strict=True)]
