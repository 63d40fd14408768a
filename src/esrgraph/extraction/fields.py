"""The blocks of a page to the values of its fields: each is whole, or it is told why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, TypeVar

from esrgraph.documents.formats.flow import rejoin
from esrgraph.extraction.blocks import Block, Blocks, Spot
from esrgraph.extraction.form import SCORE, Slot, SlotKind, ValueReader
from esrgraph.extraction.margin import Margin
from esrgraph.record import Field, Severity, State, YesNo

T = TypeVar("T")

_BLANK = re.compile(r"[-–—.*•\s]*")
_PERSONAL = re.compile(r"\w\s*(?:@|[(\[](?:at|ät)[)\]])\s*[\w-]+\.\w", re.IGNORECASE)
_MORE_FOLLOWS = re.compile(r"(?:.*[,:]|.*\b(?:ja|sekä|tai|och|samt|eller))")
"""How a text ends that goes on below."""
_FIGURES = re.compile(r"(?:[^\W\d]+:? ?)?\d{1,2}(?:\W{1,3}(?:[^\W\d]+:? ?)?\d{1,2})?")
_MOST_LINES = 4
"""A value that is not just any text goes on over so many more lines at most."""


class Fields:
    """Reads the fields of a page from its blocks."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks

    def read(self, slot: Slot) -> Field[Any] | YesNo:
        """What stands in a slot, as its kind and its reader say."""
        if slot.kind is SlotKind.PROSE:
            return self.prose(slot.key, slot.field)
        if slot.kind is SlotKind.CHOICE:
            block = self.blocks.get(slot.key)
            return Field(True, slot.text, block.line, State.STATED) if block else Field()
        if slot.kind is not SlotKind.QUESTION:
            return self.single(slot.key, slot.reader)
        answer = self.single(slot.key, slot.reader, f"{slot.key}.answer")
        is_own = answer.value is not None or not self._may_hold_answer(slot, answer.raw or "")
        return YesNo(answer, self.prose(slot.key, f"{slot.key}.statement", is_own=is_own))

    def _may_hold_answer(self, slot: Slot, beside: str) -> bool:
        """Whether the text at a question has its answer for a first word, or goes on with it below."""
        below = (spot.text for spot in self.blocks.body(slot.key) if spot.text)
        first = (beside or next(below, "")).split(maxsplit=1)[:1]
        return any(slot.reader.parse(word) is not None for word in first) or self.blocks.is_broken(slot.key)

    def single(self, key: str, reader: ValueReader[T], name: str = "") -> Field[T]:
        """A field with one value: beside the label, below it where nothing is beside it, or broken over lines."""
        block = self.blocks.get(key)
        if block is None:
            return Field()
        if self._is_doubled(block, name or key):
            return Field(None, None, block.line, State.STATED)
        pieces, is_whole = self._pieces(block, reader)
        raw = reduce(rejoin, pieces) if pieces else ""
        if _BLANK.fullmatch(raw):
            return Field(None, raw, block.line, State.BLANK)
        is_placed = key not in self.blocks.doubts.unplaced
        value = Field(reader.parse(raw) if is_whole and is_placed else None, raw, block.line, State.STATED)
        if not is_placed:
            self._unreadable(name or key, value, "may be that of another field: the heading above it is lost")
        elif not is_whole:
            self._unreadable(name or key, value, "may go on in the line below, which belongs to no field")
        elif value.value is None:
            self.unreadable(name or key, value, reader.expected)
        return value

    def _pieces(self, block: Block, reader: ValueReader[T]) -> tuple[list[str], bool]:
        """The lines of a value, and whether it is whole. What is below a question's answer is its statement."""
        first, start = block.value, block.position
        if not self.blocks.has_text(block.slot.key):
            return [first] if first else [], True
        below = self.blocks.body(block.slot.key)
        if not first:
            spot = self._first_below(block, below, reader)
            if spot is None:
                return [], True
            self.blocks.take(spot)
            first, start = spot.text, spot.position
            below = [each for each in below if each.position > start]
        if block.slot.kind is SlotKind.QUESTION:
            return [first], True
        adjoining = list(self.blocks.adjoining(start, below))
        full = [self.blocks.lines[start].text, *(spot.text for spot in adjoining)]
        extent = _extent(first, full, reader, self.blocks.margin)
        if extent is None or (not adjoining and any(spot.text for spot in below) and _MORE_FOLLOWS.fullmatch(first)):
            return [first], False
        self.blocks.take(*adjoining[:extent])
        return [first, *(spot.text for spot in adjoining[:extent])], True

    def _first_below(self, block: Block, below: Sequence[Spot], reader: ValueReader[T]) -> Spot | None:
        """The first line below a label with nothing beside it, where it can be the value and nobody's address."""
        first = next((spot for spot in below if spot.text), None)
        if first is None or first.position in self.blocks.strings:
            return None
        first = first._replace(text=first.text.removeprefix(":").lstrip() or first.text)
        if not block.slot.key.startswith("contact.") and _PERSONAL.search(first.text):
            return None
        adjoining = [first, *self.blocks.adjoining(first.position, below)]
        if reader.expected:
            return first if list(_readable([spot.text for spot in adjoining], reader)) else None
        beside = self.blocks.values_stand_beside()
        is_next = first in self.blocks.adjoining(block.position, below)
        return None if beside and (":" in first.text or not is_next) else first

    def shared(self, slot: Slot) -> Iterator[tuple[str, Any]]:
        """The fields that share the value of a slot, each with its part of it; what is wrong is told of the part."""
        whole = self.single(slot.key, slot.reader, slot.fields[0])
        if whole.value is None:
            yield from ((name, whole) for name in slot.fields)
            return
        for name, part in zip(slot.fields, whole.value, strict=False):
            yield name, Field(part, whole.raw, whole.line, whole.state)
            if part is None:
                self.unreadable(name, whole, slot.reader.expected)

    def scores(self, key: str, name: str) -> tuple[Field[int], Field[int]]:
        """The direct and the indirect score (0-10) beside a criterion, or below it."""
        block = self.blocks.get(key)
        if block is None:
            return Field(), Field()
        if self._is_doubled(block, name):
            lost: Field[int] = Field(None, None, block.line, State.STATED)
            return lost, lost
        figures = block.value.split() or self._figures_below(key, 2)
        if len(figures) == 1 and SCORE.parse(figures[0]) is not None:
            figures += self._figures_below(key, 1)
        whole = len(figures) == 2
        direct, indirect = figures if whole else [" ".join(figures)] * 2
        return (
            self._score(block, direct, f"{name}.direct", whole=whole),
            self._score(block, indirect, f"{name}.indirect", whole=whole),
        )

    def _figures_below(self, key: str, count: int) -> list[str]:
        """So many scores on the first line below a criterion, or each on its own; what there is, if one is lost."""
        spots = [spot for spot in self.blocks.body(key) if spot.text][:count]
        figures = [spot for spot in spots if SCORE.parse(spot.text) is not None]
        if spots and [SCORE.parse(each) is not None for each in spots[0].text.split()] == [True] * count:
            figures = spots[:1]
        elif figures[:1] != spots[:1]:
            return []
        self.blocks.take(*figures)
        return [figure for spot in figures for figure in spot.text.split()]

    def has_figures(self, key: str) -> bool:
        """Whether below a criterion stand lines with little more than one or two scores."""
        return any(_FIGURES.fullmatch(spot.text) for spot in self.blocks.body(key))

    def _score(self, block: Block, raw: str, name: str, *, whole: bool) -> Field[int]:
        if not raw:
            self.blocks.problem(
                block.line, name, "score-lost", "The criterion stands there without a score", "Add the score"
            )
            return Field(None, raw, block.line, State.BLANK)
        score = Field(SCORE.parse(raw) if whole else None, raw, block.line, State.STATED)
        if score.value is None:
            self.unreadable(name, score, SCORE.expected if whole else "two whole numbers from 0 to 10")
        return score

    def prose(self, key: str, name: str, *, is_own: bool = True) -> Field[str]:
        """The lines below a known string as one text: lines kept, one empty line between paragraphs.

        It is not read where it is not the field's own: where a heading is lost in it, or an answer that it may go on.
        """
        block = self.blocks.get(key)
        if block is None:
            return Field()
        if not self.blocks.has_text(key):
            return Field(None, "", block.line, State.BLANK)
        body = self.blocks.marked_body(key)
        self.blocks.take(*body)
        text = _joined(self.blocks.margin.join_broken_lines([spot.text for spot in body]))
        if _BLANK.fullmatch(text):
            return Field(None, text, block.line, State.BLANK)
        first = next(spot.number for spot in body if spot.text)
        if not (is_own and block.is_own):
            lost: Field[str] = Field(None, None, first)
            self._unreadable(name, lost, "may not be the field's own: a heading or an answer is lost near it")
        elif not self._is_doubled(block, name):
            return Field(text, text, first, State.STATED)
        return Field(None, text, first, State.STATED)

    def _is_doubled(self, block: Block, name: str) -> bool:
        lines = self.blocks.doubts.doubled.get(block.slot.key)
        if lines:
            label = f"{block.slot.text!r} stands on the lines {lines[0]} and {lines[1]}, and only one can be meant"
            self.blocks.problem(block.line, name, "unreadable-value", label, "Correct it at the source", Severity.ERROR)
        return lines is not None

    def unreadable(self, name: str, field: Field[T], expected: str) -> None:
        """Note that a field's text is not what the form asks for; the text of a contact's field is not told."""
        self._unreadable(name, field, f"is not {expected}")

    def _unreadable(self, name: str, field: Field[T], why: str) -> None:
        text = None if name.startswith("contact.") else (field.raw or "")[:80]
        message = f"The text {text!r} {why}" if text else f"The text {why}"
        self.blocks.problem(
            field.line, name, "unreadable-value", message, "Correct it at the source", Severity.ERROR, text
        )


