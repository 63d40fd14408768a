"""The bytes of an official list, in any of its formats, to its projects: one value for each format, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from esrgraph.documents.formats.text import normal_line
from esrgraph.extraction.lists.delimited import is_delimited, read_delimited
from esrgraph.extraction.lists.markup import is_table, is_xml, read_table, read_xml
from esrgraph.extraction.lists.rows import ListedProject, listed_projects
from esrgraph.extraction.lists.table import Row, Table, UnplacedRow, field_of, require_columns
from esrgraph.extraction.lists.workbook import is_workbook, read_workbook
from esrgraph.rdf.formats import CSV, XLSX


@dataclass(frozen=True, slots=True)
class ListFormat:
    """A format that lists come in. `is_format_of` tells by the bytes; `read` gives headings and rows, and raises
    PageError where it cannot."""

    name: str
    media_type: str
    is_format_of: Callable[[bytes], bool]
    read: Callable[[bytes], Table]


FORMATS = (
    ListFormat("xlsx", XLSX, is_workbook, read_workbook),
    ListFormat("xml", "application/xml", is_xml, read_xml),
    ListFormat("html", "text/html", is_table, read_table),
    ListFormat("csv", CSV.media_type, is_delimited, read_delimited),
)
"""In the order in which bytes are tried against them."""
MEDIA_TYPES = {each.name: each.media_type for each in FORMATS}


@dataclass(frozen=True, slots=True)
class ProjectList:
    """An official list: its format, its projects, and the rows that are none; `rows` counts both."""

    format: str
    projects: tuple[ListedProject, ...]
    unplaced: tuple[UnplacedRow, ...]
    rows: int


def is_list(content: bytes) -> bool:
    """Whether bytes are an official list of projects, in a format that is read: its first line tells."""
    return _format_of(content) is not None


def read_list(content: bytes) -> ProjectList:
    """The projects of a list, in the order of its rows; those of a group are one project.

    Raises PageError where the bytes are no list, or one without the columns that every list has.
    """
    found = _format_of(content)
    if found is None:
        raise ValueError("not a list; see is_list")
    headings, rows = found.read(content)
    require_columns(headings)
    placed = [_normal(row) for row in rows if isinstance(row, Row)]
    projects, nameless = listed_projects(placed, _period(headings))
    unplaced = sorted([*(row for row in rows if isinstance(row, UnplacedRow)), *nameless], key=lambda each: each.line)
    return ProjectList(found.name, tuple(projects), tuple(unplaced), len(rows))


def _normal(row: Row) -> Row:
    """The row with its texts as those of pages are: one kind of space, nothing invisible."""
    return Row(row.line, {normal_line(heading): normal_line(text) for heading, text in row.cells.items()})


def _format_of(content: bytes) -> ListFormat | None:
    return next((each for each in FORMATS if each.is_format_of(content)), None)


def _period(headings: tuple[str, ...]) -> str:
    """The programme period that a list is of: each has a column that the others lack, but for that of 2014-2020."""
    fields = {field_of(heading) for heading in headings}
    return "2007-2013" if "division" in fields else "2021-2027" if "group" in fields else "2014-2020"
