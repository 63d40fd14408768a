"""A project without what identifies people: nothing personal is left in the fields that are published.

The contact person's own section is simply never published. But the same name, e-mail address or phone number can stand
in any other field too, as can other people's addresses and numbers; they are taken out here. Names of other people
cannot be told from other words, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from esrgraph.documents.formats.format import CACHED_LINES
from esrgraph.documents.page import Line
from esrgraph.errors import UnreadablePage
from esrgraph.extraction.contact_labels import ContactLines, contact_lines
from esrgraph.extraction.form import fold_label
from esrgraph.extraction.forms import FORMS, forms_of
from esrgraph.extraction.lookalikes import skeleton
from esrgraph.extraction.person_names import PersonNames, names_in
from esrgraph.extraction.personal_details import (
    DIGITS,
    Span,
    digits,
    emails,
    may_have_emails,
    may_have_phones,
    merged,
    phones,
)
from esrgraph.language.finnish import parse_email
from esrgraph.record import Assessment, Contact, Field, Label, Problem, Project, Severity, Source, State

MARK = "[…]"
"""What stands in a published text where something of a person was."""

_OWN_NUMBERS = ("applicant.phone", "applicant.postcode", "site.postcode")
"""Fields whose numbers are the organisation's own, as business IDs are, unless they are the contact person's."""
_PLACES = ("regions", "sub_regions", "municipalities")
_WEBSITES = ("applicant.website", "homepages")
_DIGIT = re.compile(r"\d")
_USER = re.compile(r"//[^/\s]*@|[?&](?:user|email|e-?mail|name|nimi)=[^&\s]", re.IGNORECASE)
_OWN_NUMBER = "Puhelinnumero:"
_FEWEST_DIGITS = 6
_MOST_NAMES = 200
"""A page with more names and other words for its contact person is no page of the form."""
_WIDEST_LABELLED = 300
"""A longer line (characters) is prose."""


class Mask:
    """What tells who the contact person of a page is, ready to be looked for in the texts of that page.

    `numbers` are the digits of the contact's phone numbers as they are in every spelling; `page`, all that is to be
    searched, tells at once what need not be looked for.
    """

    def __init__(self, names: PersonNames, numbers: tuple[str, ...], page: str | None = None) -> None:
        self.names = names
        self._numbers = numbers
        plain = skeleton(page or "")
        runs = list(DIGITS.finditer(page or ""))
        self._has_names = page is None or names.may_be_in(plain)
        self._has_emails = page is None or (may_have_emails(plain) and any(emails(page)))
        others = (run for run in runs if not _is_organisations(run))
        self._has_phones = page is None or may_have_phones(page, others)
        self._has_own = bool(numbers) and (page is None or any(self._is_contacts(run[0]) for run in runs))
        has_users = page is None or (("=" in page or "@" in page) and _USER.search(page))
        self.is_idle = not (self._has_names or self._has_emails or self._has_phones or self._has_own or has_users)
        self._known: dict[tuple[str, bool], str] = {}

    def text(self, text: str, *, own_numbers: bool = False) -> str:
        """The text with a mark in place of every detail of a person; line breaks within one are kept.

        With `own_numbers`, phone numbers other than the contact's stay.
        """
        if self.is_idle or not text:
            return text
        key = (text, own_numbers)
        if key not in self._known:
            self._known[key] = _marked(text, self.spans(text, own_numbers=own_numbers))
        return self._known[key]

    def path(self, path: str) -> str:
        """The path of a document with a mark in place of the contact's names and numbers, and of e-mail addresses."""
        own = [each.span() for each in DIGITS.finditer(path) if self._is_contacts(each[0])]
        return _marked(path, merged([*self.names.spans_in_address(path), *emails(path), *own]))

    def is_in_address(self, url: str) -> bool:
        """Whether a web address tells of a person."""
        return bool(_USER.search(url) or self.names.are_in_address(url) or self.spans(url))

    def spans(self, text: str, *, own_numbers: bool = False) -> list[Span]:
        """Where details of people stand, in order, none within another."""
        found = self.names.spans(text) if self._has_names else []
        found += emails(text) if self._has_emails else []
        if self._has_own:
            found += [each.span() for each in DIGITS.finditer(text) if self._is_contacts(each[0])]
        if self._has_phones and not own_numbers:
            found += phones(text)
        return merged(found)

    def _is_contacts(self, text: str) -> bool:
        number = digits(text)
        return any(own in number for own in self._numbers)


def _is_organisations(run: re.Match[str]) -> bool:
    """Whether digits on a page stand in the organisation's own field for them."""
    line = run.string.rfind("\n", 0, run.start()) + 1
    return "\n" not in run[0] and run.string.startswith(_OWN_NUMBER, line)


def _marked(text: str, spans: list[Span]) -> str:
    done, pieces = 0, []
    for start, end in spans:
        pieces += [text[done:start], MARK, "\n" * text.count("\n", start, end)]
        done = end
    return "".join((*pieces, text[done:]))


