"""A Parquet table with a column of text or HTML -> its records, one a row; needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from esrgraph.documents.containers.columns import NEEDED, is_used, record_of, text_columns
from esrgraph.documents.containers.container import Container, Damaged, Dropped, Found, Record, documents_of
from esrgraph.documents.location import UnreadFile

_ROWS = 64
"""Rows that are in memory at once."""
_BUFFER = 1 << 20
"""Bytes of a column that are read at once; else it would be a whole row group, of any size."""


def _documents(path: Path, name: str) -> Iterator[Found]:
    try:
        parquet, broken = import_module("pyarrow.parquet"), import_module("pyarrow").ArrowException
    except ImportError:
        remedy = "Install it with: pip install 'esrgraph[parquet]'"
        yield UnreadFile(name, "It is a Parquet table, and pyarrow, which reads them, is missing", remedy, is_page=True)
        return
    try:
        with parquet.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False) as table:
            names = table.schema_arrow.names
            if text_columns(names):
                yield from documents_of(_records(table, [each for each in names if is_used(each)], broken), name)
            else:
                remedy = f"Give a table with a {NEEDED}"
                yield UnreadFile(name, f"It is a Parquet table without a {NEEDED}", remedy, is_page=True)
    except (broken, OSError, ValueError) as error:
        yield UnreadFile(name, f"It is damaged ({error})", "Make the table again", is_page=True)


def _records(table: Any, names: list[str], broken: type[Exception]) -> Iterator[Record | Dropped | Damaged]:
    """The rows; a row group that is damaged costs what is left of it."""
    before = 0
    for group in range(table.num_row_groups):
        number = before
        try:
            for batch in table.iter_batches(_ROWS, [group], names, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield record_of(row, str(number))
        except (broken, OSError, ValueError) as error:
            yield Damaged(str(number + 1), f"The row group from row {number + 1} on is damaged ({error})")
        before += table.metadata.row_group(group).num_rows


PARQUET = Container("Parquet", lambda head: head.startswith(b"PAR1"), _documents)
