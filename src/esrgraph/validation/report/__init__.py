"""Validations to reports: as text, HTML, CSV, a workbook, JSON, Turtle and SARIF, in Finnish, Swedish or English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from esrgraph.rdf.formats import CSV_WITH_HEADER, SARIF, TURTLE, XLSX
from esrgraph.validation.report import html, records, sarif, spreadsheet, text, turtle, workbook
from esrgraph.validation.report.reading import WrittenReport as WrittenReport
from esrgraph.validation.report.report import Report as Report
from esrgraph.validation.report.text import print_report as print_report
from esrgraph.validation.report.trend import FindingCounts as FindingCounts
from esrgraph.validation.report.trend import Gone as Gone
from esrgraph.validation.report.trend import Trend as Trend
from esrgraph.validation.report.trend import compare as compare


@dataclass(frozen=True, slots=True)
class ReportFormat:
    """One form of report: its function, the media type of its bytes, and the name of its file in a release."""

    render: Callable[[Report], Iterator[bytes]]
    media_type: str
    file_name: str


FORMATS = {
    "text": ReportFormat(text.render, "text/plain; charset=utf-8", "validation.txt"),
    "json": ReportFormat(records.render, "application/json", "validation.json"),
    "csv": ReportFormat(spreadsheet.render, CSV_WITH_HEADER, "validation.csv"),
    "xlsx": ReportFormat(workbook.render, XLSX, "validation.xlsx"),
    "html": ReportFormat(html.render, "text/html; charset=utf-8", "validation.html"),
    "turtle": ReportFormat(turtle.render, TURTLE.media_type, "validation.ttl"),
    "sarif": ReportFormat(sarif.render, SARIF, "validation.sarif"),
}
"""Every form, by the name it has on the command line."""
_READ_BY_PEOPLE = {".html", ".csv", ".xlsx"}


def write_report(report: Report, folder: Path, *, default: bool) -> None:
    """Write a report into a folder: what people read in its language, and if it is the default, every other form.

    `validation.html`, `.csv` and `.xlsx` are in the default language; the others' names hold their language.
    """
    for format in FORMATS.values():
        name = Path(format.file_name)
        if default or name.suffix in _READ_BY_PEOPLE:
            path = folder / (name if default else name.with_suffix(f".{report.language}{name.suffix}"))
            with path.open("wb") as file:
                file.writelines(format.render(report))
