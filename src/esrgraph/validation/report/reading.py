"""What a release's `validation.json` holds, and its reader: what it says of the whole, then finding by finding.

`records` writes it, each key on a line and each finding on one, so that it is read line by line and nothing of it is
kept: a release may have a million findings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

import orjson

from esrgraph.errors import ReleaseError
from esrgraph.ingest.source_lines import Place
from esrgraph.validation.findings import Finding, Level, Shape, ValidationResult
from esrgraph.validation.scores import QualityScores, from_records

FINDINGS = b'"findings": ['
"""The line before the first finding."""
END = b"]"
"""The line after the last."""

Texts = Mapping[str, str]
"""A text by language."""


class ShapeRecord(TypedDict):
    """What the report says of a rule."""

    code: str
    severity: str
    iri: str
    field: str | None
    corpus: bool
    message: Texts
    remedy: Texts
    why: Texts


class CheckRecord(TypedDict):
    """What a rule was checked on."""

    code: str
    focusNodes: int
    engine: str


class SummaryRecord(TypedDict):
    """The report in numbers."""

    documents: int
    projects: int
    rejected: list[dict[str, str]]
    findings: int
    bySeverity: dict[str, int]
    byCode: dict[str, int]


class HeadRecord(TypedDict):
    """What stands before the findings."""

    release: str | None
    base: str
    summary: SummaryRecord
    checks: list[CheckRecord]
    notChecked: list[str]
    shapes: list[ShapeRecord]
    notices: Sequence[str]
    completeness: dict[str, list[dict[str, Any]]]
    trend: dict[str, Any] | None
    waived: list[dict[str, Any]]
    scores: list[dict[str, Any]]


class FindingRecord(TypedDict):
    """One finding."""

    fingerprint: str
    code: str
    severity: str
    project: str | None
    organisation: str | None
    authority: str | None
    objective: str | None
    document: str | None
    line: int | None
    field: str | None
    value: str
    message: Texts
    new: bool | None
    since: NotRequired[str | None]
    focus: str
    path: str
    term: str
    component: str
    shape: str


def finding_of(record: FindingRecord, rule: ShapeRecord | None) -> Finding:
    """The finding that was written; without the lines around its place, which a report in JSON does not hold."""
    texts = (rule["message"], rule["remedy"], rule["why"]) if rule else (record["message"], {}, {})
    severity = Level(record["severity"])
    parts = (record["focus"], record["path"], record["term"], record["component"], severity)
    return Finding(
        result=ValidationResult(*parts, record["shape"], record["code"]),
        shape=Shape(record["shape"], record["code"], severity, *texts),
        place=Place(record["document"], record["line"]),
        project=record["project"],
        organisation=record["organisation"],
        authority=record["authority"],
        field=record["field"],
        value=record["value"],
        objective=record.get("objective"),
    )


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """The report at a path. Every method raises ReleaseError where that is none, or not whole."""

    path: Path

    def head(self, *keys: str) -> HeadRecord:
        """The values of some of the keys that stand before the findings."""
        wanted = tuple(orjson.dumps(key) + b": " for key in keys)
        read: dict[str, Any] = {}
        with self.path.open("rb") as file:
            for line in file:
                if line.startswith(FINDINGS):
                    break
                if line.startswith(wanted):
                    read |= self._read(b"{" + line.rstrip(b",\n") + b"}")
        if missing := set(keys) - read.keys():
            raise self._unusable(f"it does not say {', '.join(sorted(missing))}")
        return cast(HeadRecord, read)

    def findings(self) -> Iterator[tuple[int, FindingRecord]]:
        """Every finding, worst first, with its place in the file in bytes."""
        place, begun = 0, False
        with self.path.open("rb") as file:
            for line in file:
                if begun and line.startswith(END):
                    return
                if begun:
                    yield place, cast(FindingRecord, self._read(line))
                begun = begun or line.startswith(FINDINGS)
                place += len(line)
        raise self._unusable("it is cut off")

    def has_waived(self) -> bool:
        """Whether it tells what was waived, as reports of earlier versions do not."""
        try:
            return bool(self.head("waived"))
        except ReleaseError:
            return False

    def waived_records(self) -> list[dict[str, Any]]:
        """The findings that were waived."""
        return self.head("waived")["waived"] if self.has_waived() else []

    def scores(self) -> list[QualityScores]:
        """The scores of this release and of those before it, oldest first; none in reports of earlier versions."""
        try:
            return list(from_records(self.head("scores")["scores"]))
        except ReleaseError:
            return []

    def findings_at(self, places: Iterable[int]) -> Iterator[FindingRecord]:
        """The findings at some places of the file."""
        with self.path.open("rb") as file:
            for place in places:
                file.seek(place)
                yield cast(FindingRecord, self._read(file.readline()))

    def _read(self, line: bytes) -> Any:
        try:
            return orjson.loads(line.rstrip(b",\n"))
        except orjson.JSONDecodeError as error:
            raise self._unusable(f"it is damaged ({error})") from error

    def _unusable(self, reason: str) -> ReleaseError:
        return ReleaseError(f"The report {self.path} cannot be used: {reason}. Build the release again")
