"""A report as text: counts first, worst first, then the findings by document as `file:line`, then what was checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from esrgraph.language.locales import Locale
from esrgraph.validation.findings import Finding, Level, Waived
from esrgraph.validation.report.report import (
    FindingGroup,
    Report,
    RuleCount,
    change,
    message,
    rule_message,
    with_severity,
)
from esrgraph.validation.report.words import plain
from esrgraph.validation.wording import quoted

_STYLES = {Level.VIOLATION: "bold red", Level.WARNING: "yellow", Level.INFO: "cyan"}
_FIRST_RULES = 15
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of the report: what stands fast at its beginning, and a text that a narrow terminal breaks after it."""

    text: Text = field(default_factory=Text)
    lead: Text = field(default_factory=Text)
    whole: bool = False
    """Never broken, so that a terminal still sees `file:line` in it."""

    @property
    def plain(self) -> str:
        """The line without colour, however long."""
        return f"{self.lead.plain}{self.text.plain}".rstrip()


def render(report: Report) -> Iterator[bytes]:
    """The report as UTF-8 text without colour, unbroken lines."""
    for line in lines(report):
        yield f"{line.plain}\n".encode()


def print_report(report: Report, console: Console) -> None:
    """Print to a console: in colour and broken to its width on a terminal (NO_COLOR is honoured), plain elsewhere."""
    for line in lines(report):
        if not console.is_terminal:
            console.print(Text(line.plain), soft_wrap=True)
        elif line.lead.plain and not line.whole:
            grid = Table.grid()
            grid.add_column(no_wrap=True, width=line.lead.cell_len)
            grid.add_column(overflow="fold")
            grid.add_row(line.lead, line.text)
            console.print(grid)
        else:
            console.print(line.lead + line.text, soft_wrap=line.whole)


def lines(report: Report) -> Iterator[ReportLine]:
    """The lines of the report, top to bottom."""
    yield from _head(report)
    yield from _first_rules(report)
    yield from _lists(report)
    yield from _asides(report)
    yield from _documents(report)
    yield from _checks(report)


def _head(report: Report) -> Iterator[ReportLine]:
    words, validation = report.words, report.validation
    parts = [words.counted("document", validation.documents), words.counted("project", validation.projects)]
    if report.release:
        parts.insert(0, f"{words('release')} {report.release}")
    yield ReportLine(Text(words("title"), style="bold"))
    yield ReportLine(Text(" · ".join(parts)))
    counts = [(words.counted(level, n), _STYLES[level]) for level, n in report.by_severity.items() if n]
    yield ReportLine(
        Text(" · ").join(Text(*each) for each in counts) if counts else Text(_nothing(report), style="green")
    )
    if report.trend:
        yield ReportLine(Text(_trend(report)))
    yield from _checked_lines(report)


def _nothing(report: Report) -> str:
    checked = any(rule.focus_nodes for rule in report.rules)
    return report.words("none" if checked else "nothing_checked")


def _trend(report: Report) -> str:
    assert report.trend  # noqa: S101 - asked by the caller
    words, trend = report.words, report.trend
    since = words("trend_since", release=trend.before.release)
    changes = ", ".join(
        f"{words(level)} {change(trend.before.by_severity.get(level, 0), n)}" for level, n in report.by_severity.items()
    )
    known = trend.new is not None and trend.gone is not None
    exact = words("trend_known", new=len(trend.new or ()), gone=len(trend.gone or ())) if known else ""
    return f"{since} {changes}. {exact}".strip()


def coverage(report: Report) -> str:
    """A sentence on what was checked: how many rules, on how many focus nodes, by which engines."""
    checked = [rule for rule in report.rules if rule.focus_nodes]
    engines = Counter(engine for rule in checked for engine in rule.engines)
    by_engine = ", ".join(f"{engine} {report.words.shown(n)}" for engine, n in sorted(engines.items())) or "–"
    focus = sum(rule.focus_nodes or 0 for rule in checked)
    return report.words("checks_sum", checked=len(checked), focus=focus, engines=by_engine)


def without_focus(report: Report) -> list[str]:
    """A sentence on how many rules had nothing to check, where there are such."""
    without = sum(rule.focus_nodes == 0 for rule in report.rules)
    return [report.words("no_focus_sum", n=without)] if without else []


def _checked_lines(report: Report) -> Iterator[ReportLine]:
    yield from (ReportLine(Text(each)) for each in (coverage(report), *without_focus(report)))
    missing = [rule.code for rule in report.rules if rule.focus_nodes is None]
    if missing:
        yield ReportLine(Text(report.words("not_run_sum", n=len(missing), codes=", ".join(missing)), style="bold red"))


def _first_rules(report: Report) -> Iterator[ReportLine]:
    words = report.words
    rules = [rule for rule in report.rules if rule.findings]
    if not rules:
        return
    yield from _heading(words("by_code"))
    wide = max(len(words(rule.severity or "info")) for rule in rules)
    code = max(len(rule.code) for rule in rules)
    count = max(len(words.shown(rule.findings)) for rule in rules)
    for rule in rules[:_FIRST_RULES]:
        severity = Text(f"{words(rule.severity or 'info'):<{wide}}", style=_STYLES[rule.severity or Level.INFO])
        lead = Text("  ") + severity + Text(f"  {rule.code:<{code}}  {words.shown(rule.findings):>{count}}  ")
        yield ReportLine(Text(rule_message(rule, report.language)), lead)
    if len(rules) > _FIRST_RULES:
        yield ReportLine(Text(f"  {words('more_codes', hidden=len(rules) - _FIRST_RULES)}"))


