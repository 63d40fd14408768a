"""What a form is: its known strings in page order, and how the text that stands with each of them is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Any, Generic, TypeVar

from esrgraph.language import finnish

T = TypeVar("T")

_NUMBER = re.compile(r"^(\d(?:\.\d)?)( .*)")
_DOTTED = re.compile(r"^(\d(?:\.\d)?)\.( .*)")
"""A heading with its number, and with a full stop after it: some write it, and some do not."""
_HEADING = re.compile(r"([0-9])(?:\.([0-9]))?\.? (?=[A-ZÅÄÖ])")


class SlotKind(Enum):
    """What a known string looks like on a line, and what a page without it has lost."""

    HEADING = "a line of its own"
    PROSE = "a line of its own, with free text below it"
    CHOICE = "a line of its own that only some pages have"
    LABEL = "text before a colon, then the value"
    OPTIONAL = "a label that only some pages have"
    QUESTION = "a label, then yes or no, with free text below it"
    SCORES = "text before two whole numbers"


LABELS = (SlotKind.LABEL, SlotKind.OPTIONAL, SlotKind.QUESTION)
"""The kinds with a colon and a value."""


_OF_EVERY_PAGE = (SlotKind.LABEL, SlotKind.QUESTION, SlotKind.SCORES, SlotKind.PROSE)
"""The kinds that a page lacks only where a part of it is lost."""


@dataclass(frozen=True, slots=True)
class ValueReader(Generic[T]):
    """How a text is read: `parse` gives the value or None, `expected` says what it should have been."""

    parse: Callable[[str], T | None]
    expected: str = ""


TEXT = ValueReader(str)
NAMES = ValueReader(finnish.parse_list)
LABEL = ValueReader(finnish.parse_label, "a number, a full stop and a name, as in '9. REACT-EU:n ESR-toimenpiteet'")
EUROS = ValueReader(finnish.parse_euros, "an amount in euros, as in '1 328 000'")
AXIS = ValueReader(finnish.parse_axis, "a number, a colon and a name, as in '5: Tekninen tuki'")
PERIOD = ValueReader(finnish.parse_period, "'Alkaa 1.8.2021 ja päättyy 31.8.2023'")
COUNT = ValueReader(finnish.parse_count, "a whole number")
SCORE = ValueReader(finnish.parse_score, "a whole number from 0 to 10")
YES_NO = ValueReader(finnish.parse_yes_no, "'Kyllä' or 'Ei'")
BUSINESS_ID = ValueReader(finnish.parse_business_id, "seven digits, a hyphen and the right check digit")
ORGANISATION_PHONE = ValueReader(finnish.parse_phone, "a phone number that can be dialled in Finland")
PHONE = ValueReader(finnish.parse_phone, "a phone number")
POSTCODE = ValueReader(finnish.parse_postcode, "five digits")
WEBSITE = ValueReader(finnish.parse_website, "a web address")
WEBSITES = ValueReader(finnish.parse_websites, "web addresses with spaces between them")
EMAIL = ValueReader(finnish.parse_email, "an e-mail address")


def closed_answers(answers: Mapping[str, str]) -> ValueReader[str]:
    """The reader of a question with a few known answers, given with their notations."""
    folded = {text.casefold(): notation for text, notation in answers.items()}
    return ValueReader(lambda text: folded.get(text.casefold()), f"one of {', '.join(map(repr, answers))}")


def counts(part: str) -> ValueReader[tuple[int, ...]]:
    """The reader of a count, and of how many of them are a part that the page names in these words."""
    return ValueReader(
        lambda text: finnish.parse_counts(text, part), f"a whole number, as in '80' or '80, joista {part} 30'"
    )


def code_reader(code: re.Pattern[str], expected: str) -> ValueReader[str]:
    """The reader of a project code, in capitals and without spaces."""

    def parse(text: str) -> str | None:
        found = text.replace(" ", "").upper()
        return found if code.fullmatch(found) else None

    return ValueReader(parse, expected)


@dataclass(frozen=True, slots=True)
class Slot:
    """One known string of the form. `key` names the record's field, or the heading; `field` the former where both.

    `fields` are those that share the value, in its order, where there are several.
    """

    key: str
    text: str
    kind: SlotKind
    reader: ValueReader[Any] = TEXT
    field: str = ""
    fields: tuple[str, ...] = ()


def label_slot(key: str, text: str, reader: ValueReader[Any] = TEXT, kind: SlotKind = SlotKind.LABEL) -> Slot:
    """A label with its value."""
    return Slot(key, text, kind, reader)


def heading_slot(text: str, field: str = "") -> Slot:
    """A numbered heading, over the prose of a field if one is named."""
    number = text.split()[0].rstrip(".")
    return Slot(f"section {number}", text, SlotKind.PROSE if field else SlotKind.HEADING, field=field)


@lru_cache(maxsize=4096)  # every page has the same labels, and each is asked for by several
def fold_label(text: str) -> str:
    """Spacing and case vary between captures in text, HTML and PDF; the letters do not."""
    return "".join(text.casefold().split())


def heading_number(text: str) -> tuple[str, str] | None:
    """The number that a heading begins with, of its section and of the part of it or ''; None where there is none.

    >>> heading_number("4.2 Uusien yritysten määrä"), heading_number("4. Projektin tavoitteet"), heading_number("4 a")
    (('4', '2'), ('4', ''), None)
    """
    found = _HEADING.match(text)
    return (found[1], found[2] or "") if found else None


@dataclass(frozen=True, eq=False)
class Form:
    """The form that the pages of one period share, or those of one kind among them; `name` is the period.

    `code` is what a project code looks like, `funds` each fund by the code's first letter; `spellings` are other
    ways of writing some of the strings. With `is_open`, pages may have numbered parts that are not among the strings.
    `sections` are those that can be told to be there or not, each by the key of the slot that it begins with.
    """

    name: str
    slots: tuple[Slot, ...]
    code: re.Pattern[str]
    funds: Mapping[str, str]
    spellings: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False
    sections: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_text(self) -> Mapping[str, tuple[int, ...]]:
        """The positions of the slots that have a string, by the string without case and spaces."""
        found: dict[str, tuple[int, ...]] = {}
        for index, slot in enumerate(self.slots):
            found[fold_label(slot.text)] = (*found.get(fold_label(slot.text), ()), index)
        dotted = {_NUMBER.sub(r"\1.\2", slot.text): slot.text for slot in self.slots}
        plain = {_DOTTED.sub(r"\1\2", text): text for text in (slot.text for slot in self.slots)}
        others = {**dotted, **plain, **self.spellings}
        return found | {fold_label(other): found[fold_label(text)] for other, text in others.items()}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The position of each slot, by its key."""
        return {slot.key: index for index, slot in enumerate(self.slots)}

    @cached_property
    def _code(self) -> int:
        return self.places["code"]

    @cached_property
    def code_label(self) -> str:
        """The label of the project code, without case and spaces."""
        return fold_label(self.slots[self._code].text)

    @cached_property
    def opening(self) -> frozenset[str]:
        """What stands above the project code, without case and spaces."""
        return frozenset(text for text, places in self.by_text.items() if max(places) < self._code)

    @cached_property
    def first_section(self) -> tuple[str, ...]:
        """The labels from the project code to the next heading, without case and spaces: the project's name first."""
        return tuple(
            fold_label(slot.text) for slot in takewhile(lambda slot: slot.kind in LABELS, self.slots[self._code + 1 :])
        )

    @cached_property
    def longest(self) -> int:
        """A longer line (characters) is prose, whatever its spacing."""
        return 2 * max(map(len, self.by_text))

    @cached_property
    def by_field(self) -> Mapping[str, Slot]:
        """The slots that are read into a field of the record of their own, by that field."""
        return {
            slot.field or slot.key: slot
            for slot in self.slots
            if not slot.fields and (slot.field or slot.kind in LABELS)
        }

    @cached_property
    def shared(self) -> tuple[Slot, ...]:
        """The slots whose value is shared by several fields of the record."""
        return tuple(slot for slot in self.slots if slot.fields)

    @cached_property
    def numbers(self) -> tuple[tuple[str, str], ...]:
        """The numbers of the headings that every page has, in page order: of the section, and of its part or ''."""
        kinds = (SlotKind.HEADING, SlotKind.PROSE)
        numbers = (heading_number(slot.text) for slot in self.slots if slot.kind in kinds)
        return tuple(number for number in numbers if number)

    def lost(self, keys: Collection[str]) -> Iterator[Slot]:
        """The slots that a page should have down to its last known string, and lacks, which has these keys."""
        last = max(map(self.places.__getitem__, keys), default=0)
        return (slot for slot in self.slots[:last] if slot.kind in _OF_EVERY_PAGE and slot.key not in keys)

    def whole_sections(self, keys: Collection[str], *, is_complete: bool) -> tuple[str, ...]:
        """The sections of which a page with these keys lacks nothing: it goes on below them, or is complete."""
        last = max(map(self.places.__getitem__, keys), default=0)
        starts = [self.places[key] for key in self.sections]
        spans = zip(self.sections.values(), starts, [*starts[1:], len(self.slots)], strict=True)
        return tuple(
            name
            for name, start, end in spans
            if (is_complete or last >= end)
            and all(slot.key in keys for slot in self.slots[start:end] if slot.kind in _OF_EVERY_PAGE)
        )

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The first line of a page by fund."""
        return self._texts("title.")

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """The notations of the sustainability criteria, in page order."""
        return tuple(self._texts("criterion."))

    def _texts(self, prefix: str) -> dict[str, str]:
        return {slot.key.removeprefix(prefix): slot.text for slot in self.slots if slot.key.startswith(prefix)}
