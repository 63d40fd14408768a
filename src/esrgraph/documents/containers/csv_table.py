"""A CSV table with a column of text or HTML -> its records, one a row; lists of projects are something else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

from esrgraph.documents.compression import BROKEN, decompress
from esrgraph.documents.containers.columns import record_of, text_columns
from esrgraph.documents.containers.container import Container, Damaged, Dropped, Found, Record, documents_of
from esrgraph.documents.page import MOST_BYTES

_SEPARATORS = ",;\t"
_LONGEST = 100_000
"""Characters of a header."""


def _documents(path: Path, name: str) -> Iterator[Found]:
    with path.open("rb") as file:
        yield from documents_of(_records(decompress(file)), name)


def _records(file: IO[bytes]) -> Iterator[Record | Dropped | Damaged]:
    """The rows, each with the number of its first line. Bytes that are no UTF-8 come through as they are."""
    csv.field_size_limit(2 * MOST_BYTES)
    with TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        yield from _rows(lines)


def _rows(lines: TextIO) -> Iterator[Record | Dropped | Damaged]:
    head = lines.readline(_LONGEST)
    separator = _separator(head) or ","
    names = next(csv.reader([head], delimiter=separator))
    rows = csv.reader(iter(lambda: lines.readline(MOST_BYTES), ""), delimiter=separator)
    while True:
        start = rows.line_num + 2
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Damaged(str(start), f"Line {start} is no row ({error})", "Check its quotation marks")
        except (*BROKEN, OSError) as error:
            yield Damaged(str(start), f"The file is damaged from line {start} on ({error})")
            return
        else:
            if len(row) == len(names):
                yield record_of(dict(zip(names, row, strict=True)), str(start))
            elif row:
                found = f"Line {start} has {len(row)} cells, the header {len(names)}"
                yield Damaged(str(start), found, "Quote cells that hold a separator")


def _separator(head: str) -> str | None:
    """What parts the cells of a header that has a column of text."""
    for each in _SEPARATORS:
        names = next(csv.reader([head], delimiter=each), [])
        if len(names) > 1 and text_columns(names):
            return each
    return None


def _is_table(head: bytes) -> bool:
    line = head.removeprefix(b"\xef\xbb\xbf").splitlines()[:1]
    return bool(line and _separator(line[0].decode("utf-8", "replace")))


CSV = Container("CSV", _is_table, _documents)
