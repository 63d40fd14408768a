"""A validated graph to scores of its quality, of the whole and of each authority; docs/validation.md defines them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pyoxigraph import Store

from esrgraph.rdf.iris import Iris
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.resources import report_query
from esrgraph.validation.findings import Finding, Level, Validation

DIMENSIONS = ("completeness", "validity", "timeliness", "links")
RECENT = timedelta(days=365)
"""A page is up to date so long after it was captured."""


@dataclass(frozen=True, slots=True)
class Score:
    """A share (0-1) of one dimension: `part` of `whole`, which is not 0."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """`part / whole`."""
        return self.part / self.whole


Scores = Mapping[str, Score]
"""By dimension; without those that nothing was asked for."""


@dataclass(frozen=True, slots=True)
class QualityScores:
    """The scores of a graph, and of each authority's projects by its key; `day` is that of the release."""

    whole: Scores = field(default_factory=dict)
    authorities: Mapping[str, Scores] = field(default_factory=dict)
    release: str | None = None
    day: date | None = None


def score(
    store: Store,
    validation: Validation,
    iris: Iris,
    day: date | None,
    release: str | None,
    memo: Memo = NO_MEMO,
) -> QualityScores:
    """The scores of a validated graph, of what its findings are once waivers are applied; what the memo has is not
    asked again."""
    counts = _Counts()
    asked = {each.subject: each for each in validation.by_project}
    invalid = _invalid(validation.findings)
    for row in memo.rows(store, report_query("captures")):
        code, key = row["code"] or "", _key(iris, row["authority"])
        if code in asked:
            counts.add(key, "completeness", asked[code].present, asked[code].asked)
        counts.add(key, "validity", code not in invalid, 1)
        if day:
            captured = (row["captured"] or "")[:10]
            counts.add(key, "timeliness", captured >= (day - RECENT).isoformat(), 1)
    for row in memo.rows(store, report_query("links")):
        counts.add(_key(iris, row["authority"]), "links", int(row["identified"] or 0), int(row["parties"] or 0))
    return counts.scores(release, day)


def _key(iris: Iris, authority: str | None) -> str:
    return (iris.parse(authority or "") or ("", ""))[1]


def _invalid(findings: Iterable[Finding]) -> set[str | None]:
    """The projects with a violation."""
    return {each.project for each in findings if each.result.severity is Level.VIOLATION}


class _Counts:
    """Parts and wholes by authority ("" for none) and dimension."""

    def __init__(self) -> None:
        self._parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._wholes: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, key: str, dimension: str, part: int, whole: int) -> None:
        self._parts[key][dimension] += part
        self._wholes[key][dimension] += whole

    def scores(self, release: str | None, day: date | None) -> QualityScores:
        parts, wholes = (sum(each.values(), Counter()) for each in (self._parts, self._wholes))
        authorities = {key: _scores(self._parts[key], self._wholes[key]) for key in sorted(self._wholes) if key}
        return QualityScores(_scores(parts, wholes), authorities, release, day)


def _scores(parts: Mapping[str, int], wholes: Mapping[str, int]) -> Scores:
    return {name: Score(parts.get(name, 0), wholes[name]) for name in DIMENSIONS if wholes.get(name)}


def to_record(scores: QualityScores) -> dict[str, Any]:
    """As a report in JSON has them."""
    return {
        "release": scores.release,
        "day": scores.day.isoformat() if scores.day else None,
        "whole": _pairs(scores.whole),
        "authorities": {key: _pairs(each) for key, each in scores.authorities.items()},
    }


def _pairs(scores: Scores) -> dict[str, list[int]]:
    return {name: [each.part, each.whole] for name, each in scores.items()}


def from_records(records: Iterable[Mapping[str, Any]]) -> Iterator[QualityScores]:
    """What `to_record` made."""
    for each in records:
        yield QualityScores(
            {name: Score(*pair) for name, pair in each["whole"].items()},
            {key: {name: Score(*pair) for name, pair in own.items()} for key, own in each["authorities"].items()},
            each["release"],
            date.fromisoformat(each["day"]) if each["day"] else None,
        )
