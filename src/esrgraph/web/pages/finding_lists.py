"""Lists of findings: of a severity, a rule, an authority, an organisation or an objective, as page, table and feed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request

from esrgraph.release.folder import Release
from esrgraph.release.history import Past
from esrgraph.validation.findings import Validation
from esrgraph.validation.report import FORMATS, FindingCounts, Report, Trend
from esrgraph.validation.report.reading import FindingRecord, finding_of
from esrgraph.validation.report.spreadsheet import COLUMNS, rows
from esrgraph.web.downloads.feeds import ENTRIES
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.sorted_table import (
    OF_LISTS,
    headings,
    in_order,
    order_in,
    refuse_unknown,
    separator_in,
    unknown_parameters,
)
from esrgraph.web.http.table_file import FileColumn, TableFile, attached, csv_file
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.dereferencing import page_number, paging_links
from esrgraph.web.linked_data.description import iri_of
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.scores_over_time import scores_over_time
from esrgraph.web.pages.parts.shown_findings import finding_cells, finding_columns, findings_feed, show_finding
from esrgraph.web.pages.parts.validated import FACETS, PAGE, SEVERITIES, Head, Validated, head_of
from esrgraph.web.site import Opened, Site

Answer = tuple[Content, Mapping[str, str]]
KINDS = {"objective": "specific-objective"}
"""The kinds of things that facets have another name for."""
_NARROWING = ("severity", "code")
"""What a list of findings can be narrowed by, as parameters of its address."""
_TABLES = {".csv": "csv", ".xlsx": "xlsx"}
"""The tables that a list can be had as, by the ends of their addresses."""


def finding_list(request: Request, site: Site, opened: Opened, report: Validated) -> Answer:
    """A list as the address asks for it, with further headers; raises Refusal (404) where there is none."""
    facet, key, number = request.path_params["facet"], request.path_params["key"], page_number(request)
    if facet not in FACETS:
        raise Refusal(404, f"Findings are not listed by {facet!r}; they are by {', '.join(FACETS)}").for_people(
            "error_404_text"
        )
    asked = {name: value for name in _NARROWING if (value := request.query_params.get(name))}
    for suffix, name in _TABLES.items():
        if key.endswith(suffix):
            refuse_unknown(request.query_params, ("lang", "separator", *_NARROWING))
            return _table(request, opened, report, facet, key.removesuffix(suffix), asked, name)
    if key.endswith(".atom"):
        refuse_unknown(request.query_params, ("lang", *_NARROWING))
        return _feed(request, opened, report, (facet, key.removesuffix(".atom")), asked)
    counts, reader = report.severities(facet, key), reader_of(request)
    named = _subject(request, opened, report, facet, key)
    place, columns = f"/quality/{facet}/{quote(key)}", finding_columns(SiteWords(reader.language))
    order = order_in(request.query_params, columns)
    narrowed = in_order(report.records(facet, key, asked), columns, order, finding_cells) if asked or order else None
    total = sum(counts.values()) if narrowed is None else len(narrowed)
    pages = max(1, -(-total // PAGE))
    if number > pages:
        raise Refusal(404, f"This list of findings has {pages} pages; there is no page {number}").for_people(
            "refused_page", number=number
        )
    shown = slice((number - 1) * PAGE, number * PAGE)
    records = report.page(facet, key, number) if narrowed is None else narrowed[shown]
    content = page(
        request,
        "findings.html",
        facet=facet,
        key=key,
        named=named,
        severities=SEVERITIES,
        scores=scores_over_time(report.head.scores, key, reader.language) if facet == "authority" else None,
        rule=report.head.rules.get(key) if facet == "code" else None,
        counts=counts,
        total=total,
        trend=trend(site) if facet in ("severity", "code") else (),
        findings=[show_finding(opened, report.head, reader, record) for record in records],
        asked=asked,
        kept={**asked, **({"sort": str(order)} if order else {})},
        columns=headings(request, columns, order, "#list"),
        wrong_sort=None if order else request.query_params.get("sort"),
        unknown=unknown_parameters(request.query_params, (*OF_LISTS, *_NARROWING, "page")),
        codes=_codes(report, facet, key),
        place=place,
        number=number,
        pages=pages,
        first=(number - 1) * PAGE + 1,
    )
    return content, {"Link": paging_links(place, number, pages).removeprefix(", ")} if pages > 1 else {}


def _codes(report: Validated, facet: str, key: str) -> list[str]:
    """The rules that a list can be narrowed by; none where it is one rule's."""
    return [] if facet == "code" else sorted({each["code"] for each in report.records(facet, key, {})})


