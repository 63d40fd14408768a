"""The lines of a page to a `Project` and the problems met on the way."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import fields
from typing import Any, NamedTuple

from esrgraph.documents.page import Line, Page
from esrgraph.errors import ForeignPage, UnsupportedPage
from esrgraph.extraction.blocks import Blocks
from esrgraph.extraction.broken_letters import refuse_broken_letters
from esrgraph.extraction.form import BUSINESS_ID, TEXT
from esrgraph.extraction.forms import FORMS
from esrgraph.language import finnish
from esrgraph.record import (
    Applicant,
    Assessment,
    Contact,
    Field,
    Partner,
    Problem,
    Project,
    Role,
    SiteAddress,
    Source,
    State,
)

_PERIOD_2007 = re.compile(r".*rahoittaman projektin kuvaus|1\. Projekti|Projektikoodi:.*")
_PARTNER = re.compile(r"(.+),\s*([0-9]{6,8} ?[-–]? ?[0-9]?)")
_LONGEST_NAME = 250
_INFERRED_FROM = {Role.CO_IMPLEMENTER: "joint-project", Role.SUPPORT_TRANSFEREE: "support-transfer"}


class ParsedPage(NamedTuple):
    """A project as its page gives it, and what on the page needs a look (in the order of the lines)."""

    project: Project
    problems: tuple[Problem, ...]


def parse_page(page: Page, source: Source | None = None) -> ParsedPage:
    """The project that a page describes. `source` says which document the page is, for provenance.

    Of several forms, the page is of the one most of whose strings it has.

    Raises:
        UnsupportedPage: a page of the 2007-2013 period.
        ForeignPage: no project page, or one cut off before its project code.
        UnreadablePage: its letters were read in a wrong encoding.
    """
    blocks = max((Blocks(page.lines, form) for form in FORMS), key=len)
    refuse_broken_letters(page.lines, blocks.form)
    if "code" not in blocks or len(blocks) < 2:
        raise _rejection(page.lines)
    code = _code(blocks)
    partners, procedure = _partners_and_procedure(blocks)
    last = blocks.last_line()
    project = Project(
        code=code,
        code_line=blocks.line("code"),
        source=source or Source(format=page.format, url=page.url),
        variant="A" if blocks.has_headings() else "B",
        fund=_fund(blocks, code),
        **_own_fields(blocks),
        **_period(blocks),
        applicant=Applicant(**_fields(blocks, Applicant, "applicant.")),
        contact=Contact(**_fields(blocks, Contact, "contact.")),
        procedure=procedure,
        partners=partners,
        summary=_summary(blocks),
        site=SiteAddress(**_fields(blocks, SiteAddress, "site.")),
        sustainability=tuple(_assessment(blocks, notation) for notation in blocks.form.criteria),
        cut_off_after=None if blocks.is_complete() else last,
    )
    blocks.report_rest()
    return ParsedPage(project, tuple(sorted(blocks.problems, key=lambda each: (each.line or 0, each.field, each.code))))


def _rejection(lines: tuple[Line, ...]) -> ForeignPage | UnsupportedPage:
    if any(_PERIOD_2007.fullmatch(line.text) for line in lines):
        return UnsupportedPage(
            "This is a project page of the 2007-2013 programme period, which has another layout",
            remedy="Leave it out; only pages of 2014-2020 are supported",
        )
    titles = [title for form in FORMS for title in form.titles.values()]
    if any(line.text in titles for line in lines):
        return ForeignPage(
            "The page is cut off before its project code (Hankekoodi)", remedy="Capture the whole page again"
        )
    return ForeignPage(
        "This is not a project page of the structural-funds service: it has no project code (Hankekoodi)"
        " with other fields of the form around it",
        remedy="Leave it out, or capture the page again if it should be one",
        is_page=False,
    )


def _code(blocks: Blocks) -> str:
    raw = blocks.single("code", TEXT).raw or ""
    code = raw.replace(" ", "").upper()
    if not blocks.form.code.fullmatch(code):
        line = blocks.line("code")
        raise ForeignPage(
            f"Line {line}: the project code (Hankekoodi) is not S or A and five digits"
            if raw
            else f"Line {line}: the project code (Hankekoodi) is blank",
            remedy="Correct the code in the document, or capture the page again",
        )
    return code


def _fund(blocks: Blocks, code: str) -> Field[str]:
    by_letter = blocks.form.funds[code[0]]
    titled = next((fund for fund in blocks.form.titles if f"title.{fund}" in blocks), None)
    if titled is None:
        return Field(by_letter, None, blocks.line("code"), State.INFERRED)
    line = blocks.line(f"title.{titled}")
    if titled != by_letter:
        blocks.problem(
            line,
            "fund",
            "fund-against-code",
            f"The title names the fund {titled}, but the code {code} belongs to {by_letter}",
            "Check which of the two the source has wrong",
        )
    return Field(titled, blocks.form.titles[titled], line, State.STATED)


def _own_fields(blocks: Blocks) -> dict[str, Any]:
    """The fields that stand in a slot of their own, and that nothing else on the page has a say in."""
    return _fields(blocks, Project, besides=("code", "procedure", "summary"))


def _fields(blocks: Blocks, record: type, prefix: str = "", besides: Container[str] = ()) -> dict[str, Any]:
    """The fields of a class of the record that the form has a slot for."""
    slots = {each.name: blocks.form.by_field.get(prefix + each.name) for each in fields(record)}
    return {name: blocks.read(slot) for name, slot in slots.items() if slot and name not in besides}


def _period(blocks: Blocks) -> dict[str, Any]:
    period = blocks.single("planned_period", TEXT)
    days = {}
    found = finnish.parse_period(period.raw or "") or (None, None)
    for name, day in zip(("planned_start", "planned_end"), found, strict=True):
        days[name] = Field(day, period.raw, period.line, period.state)
        if day is None and period.state is State.STATED:
            blocks.unreadable(name, period, "'Alkaa 1.8.2021 ja päättyy 31.8.2023'")
    return days


def _partners_and_procedure(blocks: Blocks) -> tuple[tuple[Partner, ...], Field[str]]:
    procedure = blocks.single("procedure", blocks.form.by_field["procedure"].reader)
    partners: list[Partner] = []
    for role in (Role.CO_IMPLEMENTER, Role.SUPPORT_TRANSFEREE):
        key = f"partners.{role}"
        if key not in blocks:
            continue
        listed = _listed_partners(blocks, key, role)
        if procedure.value is None and procedure.state is not State.STATED:
            procedure = _inferred_field(blocks, key, role, procedure)
        if not listed:
            blocks.problem(
                blocks.line(key),
                "partners",
                "partner-list-lost",
                "The heading of the partners stands there with no partner under it",
                "Take the partners from the source or from another capture of the page",
            )
        partners += listed
    transfer = procedure.value == "support-transfer"
    partners += _listed_partners(blocks, "procedure", Role.SUPPORT_TRANSFEREE if transfer else Role.CO_IMPLEMENTER)
    return tuple(partners), procedure


def _inferred_field(blocks: Blocks, key: str, role: Role, procedure: Field[str]) -> Field[str]:
    value = _INFERRED_FROM[role]
    blocks.problem(
        procedure.line or blocks.line(key),
        "procedure",
        "procedure-inferred",
        f"The applicants' procedure is not stated; {value!r} is inferred from the heading of the partners",
        "State the procedure at the source",
    )
    return Field(value, procedure.raw, procedure.line or blocks.line(key), State.INFERRED)


def _listed_partners(blocks: Blocks, key: str, role: Role) -> list[Partner]:
    """The partners in a block: up to its end, or to the first line that is none where section 3 has no heading."""
    headed = "section 3" in blocks and key != "procedure"
    partners: list[Partner] = []
    for line in blocks.body(key):
        match = _PARTNER.fullmatch(line.text)
        if not line.text or (match is None and headed and len(line.text) > _LONGEST_NAME):
            continue
        if match is None and not headed:
            break
        blocks.take(line)
        partners.append(_partner(blocks, line, match, role, f"partners[{len(partners) + 1}].business_id"))
    return partners


def _partner(blocks: Blocks, line: Line, match: re.Match[str] | None, role: Role, name: str) -> Partner:
    if match is None:
        missing: Field[str] = Field(None, None, line.number, State.ABSENT)
        blocks.problem(
            line.number,
            name,
            "partner-without-business-id",
            f"The partner {line.text!r} has no business ID after its name",
            "Add the business ID, or join the line with the one it belongs to",
            text=line.text,
        )
        return Partner(role, Field(line.text, line.text, line.number, State.STATED), missing)
    business_id = Field(BUSINESS_ID.parse(match[2]), match[2], line.number, State.STATED)
    if business_id.value is None:
        blocks.unreadable(name, business_id, BUSINESS_ID.expected)
    return Partner(role, Field(match[1].strip(), match[1].strip(), line.number, State.STATED), business_id)


def _summary(blocks: Blocks) -> Field[str]:
    """Section 3; where its heading is missing (variant B), the text that follows the last field above it."""
    if "section 3" in blocks:
        return blocks.prose("section 3")
    keys = ("partners.support-transferee", "partners.co-implementer", "procedure")
    above = next((key for key in keys if key in blocks), None)
    return blocks.prose(above) if above else Field()


def _assessment(blocks: Blocks, notation: str) -> Assessment:
    key = f"criterion.{notation}"
    direct, indirect = blocks.scores(key, f"sustainability.{notation}")
    return Assessment(notation, direct, indirect, blocks.prose(key))
