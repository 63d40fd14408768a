"""A validation with all that a report of it needs to know besides, and its counts by rule, severity and subject."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from esrgraph.rdf.iris import HERE, Iris
from esrgraph.release.folder import day_of
from esrgraph.validation.findings import PLACEHOLDER, Check, Completeness, Finding, Level, Shape, Validation, Waived
from esrgraph.validation.report.trend import Trend, fingerprint
from esrgraph.validation.report.withheld import without_contact
from esrgraph.validation.report.words import ReportWords, plain
from esrgraph.validation.scores import QualityScores
from esrgraph.validation.wording import told

LEVELS = tuple(Level)
"""The severities, worst first."""
_RANK = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What one code was checked on and what that found; `focus_nodes` is None where it was not checked at all."""

    code: str
    shape: Shape | None
    findings: int = 0
    focus_nodes: int | None = None
    engines: tuple[str, ...] = ()
    before: int | None = None

    @property
    def severity(self) -> Level | None:
        """The severity of the rule's findings; None for a check whose shape is not known."""
        return self.shape.severity if self.shape else None


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one authority, organisation, project or document, counted; `key` is None for those without."""

    key: str | None
    by_severity: Mapping[Level, int]
    by_code: Mapping[str, int]

    @property
    def total(self) -> int:
        """All findings of the group."""
        return sum(self.by_severity.values())


@dataclass(frozen=True)
class Report:
    """What every format renders: a validation, its shapes, the language, and what it is compared with.

    `shapes` are those that state a constraint and were meant to run, so that one that did not run shows. Whatever a
    finding holds of a contact person is left out here, for all formats.
    """

    validation: Validation
    language: str = "fi"
    iris: Iris = HERE
    release: str | None = None
    trend: Trend | None = None
    shapes: tuple[Shape, ...] = ()
    scores: QualityScores | None = None

    @cached_property
    def words(self) -> ReportWords:
        """The report's own words in its language."""
        return ReportWords(self.language)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, worst first, without contact persons' data."""
        return tuple(sorted(map(without_contact, self.validation.findings), key=_order))

    @cached_property
    def waived(self) -> tuple[Waived, ...]:
        """What is known and accepted, apart from the findings and without contact persons' data."""
        return tuple(replace(each, finding=without_contact(each.finding)) for each in self.validation.waived)

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """What the engines have to tell, in the report's language."""
        return tuple(told(notice, self.language) for notice in self.validation.notices)

    @cached_property
    def by_severity(self) -> Mapping[Level, int]:
        """The number of findings of every severity, worst first."""
        counts = Counter(finding.result.severity for finding in self.findings)
        return {level: counts[level] for level in LEVELS}

    @cached_property
    def rules(self) -> tuple[RuleCount, ...]:
        """Every rule: those with findings first, the worst and most frequent before others."""
        shapes = {each.code: each for each in (*self.shapes, *(finding.shape for finding in self.findings))}
        counts = Counter(finding.result.code for finding in self.findings)
        checks: defaultdict[str, list[Check]] = defaultdict(list)
        for check in self.validation.checks:
            checks[check.code].append(check)
        codes = shapes.keys() | checks.keys() | counts.keys()
        rules = [self._rule(code, shapes.get(code), counts[code], checks.get(code, [])) for code in codes]
        return tuple(sorted(rules, key=_worst_rule))

    def _rule(self, code: str, shape: Shape | None, findings: int, checks: list[Check]) -> RuleCount:
        before = self.trend.before if self.trend else None
        known = before is not None and (code in before.by_code or code in before.checked)
        return RuleCount(
            code,
            shape,
            findings,
            sum(check.focus_nodes for check in checks) if checks else None,
            tuple(sorted({check.engine for check in checks})),
            before.by_code.get(code, 0) if before is not None and known else None,
        )

    def groups(self, key: Callable[[Finding], str | None]) -> list[FindingGroup]:
        """The findings counted by what `key` says of them, the worst group first."""
        severities: defaultdict[str | None, Counter[Level]] = defaultdict(Counter)
        codes: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
        for finding in self.findings:
            severities[key(finding)][finding.result.severity] += 1
            codes[key(finding)][finding.result.code] += 1
        groups = [FindingGroup(name, severities[name], codes[name]) for name in severities]
        return sorted(groups, key=_worst_group)

    @cached_property
    def by_property(self) -> tuple[Completeness, ...]:
        """The completeness of every property, all that asks for it taken together, the least complete first."""
        present: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        for each in self.validation.by_property:
            present[each.subject] += each.present
            asked[each.subject] += each.asked
        shares = (Completeness(subject, present[subject], asked[subject]) for subject in asked)
        return tuple(sorted(shares, key=lambda each: (each.share, each.subject)))

    def is_as_bad_as(self, level: str) -> bool:
        """Whether there is a finding of that severity or a worse one; of `new-...`, one that is not in what the report
        is compared with. Never for a level that is no severity."""
        least = level.removeprefix("new-")
        levels = LEVELS[: LEVELS.index(Level(least)) + 1] if least in LEVELS else ()
        if least == level:
            return any(self.by_severity[each] for each in levels)
        return any(each.result.severity in levels and self.is_new(each) for each in self.findings)

    def fingerprint(self, finding: Finding) -> str:
        """What identifies a finding from release to release."""
        return fingerprint(finding, self.iris.base)

    def is_new(self, finding: Finding) -> bool:
        """Whether the finding is known not to have been in the previous release."""
        return bool(self.trend and self.trend.new and self.fingerprint(finding) in self.trend.new)

    @property
    def scores_over_time(self) -> tuple[QualityScores, ...]:
        """The scores of releases before, as far as they are known, then those of this one."""
        before = tuple(each for each in self.trend.scores if each.release) if self.trend else ()
        return (*before, self.scores) if self.scores and self.scores.whole else before

    def since(self, finding: Finding) -> str | None:
        """The first release that had the finding, as far as is known; None where that is none."""
        return (self.trend.since.get(self.fingerprint(finding)) if self.trend else None) or self.release

    def since_day(self, finding: Finding) -> str:
        """The day (YYYY-MM-DD) of the first release that had the finding; "" where none is known."""
        day = day_of(self.since(finding) or "")
        return day.isoformat() if day else ""

    def page(self, finding: Finding) -> str | None:
        """The address of the page about the finding's project, or else its focus node; None where neither has one."""
        if finding.project:
            return self.iris.page(self.iris.project(finding.project).value)
        focus = finding.result.focus.strip("<>")
        return self.iris.page(focus) if self.iris.parse(focus) else None

    def least_complete(self) -> list[Completeness]:
        """The projects that lack something, the least complete first."""
        lacking = (each for each in self.validation.by_project if each.present < each.asked)
        return sorted(lacking, key=lambda each: (each.share, each.subject))


