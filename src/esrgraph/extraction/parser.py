"""The lines of a page to a `Project` and the problems met on the way."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields
from typing import Any, NamedTuple

from esrgraph.documents.page import Line, Page
from esrgraph.errors import ForeignPage, SeveralPages, UnreadablePage, UnsupportedPage
from esrgraph.extraction.blocks import Blocks
from esrgraph.extraction.broken_letters import refuse_broken_letters
from esrgraph.extraction.fields import Fields
from esrgraph.extraction.form import PERIOD, fold_label
from esrgraph.extraction.forms import FORMS, UNSUPPORTED
from esrgraph.extraction.losses import report_losses
from esrgraph.extraction.pages import pages
from esrgraph.extraction.partners import read_partners
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

_INFERRED_FROM = {Role.CO_IMPLEMENTER: "joint-project", Role.SUPPORT_TRANSFEREE: "support-transfer"}


class ParsedPage(NamedTuple):
    """A project as its page gives it, and what on the page needs a look (in the order of the lines)."""

    project: Project
    problems: tuple[Problem, ...]


def parse_page(page: Page, source: Source | None = None) -> ParsedPage:
    """The project that a page describes. `source` says which document the page is, for provenance.

    Raises:
        UnsupportedPage: a page of the 2007-2013 period.
        ForeignPage: no project page, or one cut off before its project code.
        UnreadablePage: its letters are broken, or its lines are cut within words.
        SeveralPages: the page holds more than one; `pages` tells them apart.
    """
    parts = pages(page)
    if len(parts) > 1:
        raise several(len(parts))
    return parse_part(parts[0], source)


def several(count: int) -> SeveralPages:
    """What to raise where one page is asked for, and a document holds that many."""
    return SeveralPages(f"The document holds {count} pages", remedy="Give each page a file of its own")


def parse_part(part: Page, source: Source | None = None) -> ParsedPage:
    """The project that a part of a document describes, as `pages` gives it; see `parse_page`.

    Of several forms, the page is of the one most of whose strings it has.
    """
    blocks = max((Blocks(part.lines, form) for form in FORMS), key=len)
    refuse_broken_letters(part.lines, blocks.form)
    if "code" not in blocks or len(blocks) < 2:
        raise _rejection(part.lines)
    if blocks.margin.cuts_words:
        raise UnreadablePage(
            f"The lines are cut after {blocks.margin.width} characters, within words",
            remedy="Capture the page again, with its lines whole or broken between words",
        )
    page = Fields(blocks)
    code = _code(page)
    partners, procedure = _partners_and_procedure(page)
    last = blocks.last_line()
    project = Project(
        code=code,
        code_line=blocks.line("code"),
        source=source or Source(format=part.format, url=part.url, retrieved=part.retrieved),
        variant="A" if blocks.has_headings() else "B",
        fund=_fund(blocks, code),
        **_own_fields(page),
        **_period(page),
        applicant=Applicant(**_fields(page, Applicant, "applicant.")),
        contact=Contact(**_fields(page, Contact, "contact.")),
        procedure=procedure,
        partners=partners,
        summary=_summary(page),
        site=SiteAddress(**_fields(page, SiteAddress, "site.")),
        sustainability=tuple(_assessment(page, notation) for notation in blocks.form.criteria),
        cut_off_after=None if blocks.is_complete() else last,
    )
    report_losses(blocks)
    return ParsedPage(project, tuple(sorted(blocks.problems, key=lambda each: (each.line or 0, each.field, each.code))))


def _rejection(lines: tuple[Line, ...]) -> ForeignPage | UnsupportedPage:
    for form in UNSUPPORTED:
        marks = {*form.opening, form.code_label}
        if any(fold_label(line.text.partition(":")[0]) in marks for line in lines if len(line.text) <= form.longest):
            return UnsupportedPage(
                f"This is a project page of the {form.name} programme period, which has another layout",
                remedy=f"Leave it out; only pages of {' and '.join(form.name for form in FORMS)} are supported",
            )
    codes = (
        form.code.search(line.text)
        for form in FORMS
        for line in lines
        if fold_label(line.text).startswith(form.code_label)
    )
    code = next(codes, None)
    titles = {fold_label(title) for form in FORMS for title in form.titles.values()}
    if code is None and any(fold_label(line.text) in titles for line in lines):
        return ForeignPage(
            "The page is cut off before its project code (Hankekoodi)", remedy="Capture the whole page again"
        )
    return ForeignPage(
        "This is not a project page of the structural-funds service: it has no project code (Hankekoodi)"
        " with other fields of the form around it" + (f", only the code {code[0]}" if code else ""),
        remedy="Leave it out, or capture the page again if it should be one",
        is_page=False,
    )


def _code(page: Fields) -> str:
    code = page.single("code", page.blocks.form.by_field["code"].reader)
    if code.value is None:
        raise ForeignPage(
            f"Line {code.line}: the project code (Hankekoodi) is not S or A and five digits"
            if code.raw
            else f"Line {code.line}: the project code (Hankekoodi) is blank",
            remedy="Correct the code in the document, or capture the page again",
        )
    return str(code.value)


def _fund(blocks: Blocks, code: str) -> Field[str]:
    by_letter = blocks.form.funds[code[0]]
    titles = {block.position: block.slot.key for block in blocks if block.slot.key.startswith("title.")}
    titled = titles[max(titles)].removeprefix("title.") if titles else None  # another may be left of a page above
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
    return Field(titled if titled == by_letter else None, blocks.form.titles[titled], line, State.STATED)


def _own_fields(page: Fields) -> dict[str, Any]:
    """The fields that stand in a slot of their own, and that nothing else on the page has a say in."""
    return _fields(page, Project, besides=("code", "procedure", "summary"))


def _fields(page: Fields, record: type, prefix: str = "", besides: Container[str] = ()) -> dict[str, Any]:
    """The fields of a class of the record that the form has a slot for."""
    slots = {each.name: page.blocks.form.by_field.get(prefix + each.name) for each in fields(record)}
    return {name: page.read(slot) for name, slot in slots.items() if slot and name not in besides}


def _period(page: Fields) -> dict[str, Any]:
    """Both days from the one field that has them; what is wrong with either is told of it."""
    period = page.single("planned_period", PERIOD, "planned_start")
    days = {}
    for name, day in zip(("planned_start", "planned_end"), period.value or (None, None), strict=True):
        days[name] = Field(day, period.raw, period.line, period.state)
        is_told = period.value is None and name == "planned_start"
        if day is None and period.state is State.STATED and not is_told:
            page.unreadable(name, period, PERIOD.expected)
    return days


def _partners_and_procedure(page: Fields) -> tuple[tuple[Partner, ...], Field[str]]:
    blocks = page.blocks
    procedure = page.single("procedure", blocks.form.by_field["procedure"].reader)
    partners: list[Partner] = []
    for role in (Role.CO_IMPLEMENTER, Role.SUPPORT_TRANSFEREE):
        key = f"partners.{role}"
        if key not in blocks:
            continue
        found = read_partners(page, key, role)
        if procedure.state is State.BLANK:
            procedure = _inferred(blocks, key, role, procedure)
        if not found:
            blocks.problem(
                blocks.line(key),
                "partners",
                "partner-list-lost",
                "The heading of the partners stands there with no partner under it",
                "Take the partners from the source or from another capture of the page",
            )
        partners += found
    transfer = procedure.value == "support-transfer"
    partners += read_partners(page, "procedure", Role.SUPPORT_TRANSFEREE if transfer else Role.CO_IMPLEMENTER)
    return tuple(partners), procedure


def _inferred(blocks: Blocks, key: str, role: Role, procedure: Field[str]) -> Field[str]:
    value = _INFERRED_FROM[role]
    blocks.problem(
        procedure.line or blocks.line(key),
        "procedure",
        "procedure-inferred",
        f"The applicants' procedure is not stated; {value!r} is inferred from the heading of the partners",
        "State the procedure at the source",
    )
    return Field(value, procedure.raw, procedure.line or blocks.line(key), State.INFERRED)


def _summary(page: Fields) -> Field[str]:
    """Section 3; where its heading is missing (variant B), the text that follows the last field above it."""
    keys = ("section 3", "partners.support-transferee", "partners.co-implementer", "procedure")
    above = next((key for key in keys if key in page.blocks), "")
    if above == "section 3" or not page.blocks.has_headings():
        return page.prose(above, "summary")
    return Field()


def _assessment(page: Fields, notation: str) -> Assessment:
    key, name = f"criterion.{notation}", f"sustainability.{notation}"
    direct, indirect = page.scores(key, name)
    is_own = None not in (direct.value, indirect.value) or not page.has_figures(key)
    return Assessment(notation, direct, indirect, page.prose(key, f"{name}.statement", is_own=is_own))