def withhold_contact(
    project: Project, problems: tuple[Problem, ...] = (), hiding: Mask | None = None
) -> tuple[Project, tuple[Problem, ...]]:
    """The project, and the problems of its page, with what identifies people taken out.

    Every field is cleaned, its raw text too, but for the contact person's own, which never leave the record; `hiding`
    is the page's mask, where there is a page.
    """
    cleaning = _Cleaning(hiding or mask(project))
    if cleaning.mask.is_idle:
        source = cleaning.clean_value("source", project.source)
        return replace(project, source=source) if cleaning.problems else project, (*problems, *cleaning.problems)
    changes = {each.name: cleaning.clean_value(each.name, getattr(project, each.name)) for each in fields(project)}
    told = (_redacted_problem(problem, cleaning.mask) for problem in problems)
    return replace(project, **changes), (*told, *cleaning.problems)


def _redacted_problem(problem: Problem, mask: Mask) -> Problem:
    own = _has_own_numbers(problem.field)
    text = mask.text(problem.text, own_numbers=own) if problem.text else None
    return replace(problem, message=mask.text(problem.message, own_numbers=own), text=text)


def _has_own_numbers(name: str) -> bool:
    return name in _OWN_NUMBERS or name.endswith("business_id")


class _Cleaning:
    """The fields of a record, one by one, to what may be published of them; what is withheld gathers in `problems`."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask
        self.problems: list[Problem] = []

    def clean_value(self, name: str, value: Any) -> Any:
        """The value of a field of the record, whatever its class, with every text in it cleaned."""
        if isinstance(value, Contact):
            return value
        if isinstance(value, Source):
            return self._source(value)
        if isinstance(value, Field):
            return self._field(name, value)
        if isinstance(value, tuple):
            names = (
                f"{name}.{e.criterion}" if isinstance(e, Assessment) else f"{name}[{n}]" for n, e in enumerate(value, 1)
            )
            return tuple(self.clean_value(own, each) for own, each in zip(names, value, strict=True))
        if is_dataclass(value):
            changes = {
                each.name: self.clean_value(f"{name}.{each.name}", getattr(value, each.name)) for each in fields(value)
            }
            return replace(value, **changes)  # type: ignore[type-var]
        return value

    def _field(self, name: str, field: Field[Any]) -> Field[Any]:
        own = _has_own_numbers(name)
        raw = self.mask.text(field.raw, own_numbers=own) if field.raw else field.raw
        value = self._value(name, field, own)
        if name in _WEBSITES and value != field.value:
            raw = " ".join(value or ()) or MARK
        if (raw, value) == (field.raw, field.value):
            return field
        self.problems.append(_withheld_problem(name, field.line))
        state = State.WITHHELD if value is None and field.value is not None else field.state
        return Field(value, raw, field.line, state)

    def _value(self, name: str, field: Field[Any], own: bool) -> Any:
        value = field.value
        if name in _WEBSITES:
            return self._public_addresses(field)
        if isinstance(value, tuple):
            return tuple(self.mask.text(each) for each in value)
        if isinstance(value, Label):
            return replace(value, wording=self.mask.text(value.wording))
        if not isinstance(value, str):
            return value
        text = self.mask.text(value, own_numbers=own)
        return None if text != value and name in _OWN_NUMBERS else text

    def _public_addresses(self, field: Field[Any]) -> Any:
        """The value of a field with one web address, or several, without those that tell of a person."""
        if isinstance(field.value, tuple):
            return tuple(each for each in field.value if not self.mask.is_in_address(each)) or None
        return None if field.value is None or self.mask.is_in_address(field.raw or field.value) else field.value

    def _source(self, source: Source) -> Source:
        name, url = source.name, source.url
        if url and self.mask.is_in_address(url):
            name = name.replace(url, f"sha256:{source.sha256[:16]}")  # out of a stream, it is named by its address
            url = None
        name = self.mask.path(name)
        if (name, url) != (source.name, source.url):
            self.problems.append(_withheld_problem("page", None))
        return replace(source, name=name, url=url)


def _withheld_problem(name: str, line: int | None) -> Problem:
    return Problem(
        line,
        name,
        "contact-withheld",
        "The field holds the contact person's name, or an e-mail address or phone number; it is not published",
        "Nothing need be done; or give the organisation's own details at the source",
        Severity.INFO,
    )


def publishable_lines(lines: tuple[Line, ...], project: Project, hiding: Mask) -> tuple[Line, ...]:
    """A page's lines as they may be shown beside a finding: those of fields that were read, with people taken out.

    `project` is as the page gave it, before anything was withheld. A line that belongs to no field is never shown.
    """
    shown: list[Line] = []
    for name, stretch in _stretches(lines, project, contact_lines(lines, forms_of(lines) or FORMS)):
        if hiding.is_idle:
            shown += stretch
            continue
        if name in _WEBSITES and hiding.is_in_address(stretch[0].text):
            continue
        texts = hiding.text("\n".join(line.text for line in stretch), own_numbers=_has_own_numbers(name)).split("\n")
        shown += [Line(line.number, text) for line, text in zip(stretch, texts, strict=True) if text]
    return tuple(shown)


def _stretches(lines: tuple[Line, ...], project: Project, personal: ContactLines) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each field that may be published, its label's first; and the headings, each alone."""
    expected = _Expected(project)
    current: tuple[str, list[Line]] | None = None
    withheld = personal.labels | personal.values
    for line in lines:
        if not line.text or line in withheld:
            continue
        name, joined = expected.field_of(line)
        if current and (name is None or not joined):
            yield current
            current = None
        if name is not None:
            current = current or (name, [])
            current[1].append(line)
    if current:
        yield current


