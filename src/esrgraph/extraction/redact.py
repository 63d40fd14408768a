"""A project without what identifies its contact person: nothing personal is left in the fields that are published.

The contact's own section is simply never published. But the same name, e-mail address or phone number can stand in
the prose too, and the organisation's number is at times the contact's own; they are taken out here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from esrgraph.documents.page import Line
from esrgraph.extraction.forms import FORMS
from esrgraph.language.finnish import parse_phone
from esrgraph.record import PROPERTIES, Assessment, Contact, Field, Problem, Project, Severity, State, YesNo

_Cleaner = Callable[[str, Field[str]], Field[str]]

MARK = "[…]"
"""What stands in a published text where something of a contact person was."""

_NUMBER = re.compile(r"[+(\d](?:(?<=\d)|\d)(?:[ ()-]{0,3}\d){5,14}")
"""Written so that a search skips to the characters a number can begin with: every line of a page is searched."""
_DIGIT = re.compile(r"\d")
_SHORTEST = 5
"""A shorter text (characters) says too little to be looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class _Identity:
    """What tells who a contact person is; whatever `pattern` finds holds two of `names` or one of `hints` (without
    case)."""

    pattern: str | None
    names: tuple[str, ...]
    hints: tuple[str, ...]
    phone: str | None

    def masked(self, text: str) -> str:
        """The text with a mark in place of every detail of the person."""
        if self.pattern and self._may_be_in(text.casefold()):
            text = re.sub(self.pattern, MARK, text, flags=re.IGNORECASE)
        return _NUMBER.sub(self._number, text) if self.phone and _DIGIT.search(text) else text

    def _may_be_in(self, folded: str) -> bool:
        """Most lines have nothing of the person: told without the pattern, which takes long to make and to look for."""
        if sum(name in folded for name in self.names) > 1:
            return True
        return any(hint in folded for hint in self.hints)

    def _number(self, found: re.Match[str]) -> str:
        return MARK if _phone(found[0]) == self.phone else found[0]


_phone = lru_cache(maxsize=256)(parse_phone)  # the numbers of a page stand in its lines and in its fields


def withhold_contact(project: Project, problems: tuple[Problem, ...] = ()) -> tuple[Project, tuple[Problem, ...]]:
    """The project, and the problems of its page, with the contact person's name, e-mail and phone taken out.

    Every published field is cleaned; the raw texts stay as they were: they never leave the record.
    """
    identity = _identity(project.contact)
    found: list[Problem] = []

    def clean(name: str, field: Field[str]) -> Field[str]:
        if field.value is None:
            return field
        text = identity.masked(field.value)
        if text == field.value:
            return field
        found.append(_withheld(name, field.line))
        return replace(field, value=text)

    changes: dict[str, object] = {}
    for name in PROPERTIES:
        field = getattr(project, name)
        if isinstance(field, YesNo):
            changes[name] = replace(field, statement=clean(f"{name}.statement", field.statement))
        elif isinstance(field.value, str):
            changes[name] = clean(name, field)
    changes["sustainability"] = tuple(_clean_assessment(each, clean) for each in project.sustainability)
    if identity.phone and project.applicant.phone.value == identity.phone:
        found.append(_withheld("applicant.phone", project.applicant.phone.line))
        changes["applicant"] = replace(
            project.applicant, phone=replace(project.applicant.phone, value=None, state=State.WITHHELD)
        )
    told = (_told(problem, identity) for problem in problems)
    return replace(project, **changes), (*told, *found)  # type: ignore[arg-type]


def _told(problem: Problem, identity: _Identity) -> Problem:
    text = identity.masked(problem.text) if problem.text else None
    return replace(problem, message=identity.masked(problem.message), text=text)


def publishable_lines(lines: Iterable[Line], project: Project) -> tuple[Line, ...]:
    """A page's lines as they may be shown beside a finding: the contact's own left out, details elsewhere masked.

    `project` is as the page gave it, before anything was withheld.
    """
    contact = project.contact
    own = {field.line for field in (contact.name, contact.position, contact.email, contact.phone)}
    identity = _identity(project.contact)
    return tuple(
        Line(line.number, identity.masked(line.text))
        for line in lines
        if line.text and line.number not in own and not any(form.contact_line.match(line.text) for form in FORMS)
    )


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


@lru_cache(maxsize=1)  # a page's lines and its fields are cleaned of the same person
def _identity(contact: Contact) -> _Identity:
    words = [_stem(word) for word in re.findall(r"[\w'-]+", contact.name.raw or "") if len(word) > 1]
    names = [_beside(one, other) for one in words for other in words if one is not other]
    raws = [raw for raw in (contact.email.raw, contact.phone.raw) if raw and len(raw) > _SHORTEST]
    local, _, host = (contact.email.value or "").partition("@")
    address = [rf"{re.escape(local)}\s*(?:@|\(at\)|\[at\])\s*{re.escape(host)}"] if host else []
    patterns = [*names, *address, *map(re.escape, raws)]
    hints = [hint.casefold() for hint in (*raws, *([local] if host else []))]
    name = [word.casefold() for word in words]
    return _Identity("|".join(patterns) or None, tuple(name), tuple(hints), contact.phone.value)


def _beside(one: str, other: str) -> str:
    """Two words of a name side by side, each in any case of declension."""
    return rf"\b{re.escape(one)}\w*,?\s+{re.escape(other)}\w*"


def _stem(word: str) -> str:
    """The letters that stay when a Finnish name is declined: `Virtanen` - `Virtasen`."""
    return word[: max(3, len(word) - 3)]
