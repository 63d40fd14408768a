"""A report as CSV (RFC 4180) that spreadsheets open: UTF-8 with a byte order mark, one row a finding.

The columns are `COLUMNS`, in this order, for good; new ones come last. A cell that a spreadsheet would take for a
formula (its first character other than a space is `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe before
it, so -5 is `'-5`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from esrgraph.validation.findings import Finding
from esrgraph.validation.report.report import Report

COLUMNS = (
    "severity",
    "code",
    "project",
    "document",
    "line",
    "field",
    "value",
    "message",
    "remedy",
    "why",
    "organisation",
    "authority",
    "focus",
    "path",
    "fingerprint",
    "new",
    "waived",
    "since",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS = 1000


def render(report: Report) -> Iterator[bytes]:
    """The findings, worst first, as rows below a header; message, remedy and reason in the report's language."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows(report), start=1):
        writer.writerow(safe(cell) for cell in row)
        if number % _ROWS == 0:
            yield _empty_buffer(buffer)
    yield _empty_buffer(buffer)


def _empty_buffer(buffer: StringIO) -> bytes:
    content = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return content


def rows(report: Report) -> Iterator[tuple[str, ...]]:
    """The cells of each finding, in the order of `COLUMNS`; those that are waived come last, with the reason."""
    new = report.trend is not None and report.trend.new is not None
    for finding in report.findings:
        is_new = ("yes" if report.is_new(finding) else "no") if new else ""
        yield *_row(finding, report.language), report.fingerprint(finding), is_new, "", report.since_day(finding)
    for each in report.waived:
        yield (
            *_row(each.finding, report.language),
            report.fingerprint(each.finding),
            "",
            each.reason,
            report.since_day(each.finding),
        )


def _row(finding: Finding, language: str) -> tuple[str, ...]:
    result, shape, place = finding.result, finding.shape, finding.place
    return (
        result.severity.value,
        result.code,
        finding.project or "",
        place.document or "",
        "" if place.line is None else str(place.line),
        finding.field or "",
        finding.value,
        finding.message(language),
        shape.remedy.get(language, ""),
        shape.why.get(language, ""),
        finding.organisation or "",
        finding.authority or "",
        result.focus.strip("<>"),
        result.path.strip("<>"),
    )


def safe(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would run.

    >>> safe("=HYPERLINK(1)"), safe(" @SUM(1)"), safe("1-2")
    ("'=HYPERLINK(1)", "' @SUM(1)", '1-2')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell
