"""The lines of a page, cut at the form's known strings into blocks; what is between them belongs to nobody."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from esrgraph.documents.page import Line
from esrgraph.extraction.align import Anchor, Slots, align, known_strings
from esrgraph.extraction.contact_labels import contact_lines, is_contact_label
from esrgraph.extraction.doubts import doubts
from esrgraph.extraction.form import Form, Slot, SlotKind
from esrgraph.extraction.forms import FORMS, forms_of
from esrgraph.extraction.margin import Margin
from esrgraph.extraction.noise import noise
from esrgraph.record import MARK, Problem, Severity

_WORDS_OF_LABEL = 3
"""So many words of a line tell whether it is one of the contact person."""


class Spot(NamedTuple):
    """A line of a page, told from others by its position: several can have one number."""

    position: int
    number: int
    text: str


class Block(NamedTuple):
    """A known string of the form on a page: its position, the number of its line, the value beside it, and the position
    at which its text ends.

    `is_own` is False where a known string is lost below it, so that the lines may hold another field's text as well.
    """

    slot: Slot
    position: int
    line: int
    value: str
    end: int
    is_own: bool = True


class Blocks:
    """The blocks of one page; problems gather in `problems`, and what no field has taken is known."""

    def __init__(self, lines: tuple[Line, ...], form: Form) -> None:
        self.form, self.lines = form, lines
        self.problems: list[Problem] = []
        self._forms = forms_of(lines) or FORMS
        own = lines if self._are_unlike() else tuple(Line(*each) for each in enumerate(line.text for line in lines))
        labels = contact_lines(own, self._forms).labels
        self.strings = {
            position: self._told_apart(slots, personal=own[position] in labels)
            for position, slots in known_strings(lines, form).items()
        }
        anchors = align(lines, self.strings, form)
        self.doubts = doubts(lines, anchors, self.strings, form)
        if self.doubts.broken_off is not None:
            self.lines = lines = lines[: self.doubts.broken_off]
            anchors = [anchor for anchor in anchors if anchor.position < len(lines)]
        begun = {anchor.position for anchor in anchors}
        loose = {position: line.text for position, line in enumerate(lines) if line.text and position not in begun}
        self._noise = noise(lines, loose, anchors, form)
        self._withheld: set[int] = set()
        self.unread: dict[int, str] = {}
        """The block of each line that no field has taken, by position."""
        self._blocks = {block.slot.key: block for block in self._cut(anchors)}
        keys = [anchor.slot.key for anchor in anchors]
        starts = [anchor.position for anchor in anchors]
        for position in loose.keys() - self._noise:
            place = bisect_left(starts, position)
            self.unread[position] = keys[place - 1] if place else "page"
        self._with_text = set(self.unread.values())
        self.margin = Margin.of(_paragraphs({position: loose[position] for position in sorted(self.unread)}))
        self._keep_contacts_out()

    def _told_apart(self, slots: Slots, *, personal: bool) -> Slots:
        """Of the slots of a label that an organisation and its contact person have alike, those of the one it is of."""
        if len(slots) == 1:
            return slots
        own = [each for each in slots if self.form.slots[each[0]].key.startswith("contact.") == personal]
        return own or slots

    def _cut(self, anchors: list[Anchor]) -> Iterator[Block]:
        for anchor, below in zip_longest(anchors, anchors[1:]):
            end = below.position if below else len(self.lines)
            line, is_own = self.lines[anchor.position].number, anchor.position not in self.doubts.open
            own_end = self.doubts.ends.get(anchor.position, end)
            yield Block(anchor.slot, anchor.position, line, anchor.value, own_end, is_own)

    def _keep_contacts_out(self) -> None:
        """Lines of the contact person that stand in another block would be published with it: take them away."""
        lines = self._unbroken()
        personal = contact_lines(self.lines if lines is self.lines else tuple(dict.fromkeys(lines)), self._forms)
        everything = personal.labels | personal.values
        for position, key in sorted(self.unread.items()) if everything else ():
            line = lines[position]
            own = key == "page" or (key.startswith("contact.") and line in personal.values)
            if not own and line in everything:
                del self.unread[position]
                self._withheld.add(position)
                self.problem(
                    self.lines[position].number,
                    "contact",
                    "contact-out-of-place",
                    "A line of the contact person stands outside its section; it is withheld",
                    "Capture the page again, so that its lines are in the form's order",
                )

    def _are_unlike(self) -> bool:
        """Whether every line has a number of its own."""
        return len({line.number for line in self.lines}) == len(self.lines)

    def _unbroken(self) -> Sequence[Line]:
        """For each position, the whole line that is there, of those too that were broken; each is unlike all others."""
        if not self.margin.width and self._are_unlike():
            return self.lines
        positions, starts = range(len(self.lines)), list[int]()
        for position in positions:
            starts.append(starts[-1] if self._is_broken_off(position) else position)
        whole = {
            start: " ".join(self.lines[each].text for each in same)
            for start, same in groupby(positions, starts.__getitem__)
        }
        return [Line(start, whole[start]) for start in starts]

    def _is_broken_off(self, position: int) -> bool:
        """Whether a line goes on where the one above it ended, and does not begin as a line of the contact person."""
        if position not in self.unread or position - 1 not in self.unread:
            return False
        above, below = (self.lines[each].text for each in (position - 1, position))
        if ":" in below or not self.margin.broke(above, below):
            return False
        return below[0].islower() or not is_contact_label(" ".join(below.split(" ")[:_WORDS_OF_LABEL]))

    def __contains__(self, key: str) -> bool:
        return key in self._blocks

    def __len__(self) -> int:
        return len(self._blocks)

    def __iter__(self) -> Iterator[Block]:
        return iter(self._blocks.values())

    def get(self, key: str) -> Block | None:
        """The block of a known string, if the page has it."""
        return self._blocks.get(key)

    def line(self, key: str) -> int:
        """The number of the line on which a known string stands."""
        return self._blocks[key].line

    def has_text(self, key: str) -> bool:
        """Whether there are lines below a known string that no field has taken yet."""
        if key not in self._with_text:
            return False
        block = self._blocks[key]
        return not self.unread.keys().isdisjoint(range(block.position + 1, block.end))

    def body(self, key: str) -> list[Spot]:
        """The lines below a known string that no field has taken yet; none where the page lacks the string."""
        return [spot for spot in self.marked_body(key) if spot.position not in self._withheld]

    def marked_body(self, key: str) -> list[Spot]:
        """The same, with a mark in place of the lines that are withheld between them."""
        block = self._blocks.get(key)
        if block is None:
            return []
        lines, unread, withheld = self.lines, self.unread, self._withheld
        return [
            Spot(position, lines[position].number, MARK if position in withheld else lines[position].text)
            for position in range(block.position + 1, block.end)
            if position in unread or not lines[position].text or self._begins_withheld(position)
        ]

    def _begins_withheld(self, position: int) -> bool:
        return position in self._withheld and position - 1 not in self._withheld

    def adjoining(self, position: int, spots: Sequence[Spot]) -> Iterator[Spot]:
        """Those of the lines that stand right below a position, up to a blank line or the first one taken; noise
        between them does not part them."""
        for spot in spots:
            while position + 1 in self._noise:
                position += 1
            if spot.position <= position:
                continue
            if spot.position != position + 1 or not spot.text or spot.position in self.strings:
                return
            yield spot
            position = spot.position

    def is_broken(self, key: str) -> bool:
        """Whether the line of a known string had no room for what stands below it."""
        block = self._blocks.get(key)
        below = next(self.adjoining(block.position, self.body(key)), None) if block else None
        return bool(block and below and self.margin.broke(self.lines[block.position].text, below.text))

    def values_stand_beside(self) -> bool:
        """Whether most values stand on the lines of their labels, rather than below them."""
        labels = [bool(block.value) for block in self if block.slot.kind in (SlotKind.LABEL, SlotKind.OPTIONAL)]
        return 2 * sum(labels) >= len(labels)

    def take(self, *spots: Spot) -> None:
        """Mark lines as read into a field."""
        for spot in spots:
            self.unread.pop(spot.position, None)

    def has_headings(self) -> bool:
        """Whether this is variant A: variant B has neither title nor headings."""
        kinds = (SlotKind.HEADING, SlotKind.PROSE, SlotKind.CHOICE)
        return any(b.slot.kind in kinds and not b.slot.key.startswith("partners") for b in self)

    def is_complete(self) -> bool:
        """Whether the page goes down to its last section, or its last criterion where it has no headings."""
        *_, last_criterion, last = self.form.slots
        return last.key in self or (last_criterion.key in self and not self.has_headings())

    def last_line(self) -> int:
        """The number of the last line with a text."""
        return max(line.number for line in self.lines if line.text)

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


def _paragraphs(texts: Mapping[int, str]) -> list[list[str]]:
    """Texts by position, put together that stand line below line. The form's own strings are left out: they may have
    been put together from several lines."""
    paragraphs: list[list[str]] = []
    above = -2
    for position, text in texts.items():
        if position == above + 1:
            paragraphs[-1].append(text)
        else:
            paragraphs.append([text])
        above = position
    return paragraphs
