"""A report as SARIF 2.1.0, which editors and code hosts show at the line of the page that a finding is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import orjson

from esrgraph.ingest.source_lines import Place
from esrgraph.validation.findings import Finding, Level
from esrgraph.validation.report.report import Report, RuleCount, rule_message

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.VIOLATION: "error", Level.WARNING: "warning", Level.INFO: "note"}


def render(report: Report) -> Iterator[bytes]:
    """The log in pieces: one run, one result a line."""
    rules = [rule for rule in report.rules if rule.shape]
    places = {rule.code: place for place, rule in enumerate(rules)}
    yield b'{\n"$schema": ' + orjson.dumps(SCHEMA) + b',\n"version": "2.1.0",\n"runs": [{\n'
    for key, value in _run(report, rules).items():
        yield orjson.dumps(key) + b": " + orjson.dumps(value) + b",\n"
    yield b'"results": ['
    separator = b"\n"
    for finding in report.findings:
        yield separator + orjson.dumps(_result(report, finding, places))
        separator = b",\n"
    for waived in report.waived:
        result = _result(report, waived.finding, places)
        suppression = {"kind": "external", "status": "accepted", "justification": waived.reason}
        yield separator + orjson.dumps({**result, "suppressions": [suppression]})
        separator = b",\n"
    yield b"\n]\n}]\n}\n"


def _run(report: Report, rules: list[RuleCount]) -> dict[str, Any]:
    """The run without its results: the tool with its rules, and what became of the checks and the documents."""
    driver = {
        "name": "esrgraph",
        "version": version("esrgraph"),
        "language": report.language,
        "rules": [_rule(rule, report.language) for rule in rules],
    }
    checks = [
        {"code": check.code, "focusNodes": check.focus_nodes, "engine": check.engine}
        for check in report.validation.checks
    ]
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "language": report.language,
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(report))}],
        "properties": {"release": report.release, "checks": checks},
    }


def _rule(rule: RuleCount, language: str) -> dict[str, Any]:
    assert rule.shape  # noqa: S101 - asked by the caller
    shape = rule.shape
    described: dict[str, Any] = {
        "id": rule.code,
        "shortDescription": {"text": rule_message(rule, language)},
        "defaultConfiguration": {"level": _LEVELS[shape.severity]},
        "properties": {"shape": shape.iri, "focusNodes": rule.focus_nodes},
    }
    if shape.why.get(language):
        described["fullDescription"] = {"text": shape.why[language]}
    if shape.remedy.get(language):
        described["help"] = {"text": shape.remedy[language]}
    return described


def _notifications(report: Report) -> Iterator[dict[str, Any]]:
    for notice in report.notices:
        yield {"level": "warning", "message": {"text": notice}}
    for rule in report.rules:
        if rule.focus_nodes is None:
            yield {"level": "warning", "message": {"text": f"{rule.code}: {report.words('not_run')}"}}


def _result(report: Report, finding: Finding, places: Mapping[str, int]) -> dict[str, Any]:
    remedy = finding.shape.remedy.get(report.language, "")
    result: dict[str, Any] = {
        "ruleId": finding.result.code,
        "ruleIndex": places[finding.result.code],
        "level": _LEVELS[finding.result.severity],
        "message": {"text": f"{finding.message(report.language)} {remedy}".strip()},
        "locations": [_location(report, finding)],
        "partialFingerprints": {"esrgraphFinding/v2": report.fingerprint(finding)},
    }
    return result


def _location(report: Report, finding: Finding) -> dict[str, Any]:
    subject = finding.project or finding.result.focus.strip("<>")
    logical = {"fullyQualifiedName": f"{subject}/{finding.field}" if finding.field else subject}
    location: dict[str, Any] = {"logicalLocations": [{"name": finding.field or subject, **logical}]}
    if finding.place.document:
        location["physicalLocation"] = _physical(finding.place.document, finding.place)
        if finding.place.line is None:
            location["message"] = {"text": report.words("no_line")}
    return location


def _physical(document: str, place: Place) -> dict[str, Any]:
    """The line of a document; where the finding has none, its first, since viewers show no result without a line."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(document)}}
    lines = dict(place.context)
    physical["region"] = {"startLine": place.line or 1}
    if place.line in lines:
        physical["region"]["snippet"] = {"text": lines[place.line]}
    return physical


def _uri(document: str) -> str:
    """A document's name as a relative URI reference, so that a colon in it is no scheme."""
    return quote(document, safe="/-._~")
