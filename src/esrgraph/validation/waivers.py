"""A file of waivers to what is known and accepted of a validation: findings set apart, and severities of one's own.

The file is TOML: tables `[[waiver]]` with `fingerprint`, or `rule` and perhaps `project`, `organisation` or `authority`
(by their names or keys in the report), each with its `reason`, and perhaps `until` (the last day) and `by`; and a table
`[severity]` of rules' codes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from esrgraph.errors import InputError
from esrgraph.validation.findings import Finding, Level, Shape, Validation, Waived
from esrgraph.validation.report.trend import fingerprint

NONE = "none"
"""In place of a severity: the rule's findings are left out."""
_SEVERITIES = (*Level, NONE)
_OF_FINDING = ("project", "organisation", "authority")


@dataclass(frozen=True, slots=True)
class Waiver:
    """Which findings are accepted, and why: one by its `fingerprint`, or those of a `rule`, of all or of whom it names.

    It holds through the day `until`; None: for good. `number` is its place in the file, from 1.
    """

    number: int
    reason: str
    fingerprint: str = ""
    rule: str = ""
    project: str = ""
    organisation: str = ""
    authority: str = ""
    until: date | None = None
    by: str = ""

    def covers(self, finding: Finding, identity: str) -> bool:
        """Whether it is meant for a finding, which has this fingerprint."""
        if self.fingerprint:
            return self.fingerprint == identity
        if self.rule != finding.result.code:
            return False
        return all(getattr(self, name) in ("", getattr(finding, name) or "") for name in _OF_FINDING)

    def __str__(self) -> str:
        named = [self.fingerprint or self.rule, *(getattr(self, name) for name in _OF_FINDING)]
        return f"waiver {self.number} ({', '.join(filter(None, named))})"


@dataclass(frozen=True, slots=True)
class Waivers:
    """What a file of waivers says; `severities` by the rules' codes, None where findings are left out."""

    waivers: tuple[Waiver, ...] = ()
    severities: Mapping[str, Level | None] = field(default_factory=dict)

    def with_severities(self, given: Iterable[str]) -> Waivers:
        """With severities in the form `CODE=LEVEL` besides; raises InputError for one that is none."""
        severities = dict(self.severities)
        for each in given:
            code, _, level = each.partition("=")
            severities[code] = _level(code, level, "--severity")
        return replace(self, severities=severities)


NO_WAIVERS = Waivers()
"""Everything counts, as the shapes have it."""


def read_waivers(path: Path) -> Waivers:
    """The waivers in a file.

    Raises:
        InputError: it cannot be read, or says what is no waiver; the message names the file, the place and the remedy.
    """
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} is no TOML: {error}") from error
    unknown = sorted(said.keys() - {"waiver", "severity"})
    if unknown:
        raise InputError(f"{path}: {unknown[0]!r} is unknown; there are tables [[waiver]] and [severity]")
    waivers = said.get("waiver", [])
    if not isinstance(waivers, list):
        raise InputError(f"{path}: a waiver is a table [[waiver]], with two brackets")
    severities = {code: _level(code, level, str(path)) for code, level in said.get("severity", {}).items()}
    return Waivers(tuple(_waiver(each, f"{path}: waiver {n}", n) for n, each in enumerate(waivers, 1)), severities)


def _level(code: str, level: Any, place: str) -> Level | None:
    if level not in _SEVERITIES:
        raise InputError(f"{place}: {code} cannot have the severity {level!r}; there are {', '.join(_SEVERITIES)}")
    return None if level == NONE else Level(level)


def _waiver(said: Mapping[str, Any], place: str, number: int) -> Waiver:
    known = {each.name for each in fields(Waiver)} - {"number"}
    if unknown := sorted(said.keys() - known):
        raise InputError(f"{place}: {unknown[0]!r} is unknown; a waiver has {', '.join(sorted(known))}")
    if ("fingerprint" in said) == ("rule" in said):
        raise InputError(f"{place}: give it a fingerprint, or a rule, and not both")
    if not said.get("reason"):
        raise InputError(f"{place}: give it a reason; it is published with the finding")
    for name, value in said.items():
        if not isinstance(value, date if name == "until" else str):
            expected = "a day, as 2027-01-31 without quotation marks" if name == "until" else "text in quotation marks"
            raise InputError(f"{place}: {name} is {value!r}; it takes {expected}")
    return Waiver(number=number, **said)


def waive(validation: Validation, waivers: Waivers, base: str, today: date) -> Validation:
    """A validation with what is waived set apart, and severities changed; notices tell of waivers that did nothing."""
    judged = [each for each in (_judged(each, waivers) for each in validation.findings) if each]
    kept: list[Finding] = []
    waived: list[Waived] = []
    used: set[int] = set()
    for finding in judged:
        identity = fingerprint(finding, base)
        covering = [each for each in waivers.waivers if each.covers(finding, identity)]
        used |= {each.number for each in covering}
        valid = next((each for each in covering if each.until is None or today <= each.until), None)
        if valid is None:
            kept.append(finding)
        else:
            waived.append(Waived(finding, valid.reason, valid.by, valid.until))
    expired = (each for each in waivers.waivers if each.until and each.until < today)
    useless = (each for each in waivers.waivers if each.number not in used)
    notices = (
        *validation.notices,
        *(f"The {each} ended on {each.until}: what it covered counts again" for each in expired if each.number in used),
        *(f"The {each} covers no finding: take it out" for each in useless),
    )
    left_out = frozenset(code for code, level in waivers.severities.items() if level is None)
    ranks = list(Level)
    order = sorted(kept, key=lambda each: ranks.index(each.result.severity))  # stable: otherwise as they were
    return replace(validation, findings=tuple(order), waived=tuple(waived), notices=notices, left_out=left_out)


def _judged(finding: Finding, waivers: Waivers) -> Finding | None:
    code = finding.result.code
    if code not in waivers.severities:
        return finding
    level = waivers.severities[code]
    if level is None:
        return None
    return replace(finding, result=replace(finding.result, severity=level), shape=judged_shape(finding.shape, waivers))


def judged_shape(shape: Shape, waivers: Waivers) -> Shape:
    """A shape with the severity that its findings have."""
    level = waivers.severities.get(shape.code)
    return replace(shape, severity=level) if level else shape
