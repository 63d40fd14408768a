"""Rows of a list to projects: every field with its text and line; rows of one group are one project."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from esrgraph.extraction.lists.table import Row, UnplacedRow, field_of
from esrgraph.language import finnish
from esrgraph.record import Applicant, Field, Label, Partner, Problem, Project, Role, Severity, State

T = TypeVar("T")

_CODE = re.compile(r"[A-Z]{1,4}[0-9]{4,12}")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]00:00:00)?")
_PLAIN_AMOUNT = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?")
_COMPANY_AID = ", yritystuet"
"""What the list adds to the name of an authority, where its unit for aid to companies decided."""
WITH_SCHEME = ("2007-2013", "2014-2020")
"""The periods whose axes and objectives are in `ontology/schemes/`."""
_FUNDS = {"ESR": "ESR", "EAKR": "EAKR", "ESR+": "ESR-plus", "JTF": "JTF"}
"""The notations in `ontology/schemes/funds.ttl` by what lists write."""
_PRIVATE = ("tuensaajan postinumero", "tuensaajan postitoimipaikka")
"""Where a beneficiary lives is nobody's business: it may be a person."""


@dataclass(frozen=True, slots=True)
class ListedProject:
    """A project as a list has it: the lines of its rows, what else they say by heading, and what cannot be read.

    `realised_eu` is the EU's own part in euros, by row where a group has several.
    """

    project: Project
    lines: tuple[tuple[int, str], ...]
    further: tuple[tuple[str, str], ...] = ()
    realised_eu: Decimal | None = None
    problems: tuple[Problem, ...] = field(default=())


def listed_projects(rows: Iterable[Row], period: str) -> tuple[list[ListedProject], list[UnplacedRow]]:
    """The projects that rows are about, in order, and the rows that are about none."""
    groups: dict[str, list[Row]] = {}
    nameless: list[UnplacedRow] = []
    for row in rows:
        code = row.text("code") or ""
        group = row.text("group") or ""
        if not _CODE.fullmatch(code):
            nameless.append(UnplacedRow(row.line, f"Its project code is {code!r}, and not letters and digits"))
        elif not group and code in groups:
            nameless.append(UnplacedRow(row.line, f"The project {code} stands in line {groups[code][0].line} already"))
        else:
            groups.setdefault(group or code, []).append(row)
    return [_listed(own, period) for own in groups.values()], nameless


def _listed(rows: Sequence[Row], period: str) -> ListedProject:
    """The project of a row, or of those of a group: the first row names it, the amounts of all are its own."""
    first = _Cells(rows[0])
    cells = [first, *(_Cells(row) for row in rows[1:])]
    project = Project(
        code=rows[0].text("code") or "",
        code_line=rows[0].line,
        period=period,
        variant="list",
        fund=first.read("fund", _parse_fund, "ESR, EAKR, ESR+ or JTF"),
        title=first.read("title", str, ""),
        division=first.read("division", str, ""),
        homepages=first.read("homepage", _parse_addresses, "a web address"),
        priority_axis=first.number("priority_axis", period),
        specific_objective=first.number("specific_objective", period),
        planned_start=first.read("planned_start", _parse_day, "a day"),
        planned_end=first.read("planned_end", _parse_day, "a day"),
        status=first.read("status", str, ""),
        authority=first.read("authority", lambda text: text.removesuffix(_COMPANY_AID), ""),
        applicant=Applicant(name=first.read("applicant.name", str, ""), business_id=first.business_id()),
        partners=tuple(each.partner() for each in cells[1:]),
        summary=first.read("summary", str, ""),
        granted_eu_and_state=_total("granted_eu_and_state", cells),
        realised_eu_and_state=_total("realised_eu_and_state", cells),
        planned_public=_total("planned_public", cells),
        realised_public=_total("realised_public", cells),
    )
    return ListedProject(
        project,
        tuple((row.line, ", ".join(row.cells.values())) for row in rows),
        tuple(dict.fromkeys(each for row in rows for each in _further(row, period))),
        _total("realised_eu", cells).value,
        tuple(problem for each in cells for problem in each.problems),
    )


class _Cells:
    """A row's cells as fields; what cannot be read gathers in `problems`."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._by_field = {field_of(heading): text for heading, text in row.cells.items()}
        self.problems: list[Problem] = []

    def read(self, name: str, parse: Callable[[str], T | None], expected: str) -> Field[T]:
        """A field with its value, or with none and a problem."""
        text = self._by_field.get(name)
        if text is None:
            return Field()
        if not text or text == "-":
            return Field(None, text, self._row.line, State.BLANK)
        value = parse(text)
        if value is None and expected:
            message, remedy = f"{text!r} is not {expected}", "Look at the list of the service"
            self.problems.append(
                Problem(self._row.line, name, "unreadable-value", message, remedy, Severity.ERROR, text)
            )
        return Field(value, text, self._row.line, State.STATED)

    def number(self, name: str, period: str) -> Field[Label]:
        """The axis or objective, by its number; absent where no scheme of the period could say what it stands for."""
        return self.read(name, _parse_number, "a number of the programme") if period in WITH_SCHEME else Field()

    def partner(self) -> Partner:
        """The implementer of a further row of a group."""
        return Partner(Role.CO_IMPLEMENTER, self.read("applicant.name", str, ""), self.business_id())

    def business_id(self) -> Field[str]:
        """The implementer's business ID."""
        return self.read("applicant.business_id", finnish.parse_business_id, "a business ID")


def _total(name: str, cells: Sequence[_Cells]) -> Field[Decimal]:
    """The amount of a whole group, where every part states its own."""
    parts = [each.read(name, parse_amount, "an amount in euros") for each in cells]
    values = [part.value for part in parts]
    if len(parts) == 1 or None in values:
        return parts[0] if len(parts) == 1 else Field()
    raw = " + ".join(part.raw or "" for part in parts)
    return Field(sum((value for value in values if value is not None), Decimal()), raw, parts[0].line, State.STATED)


def _further(row: Row, period: str) -> Iterator[tuple[str, str]]:
    """What a row says that the record has no field for, by heading; the axes of some periods are in no scheme."""
    for heading, text in row.cells.items():
        name = field_of(heading)
        unresolved = period not in WITH_SCHEME and name in ("priority_axis", "specific_objective")
        if text and (name is None or unresolved) and heading.casefold() not in _PRIVATE:
            yield heading, text


def parse_amount(text: str) -> Decimal | None:
    """An amount in euros as lists have it, with a point before the cents, or as pages do.

    >>> parse_amount("184601.58"), parse_amount("-876"), parse_amount("1 328 000,50"), parse_amount("n. 5")
    (Decimal('184601.58'), Decimal('-876'), Decimal('1328000.50'), None)
    >>> parse_amount("9" * 16)  # more euros than there are
    """
    return Decimal(text) if _PLAIN_AMOUNT.fullmatch(text) else finnish.parse_euros(text)


def _parse_day(text: str) -> date | None:
    """A day as the export has it, or as programs write it that save the list again: `2023-01-01`."""
    try:
        return date.fromisoformat(text[:10]) if _ISO_DAY.fullmatch(text) else finnish.parse_date(text)
    except ValueError:
        return None


def _parse_fund(text: str) -> str | None:
    return _FUNDS.get(text)


def _parse_addresses(text: str) -> tuple[str, ...] | None:
    address = finnish.parse_website(text)
    return (address,) if address else None


def _parse_number(text: str) -> Label | None:
    number = text.removesuffix(".")
    return Label(number, "") if re.fullmatch(r"\d{1,2}(\.\d{1,2})?", number) else finnish.parse_label(text)
