"""A report as a workbook: one row a finding with real numbers, a header that stays, a filter, links to the pages."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import chain

from esrgraph.runtime.workbooks import LINK, begin_workbook, workbook_text, write_link
from esrgraph.validation.findings import Finding
from esrgraph.validation.report.report import Report
from esrgraph.validation.report.text import waiver_reason

_COLUMNS = {
    "severity": 12,
    "code": 12,
    "project": 10,
    "document": 24,
    "line": 7,
    "field": 28,
    "value": 36,
    "message": 60,
    "remedy": 50,
    "organisation": 32,
    "authority": 40,
    "objective": 40,
    "new": 7,
    "since": 12,
    "waived_reason": 40,
    "fingerprint": 20,
}
"""The columns by their names among the report's words, each with its width in characters."""
_PROJECT = list(_COLUMNS).index("project")
_TEXT = {"text_wrap": True, "valign": "top"}


def render(report: Report) -> Iterator[bytes]:
    """The workbook, whole; findings that are waived come last."""
    content = BytesIO()
    with begin_workbook(content) as book:
        sheet = book.add_worksheet(report.words("findings"))
        sheet.freeze_panes(1, 0)
        for number, width in enumerate(_COLUMNS.values()):
            sheet.set_column(number, number, width)
        heading, plain, link = (book.add_format(_TEXT | look) for look in ({"bold": True}, {}, LINK))
        sheet.write_row(0, 0, [report.words.heading(name) for name in _COLUMNS], heading)
        told = chain(
            ((finding, "") for finding in report.findings),
            ((each.finding, waiver_reason(report, each)) for each in report.waived),
        )
        row = 0
        for row, (finding, waived) in enumerate(told, start=1):
            page = report.page(finding)
            for column, value in enumerate(_values(report, finding, waived)):
                if column == _PROJECT and page and finding.project:
                    write_link(sheet, row, column, page, finding.project, link)
                elif value:
                    sheet.write(row, column, value, plain)
        sheet.autofilter(0, 0, row, len(_COLUMNS) - 1)
    yield content.getvalue()


def _values(report: Report, finding: Finding, waived: str) -> Iterator[str | int | None]:
    """What the cells of a finding hold, in the order of the columns; of what there is nothing to say, nothing."""
    language = report.language
    values = {
        "severity": report.words(finding.result.severity),
        "code": finding.result.code,
        "project": finding.project,
        "document": finding.place.document,
        "line": finding.place.line,
        "field": report.words.field(finding.field) if finding.field else "",
        "value": finding.value,
        "message": finding.message(language),
        "remedy": finding.shape.remedy.get(language, ""),
        "organisation": finding.organisation,
        "authority": finding.authority,
        "objective": finding.objective,
        "new": report.words("new") if report.is_new(finding) else "",
        "since": report.since_day(finding),
        "waived_reason": waived,
        "fingerprint": report.fingerprint(finding),
    }
    return (workbook_text(value) if isinstance(value, str) else value for value in map(values.get, _COLUMNS))
