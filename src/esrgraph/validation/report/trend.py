"""A validation beside the one of the previous release: findings of each kind counted, which are new, which are gone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from esrgraph.validation.findings import Finding, Identity, Level, Validation, identity
from esrgraph.validation.report.reading import FindingRecord, WrittenReport
from esrgraph.validation.scores import QualityScores


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings a release had, by severity and by code; `checked` are the codes that had focus nodes then."""

    release: str
    by_severity: Mapping[Level, int]
    by_code: Mapping[str, int]
    checked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the previous release that is not in this one; `message` by language."""

    code: str
    severity: Level
    message: Mapping[str, str]
    project: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """What changed since the previous release; `new` (fingerprints) and `gone` are None where only counts are known."""

    before: FindingCounts
    new: frozenset[str] | None = None
    gone: tuple[Gone, ...] | None = None
    since: Mapping[str, str] = field(default_factory=dict)
    """By fingerprint of what was there before: the first release that had it."""
    scores: tuple[QualityScores, ...] = ()
    """Those of the releases before, oldest first."""


def fingerprint(finding: Finding, base: str) -> str:
    """What stays the same of a finding from release to release: 16 hexadecimal digits.

    It is made of the rule, the subject, the field and the value, and of which it is of findings that have all these
    alike; not of lines, languages, the base IRI, or numbers that a subject has from its place on the page.
    """
    return _digest(finding.identity, finding.nth, base)


def _digest(identity: Identity, nth: int, base: str) -> str:
    return hashlib.sha256("\0".join((*identity, str(nth))).replace(base, "").encode()).hexdigest()[:16]


def _with_fingerprints(previous: WrittenReport, base: str) -> Iterator[tuple[str, FindingRecord]]:
    """The findings of a written report, each with its fingerprint; of an earlier version, with what it would have."""
    if previous.has_waived():
        yield from ((each["fingerprint"], each) for _, each in previous.findings())
        return
    seen: Counter[Identity] = Counter()
    for _, each in previous.findings():
        own = identity(each["code"], each["focus"], each["field"], each["value"], each["term"])
        seen[own] += 1
        yield _digest(own, seen[own], base), each


def compare(validation: Validation, base: str, previous: WrittenReport) -> Trend:
    """What changed from an earlier report to a validation; raises ReleaseError where the report is unusable.

    What is waived now or was then is neither new nor gone.
    """
    head = previous.head("release", "base", "checks")
    now = {fingerprint(each, base) for each in validation.findings}
    waived_before = previous.waived_records()
    waived = {fingerprint(each.finding, base) for each in validation.waived}
    waived |= {each["fingerprint"] for each in waived_before}
    known = now | waived
    severities, codes = Counter[Level](), Counter[str]()
    before: set[str] = set()
    gone: dict[str, Gone] = {}
    since: dict[str, str] = {each["fingerprint"]: each["since"] for each in waived_before if each.get("since")}
    for own, each in _with_fingerprints(previous, head["base"]):
        severities[Level(each["severity"])] += 1
        codes[each["code"]] += 1
        before.add(own)
        if own in known:
            since[own] = each.get("since") or head["release"] or ""
        if own not in known and each["code"] not in validation.left_out:
            gone[own] = _gone_findings(each)
    checked = frozenset(check["code"] for check in head["checks"] if check["focusNodes"])
    counts = FindingCounts(head["release"] or previous.path.name, severities, codes, checked)
    return Trend(counts, frozenset(now - before - waived), tuple(gone.values()), since, tuple(previous.scores()))


def _gone_findings(finding: FindingRecord) -> Gone:
    return Gone(
        finding["code"], Level(finding["severity"]), finding["message"], finding["project"], finding["document"]
    )