def _extent(first: str, lines: Sequence[str], reader: ValueReader[T], margin: Margin) -> int | None:
    """How many lines belong to a value below the one on which it begins; None where that cannot be told.

    `first` is what the first of the lines has of it, without the label.
    """
    broken = 0
    while broken + 1 < len(lines) and (
        margin.broke(lines[broken], lines[broken + 1])
        or (not reader.expected and _MORE_FOLLOWS.fullmatch(lines[broken]))
    ):
        broken += 1
    if not reader.expected:
        return broken if broken + 1 == len(lines) else None
    readable = list(_readable([first, *lines[1:]], reader))
    if len(readable) > 1:
        return broken if broken and broken in readable else None
    is_within_number = len(lines) > 1 and first[-1:].isdigit() and lines[1][0].isdigit()
    return None if is_within_number and readable == [0] else next(iter(readable), 0)


def _readable(lines: Sequence[str], reader: ValueReader[T]) -> Iterator[int]:
    """The numbers of further lines with which the first one can be read."""
    text = ""
    for further, line in enumerate(lines[: _MOST_LINES + 1]):
        text = rejoin(text, line) if text else line
        if reader.parse(text) is not None:
            yield further


def _joined(lines: Sequence[str]) -> str:
    text = "\n".join(lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text) if "\n\n\n" in text else text
