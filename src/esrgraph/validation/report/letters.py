"""A report to one for each of those who must mend what it found: a page, a workbook and a text to send with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from esrgraph.validation.findings import Finding
from esrgraph.validation.report import html, workbook
from esrgraph.validation.report.report import Report, message
from esrgraph.validation.report.words import plain

BY = ("authority", "organisation", "objective")
"""Whose findings can be told apart."""
_SHOWN = 60
"""So many findings stand in a text; the workbook has all."""


def split_report(report: Report, by: str) -> Iterator[tuple[str, Report]]:
    """The part of a report for each authority, organisation or objective that has findings, with its name; sorted."""
    names = sorted({name for each in report.validation.findings if (name := getattr(each, by))})
    for name in names:
        findings = tuple(each for each in report.validation.findings if getattr(each, by) == name)
        waived = tuple(each for each in report.validation.waived if getattr(each.finding, by) == name)
        projects = {each.project for each in findings}
        own = tuple(each for each in report.validation.by_project if each.subject in projects)
        part = replace(
            report.validation,
            findings=findings,
            waived=waived,
            by_project=own,
            by_property=(),
            by_list=(),
            rejected=(),
            notices=(),
            projects=len(projects),
            documents=len({each.place.document for each in findings} - {None}),
        )
        yield name, replace(report, validation=part)


def write_letters(report: Report, by: str, folder: Path) -> list[Path]:
    """Write a page, a workbook and a text for each into a folder, which is made; returns the texts."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    taken: set[str] = set()
    for name, part in split_report(report, by):
        stem = _file_name(name, taken)
        for suffix, pieces in ((".html", html.render(part)), (".xlsx", workbook.render(part))):
            with (folder / f"{stem}{suffix}").open("wb") as file:
                file.writelines(pieces)
        text = folder / f"{stem}.txt"
        text.write_text("".join(f"{line}\n" for line in letter(part, name, f"{stem}.xlsx")), encoding="utf-8")
        written.append(text)
    return written


def letter(report: Report, name: str, table: str) -> Iterator[str]:
    """The lines of a text for an e-mail: what is new on top, then the rest, each with where and what to do."""
    words = report.words
    new = [each for each in report.findings if report.is_new(each)]
    others = [each for each in report.findings if not report.is_new(each)]
    counts = ", ".join(words.counted(level, n) for level, n in report.by_severity.items() if n)
    yield from (words("mail_hello"), "", f"{words('mail_lead', name=plain(name))} {counts}.")
    for heading, findings in (("mail_new", new), ("mail_other" if new else "findings", others)):
        if findings:
            yield from ("", f"{words(heading)} ({words.shown(len(findings))})")
            for finding in findings[:_SHOWN]:
                yield from _told(report, finding)
            if len(findings) > _SHOWN:
                yield f"… {words('all_in_csv', file=table)}"
    yield from ("", words("mail_table", file=table))


def _told(report: Report, finding: Finding) -> Iterator[str]:
    page, remedy = report.page(finding), plain(finding.shape.remedy.get(report.language, ""))
    where = " ".join(filter(None, (finding.project, f"({page})" if page else "")))
    yield f"- {where or finding.result.focus.strip('<>')}: {message(finding, report.language)}"
    if remedy:
        yield f"  → {remedy}"


def _file_name(name: str, taken: set[str]) -> str:
    """A name for files: letters and digits without marks; a second one that is the same gets a number."""
    plain_letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain_letters).strip("-")[:80] or "nameless"
    number = 1
    while (own := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    taken.add(own)
    return own
