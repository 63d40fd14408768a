"""Rows of a cache as somebody's hand would leave them."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

Damage = Callable[[Path], None]


def _all_entries(change: str) -> Damage:
    def damage(path: Path) -> None:
        with closing(sqlite3.connect(path)) as file, file:
            file.execute("CREATE TABLE loose (key BLOB PRIMARY KEY, packed)")
            file.execute("INSERT INTO loose SELECT key, packed FROM entry")
            file.execute("DROP TABLE entry")
            file.execute("ALTER TABLE loose RENAME TO entry")
            file.execute(f"UPDATE entry SET packed = {change}")

    return damage


def _without_entries(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DROP TABLE entry")


BY_HAND: dict[str, Damage] = {
    "a number": _all_entries("7"),
    "a fraction": _all_entries("0.5"),
    "nothing": _all_entries("NULL"),
    "text": _all_entries("'text'"),
    "text that is none": _all_entries("CAST(x'ff' AS TEXT)"),
    "no bytes": _all_entries("x''"),
    "nonsense": _all_entries("randomblob(200)"),
    "another's": _all_entries("(SELECT packed FROM entry AS other WHERE other.key > entry.key LIMIT 1)"),
    "no table": _without_entries,
}
"""What somebody did to a cache with a table `entry`."""
