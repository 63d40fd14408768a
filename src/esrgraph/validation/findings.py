"""What validation finds: an engine's results, and the findings a steward reads, as frozen values."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from esrgraph.ingest.source_lines import Place
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
    across projects; `presence` is true where a finding means that a value is missing.
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A result with everything a steward needs to act on it. `value` is the plain text of the offending value."""

    result: ValidationResult
    shape: Shape
    place: Place = dataclasses.field(default_factory=Place)
    project: str | None = None
    organisation: str | None = None
    authority: str | None = None
    field: str | None = None
    value: str = ""

    def message(self, language: str) -> str:
        """What is wrong, in a language, with `{value}` and the result's `{?value}`, `{?this}`, `{?path}` in it."""
        result, own = self.result, dict(self.result.message)
        text = own.get(language) or own.get("en") or own.get("") or next(iter(own.values()), None)
        if text is None:
            text = self.shape.message[language]
        values = {"value": self.value, "this": result.focus.strip("<>"), "path": result.path.strip("<>")}
        return fill_placeholders(text.replace("{value}", self.value), values)


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
