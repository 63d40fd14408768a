"""A report as one HTML page that stands by itself: to read, to filter without scripts, to print and to mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from esrgraph.validation.documents import REJECTED
from esrgraph.validation.findings import Finding
from esrgraph.validation.report.report import LEVELS, FindingGroup, Report, change, rule_message, with_severity
from esrgraph.validation.report.text import coverage, waiver_reason, without_focus
from esrgraph.validation.report.words import plain

PER_RULE = 20
"""So many findings of a rule are told one by one; the others are counted, and stand in the CSV file."""
ROWS = 40
"""So many rows the tables by authority, organisation and project have, and the lists beside them."""

_BUFFERED = 100


def render(report: Report) -> Iterator[bytes]:
    """The page in pieces."""
    stream = _template().stream(**_context(report))
    stream.enable_buffering(_BUFFERED)
    for piece in stream:
        yield piece.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _context(report: Report) -> dict[str, Any]:
    """Everything that the template names."""
    language, words = report.language, report.words
    return {
        "report": report,
        "validation": report.validation,
        "w": words,
        "n": words.shown,
        "levels": LEVELS,
        "rejecting": REJECTED,
        "sums": [coverage(report), *without_focus(report)],
        "unchecked": [rule.code for rule in report.rules if rule.focus_nodes is None],
        "found": [rule for rule in report.rules if rule.findings],
        "told": _findings_told(report),
        "groups": _groups(report),
        "authorities": _authorities(report),
        "lacking": report.least_complete(),
        "rows": ROWS,
        "csv": "validation.csv",
        "json": "validation.json",
        "says": lambda rule: rule_message(rule, language),
        "text_of": lambda texts: texts.get(language, ""),
        "plain": plain,
        "waived_because": lambda each: waiver_reason(report, each),
        "severities": with_severity,
        "change": change,
        "project_page": lambda code: report.iris.page(report.iris.project(code).value),
    }


def _findings_told(report: Report) -> dict[str, list[Finding]]:
    """The findings that are told one by one, by code: of each rule the new ones first."""
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[finding.result.code].append(finding)
    return {code: sorted(same, key=lambda each: not report.is_new(each))[:PER_RULE] for code, same in found.items()}


def _groups(report: Report) -> list[tuple[str, str, list[FindingGroup]]]:
    """Name, column heading and rows of each table of findings by whom they concern."""
    kinds = ("authority", "organisation", "project")
    found = {kind: [g for g in report.groups(lambda each: getattr(each, kind)) if g.key] for kind in kinds}  # noqa: B023
    return [(f"by_{kind}", kind, groups) for kind, groups in found.items() if groups]


def _authorities(report: Report) -> dict[str | None, str]:
    """The authorities with findings, those without one last, each with the class that its findings carry."""
    names = sorted({finding.authority for finding in report.findings}, key=lambda name: (name is None, name))
    return {name: f"a{number}" for number, name in enumerate(names)}
