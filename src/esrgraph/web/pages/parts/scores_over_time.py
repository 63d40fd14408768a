"""Scores of releases to a picture and a table of them, of the whole or of an authority."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from esrgraph.validation.report.words import ReportWords
from esrgraph.validation.scores import DIMENSIONS, QualityScores, Scores
from esrgraph.web.charts.lines import LineChart, line_chart


@dataclass(frozen=True, slots=True)
class ScoreDimension:
    """A dimension with what it is called, and what it measures."""

    key: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class ScoresOverTime:
    """The scores of each release by its id, oldest first, and the lines that they make."""

    dimensions: Sequence[ScoreDimension]
    rows: Sequence[tuple[str, str, Scores]]
    """Of each release its id, its day and its scores."""
    drawn: LineChart


def scores_over_time(known: Iterable[QualityScores], authority: str | None, language: str) -> ScoresOverTime | None:
    """What is known of the whole, or of an authority by its key; None where that is nothing."""
    words = ReportWords(language)
    found = [(each, each.whole if authority is None else each.authorities.get(authority, {})) for each in known]
    rows = [(each.release or "", each.day.isoformat() if each.day else "", own) for each, own in found if own]
    if not rows:
        return None
    dimensions = [ScoreDimension(each, words(f"score_{each}"), words(f"score_{each}_note")) for each in DIMENSIONS]
    shares = [{name: score.share for name, score in own.items()} for _, _, own in rows]
    return ScoresOverTime(dimensions, rows, line_chart(shares, DIMENSIONS))
