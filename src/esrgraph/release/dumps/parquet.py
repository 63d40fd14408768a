"""The CSV tables to Parquet: the same rows and columns with days, decimals and lists as such; needs pyarrow."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from esrgraph.release.dumps.table_schema import SEPARATOR, TABLES, DumpTable

_ROWS = 50_000
"""Rows that stand together in a file: fixed, like all that its bytes depend on."""


def parquet_files() -> dict[str, DumpTable]:
    """The name of a Parquet file for every table; none where pyarrow is missing."""
    return {table.file.replace(".csv", ".parquet"): table for table in TABLES} if find_spec("pyarrow") else {}


def write_parquet(folder: Path) -> None:
    """Write a Parquet file beside every table of a folder, where there is pyarrow."""
    for name, table in parquet_files().items():
        columns = _read(folder / table.file, table)
        import_module("pyarrow.parquet").write_table(columns, folder / name, compression="zstd", row_group_size=_ROWS)


def _read(path: Path, table: DumpTable) -> Any:
    """A table with its types: codes stay texts, an empty cell is null, money is a decimal of two places."""
    arrow, csv, compute = (import_module(name) for name in ("pyarrow", "pyarrow.csv", "pyarrow.compute"))
    types = {"date": arrow.date32(), "decimal": arrow.decimal128(18, 2), "integer": arrow.int64()}
    types |= {"boolean": arrow.bool_(), "string": arrow.string()}
    kinds: dict[str, Any] = {}
    for column in table.columns:
        kinds[column.name] = types[column.datatype]
        if column.labelled:
            kinds[column.label_name] = types["string"]
    read = csv.read_csv(
        path,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=kinds, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
        ),
    )
    for column in table.columns:
        for name in (column.name, column.label_name) if column.many else ():
            if name in kinds:
                place = read.schema.get_field_index(name)
                read = read.set_column(place, name, compute.split_pattern(read[name], SEPARATOR))
    return read
