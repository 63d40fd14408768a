"""A validation beside the one of the previous release: findings of each kind counted, which are new, which are gone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from esrgraph.errors import ReleaseError
from esrgraph.validation.findings import Finding, Level
from esrgraph.validation.report.withheld import without_contact


@dataclass(frozen=True, slots=True)
class Counts:
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

    before: Counts
    new: frozenset[str] | None = None
    gone: tuple[Gone, ...] | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """The previous release's findings as its `validation.json` holds them, by fingerprint."""

    counts: Counts
    findings: Mapping[str, Gone]


def fingerprint(finding: Finding, base: str) -> str:
    """What stays the same of a finding while lines shift and the base IRI changes: 16 hexadecimal digits.

    It is made of the code, the focus node, the path, the constraint and the value.
    """
    result = without_contact(finding).result
    parts = (result.code, result.focus, result.path, result.component, result.value)
    return hashlib.sha256("\0".join(parts).replace(base, "").encode()).hexdigest()[:16]


def read_previous(content: bytes) -> Previous:
    """The findings in the bytes of a `validation.json`; raises ReleaseError where they are none."""
    try:
        report = orjson.loads(content)
        findings = [(each["fingerprint"], _gone(each)) for each in report["findings"]]
        checked = frozenset(each["code"] for each in report["checks"] if each["focusNodes"])
        release = str(report["release"] or "")
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ReleaseError(f"The previous release's validation.json cannot be used: {error!r}") from error
    return Previous(_counts(release, [gone for _, gone in findings], checked), dict(findings))


def compare(findings: Iterable[Finding], base: str, previous: Previous) -> Trend:
    """What changed from the previous release to these findings."""
    now = {fingerprint(each, base) for each in findings}
    gone = tuple(each for key, each in previous.findings.items() if key not in now)
    return Trend(previous.counts, frozenset(now - previous.findings.keys()), gone)


def _counts(release: str, findings: list[Gone], checked: frozenset[str]) -> Counts:
    severities = Counter(each.severity for each in findings)
    return Counts(release, severities, Counter(each.code for each in findings), checked)


def _gone(finding: dict[str, Any]) -> Gone:
    return Gone(
        finding["code"], Level(finding["severity"]), finding["message"], finding["project"], finding["document"]
    )
