"""The validation report as part of the site: what was checked, what was found, where, and how that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.release.folder import Release
from esrgraph.release.history import Past
from esrgraph.validation.findings import Validation
from esrgraph.validation.report import FORMATS, FindingCounts, Report, Trend
from esrgraph.validation.report.reading import finding_of
from esrgraph.validation.report.words import ReportWords as ReportWords
from esrgraph.validation.wording import told
from esrgraph.web.downloads.downloads import list_files
from esrgraph.web.downloads.feeds import ENTRIES
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.dereferencing import page_number, paging_links
from esrgraph.web.linked_data.description import iri_of
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.scores_over_time import scores_over_time
from esrgraph.web.pages.parts.shown_findings import findings_feed, show_finding
from esrgraph.web.pages.parts.validated import FACETS, PAGE, SEVERITIES, Head, Validated, head_of, validated_release
from esrgraph.web.site import Opened, Site

_GROUPS_SHOWN = 25
"""Organisations on the first page, those with the worst findings."""
_NARROWING = ("severity", "code")
"""What a list of findings can be narrowed by, as parameters of its address."""
_TABLES = {".csv": "csv", ".xlsx": "xlsx"}
"""The tables that a list can be had as, by the ends of their addresses."""
_KINDS = {"objective": "specific-objective"}
"""The kinds of things that facets have another name for."""
_LANGUAGE = {"Vary": "Accept-Language"}
_Answer = tuple[Content, Mapping[str, str]]


def routes(site: Site) -> list[Route]:
    """`/quality`, and lists of findings: `/quality/severity/...`, `.../code/...`, `.../authority/...`,
    `.../organisation/...` and `.../objective/...`, each also as `.csv`, `.xlsx` and `.atom`."""

    def answering(answer: Callable[[Request, Site, Opened, Validated], _Answer]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            content, headers = await run_in_threadpool(_answer_report, answer, request, site)
            return reply(request, content, headers={**_LANGUAGE, **headers})

        return endpoint

    return [Route("/quality", answering(_summary)), Route("/quality/{facet}/{key:path}", answering(_list))]


def _answer_report(answer: Callable[..., _Answer], request: Request, site: Site) -> _Answer:
    opened = site.opened()
    report = validated_release(opened)
    if report is None:
        raise Refusal(
            404, f"The release {opened.release.id} has no validation report; 'esrgraph build' writes one"
        ).for_people("kinds_not_validated")
    return answer(request, site, opened, report)


def _summary(request: Request, site: Site, opened: Opened, report: Validated) -> _Answer:
    reader = _reader(request)
    words = ReportWords(reader.language)
    organisations = report.groups("organisation")
    rules = report.head.rules.values()
    content = page(
        request,
        "quality.html",
        severities=SEVERITIES,
        scores=scores_over_time(report.head.scores, None, reader.language),
        head=report.head,
        notices=[told(notice, reader.language) for notice in report.head.notices],
        release=opened.past(),
        trend=_trend(site),
        found=[rule for rule in rules if rule.findings],
        not_checked=[rule for rule in rules if rule.focus_nodes is None],
        met=[rule for rule in rules if not rule.findings and rule.focus_nodes is not None],
        authorities=_named_subjects(opened, reader, "authority", report.groups("authority")),
        objectives=_named_subjects(opened, reader, "objective", report.groups("objective")),
        organisations=_named_subjects(opened, reader, "organisation", organisations[:_GROUPS_SHOWN]),
        organisations_left_out=max(len(organisations) - _GROUPS_SHOWN, 0),
        incomplete=[(_property(words, each["property"]), each) for each in report.head.incomplete],
        files=list_files(opened.release, "reports", ""),
    )
    return content, {}


def _list(request: Request, site: Site, opened: Opened, report: Validated) -> _Answer:
    facet, key, number = request.path_params["facet"], request.path_params["key"], page_number(request)
    if facet not in FACETS:
        raise Refusal(404, f"Findings are not listed by {facet!r}; they are by {', '.join(FACETS)}").for_people(
            "error_404_text"
        )
    asked = {name: value for name in _NARROWING if (value := request.query_params.get(name))}
    for suffix, name in _TABLES.items():
        if key.endswith(suffix):
            return _table(request, opened, report, facet, key.removesuffix(suffix), asked, name)
    if key.endswith(".atom"):
        return _feed(request, opened, report, (facet, key.removesuffix(".atom")), asked)
    counts, reader = report.severities(facet, key), _reader(request)
    named = _subject(request, opened, report, facet, key)
    narrowed = report.records(facet, key, asked) if asked else None
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
        trend=_trend(site) if facet in ("severity", "code") else (),
        findings=[show_finding(opened, report.head, reader, record) for record in records],
        asked=asked,
        codes=_codes(report, facet, key),
        tables=[f"/quality/{facet}/{key}{suffix}" for suffix in (*_TABLES, ".atom")],
        number=number,
        pages=pages,
        first=(number - 1) * PAGE + 1,
    )
    place = f"/quality/{facet}/{key}"
    return content, {"Link": paging_links(place, number, pages).removeprefix(", ")} if pages > 1 else {}


def _codes(report: Validated, facet: str, key: str) -> list[str]:
    """The rules that a list can be narrowed by; none where it is one rule's."""
    return [] if facet == "code" else sorted({each["code"] for each in report.records(facet, key, {})})


