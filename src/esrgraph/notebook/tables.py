"""The CSV tables of a release, or of pages read now, to frames with typed cells."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from esrgraph.errors import ReleaseError
from esrgraph.notebook.frame import Cell, Frame
from esrgraph.release.dumps.table_schema import (
    MUNICIPALITIES,
    ORGANISATIONS,
    PARTICIPATIONS,
    PROJECTS,
    READERS,
    SEPARATOR,
    TARGET_GROUPS,
    DumpTable,
)

_COUNTED_WHEN_BUILT = {"project_count", "granted_total"}


@dataclass(frozen=True, slots=True)
class Tables:
    """What projects are about, one frame a table, as `docs/connect.md` describes them.

    `projects` has one row a project, whatever number of pages tell of it; `organisations` says in `projects` where
    each takes part.
    """

    projects: Frame
    organisations: Frame
    participations: Frame
    municipalities: Frame
    target_groups: Frame


def read_tables(folder: Path) -> Tables:
    """The tables in a folder of dumps; raises ReleaseError where one is missing."""
    taking_part = _read(folder, PARTICIPATIONS)
    return Tables(
        _read(folder, PROJECTS),
        _with_projects(_read(folder, ORGANISATIONS), taking_part),
        taking_part,
        _read(folder, MUNICIPALITIES),
        _read(folder, TARGET_GROUPS),
    )


def without_derived(tables: Tables) -> Tables:
    """Without the columns that only a build counts over all projects."""
    kept = [name for name in tables.organisations.columns if name not in _COUNTED_WHEN_BUILT]
    cells = zip(*(tables.organisations.column(name) for name in kept), strict=True)
    return replace(tables, organisations=Frame(tables.organisations.name, tuple(kept), tuple(cells)))


def _read(folder: Path, table: DumpTable) -> Frame:
    """A table with its cells as the column's datatype has them."""
    try:
        with (folder / table.file).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            readers = list(_cell_readers(table))
            read = tuple(tuple(reader(cell) for reader, cell in zip(readers, row, strict=True)) for row in rows)
    except OSError as error:
        raise ReleaseError(
            f"{folder / table.file} cannot be read: {error.strerror}; build the release again"
        ) from error
    return Frame(table.file.removesuffix(".csv"), tuple(header), read)


def _cell_readers(table: DumpTable) -> Iterator[Callable[[str], Cell]]:
    for column in table.columns:
        reader = _several if column.many else _one(READERS[column.datatype])
        yield reader
        if column.labelled:
            yield _several if column.many else _one(str)


def _one(reader: Callable[[str], Cell]) -> Callable[[str], Cell]:
    return lambda text: reader(text) if text else None


def _several(text: str) -> Cell:
    return tuple(text.split(SEPARATOR)) if text else ()


def _with_projects(organisations: Frame, taking_part: Frame) -> Frame:
    """With the codes of the projects in which each takes part, in their order."""
    codes: dict[Cell, dict[str, None]] = defaultdict(dict)
    for row in taking_part:
        codes[row["organisation"]][str(row["project"])] = None
    key = organisations.column(ORGANISATIONS.key[0])
    rows: Sequence[tuple[Cell, ...]] = organisations.rows
    more = tuple((*row, tuple(codes.get(organisation, ()))) for row, organisation in zip(rows, key, strict=True))
    return Frame(organisations.name, (*organisations.columns, "projects"), more)
