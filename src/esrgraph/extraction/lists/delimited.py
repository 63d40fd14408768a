"""A list as lines of text to its rows: as the service exports it, with nothing quoted, or with quotation marks."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from io import StringIO

from esrgraph.errors import PageError
from esrgraph.extraction.lists.alignment import align_rows, is_alignable
from esrgraph.extraction.lists.table import Row, Table, UnplacedRow, is_header, place_cells

_DELIMITERS = ",;\t"
_HEAD = 4096
_MOST_OF_REMARK = 2
_CODE = re.compile(r"[A-Z]{1,4}[0-9]")


def is_delimited(content: bytes) -> bool:
    """Whether the first line is the header of a list."""
    line = _first_line(content)
    return any(is_header(_headings(line, delimiter)) for delimiter in _DELIMITERS)


def decode_list(content: bytes) -> str:
    """The text of a list: UTF-8, or else as the service exports it, in ISO-8859-1 with what Windows adds to it."""
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def read_delimited(content: bytes) -> Table:
    """The headings and rows of a list. Where its rows are not of one length, they are aligned by what stands in them.

    Raises PageError where they cannot be, since the columns are in another order.
    """
    text = decode_list(content)
    line = _first_line(content)
    delimiter = next(each for each in _DELIMITERS if is_header(_headings(line, each)))
    quoted = _read_quoted(text, delimiter)
    if quoted is not None and all(isinstance(row, Row) for row in quoted[1]):
        return quoted
    headings = tuple(_headings(line, delimiter))
    if delimiter == "," and is_alignable(headings):
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if number > 1 and line.strip(" ;")]
        aligned = align_rows(headings, lines)
        if quoted is None or _placed(aligned) >= _placed(quoted[1]):
            return headings, aligned
    if quoted is None:
        raise PageError("The rows of the list are neither quoted nor in the order of the export", remedy=_QUOTE)
    return quoted


_QUOTE = "Save the list as CSV in UTF-8, with quotation marks around cells that hold commas"


def _first_line(content: bytes) -> str:
    return decode_list(content[:_HEAD]).lstrip("\n").split("\n", 1)[0].strip("\r")


def _headings(line: str, delimiter: str) -> list[str]:
    """The cells of the first line; the export ends its lines with a semicolon."""
    if delimiter != ";":
        line = line.rstrip(";")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]


def _read_quoted(text: str, delimiter: str) -> Table | None:
    """Headings and rows by the quotation marks; None where these are not in order."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    headings: tuple[str, ...] = ()
    line = 1
    try:
        for cells in reader:
            if not headings:
                headings = _without_end(cells)
            elif any(cell.strip() for cell in cells):
                rows.append((line, _own(cells, len(headings))))
            line = reader.line_num + 1
    except csv.Error:
        return None
    while rows and _is_remark(rows[-1][1]):
        rows.pop()
    return headings, [place_cells(headings, line, cells) for line, cells in rows]


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether a last row is none of a project, as the export of 2021-2027 has two: a cell or two, and no code."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return len(filled) <= _MOST_OF_REMARK and not _CODE.match(filled[0])


def _without_end(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in (*cells[:-1], cells[-1].rstrip(";")))


def _own(cells: list[str], columns: int) -> list[str]:
    """The cells of a row, without the semicolon at its end, or the empty cell that it makes."""
    if len(cells) == columns + 1 and not cells[-1].strip():
        return cells[:-1]
    return [*cells[:-1], cells[-1].removesuffix(";")]


def _placed(rows: Sequence[Row | UnplacedRow]) -> int:
    return sum(isinstance(row, Row) for row in rows)
