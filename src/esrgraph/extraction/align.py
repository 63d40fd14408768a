"""The lines of a page to where they meet its form: the chain of known strings that explains the page best."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

from esrgraph.documents.formats.format import CACHED_LINES
from esrgraph.documents.page import Line
from esrgraph.extraction.form import LABELS, Form, Slot, SlotKind, fold_label, heading_number

# Whole numbers, so that equal chains are equal: what a string taken is worth, what one left out between two costs.
_WORTH = 100
_COST = {
    SlotKind.HEADING: 5,
    SlotKind.PROSE: 5,
    SlotKind.CHOICE: 0,
    SlotKind.LABEL: 50,
    SlotKind.OPTIONAL: 0,
    SlotKind.QUESTION: 50,
    SlotKind.SCORES: 50,
}
_BESIDE = 25
_SET_APART = 10
_NONE = -1_000_000
_MOST_FIGURES = 4
"""So many words without letters may stand beside a criterion, to be read as its scores or told to be none."""


class Anchor(NamedTuple):
    """A line of the page that stands in a slot of the form: position among the lines, and the value on that line."""

    position: int
    slot: Slot
    value: str


_Link = tuple[int, int, str, Any]
"""The end of a chain: position, slot and value of its last anchor, and the chain before it, or None."""


class _Chains:
    """The best chain that ends at each slot, so far down the page."""

    def __init__(self, form: Form) -> None:
        self._slots = form.slots
        self._cost_before = _costs_before(form)
        self._scores = [_NONE] * len(form.slots)
        self._peaks: list[int] = []
        """The slots with a better chain than all above them, in order."""
        self._links: list[_Link | None] = [None] * len(form.slots)

    def best(self, index: int, above: int) -> tuple[int, _Link | None]:
        """The best chain that a string in this slot can follow, less the cost of the slots left out between.

        `above` is the position of the line above: a chain that ends there, in the slot before, counts for more.
        """
        place = bisect_left(self._peaks, index)
        peak = self._peaks[place - 1] if place else None
        score, link = (_NONE, None) if peak is None else (self._scores[peak], self._links[peak])
        neighbour = self._links[index - 1] if index else None
        if neighbour and neighbour[0] == above and self._scores[index - 1] + _BESIDE > score:
            score, link = self._scores[index - 1] + _BESIDE, neighbour
        return (score - self._cost_before[index], link) if score > self._cost_before[index] else (0, None)

    def extend(self, index: int, score: int, link: _Link) -> None:
        """Take this chain for its slot if it beats the one known.

        Of equals, a heading stands as near as can be to what it heads; anything else stands where it first does.
        """
        score += self._cost_before[index + 1]
        known = self._scores[index]
        if score > known or (score == known and self._slots[index].kind is SlotKind.HEADING):
            self._scores[index], self._links[index] = score, link
            self._raise_peak(index, score)

    def _raise_peak(self, index: int, score: int) -> None:
        place = bisect_left(self._peaks, index)
        if place and self._scores[self._peaks[place - 1]] >= score:
            return
        end = place
        while end < len(self._peaks) and self._scores[self._peaks[end]] <= score:
            end += 1
        self._peaks[place:end] = [index]

    def longest(self) -> list[Anchor]:
        """The anchors of the best chain of all, in order."""
        scores = [score - cost for score, cost in zip(self._scores, self._cost_before[1:], strict=True)]
        link = self._links[scores.index(max(scores))]
        chain = []
        while link is not None:
            position, index, value, link = link
            chain.append(Anchor(position, self._slots[index], value))
        return chain[::-1]


@cache
def _costs_before(form: Form) -> tuple[int, ...]:
    """What it costs to leave out all slots before each, and in the end all that there are."""
    return tuple(accumulate((_COST[slot.kind] for slot in form.slots), initial=0))


Slots = Sequence[tuple[int, str]]
"""The slots of the form that a line may stand in, each with the value on the line."""
Strings = Mapping[int, Slots]
"""The slots of the lines, by their positions."""


def known_strings(lines: Sequence[Line], form: Form) -> Strings:
    """Where the form's strings stand on a page, in its order or not; what a part has that is not the form's is none."""
    unseen = _unseen(lines, form) if form.is_open else frozenset()
    found = {}
    for position, line in enumerate(lines):
        if line.text and position not in unseen and (slots := candidates(line.text, form)):
            found[position] = slots
    return found


def unseen_headings(lines: Sequence[Line], form: Form) -> Iterator[int]:
    """The positions of headings that an open form lacks: by their numbers, which come after those that it has.

    >>> from esrgraph.extraction.forms import ESF2007
    >>> lines = [Line(1, "4. Projektin tavoitteet, tulokset ja vaikutukset"), Line(2, "4.3 Muut tulokset")]
    >>> list(unseen_headings(lines, ESF2007))
    [1]
    """
    section = ""
    for position, line in enumerate(lines):
        number = heading_number(line.text) if form.is_open and len(line.text) <= form.longest else None
        if number and candidates(line.text, form):
            section = number[0]
        elif number and number not in form.numbers:
            is_in_last = section >= form.numbers[-1][0]
            if is_in_last or number[0] == section:
                yield position


def _unseen(lines: Sequence[Line], form: Form) -> frozenset[int]:
    """The positions of the lines from each unseen heading to the next one of the form."""
    headings = frozenset(unseen_headings(lines, form))
    found: set[int] = set()
    for start in headings:
        ends = (
            position
            for position in range(start + 1, len(lines))
            if heading_number(lines[position].text) and candidates(lines[position].text, form)
        )
        found.update(range(start, next(ends, len(lines))))
    return frozenset(found)


def align(lines: Sequence[Line], strings: Strings, form: Form) -> list[Anchor]:
    """The longest chain of the form's strings that stand in page order, leaving few of the form's strings out.

    So a line of prose that repeats a heading or a label is passed over: to take it would lose what stands
    between. Of equal chains, the one whose strings are neighbours, or stand apart from prose, is taken.
    """
    chains = _Chains(form)
    above = -1
    for position, line in enumerate(lines):
        if not line.text:
            continue
        found = strings.get(position, ())
        apart = _SET_APART if found and _is_apart(lines, position) else 0
        steps = []
        for index, value in found:
            score, link = chains.best(index, above)
            steps.append((index, score + _WORTH + apart, (position, index, value, link)))
        for step in steps:
            chains.extend(*step)
        above = position
    return chains.longest()


@lru_cache(maxsize=CACHED_LINES)
def candidates(text: str, form: Form) -> tuple[tuple[int, str], ...]:
    """The slots that a line may stand in, each with the value on the line."""
    label, _, value = text.partition(":")
    known = form.by_text.get(fold_label(label), ()) if value and len(label) <= form.longest else ()
    labels = tuple((index, value.strip()) for index in known if form.slots[index].kind in LABELS)
    if labels:
        return labels
    short = len(text) <= form.longest
    whole = form.by_text.get(fold_label(text.rstrip(":"))) if short else None
    if whole:
        return tuple((index, "") for index in whole)
    label, figures = _before_figures(text) if short and not text[-1].isalpha() else ("", "")
    criteria = form.by_text.get(fold_label(label), ()) if figures else ()
    return tuple((index, figures) for index in criteria if form.slots[index].kind is SlotKind.SCORES)


def _before_figures(text: str) -> tuple[str, str]:
    """A text without its last words that have no letter, and these."""
    words = text.split(" ")
    end = len(words)
    while end > max(1, len(words) - _MOST_FIGURES) and not any(map(str.isalpha, words[end - 1])):
        end -= 1
    return " ".join(words[:end]).removesuffix(":"), " ".join(words[end:])


def _is_apart(lines: Sequence[Line], position: int) -> bool:
    before = position == 0 or not lines[position - 1].text
    after = position + 1 == len(lines) or not lines[position + 1].text
    return before and after
