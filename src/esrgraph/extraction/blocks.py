"""The lines of a page, cut at the form's known strings into blocks, and the readers of one block's field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from esrgraph.documents.page import Line
from esrgraph.extraction.align import align
from esrgraph.extraction.contact_labels import contact_lines
from esrgraph.extraction.form import SCORE, Form, Slot, SlotKind, ValueReader
from esrgraph.extraction.forms import FORMS
from esrgraph.record import Field, Problem, Severity, State, YesNo

T = TypeVar("T")

_BLANK = re.compile(r"[-–—.\s]*")
_NOISE = re.compile(r"!\[[^\]]*\]\([^)]*\)\s*\|?")
_PERSONAL = re.compile(r"@|\(at\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """A known string of the form on a page: its line, the value beside it, and the lines down to the next one."""

    slot: Slot
    line: int
    value: str
    body: tuple[Line, ...]


class Blocks:
    """The blocks of one page, read field by field; problems gather in `problems`, lines never read are reported."""

    def __init__(self, lines: tuple[Line, ...], form: Form) -> None:
        self.form = form
        self.problems: list[Problem] = []
        self._blocks: dict[str, Block] = {}
        self._unread: dict[int, str] = {}
        self._lines = lines
        found = align(lines, form)
        ends = [anchor.position for anchor in found[1:]] + [len(lines)] * bool(found)
        for anchor, end in zip(found, ends, strict=True):
            body = lines[anchor.position + 1 : end]
            self._blocks[anchor.slot.key] = Block(anchor.slot, lines[anchor.position].number, anchor.value, body)
        self._keep_contacts_out()
        preamble = lines[: found[0].position] if found else ()
        for key, body in [("page", preamble), *((key, block.body) for key, block in self._blocks.items())]:
            self._unread |= {line.number: key for line in body if line.text and not _NOISE.fullmatch(line.text)}

    def _keep_contacts_out(self) -> None:
        """Lines of the contact person that stand in another block would be published with it: take them away."""
        personal = contact_lines(self._lines, FORMS)
        for key, block in self._blocks.items():
            kept = personal.values if key.startswith("contact.") else frozenset()
            astray = [line for line in block.body if line in personal.labels | personal.values and line not in kept]
            for line in astray:
                self.problem(
                    line.number,
                    "contact",
                    "contact-out-of-place",
                    "A line of the contact person stands outside its section; it is withheld",
                    "Capture the page again, so that its lines are in the form's order",
                )
            if astray:
                body = tuple(line for line in block.body if line not in astray)
                self._blocks[key] = Block(block.slot, block.line, block.value, body)

    def __contains__(self, key: str) -> bool:
        return key in self._blocks

    def __len__(self) -> int:
        return len(self._blocks)

    def line(self, key: str) -> int:
        """The number of the line on which a known string stands."""
        return self._blocks[key].line

    def body(self, key: str) -> tuple[Line, ...]:
        """The lines below a known string that no field has taken yet; none where the page lacks the string."""
        block = self._blocks.get(key)
        return tuple(line for line in block.body if not line.text or line.number in self._unread) if block else ()

    def take(self, line: Line) -> None:
        """Mark a line as read into a field."""
        self._unread.pop(line.number, None)

    def has_headings(self) -> bool:
        """Whether this is variant A: variant B has neither title nor headings."""
        kinds = (SlotKind.HEADING, SlotKind.PROSE, SlotKind.CHOICE)
        return any(b.slot.kind in kinds and not b.slot.key.startswith("partners") for b in self._blocks.values())

    def is_complete(self) -> bool:
        """Whether the page goes down to its last section, or its last criterion where it has no headings."""
        *_, last_criterion, last = self.form.slots
        return last.key in self._blocks or (last_criterion.key in self._blocks and not self.has_headings())

    def last_line(self) -> int:
        """The number of the last line with a text."""
        return max(line.number for line in self._lines if line.text)

    def problem(
        self,
        line: int | None,
        field: str,
        code: str,
        message: str,
        remedy: str,
        severity: Severity = Severity.WARNING,
        text: str | None = None,
    ) -> None:
        """Note a problem; neither the message nor the text may hold anything of a contact person."""
        self.problems.append(Problem(line, field, code, message, remedy, severity, text))

    def unreadable(self, name: str, field: Field[T], expected: str) -> None:
        """Note that a field's text is not what the form asks for; the text of a contact's field is not told."""
        text = None if name.startswith("contact.") else (field.raw or "")[:80]
        message = f"The text {text!r} is not {expected}" if text else f"The text is not {expected}"
        self.problem(field.line, name, "unreadable-value", message, "Correct it at the source", Severity.ERROR, text)

    def read(self, slot: Slot) -> Field[Any] | YesNo:
        """What stands in a slot, as its kind and its reader say."""
        if slot.kind is SlotKind.PROSE:
            return self.prose(slot.key)
        if slot.kind is not SlotKind.QUESTION:
            return self.single(slot.key, slot.reader)
        statement = self.prose(slot.key)
        return YesNo(self.single(slot.key, slot.reader, field=f"{slot.key}.answer"), statement)

    def single(self, key: str, reader: ValueReader[T], *, field: str | None = None) -> Field[T]:
        """A field of one line: the value beside the label, or on the next line where nothing is beside it."""
        block = self._blocks.get(key)
        if block is None:
            return Field()
        raw = block.value or self._below(block, reader)
        if _BLANK.fullmatch(raw):
            return Field(None, raw, block.line, State.BLANK)
        value = Field(reader.parse(raw), raw, block.line, State.STATED)
        if value.value is None:
            self.unreadable(field or key, value, reader.expected)
        return value

    def _below(self, block: Block, reader: ValueReader[T]) -> str:
        """The first line below a label with nothing beside it, where it can be the value and nobody's address."""
        first = next((line for line in self.body(block.slot.key) if line.text), None)
        if first is None or reader.parse(first.text) is None:
            return ""
        if not block.slot.key.startswith("contact.") and (_PERSONAL.search(first.text) or ":" in first.text):
            return ""
        self.take(first)
        return first.text

    def scores(self, key: str, name: str) -> tuple[Field[int], Field[int]]:
        """The direct and the indirect score (0-10) beside a criterion."""
        block = self._blocks.get(key)
        if block is None:
            return Field(), Field()
        raws = block.value.split() or ["", ""]
        return self._score(block, raws[0], f"{name}.direct"), self._score(block, raws[1], f"{name}.indirect")

    def _score(self, block: Block, raw: str, name: str) -> Field[int]:
        if not raw:
            self.problem(block.line, name, "score-lost", "The criterion stands there without a score", "Add the score")
            return Field(None, raw, block.line, State.BLANK)
        score = Field(SCORE.parse(raw), raw, block.line, State.STATED)
        if score.value is None:
            self.unreadable(name, score, SCORE.expected)
        return score

    def prose(self, key: str) -> Field[str]:
        """The lines below a known string as one text: lines kept, one empty line between paragraphs."""
        block = self._blocks.get(key)
        if block is None:
            return Field()
        body = self.body(key)
        for line in body:
            self.take(line)
        text = _join_lines(body)
        if _BLANK.fullmatch(text):
            return Field(None, text, block.line, State.BLANK)
        first = next(line.number for line in body if line.text)
        return Field(text, text, first, State.STATED)

    def report_rest(self) -> None:
        """Note what the page lost: lines that belong to no field, known strings left out, the end."""
        self._report_unread()
        self._report_lost()
        if not self.is_complete():
            last = list(self._blocks.values())[-1]
            self.problem(
                self.last_line(),
                "page",
                "cut-off",
                f"The page ends in {last.slot.text!r} (line {last.line}), before its last section",
                "Capture the whole page again; the last text may be cut short",
            )

    def _report_unread(self) -> None:
        for numbers in _runs(sorted(self._unread)):
            key = self._unread[numbers[0]]
            lines = f"Line {numbers[0]} belongs" if len(numbers) == 1 else f"Lines {numbers[0]}-{numbers[-1]} belong"
            self.problem(
                numbers[0],
                key,
                "stray-text",
                f"{lines} to no field of the form",
                "Look whether a label above is misspelt or lost, and capture the page again",
                Severity.INFO if key == "page" else Severity.WARNING,
            )

    def _report_lost(self) -> None:
        keys = [slot.key for slot in self.form.slots]
        last = max(keys.index(key) for key in self._blocks)
        wanted = (SlotKind.LABEL, SlotKind.QUESTION, SlotKind.SCORES, SlotKind.PROSE)
        for slot in self.form.slots[:last]:
            if slot.key not in self._blocks and slot.kind in wanted:
                self.problem(
                    None,
                    slot.key,
                    "field-missing",
                    f"The page has fields after it, but no {slot.text!r}",
                    "Capture the page again, or look whether the label is misspelt",
                )


def _join_lines(lines: Iterable[Line]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.text for line in lines)).strip("\n")


def _runs(numbers: list[int]) -> list[list[int]]:
    """Numbers in order, cut where they do not follow one another."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
