"""A scheme's concepts by name: what a name on a page stands for, and what to tell where it stands for nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType

from esrgraph.record import Label

_CLOSE = 0.75
"""The least likeness (difflib's ratio, 0-1) of a spelling that is named as close: one letter wrong in four or more."""
_WIDEST_NAME, _WIDEST_WORDING = 80, 300
"""A longer name or wording (characters) is cut in a message."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name stands for: `notation`, or None where that is not certain; nothing is ever guessed.

    `code` (stable, for programs), `message` and `remedy` (English, no full stop) say what is worth a finding.
    """

    notation: str | None
    code: str | None = None
    message: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: `label` is its Finnish name, `parent` the notation of the broader one; valid on both its days too.

    `finnish_names` hold the label, further names and genitives; `other_names` those in other languages.
    """

    notation: str
    label: str
    finnish_names: tuple[str, ...]
    other_names: tuple[str, ...]
    parent: str | None = None
    position: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    fund: str | None = None

    def exists_between(self, start: date | None, end: date | None) -> bool:
        """Whether it was valid on some day from start to end; None leaves that side open."""
        begun = self.valid_from is None or end is None or self.valid_from <= end
        return begun and not self.is_over_by(start)

    def is_over_by(self, day: date | None) -> bool:
        """Whether its last day lies before that day."""
        return self.valid_to is not None and day is not None and self.valid_to < day


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    r"""The name as it is compared: NFC, one space between words, no case.

    >>> fold_name(" PIELISEN\N{NO-BREAK SPACE} Karjalan ")
    'pielisen karjalan'
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Names:
    """The concepts of one kind, by notation and by name."""

    def __init__(self, kind: str, concepts: Iterable[Concept]) -> None:
        """`kind` is the English word for one of them: it stands in messages and, hyphenated, in codes."""
        self.kind = kind
        self.by_notation: Mapping[str, Concept] = MappingProxyType({each.notation: each for each in concepts})
        self._finnish = self._index(lambda concept: concept.finnish_names)
        self._other = self._index(lambda concept: concept.other_names)

    def _index(self, names: Callable[[Concept], tuple[str, ...]]) -> Mapping[str, tuple[Concept, ...]]:
        index: dict[str, tuple[Concept, ...]] = {}
        for concept in self.by_notation.values():
            for name in {fold_name(name) for name in names(concept)}:
                index[name] = (*index.get(name, ()), concept)
        return index

    def concepts_named(self, name: str) -> tuple[Concept, ...]:
        """The concepts with that Finnish name, in any form that the scheme holds; failing that, in another language."""
        return self._finnish.get(fold_name(name)) or self._other.get(fold_name(name), ())

    def resolve(self, name: str, start: date | None = None, end: date | None = None) -> Resolution:
        """What the name stands for, among what existed on some day from start to end (None: that side is open)."""
        known = self.concepts_named(name)
        existing = [concept for concept in known if concept.exists_between(start, end)]
        if not known:
            return self._unknown(name)
        if not existing:
            return self._out_of_time(known[0], start, end)
        return Resolution(existing[0].notation) if len(existing) == 1 else self._ambiguous(name, existing)

    def resolve_number(self, label: Label, prefix: str = "") -> Resolution:
        """What the number stands for: the number decides, and a wording that is not the scheme's is told. A list
        gives the number alone.

        `prefix` is what the notations have before the number.
        """
        concept = self.by_notation.get(prefix + label.number.strip().rstrip("."))
        if concept is None:
            numbers = [each.removeprefix(prefix) for each in self.by_notation if each.startswith(prefix)]
            remedy = f"Check the number on the page; known are {', '.join(sorted(numbers, key=_by_number))}"
            return self._finding("unknown", f"The programme has no {self.kind} {label.number}", remedy)
        if not label.wording or fold_name(label.wording) == fold_name(concept.label):
            return Resolution(concept.notation)
        wording = _cut(label.wording, _WIDEST_WORDING)
        message = f'{self.kind.capitalize()} {concept.notation} reads "{wording}" and not "{concept.label}"'
        others = [other.notation for other in self.concepts_named(label.wording) if other is not concept]
        if others:
            remedy = f"Check the number on the page; that is the wording of {others[0]}"
            return Resolution(concept.notation, "wording-of-another", message, remedy)
        return Resolution(concept.notation, "wording-differs", message, "Check that the number on the page is right")

    def _finding(self, code: str, message: str, remedy: str) -> Resolution:
        return Resolution(None, f"{code}-{self.kind.replace(' ', '-')}", message, remedy)

    def _unknown(self, name: str) -> Resolution:
        spellings = {**self._other, **self._finnish}
        close = get_close_matches(fold_name(name), spellings, cutoff=_CLOSE)
        labels = dict.fromkeys(concept.label for spelling in close for concept in spellings[spelling])
        hint = f"; close to it: {', '.join(labels)}" if labels else ""
        return self._finding(
            "unknown", f'No {self.kind} is called "{_cut(name)}"', f"Check the spelling on the page{hint}"
        )

    def _ambiguous(self, name: str, concepts: list[Concept]) -> Resolution:
        choice = ", ".join(f"{concept.label} ({concept.notation})" for concept in concepts)
        message = f'More than one {self.kind} is called "{_cut(name)}"'
        return self._finding("ambiguous", message, f"Find out which is meant: {choice}")

    def _out_of_time(self, concept: Concept, start: date | None, end: date | None) -> Resolution:
        """A finding for a concept that was over before the project's start, or began after its end."""
        if not concept.is_over_by(start):
            message = (
                f"The {self.kind} {concept.label} exists from {concept.valid_from}, after the project's end, {end}"
            )
            return self._finding("not-yet-valid", message, "Check the period and the name on the page")
        successor = self.by_notation.get(concept.successor or "")
        if successor is None or concept.valid_to is None:
            message = (
                f"The {self.kind} {concept.label} ended on {concept.valid_to}, before the project's start, {start}"
            )
            return self._finding("ended", message, "Check the period and the name on the page")
        joined = f"merged into {successor.label} on {concept.valid_to + timedelta(days=1)}"
        message = f"The {self.kind} {concept.label} was {joined}, before the project's start, {start}"
        remedy = f"Check the period and the name on the page; it is now part of {successor.label}"
        return self._finding("merged", message, f"{remedy} ({successor.notation})")


def _cut(text: str, widest: int = _WIDEST_NAME) -> str:
    return text if len(text) <= widest else f"{text[:widest]}…"


def _by_number(notation: str) -> list[int]:
    return [int(part) for part in notation.split(".")]
