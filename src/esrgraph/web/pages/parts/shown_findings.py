"""Findings of a report to what a page or a feed shows of them in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from esrgraph.validation.report.reading import FindingRecord
from esrgraph.validation.report.words import ReportWords
from esrgraph.web.downloads.feeds import Feed, FeedEntry, atom
from esrgraph.web.http.responses import Content
from esrgraph.web.http.table_file import Cell, FileColumn
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.validated import SEVERITIES, Head
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding in one language: the report's `record`, and the project, or else the thing, that it is about."""

    record: FindingRecord
    message: str
    remedy: str
    field: str
    about: ThingLink | None


def show_finding(opened: Opened, head: Head, reader: PageReader, record: FindingRecord) -> ShownFinding:
    """A finding of the report in the reader's language."""
    rule = head.rules.get(record["code"])
    focus, _, _ = record["focus"].strip("<>").partition("#")
    about = opened.iris.project(record["project"]).value if record["project"] else focus
    return ShownFinding(
        record,
        record["message"][reader.language],
        rule.shape["remedy"][reader.language] if rule else "",
        ReportWords(reader.language).field(record["field"]) if record["field"] else "",
        link(opened, about, reader) if opened.iris.parse(about) else None,
    )


def finding_columns(words: SiteWords) -> tuple[FileColumn, ...]:
    """What findings are sorted by: the worst and the newest first, the others as texts."""
    return (
        FileColumn("severity", words("quality_severity"), "number"),
        FileColumn("code", words("quality_rule")),
        FileColumn("project", words("quality_project")),
        FileColumn("field", words("quality_field")),
        FileColumn("document", words("quality_document")),
        FileColumn("since", words("quality_since"), "day"),
    )


def finding_cells(record: FindingRecord) -> tuple[Cell, ...]:
    """The cells of a finding in these columns."""
    severity = len(SEVERITIES) - SEVERITIES.index(record["severity"])
    since = _made(record.get("since"))
    return severity, record["code"], record["project"], record["field"], record["document"], since


def findings_feed(
    opened: Opened, shown: Iterable[ShownFinding], title: str, place: str, query: Mapping[str, str]
) -> Content:
    """A list of findings, in the order given, as Atom; each is of the day on which its finding came, so that nobody is
    told of it again with the next release. `place` is the path of the page with the same list."""
    home, asked = f"{opened.iris.base}{quote(place)}", urlencode(query)
    address = f"{home}.atom?{asked}"
    return atom(
        Feed(
            title=title,
            language=query["lang"],
            home=f"{home}?{asked}",
            address=address,
            first=address,
            next=None,
            updated=opened.past().created,
            entries=tuple(_entry(opened, each) for each in shown),
        )
    )


def _entry(opened: Opened, shown: ShownFinding) -> FeedEntry:
    record, about = shown.record, shown.about
    name = about.name.value if about else record["document"]
    path = f"{about.path}#findings" if about else f"/quality/code/{record['code']}"
    return FeedEntry(
        id=f"{opened.iris.base}report/finding#{record['fingerprint']}",
        link=f"{opened.iris.base.rstrip('/')}{path}",
        title=": ".join(filter(None, (name, shown.message))),
        text=" ".join(filter(None, (shown.message, shown.remedy))),
        kind=record["severity"],
        updated=_made(record.get("since")) or opened.past().created,
    )


def _made(release: str | None) -> datetime | None:
    """When a release was made, by its name."""
    try:
        return datetime.strptime((release or "")[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
