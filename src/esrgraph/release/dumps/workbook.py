"""The CSV tables to one Excel workbook: a sheet a table, days and numbers as such, a header that stays, a filter.

The same tables make the same bytes: all times in the file are the earliest that a zip archive can tell.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from os import PathLike
from pathlib import Path
from shutil import copyfileobj
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from esrgraph.documents.page import MOST_BYTES
from esrgraph.release.dumps.table_schema import READERS, TABLES, DumpTable
from esrgraph.runtime.workbook_text import workbook_text

FILE_NAME = "tables.xlsx"
_TIME = datetime(1980, 1, 1)  # noqa: DTZ001  a zip archive knows no time zones


def write_workbook(folder: Path) -> None:
    """Write the workbook of a folder's tables into the folder."""
    csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))
    book = Workbook(write_only=True)
    for table in TABLES:
        sheet = book.create_sheet(table.file.removesuffix(".csv"))
        sheet.freeze_panes = "B2"
        rows = 0
        with (folder / table.file).open(encoding="utf-8", newline="") as file:
            for row in _rows(csv.reader(file), table, sheet):
                sheet.append(row)
                rows += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(row))}{rows}"
    book.properties.created = book.properties.modified = _TIME
    with _TimelessArchive(folder / FILE_NAME, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()


class _TimelessArchive(ZipFile):
    """A zip archive whose members do not tell when they were written."""

    def writestr(self, name: Any, data: bytes | str, *_: Any) -> None:  # type: ignore[override]
        """Write a member."""
        super().writestr(_member(name), data)

    def write(self, file: str | PathLike[str], name: Any = None, *_: Any) -> None:
        """Write a file as a member."""
        member = _member(name)
        member.file_size = Path(file).stat().st_size
        with Path(file).open("rb") as source, self.open(member, "w") as target:
            copyfileobj(source, target)


def _member(name: str) -> ZipInfo:
    member = ZipInfo(name, _TIME.timetuple()[:6])
    member.compress_type = ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


def _rows(lines: Iterator[list[str]], table: DumpTable, sheet: Any) -> Iterator[list[Any]]:
    """The header, then the rows with their values."""
    header = next(lines)
    typed = {
        column.name: column.datatype for column in table.columns if not column.many and column.datatype != "string"
    }
    readers = [READERS[typed[name]] if name in typed else None for name in header]
    yield header
    for line in lines:
        yield [
            None if not text else read(text) if read else _text(text, sheet)
            for text, read in zip(line, readers, strict=True)
        ]


def _text(text: str, sheet: Any) -> Any:
    """A text, whatever it begins with: never a formula."""
    kept = workbook_text(text)
    if not kept.startswith("="):
        return kept
    cell = WriteOnlyCell(sheet, kept)
    cell.data_type = "s"
    return cell
