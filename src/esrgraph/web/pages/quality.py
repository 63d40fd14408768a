"""The validation report as part of the site: what was checked, what was found, where, and how that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.validation.report.words import ReportWords as ReportWords
from esrgraph.validation.wording import told
from esrgraph.web.downloads.downloads import list_files
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import reply
from esrgraph.web.http.sorted_table import OF_LISTS, Heading, headings, in_order, order_in, unknown_parameters
from esrgraph.web.http.table_file import Cell, ColumnType, FileColumn
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import iri_of
from esrgraph.web.pages.finding_lists import KINDS, Answer, finding_list, reader_of, trend
from esrgraph.web.pages.parts.facts import ThingLink, link
from esrgraph.web.pages.parts.scores_over_time import scores_over_time
from esrgraph.web.pages.parts.validated import SEVERITIES, RuleFigures, Validated, validated_release
from esrgraph.web.site import Opened, Site

Row = TypeVar("Row")
Group = tuple[str, ThingLink, Mapping[str, int]]
"""What findings are about, by key and link, with the numbers of them by severity."""
_GROUPS_SHOWN = 25
"""Organisations on the first page, those with the worst findings."""
_LANGUAGE = {"Vary": "Accept-Language"}


def routes(site: Site) -> list[Route]:
    """`/quality`, and lists of findings: `/quality/severity/...`, `.../code/...`, `.../authority/...`,
    `.../organisation/...` and `.../objective/...`, each also as `.csv`, `.xlsx` and `.atom`."""

    def answering(answer: Callable[[Request, Site, Opened, Validated], Answer]) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            content, headers = await run_in_threadpool(_answer_report, answer, request, site)
            return reply(request, content, headers={**_LANGUAGE, **headers})

        return endpoint

    return [Route("/quality", answering(_summary)), Route("/quality/{facet}/{key:path}", answering(finding_list))]


def _answer_report(answer: Callable[..., Answer], request: Request, site: Site) -> Answer:
    opened = site.opened()
    report = validated_release(opened)
    if report is None:
        raise Refusal(
            404, f"The release {opened.release.id} has no validation report; 'esrgraph build' writes one"
        ).for_people("kinds_not_validated")
    return answer(request, site, opened, report)


def _summary(request: Request, site: Site, opened: Opened, report: Validated) -> Answer:
    reader = reader_of(request)
    words = ReportWords(reader.language)
    sorting = _Sorting(request, opened)
    organisations = sorting.groups("organisation", report.groups("organisation"))
    more = max(len(organisations[1]) - _GROUPS_SHOWN, 0)
    rules = report.head.rules.values()
    content = page(
        request,
        "quality.html",
        severities=SEVERITIES,
        scores=scores_over_time(report.head.scores, None, reader.language),
        head=report.head,
        notices=[told(notice, reader.language) for notice in report.head.notices],
        release=opened.past(),
        trend=trend(site),
        found=sorting.rules([rule for rule in rules if rule.findings]),
        not_checked=sorting.rules([rule for rule in rules if rule.focus_nodes is None]),
        met=sorting.rules([rule for rule in rules if not rule.findings and rule.focus_nodes is not None]),
        authorities=sorting.groups("authority", report.groups("authority")),
        objectives=sorting.groups("objective", report.groups("objective")),
        organisations=(organisations[0], organisations[1][:_GROUPS_SHOWN]),
        organisations_left_out=more,
        wrong_sort=None if sorting.is_known else request.query_params.get("sort"),
        unknown=unknown_parameters(request.query_params, OF_LISTS),
        incomplete=[(_property(words, each["property"]), each) for each in report.head.incomplete],
        files=list_files(opened.release, "reports", ""),
    )
    return content, {}


class _Sorting:
    """The tables of the page in the order that its address asks for: each by a column that it has."""

    def __init__(self, request: Request, opened: Opened) -> None:
        self._request, self._opened, self._reader = request, opened, reader_of(request)
        self._words = SiteWords(self._reader.language)
        self.is_known = False
        """Whether any table has the column that is asked for."""

    def _sort(
        self, columns: Sequence[FileColumn], rows: Iterable[Row], cells: Callable[[Row], Sequence[Cell]], anchor: str
    ) -> tuple[list[Heading], list[Row]]:
        order = order_in(self._request.query_params, columns)
        self.is_known |= order is not None
        return headings(self._request, columns, order, anchor), in_order(rows, columns, order, cells)

    def groups(self, facet: str, found: list[tuple[str, Mapping[str, int]]]) -> tuple[list[Heading], list[Group]]:
        """What findings are about, with the numbers of them by severity and in all."""
        kind = KINDS.get(facet, facet)
        rows = [
            (key, link(self._opened, iri_of(self._opened, f"{kind}/{key}").value, self._reader), counts)
            for key, counts in found
        ]
        numbers = [FileColumn(each, self._words(f"quality_{each}"), "number") for each in (*SEVERITIES, "total")]
        columns = [FileColumn("name", self._words(f"quality_{facet}")), *numbers]
        return self._sort(columns, rows, _group_cells, f"#by-{facet}")

    def rules(self, found: list[RuleFigures]) -> tuple[list[Heading], list[RuleFigures]]:
        """Rules with what they found."""
        types: Mapping[str, ColumnType] = {
            "code": "text",
            "severity": "number",
            "message": "text",
            "findings": "number",
        }
        columns = [FileColumn(name, self._words(f"quality_{name}"), type_) for name, type_ in types.items()]
        columns.append(FileColumn("focus", self._words("quality_focus"), "number"))
        return self._sort(columns, found, self._rule_cells, "#by-code")

    def _rule_cells(self, rule: RuleFigures) -> tuple[Cell, ...]:
        severity = len(SEVERITIES) - SEVERITIES.index(rule.shape["severity"])
        return rule.code, severity, rule.shape["message"][self._reader.language], rule.findings, rule.focus_nodes


def _group_cells(group: Group) -> tuple[Cell, ...]:
    _, named, counts = group
    return named.name.value, *(counts.get(each, 0) for each in SEVERITIES), sum(counts.values())


def _property(words: ReportWords, name: str) -> str:
    """What a property, or the last one of a path of several, is called."""
    return words.property(name.rpartition("/<")[2])
