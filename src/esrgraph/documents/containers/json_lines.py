"""JSON Lines, one object a line with the text or HTML of a page -> its records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson

from esrgraph.documents.compression import BROKEN, decompress
from esrgraph.documents.containers.columns import record_of
from esrgraph.documents.containers.container import TOO_LARGE, Container, Damaged, Dropped, Found, Record, documents_of
from esrgraph.documents.page import MOST_BYTES

_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{[ \t]*\"")
_MOST = 2 * MOST_BYTES
"""Bytes of a line: escapes and the address come to the text."""


def _documents(path: Path, name: str) -> Iterator[Found]:
    with path.open("rb") as file:
        yield from documents_of(_records(decompress(file)), name)


def _records(file: IO[bytes]) -> Iterator[Record | Dropped | Damaged]:
    number = 0
    try:
        while line := file.readline(_MOST):
            number += 1
            if len(line) == _MOST and not line.endswith(b"\n"):
                yield TOO_LARGE
                while line and not line.endswith(b"\n"):
                    line = file.readline(_MOST)
            elif line.strip():
                yield _record(line, number)
    except (*BROKEN, OSError) as error:
        yield Damaged(str(number + 1), f"The file is damaged from line {number + 1} on ({error})")


def _record(line: bytes, number: int) -> Record | Dropped | Damaged:
    try:
        row = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        return Damaged(str(number), f"Line {number} is no JSON ({error})", "Write each record as one line of JSON")
    if not isinstance(row, dict):
        return Damaged(str(number), f"Line {number} is no JSON object", "Write each record as one object")
    return record_of(row, str(number))


JSON_LINES = Container("JSON Lines", lambda head: bool(_OBJECT.match(head)), _documents)
