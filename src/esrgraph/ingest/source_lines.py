"""Where the facts of a graph stand in its source documents: kept beside the graph, never in it.

Only what may be shown is kept: the lines of contact persons are left out before they come here.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import orjson

from esrgraph.errors import ReleaseError
from esrgraph.ingest.staging import SourceLines

_WHOLE_PAGE = "page"
"""The field of what concerns a page as a whole, as that it is cut off: it is shown at its last line."""
_COLUMNS = ("document TEXT", "places BLOB", "lines BLOB", "problems BLOB")
_AROUND = 1
"""So many lines above and below a finding's line are shown with it."""
_WIDEST = 300
"""A longer line (characters) is shown cut."""


def write_sources(sources: Iterable[SourceLines], path: Path) -> None:
    """Write the source lines of the published projects into a new file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = OFF")
        file.execute(
            "CREATE TABLE source (code TEXT PRIMARY KEY, document TEXT, places BLOB, lines BLOB, problems BLOB)"
        )
        file.execute("BEGIN")
        file.executemany(
            "INSERT INTO source VALUES (?, ?, ?, ?, ?)",
            ((each.code, each.name, each.places, each.lines, each.problems) for each in sources),
        )
        file.execute("COMMIT")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the sources a finding lies: document name, line (from 1), and the lines around it as (number, text)."""

    document: str | None = None
    line: int | None = None
    context: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MetProblem:
    """A problem that reading a page met: its own line (from 1), and its message and remedy in English."""

    line: int | None
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Source:
    document: str
    places: Mapping[str, int]
    lines: tuple[tuple[int, str], ...]
    problems: tuple[MetProblem, ...]


class Sources:
    """The source lines of a release, looked up by project code."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ReleaseError(f"{path} is missing; build the release again")
        self._file = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        self._file.row_factory = sqlite3.Row
        self._last: tuple[str, _Source | None] = ("", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def place(self, code: str, field: str | None) -> Place:
        """Where a field of a project stands: its own line, or that of the field around it, else the document."""
        source = self._source(code)
        if source is None:
            return Place()
        if field == _WHOLE_PAGE and source.lines:
            return _place_of_line(source, source.lines[-1][0])
        return _place_of_line(source, _line(source.places, field) if field else None)

    def place_within(self, code: str, field: str, text: str) -> Place:
        """Where a text stands among the lines of a field, as one thing does of those that it lists; else the field."""
        source = self._source(code)
        start = _line(source.places, field) if source else None
        if source is None or start is None or not text:
            return self.place(code, field)
        following = [line for name, line in source.places.items() if line > start and not name.startswith(field)]
        found = next((number for number, line in source.lines if number >= start and text in line), start)
        return _place_of_line(source, found if found < min(following, default=found + 1) else start)

    def place_of_line(self, code: str, line: int) -> Place:
        """A line of the page of a project, with the lines around it."""
        source = self._source(code)
        return _place_of_line(source, line) if source else Place()

    def problem(self, code: str, number: int) -> MetProblem | None:
        """A problem of a project by its number (from 1) in the graph; None where the release does not keep them yet."""
        source = self._source(code)
        return source.problems[number - 1] if source and 0 < number <= len(source.problems) else None

    def _source(self, code: str) -> _Source | None:
        if self._last[0] != code:
            row = self._file.execute("SELECT * FROM source WHERE code = ?", (code,)).fetchone()
            self._last = (code, _read(row) if row else None)
        return self._last[1]


def _place_of_line(source: _Source, line: int | None) -> Place:
    if line is None:
        return Place(source.document)
    near = [i for i, (number, _) in enumerate(source.lines) if number >= line][:1]
    start = max(0, near[0] - _AROUND) if near else 0
    context = source.lines[start : near[0] + _AROUND + 1] if near else ()
    return Place(source.document, line, tuple((number, _cut_text(text)) for number, text in context))


def _read(row: sqlite3.Row) -> _Source:
    lines = tuple(map(tuple, orjson.loads(zlib.decompress(row["lines"]))))
    problems = orjson.loads(row["problems"]) if "problems" in row.keys() else ()  # noqa: SIM118 - of a Row
    return _Source(
        row["document"], orjson.loads(row["places"]), lines, tuple(MetProblem(*problem) for problem in problems)
    )


def _line(places: Mapping[str, int], field: str) -> int | None:
    """The line of a field, or of the nearest field it belongs to: `sustainability.well-being` for one of its scores."""
    if field in places:
        return places[field]
    within = [line for name, line in places.items() if name.startswith((f"{field}.", f"{field}["))]
    if within:
        return min(within)
    outer, dot, _ = field.rpartition(".")
    return _line(places, outer) if dot else None


def _cut_text(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
