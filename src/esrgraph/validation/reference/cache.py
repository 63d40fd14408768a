"""Results kept from one validation to the next, so that what has not changed is not validated again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path
from typing import Self

import orjson

from esrgraph.errors import InputError
from esrgraph.validation.findings import Level, Result

_TABLE = "CREATE TABLE IF NOT EXISTS result (key TEXT PRIMARY KEY, found BLOB NOT NULL, used INTEGER NOT NULL)"


class ResultCache:
    """A SQLite file of results by key; a key is made of everything that results depend on.

    What a whole run did not ask for is forgotten when the cache is closed, so the file does not grow without end.
    Raises InputError where the file is no such cache.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA synchronous = OFF")
            self._connection.execute(_TABLE)
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("UPDATE result SET used = 0")
        except sqlite3.Error as error:
            raise InputError(f"{path} cannot be used to keep results in: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._connection.execute("DELETE FROM result WHERE used = 0")
        self._connection.execute("COMMIT")
        self._connection.close()

    def get(self, key: str) -> set[Result] | None:
        """The results kept under a key, or None where there are none."""
        row = self._connection.execute("UPDATE result SET used = 1 WHERE key = ? RETURNING found", (key,)).fetchone()
        return None if row is None else set(map(_result, orjson.loads(row[0])))

    def put(self, key: str, results: Iterable[Result]) -> None:
        """Keep results under a key."""
        found = orjson.dumps([astuple(each) for each in sorted(results)])
        self._connection.execute("INSERT OR REPLACE INTO result VALUES (?, ?, 1)", (key, found))


def _result(row: list[str]) -> Result:
    focus, path, value, component, severity, shape, code = row
    return Result(focus, path, value, component, Level(severity), shape, code)
