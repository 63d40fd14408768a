"""What documents gave, kept on disk until the richest capture of every project is known."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import orjson

from esrgraph.capture import Capture
from esrgraph.organisation import Given
from esrgraph.record import Problem, Severity

_TABLE = """
CREATE TABLE capture (
    name TEXT, sha256 TEXT, code TEXT, rejection BLOB, richness INTEGER, size INTEGER,
    start INTEGER, length INTEGER, organisations BLOB, problems BLOB, facts BLOB, places BLOB, lines BLOB
)
"""
_RICHEST_FIRST = "code, richness DESC, size DESC, sha256, name"


@dataclass(frozen=True, slots=True)
class Winner:
    """The richest capture of a project, and where poorer ones say otherwise."""

    name: str
    code: str
    triples: bytes
    organisations: tuple[Given, ...]
    problems: int
    disagreements: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SourceLines:
    """Where the fields of a published project stand in its document, and the lines that may be shown."""

    code: str
    name: str
    places: bytes
    """JSON: line (from 1) by field."""
    lines: bytes
    """JSON, deflated: pairs of number and text."""


class Spool:
    """Captures in whatever order they come; projects and documents out in an order that does not depend on it."""

    def __init__(self, folder: Path) -> None:
        self._triples = (folder / "spool.nt").open("w+b")
        self._index = sqlite3.connect(folder / "spool.sqlite", isolation_level=None)
        self._index.row_factory = sqlite3.Row
        self._index.execute("PRAGMA synchronous = OFF")
        self._index.execute("PRAGMA journal_mode = OFF")
        self._index.execute(_TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._triples.close()
        self._index.close()

    def add(self, capture: Capture) -> None:
        """Keep one capture."""
        row = {
            "name": capture.name,
            "sha256": capture.sha256,
            "code": capture.code,
            "rejection": orjson.dumps(asdict(capture.rejection)) if capture.rejection else None,
            "richness": capture.richness,
            "size": capture.size,
            "start": self._triples.seek(0, 2),
            "length": len(capture.triples),
            "organisations": orjson.dumps([asdict(each) for each in capture.organisations]),
            "problems": orjson.dumps([asdict(each) for each in capture.problems]),
            "facts": orjson.dumps(capture.facts),
            "places": orjson.dumps(capture.places),
            "lines": zlib.compress(orjson.dumps(capture.lines), 1),
        }
        self._triples.write(capture.triples)
        names = ", ".join(f":{name}" for name in row)
        self._index.execute(f"INSERT INTO capture VALUES ({names})", row)  # noqa: S608 - the names stand above

    def winners(self) -> Iterator[Winner]:
        """The richest capture of each project, in the order of the project codes."""
        for richest, *others in self._projects():
            self._triples.seek(richest["start"])
            yield Winner(
                name=richest["name"],
                code=richest["code"],
                triples=self._triples.read(richest["length"]),
                organisations=tuple(Given(**each) for each in orjson.loads(richest["organisations"])),
                problems=len(orjson.loads(richest["problems"])),
                disagreements=tuple(_disagreements(richest, others)),
            )

    def sources(self) -> Iterator[SourceLines]:
        """The source lines of each published project, in the order of the project codes."""
        for richest, *_ in self._projects():
            yield SourceLines(richest["code"], richest["name"], richest["places"], richest["lines"])

    def documents(self) -> Iterator[dict[str, Any]]:
        """What became of every document: rejected ones by name, then each project's, the published one first.

        The outcome is `published`, `merged` (a poorer capture of a published project) or `rejected`.
        """
        query = "SELECT * FROM capture WHERE code IS NULL ORDER BY name, sha256"
        for row in self._index.execute(query):
            yield _document(row, "rejected") | orjson.loads(row["rejection"])
        for richest, *others in self._projects():
            problems = orjson.loads(richest["problems"])
            problems += [asdict(each) | {"severity": each.severity.value} for each in _disagreements(richest, others)]
            yield _document(richest, "published") | {"project": richest["code"], "problems": problems}
            for row in others:
                yield _document(row, "merged") | {"project": row["code"]}

    def _projects(self) -> Iterator[list[sqlite3.Row]]:
        """The captures of each project, the richest first."""
        query = f"SELECT * FROM capture WHERE code IS NOT NULL ORDER BY {_RICHEST_FIRST}"  # noqa: S608 - a constant
        for _, rows in groupby(self._index.execute(query), key=lambda row: row["code"]):
            yield list(rows)


def _document(row: sqlite3.Row, outcome: str) -> dict[str, Any]:
    return {"name": row["name"], "sha256": row["sha256"], "outcome": outcome}


def _disagreements(richest: sqlite3.Row, others: list[sqlite3.Row]) -> Iterator[Problem]:
    if not others:
        return
    facts: Mapping[str, str] = orjson.loads(richest["facts"])
    places: Mapping[str, int] = orjson.loads(richest["places"])
    for other in others:
        for field, text in orjson.loads(other["facts"]).items():
            if field in facts and facts[field] != text:
                yield Problem(
                    places.get(field),
                    field,
                    "captures-disagree",
                    f"The capture {other['name']} says {text!r}, this richer one {facts[field]!r}",
                    "Look at the source, and leave out the capture that is out of date",
                    Severity.INFO,
                    text,
                )
