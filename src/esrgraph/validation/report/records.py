"""A report as one JSON object: summary, checks, shapes, completeness, trend, each on a line, then one finding a line.

What stands in it is declared in `reading`, which reads it back line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

import orjson

from esrgraph.language import LANGUAGES
from esrgraph.validation.findings import Completeness, Finding, Shape
from esrgraph.validation.report.reading import END, FINDINGS, FindingRecord, HeadRecord, ShapeRecord, SummaryRecord
from esrgraph.validation.report.report import Report
from esrgraph.validation.scores import to_record


def render(report: Report) -> Iterator[bytes]:
    """The object in pieces; texts in all languages, whatever the report's own."""
    yield b"{\n"
    for key, value in _head(report).items():
        yield orjson.dumps(key) + b": " + orjson.dumps(value) + b",\n"
    yield FINDINGS
    separator = b"\n"
    for finding in report.findings:
        yield separator + orjson.dumps(_finding(report, finding))
        separator = b",\n"
    yield b"\n" + END + b"\n}\n"


def _head(report: Report) -> HeadRecord:
    return {
        "release": report.release,
        "base": report.iris.base,
        "summary": _summary(report),
        "checks": [
            {"code": check.code, "focusNodes": check.focus_nodes, "engine": check.engine}
            for check in report.validation.checks
        ],
        "notChecked": [rule.code for rule in report.rules if rule.focus_nodes is None],
        "shapes": [_shape(rule.shape) for rule in report.rules if rule.shape],
        "notices": report.validation.notices,
        "completeness": {
            "byProperty": _shares(report.by_property, "property"),
            "byProject": _shares(report.validation.by_project, "project"),
            "byList": [asdict(each) for each in report.validation.by_list],
        },
        "scores": [to_record(each) for each in report.scores_over_time],
        "trend": _trend(report),
        "waived": [
            {**_finding(report, each.finding), "reason": each.reason, "by": each.by, "until": _day(each.until)}
            for each in report.waived
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _summary(report: Report) -> SummaryRecord:
    validation = report.validation
    return {
        "documents": validation.documents,
        "projects": validation.projects,
        "rejected": [{"document": name, "reason": reason} for name, reason in validation.rejected],
        "findings": len(report.findings),
        "bySeverity": {level.value: count for level, count in report.by_severity.items()},
        "byCode": {rule.code: rule.findings for rule in report.rules if rule.findings},
    }


def _shape(shape: Shape) -> ShapeRecord:
    return {
        "code": shape.code,
        "severity": shape.severity.value,
        "iri": shape.iri,
        "field": shape.field,
        "corpus": shape.corpus,
        "message": dict(shape.message),
        "remedy": dict(shape.remedy),
        "why": dict(shape.why),
    }


def _shares(completeness: Iterable[Completeness], name: str) -> list[dict[str, Any]]:
    return [
        {name: each.subject.strip("<>"), "present": each.present, "asked": each.asked, "share": each.share}
        for each in completeness
    ]


def _trend(report: Report) -> dict[str, Any] | None:
    trend = report.trend
    if trend is None:
        return None
    return {
        "previous": trend.before.release,
        "bySeverity": {level.value: trend.before.by_severity.get(level, 0) for level in report.by_severity},
        "byCode": dict(sorted(trend.before.by_code.items())),
        "new": None if trend.new is None else len(trend.new),
        "gone": None if trend.gone is None else len(trend.gone),
    }


def _finding(report: Report, finding: Finding) -> FindingRecord:
    result, place = finding.result, finding.place
    return {
        "fingerprint": report.fingerprint(finding),
        "code": result.code,
        "severity": result.severity.value,
        "project": finding.project,
        "organisation": finding.organisation,
        "authority": finding.authority,
        "objective": finding.objective,
        "document": place.document,
        "line": place.line,
        "field": finding.field,
        "value": finding.value,
        "message": {language: finding.message(language) for language in LANGUAGES},
        "new": report.is_new(finding) if report.trend and report.trend.new is not None else None,
        "since": report.since(finding),
        "focus": result.focus,
        "path": result.path,
        "term": result.value,
        "component": result.component,
        "shape": result.shape,
    }