def _table(
    request: Request, opened: Opened, report: Validated, facet: str, key: str, asked: Mapping[str, str], name: str
) -> Answer:
    """A list of findings as a table to take away, in the reader's language, the worst first."""
    _subject(request, opened, report, facet, key)
    made = _report_of(request, opened, report, report.records(facet, key, asked))
    file = attached(f"{facet}-{quote(key.replace('/', '-'))}.{name}")
    if name == "csv" and separator_in(request.query_params) == "semicolon":
        columns = [FileColumn(each, made.words.heading(each)) for each in COLUMNS]
        return csv_file(TableFile("", columns, rows(made)), "semicolon"), file
    return Content(b"".join(FORMATS[name].render(made)), FORMATS[name].media_type), file


def _report_of(request: Request, opened: Opened, report: Validated, records: list[FindingRecord]) -> Report:
    """Some of the findings as a report of their own, in the reader's language."""
    rules = report.head.rules
    known = {each["code"]: rules[each["code"]].shape if each["code"] in rules else None for each in records}
    findings = tuple(finding_of(each, known[each["code"]]) for each in records)
    counts = FindingCounts("", {}, {})
    new = frozenset(each["fingerprint"] for each in records if each["new"])
    since = {each["fingerprint"]: each.get("since") or "" for each in records}
    trend = Trend(counts, new, (), since) if any(each["new"] is not None for each in records) else None
    return Report(Validation(findings, ()), choose_language(request), opened.iris, opened.release.id, trend)


def _feed(
    request: Request, opened: Opened, report: Validated, listed: tuple[str, str], asked: Mapping[str, str]
) -> Answer:
    """A list of findings to subscribe to, the newest first."""
    facet, key = listed
    reader, named = reader_of(request), _subject(request, opened, report, facet, key)
    records = sorted(report.records(facet, key, asked), key=lambda each: each.get("since") or "", reverse=True)
    shown = [show_finding(opened, report.head, reader, each) for each in records[:ENTRIES]]
    words = SiteWords(reader.language)
    name = named.name.value if named else words(f"quality_{key}") if facet == "severity" else key
    title = words(f"quality_list_{facet}", name=name)
    return findings_feed(opened, shown, title, f"quality/{facet}/{key}", {**asked, "lang": reader.language}), {}


def _subject(request: Request, opened: Opened, report: Validated, facet: str, key: str) -> ThingLink | None:
    """The authority or organisation that a list is about; raises Refusal (404) for what is nothing of the kind."""
    if facet == "severity":
        if key not in SEVERITIES:
            raise Refusal(404, f"There is no severity {key!r}; there are {', '.join(SEVERITIES)}").for_people(
                "refused_severity", name=key
            )
        return None
    if facet == "code":
        if key not in report.head.rules:
            raise Refusal(404, f"There is no rule {key!r}; {prefix_of(request)}/quality lists all of them").for_people(
                "refused_rule", name=key
            )
        return None
    iri = iri_of(opened, f"{KINDS.get(facet, facet)}/{key}")
    if not any(opened.store.quads_for_pattern(iri, None, None)):
        raise Refusal(
            404, f"There is no {facet} {key!r}; {prefix_of(request)}/quality lists those with findings"
        ).for_people("refused_unknown", name=key)
    return link(opened, iri.value, reader_of(request))


def reader_of(request: Request) -> PageReader:
    """Who asks."""
    return PageReader(choose_language(request), "lang" in request.query_params)


def trend(site: Site) -> list[tuple[Past, Head]]:
    """The releases at hand that have reports, oldest first."""
    heads = ((site.past(release), _head(site, release)) for release in site.data.releases())
    return [(release, head) for release, head in heads if head]


@remembered(most=64)
def _head(site: Site, release: Release) -> Head | None:
    return head_of(release.validation)
