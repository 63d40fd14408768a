"""A project without what identifies its contact person: nothing personal is left in the fields that are published.

The contact's own section is simply never published. But the same name, e-mail address or phone number can stand in
the prose too, and the organisation's number is at times the contact's own; they are taken out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from esrgraph.finnish import parse_phone
from esrgraph.form import CONTACT_LINE
from esrgraph.page import Line
from esrgraph.record import Assessment, Field, Problem, Project, Severity, State, YesNo

_Cleaner = Callable[[str, Field[str]], Field[str]]

MARK = "[…]"
"""What stands in a published text where something of a contact person was."""

_NUMBER = re.compile(r"[+(]?\d(?:[ ()-]{0,3}\d){5,14}")
_PROSE = ("title", "summary", "direct_target_groups", "indirect_target_groups", "final_report_summary")
_QUESTIONS = ("gender_analysis_done", "gender_mainstreamed", "gender_equality_is_main_objective")


def withhold_contact(project: Project) -> tuple[Project, tuple[Problem, ...]]:
    """The project with the contact person's name, e-mail and phone taken out of every published field.

    The raw texts stay as they were: they never leave the record.
    """
    pattern, phone = _identifying(project)
    problems: list[Problem] = []

    def clean(name: str, field: Field[str]) -> Field[str]:
        if field.value is None:
            return field
        text = _masked(field.value, pattern, phone)
        if text == field.value:
            return field
        problems.append(_withheld(name, field.line))
        return replace(field, value=text)

    changes: dict[str, object] = {name: clean(name, getattr(project, name)) for name in _PROSE}
    for name in _QUESTIONS:
        question: YesNo = getattr(project, name)
        changes[name] = replace(question, statement=clean(f"{name}.statement", question.statement))
    changes["sustainability"] = tuple(_clean_assessment(each, clean) for each in project.sustainability)
    if phone and project.applicant.phone.value == phone:
        problems.append(_withheld("applicant.phone", project.applicant.phone.line))
        changes["applicant"] = replace(
            project.applicant, phone=replace(project.applicant.phone, value=None, state=State.WITHHELD)
        )
    return replace(project, **changes), tuple(problems)  # type: ignore[arg-type]


def publishable_lines(lines: Iterable[Line], project: Project) -> tuple[Line, ...]:
    """A page's lines as they may be shown beside a finding: the contact's own left out, details elsewhere masked.

    `project` is as the page gave it, before anything was withheld.
    """
    contact = project.contact
    own = {field.line for field in (contact.name, contact.position, contact.email, contact.phone)}
    pattern, phone = _identifying(project)
    return tuple(
        Line(line.number, _masked(line.text, pattern, phone))
        for line in lines
        if line.text and line.number not in own and not CONTACT_LINE.match(line.text)
    )


def _masked(text: str, pattern: re.Pattern[str] | None, phone: str | None) -> str:
    text = pattern.sub(MARK, text) if pattern else text
    return _NUMBER.sub(lambda found: MARK if parse_phone(found[0]) == phone else found[0], text) if phone else text


def _clean_assessment(assessment: Assessment, clean: _Cleaner) -> Assessment:
    name = f"sustainability.{assessment.criterion}.statement"
    return replace(assessment, statement=clean(name, assessment.statement))


def _withheld(name: str, line: int | None) -> Problem:
    return Problem(
        line,
        name,
        "contact-withheld",
        "The field holds a detail of the contact person; it is not published",
        "Nothing need be done; or give the organisation's own details at the source",
        Severity.INFO,
    )


def _identifying(project: Project) -> tuple[re.Pattern[str] | None, str | None]:
    contact = project.contact
    patterns = [*_names(contact.name.raw or ""), *_addresses(contact.email.raw or "", contact.email.value)]
    pattern = re.compile("|".join(patterns), re.IGNORECASE) if patterns else None
    return pattern, contact.phone.value


def _addresses(raw: str, value: str | None) -> list[str]:
    if value is None:
        return [re.escape(raw)] if len(raw) > 5 else []
    local, _, host = value.partition("@")
    return [rf"{re.escape(local)}\s*(?:@|\(at\)|\[at\])\s*{re.escape(host)}"]


def _names(raw: str) -> list[str]:
    """Two words of the name side by side, in either order, each in any case of declension."""
    words = [_stem(word) for word in re.findall(r"[\w'-]+", raw) if len(word) > 1]
    return [rf"\b{re.escape(one)}\w*,?\s+{re.escape(other)}\w*" for one in words for other in words if one is not other]


def _stem(word: str) -> str:
    """The letters that stay when a Finnish name is declined: `Virtanen` - `Virtasen`."""
    return word[: max(3, len(word) - 3)]
