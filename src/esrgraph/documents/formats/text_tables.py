"""A table drawn in text, as Markdown's dialects and pandoc draw them -> its rows, each with its line number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import pairwise, takewhile
from typing import NamedTuple

from esrgraph.documents.formats.flow import rejoin

_RULE = r":?-{2,}:?[ \t]*"
DELIMITER = rf"[ \t]*(?:\|[ \t]*)?{_RULE}(?:\|[ \t]*{_RULE})+(?:\|[ \t]*)?|[ \t]*\|[ \t]*{_RULE}\|[ \t]*"
"""What stands below the first row of a pipe table."""
COLUMNS = r" {0,4}-{2,}(?: +-{2,})+[ \t]*"
"""What shows the columns of a simple table of pandoc's: above its rows, or below its header."""
GRID = r"[ \t]*\+(?:[-=:]{2,}\+)+[ \t]*"
_DELIMITER, _COLUMNS, _GRID = re.compile(DELIMITER), re.compile(COLUMNS), re.compile(GRID)
_BAR = re.compile(r"(?<!\\)\|")
_FIRST_ROW = 6
"""A first row is broken over fewer lines than these."""


class Table(NamedTuple):
    """The rows of a table, each with its position, and the position behind it."""

    rows: list[tuple[int, list[str]]]
    end: int


def find_table(texts: Sequence[str], start: int) -> Table | None:
    """The table that begins at a position; None where none does."""
    text = texts[start]
    if _GRID.fullmatch(text):
        return _grid(texts, start)
    if _COLUMNS.fullmatch(text):
        return _columns(texts, start)
    below = texts[start + 1] if start + 1 < len(texts) else ""
    if text.strip() and _COLUMNS.fullmatch(below):
        return _under_header(texts, start)
    if is_bounded(text):
        return _bounded(texts, start)
    return _open(texts, start) if _BAR.search(text) and _has_delimiter(texts, start) else None


def is_bounded(text: str) -> bool:
    """Whether a line is a row of at least two cells, between bars."""
    row = text.strip()
    return row.startswith("|") and row.endswith("|") and len(_BAR.findall(row)) > 2


def _cells(text: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(text)]


def _bounded(texts: Sequence[str], start: int) -> Table:
    """Rows between bars."""
    end = start + sum(1 for _ in takewhile(is_bounded, texts[start:]))
    rows = [(at, _cells(texts[at])[1:-1]) for at in range(start, end) if not _DELIMITER.fullmatch(texts[at])]
    return Table(rows, end)


def _has_delimiter(texts: Sequence[str], start: int) -> bool:
    below = takewhile(str.strip, texts[start + 1 : start + _FIRST_ROW])
    return any(_DELIMITER.fullmatch(text) for text in below)


def _open(texts: Sequence[str], start: int) -> Table:
    """Rows without bars around them, as html2text has them: two spaces end one, which may be broken over lines."""
    rows: list[tuple[int, list[str]]] = []
    end = start
    pending: list[str] = []
    for end in range(start, len(texts) + 1):
        text = texts[end] if end < len(texts) else ""
        if not text.strip():
            break
        if not _DELIMITER.fullmatch(text):
            pending.append(text)
            if text.endswith("  ") or _is_row_end(texts, end):
                rows.append((end - len(pending) + 1, _cells(reduce(rejoin, pending))))
                pending = []
    if pending:
        rows.append((end - len(pending), _cells(reduce(rejoin, pending))))
    return Table(rows, end)


def _is_row_end(texts: Sequence[str], at: int) -> bool:
    """Without two spaces: the next line is a row itself, and this one holds one."""
    below = texts[at + 1] if at + 1 < len(texts) else ""
    return bool(_BAR.search(below)) and not any(text.endswith("  ") for text in texts[at : at + 2])


def _slice(text: str, bounds: Sequence[int]) -> list[str]:
    edges = [0, *bounds[1:], len(text) + bounds[-1]]
    return [text[left:right].strip() for left, right in pairwise(edges)]


def _columns(texts: Sequence[str], start: int) -> Table:
    """Rows between two equal lines that show the columns; with blank lines in between, these part the rows."""
    rule = texts[start].strip()
    close = next((at for at in range(start + 1, len(texts)) if texts[at].strip() == rule), None)
    end = close if close is not None else start + 1 + sum(1 for _ in takewhile(str.strip, texts[start + 1 :]))
    inside = range(start + 1, end)
    bounds = [found.start() for found in re.finditer(r"-+", texts[start])]
    is_parted = any(not texts[at].strip() for at in inside)
    groups = _parted(texts, inside) if is_parted else ([at] for at in inside)
    rows = [(group[0], _joined([_slice(texts[at], bounds) for at in group])) for group in groups]
    return Table(rows, end + (close is not None))


def _parted(texts: Sequence[str], places: range) -> Iterator[list[int]]:
    group: list[int] = []
    for at in places:
        if texts[at].strip():
            group.append(at)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _joined(lines: Sequence[list[str]]) -> list[str]:
    return [" ".join(filter(None, cells)) for cells in zip(*lines, strict=False)]


def _under_header(texts: Sequence[str], start: int) -> Table:
    """A header, a line that shows the columns, and rows up to a blank line."""
    bounds = [found.start() for found in re.finditer(r"-+", texts[start + 1])]
    end = start + 2 + sum(1 for _ in takewhile(str.strip, texts[start + 2 :]))
    places = (start, *range(start + 2, end))
    return Table([(at, _slice(texts[at], bounds)) for at in places if not _COLUMNS.fullmatch(texts[at])], end)


def _grid(texts: Sequence[str], start: int) -> Table:
    """Rows between lines of '+' and '-'; one may have several lines."""
    rows: list[tuple[int, list[str]]] = []
    group: list[list[str]] = []
    end = start
    for end in range(start, len(texts) + 1):
        text = texts[end].strip() if end < len(texts) else ""
        if text.startswith("|"):
            group.append(_cells(text)[1:-1])
            continue
        if group:
            rows.append((end - len(group), _joined(group)))
            group = []
        if not _GRID.fullmatch(text):
            break
    return Table(rows, end)
