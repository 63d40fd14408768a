"""A release's validation report to the findings about one thing, read from the file when they are asked for."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from esrgraph.validation.report import reading
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

MOST = 50
"""Findings shown of one thing."""
_KEYS = re.compile(rb'"project":"([^"]+)"|,"focus":"<([^#>"]+)[^"]*>"')


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in one language; `severity` is `violation`, `warning` or `info`."""

    code: str
    severity: str
    message: str
    remedy: str
    why: str
    document: str | None
    line: int | None


class Findings:
    """The findings of one report by project code and by the IRI of what they are about.

    The file is gone through once; what is kept are sixteen bytes a finding and key, not the findings.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shapes: Mapping[str, Mapping[str, Any]] = {
            shape["code"]: shape for shape in reading.head(path, "shapes").get("shapes", ())
        }
        found = sorted((_hash(key), place) for place, line in reading.findings(path) for key in _keys(line))
        self._hashes = array("Q", (each for each, _ in found))
        self._places = array("Q", (each for _, each in found))

    def about(self, key: str, language: str) -> list[Finding]:
        """The findings about a project (by its code) or any other thing (by its IRI), worst first, at most `MOST`."""
        return [self._finding(each, language) for each in self._records(key.encode())]

    def _records(self, key: bytes) -> Iterator[dict[str, Any]]:
        wanted = _hash(key)
        first, end = bisect_left(self._hashes, wanted), bisect_right(self._hashes, wanted)
        for line in reading.findings_at(self._path, self._places[first : min(end, first + MOST)]):
            if key in _keys(line):
                yield reading.record(line)

    def _finding(self, record: Mapping[str, Any], language: str) -> Finding:
        shape = self._shapes.get(record["code"])
        return Finding(
            record["code"],
            record["severity"],
            record["message"][language],
            shape["remedy"][language] if shape else "",
            shape["why"][language] if shape else "",
            record["document"],
            record["line"],
        )


@remembered(most=1)
def findings_of(opened: Opened) -> Findings | None:
    """The findings of a release; None where it has no report."""
    path = opened.release.validation
    return Findings(path) if path.is_file() else None


def _keys(line: bytes) -> set[bytes]:
    """The project of a finding, and the IRI of the thing that it, or a part of it, is about."""
    return {project or focus for project, focus in _KEYS.findall(line)}


def _hash(key: bytes) -> int:
    return int.from_bytes(blake2b(key, digest_size=8).digest(), "big")
