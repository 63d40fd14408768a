"""A release's validation report as it is written: what it says of the whole, a key a line, then a finding a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

_FINDINGS = b'"findings"'
_FINDING = b'{"fingerprint"'


def head(path: Path, *keys: str) -> dict[str, Any]:
    """The values of some of the keys that stand before the findings, without those that the report lacks."""
    wanted = tuple(orjson.dumps(key) + b":" for key in keys)
    read: dict[str, Any] = {}
    with path.open("rb") as file:
        for line in file:
            if line.startswith(_FINDINGS):
                break
            if line.startswith(wanted):
                read |= orjson.loads(b"{" + line.rstrip().rstrip(b",") + b"}")
    return read


def findings(path: Path) -> Iterator[tuple[int, bytes]]:
    """Every finding as it is written, with its place in the file, in bytes."""
    place = 0
    with path.open("rb") as file:
        for line in file:
            if line.startswith(_FINDING):
                yield place, line
            place += len(line)


def findings_at(path: Path, places: Iterable[int]) -> Iterator[bytes]:
    """The findings at some places, as they are written."""
    with path.open("rb") as file:
        for place in places:
            file.seek(place)
            yield file.readline()


def record(finding: bytes) -> dict[str, Any]:
    """What a finding that is written says."""
    read: dict[str, Any] = orjson.loads(finding.rstrip().rstrip(b","))
    return read