class _Expected:
    """The lines that the fields of a project were read from, told by their texts."""

    def __init__(self, project: Project) -> None:
        self._starts: dict[int, list[tuple[str, str]]] = {}
        for name, field in project.fields():
            if field.line is not None and not name.startswith("contact."):
                self._starts.setdefault(field.line, []).append((name, field.raw or ""))
        if project.code_line is not None:
            self._starts.setdefault(project.code_line, []).append(("code", project.code))
        self._name = ""
        self._rest: list[str] = []

    def field_of(self, line: Line) -> tuple[str | None, bool]:
        """The name of the field that a line belongs to, None where to none; and whether it continues the line above."""
        if self._rest and line.text == self._rest[0]:
            del self._rest[0]
            return self._name, True
        self._rest = []
        for name, raw in self._starts.get(line.number, ()):
            parts = [part for part in raw.split("\n") if part]
            if parts and line.text == parts[0]:
                self._name, self._rest = name, parts[1:]
                return name, False
            if _is_labelled(line.text, tuple([raw for _, raw in self._starts[line.number]])):
                return name, False
            if parts and _is_known(line.text):
                self._name, self._rest = name, parts
                return name, False
        return ("", False) if _is_known(line.text) else (None, False)


@lru_cache(maxsize=CACHED_LINES)
def _is_labelled(text: str, raws: tuple[str, ...]) -> bool:
    """Whether a line is a known label with what was read from it, and nothing more."""
    for raw in raws:
        if raw and text.endswith(raw) and _is_known(text[: -len(raw)]):
            return True
    whole = "".join(fold_label(raw) for raw in raws)
    folded = fold_label(text)
    if folded.replace(",", "") == whole.replace(",", ""):  # a partner with its business ID
        return True
    if not whole or not folded.endswith(whole):
        return False
    ends = (found.span() for found in re.finditer(r"\s", text[:_WIDEST_LABELLED]))
    return any(_is_known(text[:start]) for start, end in ends if fold_label(text[end:]) == whole)


@lru_cache(maxsize=4096)
def _is_known(text: str) -> bool:
    """Whether a text is a known string of a form, and no label of the contact person's."""
    folded = fold_label(text.rstrip().rstrip(":"))
    for form in FORMS:
        for index in form.by_text.get(folded, ()):
            return not form.slots[index].key.startswith("contact.")
    return False


def mask(project: Project, lines: tuple[Line, ...] = ()) -> Mask:
    """What has to be taken out of the texts of a project, as its contact's fields and the lines of its page tell."""
    named = (getattr(project, name).value or () for name in _PLACES)
    return _mask(project.contact, lines, [each for names in named for each in names])


def _mask(contact: Contact, lines: tuple[Line, ...], places: Sequence[str]) -> Mask:
    personal = contact_lines(lines, forms_of(lines) or FORMS)
    own = [raw for field in fields(contact) if (raw := getattr(contact, field.name).raw)]
    given = [text for text in (*own, *personal.texts) if text]
    names: set[str] = set()
    for text in given:
        found = [text[start:end] for start, end in emails(text)] if may_have_emails(skeleton(text)) else []
        names |= {each for address in found for each in _names_in_address(address)}
        names |= set(names_in(_without(text, found), is_position=text == contact.position.raw))
    numbers = {number for text in given for each in DIGITS.findall(text) if (number := _national(each))}
    others = [line.text for line in lines if line not in personal.labels]
    if len(names) > _MOST_NAMES:
        raise UnreadablePage(
            f"The lines of the contact person hold {len(names)} names and other words, more than a person has",
            remedy="Capture the page again, with each field on a line of its own",
        )
    return Mask(PersonNames(sorted(names), places), tuple(sorted(numbers)), "\n".join(others) if lines else None)


def _without(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, " ")
    return text


def _names_in_address(address: str) -> tuple[str, ...]:
    """The names that the part of an e-mail address before its sign is made of."""
    local = (parse_email(address) or re.split(r"[@(\[]|\sat\s", address)[0]).partition("@")[0]
    words = re.findall(r"[^\W\d_]+", local)
    return names_in(" ".join(words).title() if len(words) > 1 else local)  # `kaisla.havulampi`: common words, too


def _national(text: str) -> str | None:
    """The digits of a number from the first that is the same in every spelling."""
    number = re.sub(r"\A(?:00358|358|0)0?", "", digits(text))
    return number if len(number) >= _FEWEST_DIGITS else None
