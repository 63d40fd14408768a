"""The lines of a page to a `Project` and the problems met on the way."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple

from esrgraph.documents.page import Line, Page
from esrgraph.errors import ForeignPage, SeveralPages, UnreadablePage, require_type
from esrgraph.extraction.align import align, known_strings
from esrgraph.extraction.blocks import Blocks
from esrgraph.extraction.broken_letters import refuse_broken_letters
from esrgraph.extraction.fields import Fields
from esrgraph.extraction.form import Form, Slot, fold_label
from esrgraph.extraction.forms import FORMS, forms_of
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
        ForeignPage: no project page, or one cut off before its project code.
        UnreadablePage: its letters are broken, or its lines are cut within words.
        SeveralPages: the page holds more than one; `pages` tells them apart.
    """
    require_type(page, Page, "page", "read_page gives the page of a document's bytes")
    parts = pages(page)
    if len(parts) > 1:
        raise several(len(parts))
    return parse_part(parts[0], source)


def several(count: int) -> SeveralPages:
    """What to raise where one page is asked for, and a document holds that many."""
    return SeveralPages(f"The document holds {count} pages", remedy="Give each page a file of its own")


def parse_part(part: Page, source: Source | None = None) -> ParsedPage:
    """The project that a part of a document describes, as `pages` gives it; see `parse_page`."""
    blocks = _blocks(part.lines)
    if blocks.margin.cuts_words:
        raise UnreadablePage(
            f"The lines are cut after {blocks.margin.width} characters, within words",
            remedy="Capture the page again, with its lines whole or broken between words",
        )
    page = Fields(blocks)
    code = _code(page)
    partners, procedure = _partners_and_procedure(page)
    last, form = blocks.last_line(), blocks.form
    sections = form.whole_sections({block.slot.key for block in blocks}, is_complete=blocks.is_complete())
    project = Project(
        code=code,
        code_line=blocks.line("code"),
        source=source or Source(format=part.format, url=part.url, retrieved=part.retrieved),
        period=form.name,
        variant="A" if blocks.has_headings() else "B",
        fund=_fund(blocks, code),
        **_own_fields(page),
        **{name: field for slot in form.shared for name, field in page.shared(slot)},
        applicant=Applicant(**_fields(page, Applicant, "applicant.")),
        contact=Contact(**_fields(page, Contact, "contact.")),
        procedure=procedure,
        partners=partners,
        summary=_summary(page),
        site=SiteAddress(**_fields(page, SiteAddress, "site.")),
        sustainability=tuple(_assessment(page, notation) for notation in form.criteria),
        cut_off_after=None if blocks.is_complete() else last,
        sections=sections,
        whole=len(sections) == len(form.sections),
    )
    report_losses(blocks)
    return ParsedPage(project, tuple(sorted(blocks.problems, key=lambda each: (each.line or 0, each.field, each.code))))


def _blocks(lines: tuple[Line, ...]) -> Blocks:
    """The page in blocks of its form: of several, the one most of whose strings it has, and lacks fewest of.

    Raises ForeignPage where it lacks the code of a project, or anything of a form around it.
    """
    forms = forms_of(lines)
    if len(forms) > 1:
        forms = (max(forms, key=lambda form: _likeness(lines, form)),)
    for form in forms or FORMS:
        refuse_broken_letters(lines, form)
    blocks = Blocks(lines, forms[0]) if forms else None
    if blocks is None or "code" not in blocks or len(blocks) < 2:
        raise _rejection(lines)
    return blocks


def _likeness(lines: tuple[Line, ...], form: Form) -> tuple[int, int]:
    keys = {anchor.slot.key for anchor in align(lines, known_strings(lines, form), form)}
    return len(keys), -sum(1 for _ in form.lost(keys))


def _rejection(lines: tuple[Line, ...]) -> ForeignPage:
    forms = forms_of(lines)
    codes = (
        form.code.search(line.text)
        for form in forms
        for line in lines
        if fold_label(line.text).startswith(form.code_label)
    )
    code = next(codes, None)
    begun = next((form for form in FORMS for line in lines if fold_label(line.text) in _titles(form)), None)
    if code is None and begun:
        return ForeignPage(
            f"The page is cut off before its project code ({begun.by_field['code'].text})",
            remedy="Capture the whole page again",
        )
    return ForeignPage(
        "This is not a project page of the structural-funds service: it has no project code (Hankekoodi)"
        " with other fields of the form around it" + (f", only the code {code[0]}" if code else ""),
        remedy="Leave it out, or capture the page again if it should be one",
        is_page=False,
    )


def _titles(form: Form) -> set[str]:
    return {fold_label(title) for title in form.titles.values()}


def _code(page: Fields) -> str:
    slot = page.blocks.form.by_field["code"]
    code = page.single("code", slot.reader)
    if code.value is None:
        why = f"is not {slot.reader.expected}" if code.raw else "is blank"
        raise ForeignPage(
            f"Line {code.line}: the project code ({slot.text}) {why}",
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
    slots = _slots(page.blocks.form, record, prefix)
    return {name: page.read(slot) for name, slot in slots.items() if name not in besides}


@cache
def _slots(form: Form, record: type, prefix: str) -> dict[str, Slot]:
    slots = {each.name: form.by_field.get(prefix + each.name) for each in fields(record)}
    return {name: slot for name, slot in slots.items() if slot}


def _partners_and_procedure(page: Fields) -> tuple[tuple[Partner, ...], Field[str]]:
    blocks = page.blocks
    asked = blocks.form.by_field.get("procedure")
    procedure: Field[str] = page.single(asked.key, asked.reader) if asked else Field()
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
    if "summary" not in page.blocks.form.by_field:
        return Field()
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