def message(finding: Finding, language: str, longest: int = 120) -> str:
    """What is wrong, on one line, with a long value cut."""
    return plain(replace(finding, value=plain(finding.value, longest)).message(language))


def rule_message(rule: RuleCount, language: str) -> str:
    """What a rule's findings say, with dots where a finding has its value; "" where the shape is not known."""
    if rule.shape is None:
        return ""
    text = PLACEHOLDER.sub("…", rule.shape.message[language]).replace("{value}", "…")
    return plain(text.replace("….", "…"))


def with_severity(counts: Mapping[Level, int]) -> Iterator[tuple[Level, int]]:
    """The severities that occur, worst first, with their counts."""
    return ((level, counts[level]) for level in LEVELS if counts.get(level))


def change(before: int, now: int) -> str:
    """How a number changed: `+3`, `−2`, `0`."""
    return "0" if now == before else f"{now - before:+d}".replace("-", "−")


def _order(finding: Finding) -> tuple[int, str, str, int]:
    place = finding.place
    return _RANK[finding.result.severity], finding.result.code, place.document or "", place.line or 0


def _worst_rule(rule: RuleCount) -> tuple[bool, int, int, str]:
    rank = _RANK[rule.severity] if rule.severity else len(LEVELS)
    return rule.findings == 0, rank, -rule.findings, rule.code


def _worst_group(group: FindingGroup) -> tuple[list[int], str]:
    return [-group.by_severity.get(level, 0) for level in LEVELS], group.key or ""
