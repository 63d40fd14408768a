"""A release's validation report to the findings about one thing, read from the file when they are asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from esrgraph.validation.report.reading import FindingRecord, WrittenReport
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

MOST = 50
"""Findings shown of one thing."""


@dataclass(frozen=True, slots=True)
class FindingText:
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
        self._report = WrittenReport(path)
        self._shapes = {shape["code"]: shape for shape in self._report.head("shapes")["shapes"]}
        found = sorted((_hash(key), place) for place, each in self._report.findings() for key in _keys(each))
        self._hashes = array("Q", (each for each, _ in found))
        self._places = array("Q", (each for _, each in found))

    def about(self, key: str, language: str) -> list[FindingText]:
        """The findings about a project (by its code) or any other thing (by its IRI), worst first, at most `MOST`."""
        wanted = _hash(key)
        first, end = bisect_left(self._hashes, wanted), bisect_right(self._hashes, wanted)
        found = self._report.findings_at(self._places[first : min(end, first + MOST)])
        return [self._finding(each, language) for each in found if key in _keys(each)]

    def _finding(self, record: FindingRecord, language: str) -> FindingText:
        shape = self._shapes.get(record["code"])
        return FindingText(
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


def _keys(record: FindingRecord) -> Iterator[str]:
    """The project of a finding, and the IRI of the thing that it, or a part of it, is about."""
    if record["project"]:
        yield record["project"]
    if record["focus"].startswith("<"):
        yield record["focus"].strip("<>").partition("#")[0]


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big")