def _table(
    request: Request, opened: Opened, report: Validated, facet: str, key: str, asked: Mapping[str, str], name: str
) -> _Answer:
    """A list of findings as a table to take away, in the reader's language."""
    _subject(request, opened, report, facet, key)
    records, rules = report.records(facet, key, asked), report.head.rules
    known = {each["code"]: rules[each["code"]].shape if each["code"] in rules else None for each in records}
    findings = tuple(finding_of(each, known[each["code"]]) for each in records)
    counts = FindingCounts("", {}, {})
    new = frozenset(each["fingerprint"] for each in records if each["new"])
    since = {each["fingerprint"]: each.get("since") or "" for each in records}
    trend = Trend(counts, new, (), since) if any(each["new"] is not None for each in records) else None
    made = Report(Validation(findings, ()), choose_language(request), opened.iris, opened.release.id, trend)
    form = FORMATS[name]
    content = Content(b"".join(form.render(made)), form.media_type)
    file = f"{facet}-{key.replace('/', '-')}.{name}"
    return content, {"Content-Disposition": f'attachment; filename="{file}"'}


def _feed(
    request: Request, opened: Opened, report: Validated, listed: tuple[str, str], asked: Mapping[str, str]
) -> _Answer:
    """A list of findings to subscribe to, the newest first."""
    facet, key = listed
    reader, named = _reader(request), _subject(request, opened, report, facet, key)
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
    iri = iri_of(opened, f"{_KINDS.get(facet, facet)}/{key}")
    if not any(opened.store.quads_for_pattern(iri, None, None)):
        raise Refusal(
            404, f"There is no {facet} {key!r}; {prefix_of(request)}/quality lists those with findings"
        ).for_people("refused_unknown", name=key)
    return link(opened, iri.value, _reader(request))


def _reader(request: Request) -> PageReader:
    return PageReader(choose_language(request), "lang" in request.query_params)


def _trend(site: Site) -> list[tuple[Past, Head]]:
    """The releases at hand that have reports, oldest first."""
    heads = ((site.past(release), _head(site, release)) for release in site.data.releases())
    return [(release, head) for release, head in heads if head]


@remembered(most=64)
def _head(site: Site, release: Release) -> Head | None:
    return head_of(release.validation)


def _named_subjects(
    opened: Opened, reader: PageReader, kind: str, groups: list[tuple[str, Mapping[str, int]]]
) -> Iterator[tuple[str, ThingLink, Mapping[str, int]]]:
    kind = _KINDS.get(kind, kind)
    return ((key, link(opened, iri_of(opened, f"{kind}/{key}").value, reader), counts) for key, counts in groups)


def _property(words: ReportWords, name: str) -> str:
    """What a property, or the last one of a path of several, is called."""
    return words.property(name.rpartition("/<")[2])