def _lists(report: Report) -> Iterator[ReportLine]:
    """How far pages and official lists cover each other."""
    words, found = report.words, report.validation.by_list
    if not found:
        return
    yield from _heading(words("lists"))
    yield ReportLine(Text(words("lists_note")), Text("  "))
    for dimension in dict.fromkeys(each.dimension for each in found):
        yield ReportLine(Text(f"  {words(f'lists_{dimension}')}", style="bold"))
        for each in (each for each in found if each.dimension == dimension):
            figures = words("lists_figures", listed=each.listed, page=each.with_page, unlisted=each.unlisted)
            yield ReportLine(Text(f"{plain(each.names[report.language])}: {figures}"), Text("    "))


def _asides(report: Report) -> Iterator[ReportLine]:
    words, validation = report.words, report.validation
    if report.waived:
        yield from _heading(f"{words('waived')} ({words.shown(len(report.waived))})")
        yield ReportLine(Text(words("waived_note")), Text("  "))
        for each in report.waived:
            yield from _finding(report, each.finding)
            yield ReportLine(Text(waiver_reason(report, each)), Text("    "))
    if validation.merged:
        yield from _heading(f"{words('merged')} ({words.shown(len(validation.merged))})")
        yield ReportLine(Text(words("merged_note")), Text("  "))
        for name, project in validation.merged:
            yield ReportLine(Text(f"{plain(name)}: {plain(project)}"), Text("  "))
    if report.notices:
        yield from _heading(words("notices"))
        yield from (ReportLine(Text(plain(notice)), Text("  ")) for notice in report.notices)


def waiver_reason(report: Report, waived: Waived) -> str:
    """Why a finding is waived, by whom, and through which day."""
    words = report.words
    until = words("waived_until", day=Locale(report.language).day(waived.until.isoformat())) if waived.until else ""
    told = (plain(waived.reason), words("waived_by", name=plain(waived.by)) if waived.by else "", until)
    return f"{words('waived_reason')}: {'; '.join(filter(None, told))}"


def _documents(report: Report) -> Iterator[ReportLine]:
    found: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[finding.place.document].append(finding)
    groups = report.groups(lambda finding: finding.place.document)
    if groups:
        yield from _heading(report.words("by_document"))
    for group in sorted(groups, key=lambda group: group.key is None):
        yield ReportLine()
        yield _document(report, group, found[group.key])
        for finding in found[group.key]:
            yield from _finding(report, finding)


def _document(report: Report, group: FindingGroup, findings: list[Finding]) -> ReportLine:
    counts = ", ".join(report.words.counted(level, n) for level, n in with_severity(group.by_severity))
    projects = sorted({finding.project for finding in findings if finding.project}) if group.key else []
    name = plain(group.key) if group.key else report.words("no_document")
    owner = f" ({', '.join(projects[:3])})" if projects and len(projects) <= 3 else ""
    return ReportLine(Text(f"{name}{owner}: ", style="bold") + Text(counts))


def _finding(report: Report, finding: Finding) -> Iterator[ReportLine]:
    words, place, level = report.words, finding.place, finding.result.severity
    where = plain(place.document or finding.project or finding.result.focus.strip("<>"))
    lead = Text(f"{where}:{place.line}: " if place.line else f"{where}: ")
    lead.append(words(level), style=_STYLES[level]).append(f" {finding.result.code}")
    if report.is_new(finding):
        lead.append(f" [{words('new')}]", style="magenta")
    named = words.field(finding.field) if finding.field else ""
    value = quoted(plain(finding.value, _LONGEST), report.language) if finding.value else ""
    about = ": ".join(filter(None, (named, value)))
    yield ReportLine(Text(f": {about}" if about else ""), lead, whole=True)
    yield ReportLine(Text(message(finding, report.language)), Text("    "))
    remedy = plain(finding.shape.remedy.get(report.language, ""))
    if remedy:
        yield ReportLine(Text(remedy), Text("    → ", style="green"))


def _checks(report: Report) -> Iterator[ReportLine]:
    words = report.words
    yield from _heading(words("checks"))
    yield ReportLine(Text(words("checks_note")), Text("  "))
    wide = max((len(rule.code) for rule in report.rules), default=0)
    for rule in sorted(report.rules, key=lambda rule: rule.code):
        yield _check(report, rule, wide)


def _check(report: Report, rule: RuleCount, wide: int) -> ReportLine:
    words = report.words
    lead = Text(f"  {rule.code:<{wide}}  ")
    if rule.focus_nodes is None:
        return ReportLine(Text(words("not_run"), style="bold red"), lead)
    if rule.focus_nodes == 0:
        return ReportLine(Text(words("nothing_to_check"), style="dim"), lead)
    focus = f"{words('focus_nodes')} {words.shown(rule.focus_nodes)}, {words.counted('finding', rule.findings)}"
    return ReportLine(Text(f"{focus} ({', '.join(rule.engines)})"), lead)


def _heading(words: str) -> Iterator[ReportLine]:
    yield ReportLine()
    yield ReportLine(Text(f"-- {words} --", style="bold"))
