"""A report as a workbook: one row a finding with real numbers, a header that stays, a filter, links to the pages."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from esrgraph.runtime.workbook_text import workbook_text
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
_FONTS = {"heading": Font(bold=True), "link": Font(color="0B5A80", underline="single")}


def render(report: Report) -> Iterator[bytes]:
    """The workbook, whole; findings that are waived come last."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(report.words("findings"))
    sheet.freeze_panes = "A2"
    for number, width in enumerate(_COLUMNS.values(), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    rows = len(report.findings) + len(report.waived) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{rows}"
    cells = _Cells(sheet)
    sheet.append([cells.text(report.words.heading(name), "heading") for name in _COLUMNS])
    for finding in report.findings:
        sheet.append(_row(cells, report, finding, ""))
    for each in report.waived:
        sheet.append(_row(cells, report, each.finding, waiver_reason(report, each)))
    content = BytesIO()
    book.save(content)
    yield content.getvalue()


def _row(cells: _Cells, report: Report, finding: Finding, waived: str) -> list[Any]:
    """The cells of a finding; of what there is nothing to say, none."""
    language = report.language
    texts = {
        "severity": report.words(finding.result.severity),
        "code": finding.result.code,
        "project": finding.project or "",
        "document": finding.place.document or "",
        "field": report.words.field(finding.field) if finding.field else "",
        "value": finding.value,
        "message": finding.message(language),
        "remedy": finding.shape.remedy.get(language, ""),
        "organisation": finding.organisation or "",
        "authority": finding.authority or "",
        "objective": finding.objective or "",
        "new": report.words("new") if report.is_new(finding) else "",
        "since": report.since_day(finding),
        "waived_reason": waived,
        "fingerprint": report.fingerprint(finding),
    }
    row: dict[str, Any] = {name: cells.text(text) if text else None for name, text in texts.items()}
    page = report.page(finding)
    if page and finding.project:
        row["project"] = cells.text(finding.project, "link")
        row["project"].hyperlink = page
    return [finding.place.line if name == "line" else row[name] for name in _COLUMNS]


class _Cells:
    """The cells of a sheet. Those of a kind share one style: to look it up for each takes most of the time."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._styles: dict[str, Any] = {}

    def text(self, text: str, font: str = "") -> Any:
        """A cell that is text, whatever it begins with: never a formula; `font` is one of `_FONTS`."""
        cell = WriteOnlyCell(self._sheet, workbook_text(text))
        cell.data_type = "s"
        if font not in self._styles:
            styled = WriteOnlyCell(self._sheet)
            styled.alignment = Alignment(wrap_text=True, vertical="top")
            if font:
                styled.font = _FONTS[font]
            self._styles[font] = styled._style
        cell._style = self._styles[font]
        return cell
