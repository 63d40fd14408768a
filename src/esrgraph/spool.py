"""What the documents of a build gave, kept on disk until the richest capture of every project is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import orjson

from esrgraph.capture import Capture
from esrgraph.organisation import Given

_TABLE = """
CREATE TABLE capture (
    name TEXT, sha256 TEXT, code TEXT, rejection BLOB, richness INTEGER, size INTEGER,
    start INTEGER, length INTEGER, organisations BLOB, problems BLOB
)
"""
_RANKED = """
SELECT *, CASE WHEN code IS NULL THEN NULL ELSE row_number() OVER (
    PARTITION BY code ORDER BY richness DESC, size DESC, sha256, name) END AS rank
FROM capture
"""


@dataclass(frozen=True, slots=True)
class Winner:
    """The richest capture of a project: its N-Triples lines and its organisations."""

    code: str
    triples: bytes
    organisations: tuple[Given, ...]


class Spool:
    """Captures in whatever order they come; projects and documents out in an order that does not depend on it."""

    def __init__(self, folder: Path) -> None:
        self._triples = (folder / "spool.nt").open("w+b")
        self._index = sqlite3.connect(folder / "spool.sqlite", isolation_level=None)
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
        start = self._triples.seek(0, 2)
        self._triples.write(capture.triples)
        self._index.execute(
            "INSERT INTO capture VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.name,
                capture.sha256,
                capture.code,
                orjson.dumps(asdict(capture.rejection)) if capture.rejection else None,
                capture.richness,
                capture.size,
                start,
                len(capture.triples),
                orjson.dumps([asdict(each) for each in capture.organisations]),
                orjson.dumps([asdict(each) for each in capture.problems]),
            ),
        )

    def winners(self) -> Iterator[Winner]:
        """The richest capture of each project, in the order of the project codes."""
        columns = "code, start, length, organisations"
        query = f"SELECT {columns} FROM ({_RANKED}) WHERE rank = 1 ORDER BY code"  # noqa: S608 - constants
        for code, start, length, organisations in self._index.execute(query):
            self._triples.seek(start)
            given = tuple(Given(**each) for each in orjson.loads(organisations))
            yield Winner(code, self._triples.read(length), given)

    def documents(self) -> Iterator[dict[str, Any]]:
        """What became of every document, by name: `published`, `merged` (a poorer capture) or `rejected`."""
        query = f"SELECT name, sha256, code, rejection, problems, rank FROM ({_RANKED}) ORDER BY name, sha256"  # noqa: S608
        for name, sha256, code, rejection, problems, rank in self._index.execute(query):
            document = {"name": name, "sha256": sha256}
            if rejection is not None:
                yield document | {"outcome": "rejected", **orjson.loads(rejection)}
            else:
                outcome = "published" if rank == 1 else "merged"
                yield document | {"outcome": outcome, "project": code, "problems": orjson.loads(problems)}
