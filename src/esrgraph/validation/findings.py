"""What validation finds: an engine's results, and the findings a steward reads, as frozen values."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from esrgraph.ingest.source_lines import Place
from esrgraph.language.locales import Locale
from esrgraph.validation.coverage import ListCoverage

Texts = tuple[tuple[str, str], ...]
"""Texts, each after its language, "" where none is stated."""

PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")
"""Stands in a message for the value of a variable (SHACL 5.3.2)."""


def fill_placeholders(message: str, values: Mapping[str, str]) -> str:
    """A message with the values of variables in it; a variable without one stays.

    >>> fill_placeholders("{?value} of {$this}, {?other}", {"this": "it", "value": "one"})
    'one of it, {?other}'
    """
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), message)


class Level(StrEnum):
    """The severities of SHACL, worst first."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class ValidationResult:
    """One validation result, the same from every engine.

    `focus`, `path` and `value` are N-Triples terms (`<iri>`, `"text"@fi`), "" where the result has none; `component`
    is the local name of the SHACL constraint component, `shape` the IRI of the property shape, `code` its stable code;
    `message` is what it says in place of the shape, if it does.
    """

    focus: str
    path: str
    value: str
    component: str
    severity: Level
    shape: str
    code: str
    message: Texts = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """One property shape as its report needs it; texts by language (`fi`, `sv`, `en`).

    `field` is the record's field that the shape looks at, where that is one; `corpus` is true for rules that look
    across projects; `presence` is true where a finding means that a value is missing; `once` where one finding tells of
    all results.
    """

    iri: str
    code: str
    severity: Level
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    why: Mapping[str, str]
    field: str | None = None
    corpus: bool = False
    presence: bool = False
    once: bool = False


_PROBLEM = "#problem"
_NUMBERED = re.compile(
    rf"(?P<kind>{_PROBLEM}|#mention-\w+|#co-implementer|#support-transferee|/unidentified/[^/#]+)-\d+(?=[>#]|$)"
    r"|(?P<row>#row)-\w+-\d+(?=>|$)"
)
"""What is numbered in the order of its page, so that its IRI passes to another when one before it comes or goes."""
Identity = tuple[str, str, str, str]

_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_POSITION = re.compile(r"\[\d+\]")
_CAPTURED = re.compile(r", \d{4}-\d\d-\d\d(?=\))")
"""The day of a capture beside its name, in what two sources say of a field."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A result with everything a steward needs to act on it. `value` is the plain text of the offending value, and
    `details`, by language, are what else is known of this finding; of those with one `identity`, it is the `nth`.
    """

    result: ValidationResult
    shape: Shape
    place: Place = dataclasses.field(default_factory=Place)
    project: str | None = None
    organisation: str | None = None
    authority: str | None = None
    field: str | None = None
    value: str = ""
    objective: str | None = None
    details: Mapping[str, str] = dataclasses.field(default_factory=dict)
    nth: int = 1

    def message(self, language: str) -> str:
        """What is wrong, in a language and with the details; `{value}`, `{?value}`, `{?this}` and `{?path}` are filled
        in."""
        result, own = self.result, dict(self.result.message)
        text = own.get(language) or own.get("en") or own.get("") or next(iter(own.values()), None)
        if text is None:
            text = self.shape.message[language]
        values = {"value": self.value, "this": result.focus.strip("<>"), "path": result.path.strip("<>")}
        shown = text.replace("{value} €", _euros(self.value, language)).replace("{value}", self.value)
        message = fill_placeholders(shown, values)
        return f"{message} {self.details[language]}" if self.details.get(language) else message

    @property
    def is_of_contact(self) -> bool:
        """Whether it is about a contact person, so that neither its value nor the lines around it may be shown."""
        return _is_of_contact(self.field or self.shape.field)

    @property
    def identity(self) -> Identity:
        """What stays the same while lines shift and others come and go."""
        return identity(self.result.code, self.result.focus, self.field, self.value, self.result.value)


def identity(code: str, focus: str, field: str | None, value: str, term: str) -> Identity:
    """What identifies a finding, but for which of equals it is: rule, subject, field and value.

    `value` is the plain text of the N-Triples term `term`, but for a problem of reading what the page has there, less
    the days of capture. Those of a contact person's field are left out.
    """
    subject = _NUMBERED.sub(lambda found: found["kind"] or found["row"], focus)
    told = _CAPTURED.sub("", value) if _PROBLEM in subject else term
    return code, subject, _POSITION.sub("", field or ""), "" if _is_of_contact(field) else told


def _euros(value: str, language: str) -> str:
    """An amount as a language writes it, with cents where there are some.

    >>> _euros("4398825", "fi"), _euros("0.5", "en"), _euros("a lot", "sv")
    ('4\\xa0398\\xa0825\\xa0€', '€0.50', 'a lot €')
    """
    if not _AMOUNT.fullmatch(value):
        return f"{value} €"
    number = Locale(language).number(value, 2 if Decimal(value) % 1 else 0)
    return f"€{number}" if language == "en" else f"{number}\xa0€"


def _is_of_contact(field: str | None) -> bool:
    return (field or "").partition(".")[0] == "contact"


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings with which of equals each is, in the order they come."""
    seen: Counter[Identity] = Counter()
    for finding in findings:
        seen[finding.identity] += 1
        yield dataclasses.replace(finding, nth=seen[finding.identity])


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding that is known and accepted: why, by whom ('' where nobody is named), and through which day."""

    finding: Finding
    reason: str
    by: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """That a shape was run, by which engine, on how many focus nodes: "no findings" never means "not checked"."""

    code: str
    focus_nodes: int
    engine: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """The share (0-1) of values that are there of those that shapes ask for, for one property or one project."""

    subject: str
    present: int
    asked: int

    @property
    def share(self) -> float:
        """`present / asked`, 1.0 where nothing is asked for."""
        return self.present / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True)
class Validation:
    """One validation of one graph: findings worst first, what was run, and how complete the data is."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    notices: tuple[str, ...] = ()
    by_property: tuple[Completeness, ...] = ()
    by_project: tuple[Completeness, ...] = ()
    by_list: tuple[ListCoverage, ...] = ()
    documents: int = 0
    projects: int = 0
    rejected: tuple[tuple[str, str], ...] = ()
    waived: tuple[Waived, ...] = ()
    left_out: frozenset[str] = frozenset()
    """Rules whose findings nobody asked for."""
    merged: tuple[tuple[str, str], ...] = ()
    """Name and project code of each document that a richer capture of its project stands for."""
