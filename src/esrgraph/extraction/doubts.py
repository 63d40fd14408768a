"""Known strings that are misspelt, lost or doubled on a page: what stands near them cannot be attached to a field."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from rapidfuzz import fuzz

from esrgraph.documents.page import Line
from esrgraph.errors import SeveralPages
from esrgraph.extraction.align import Anchor, Strings, align, known_strings, unseen_headings
from esrgraph.extraction.form import LABELS, Form, Slot, SlotKind, fold_label

_WITH_TEXT = (SlotKind.LABEL, SlotKind.QUESTION, SlotKind.SCORES, SlotKind.PROSE)
"""Strings that have something of their own beside or below them; a page without them has lost it."""
_CLOSE, _CLOSE_NUMBERED = 85.0, 60.0
"""How like a known string (0-100) a misspelt one is at least; the second if its number is right."""
_NUMBERED = re.compile(r"(\d(?:\.\d)?)\.? [^\W\d_]")
_ENDS = (".", "!", "?", ")")
"""How a paragraph ends, unlike a partner with its business ID."""
_NEXT = 5
"""So many strings are looked for after the last one of a page that is cut off."""
_HOLE = 3
"""So many fields that are lost one after the other are no accident."""
_FRAGMENT = 4
"""So many known strings in page order, in what is some field's text, are a piece of another page."""


@dataclass(slots=True)
class Doubts:
    """What cannot be attached to a field, by the position of the known string above it.

    `ends` tells where its text ends, if before the next string; it is in `open` if its text may hold another field's.
    `doubled` tells the numbers of the two lines on which a string stands that the form has once, by its key.
    `unplaced` are the keys of labels that may be others of the same text. From `broken_off` on, what stands there may
    be a piece of another page.
    """

    ends: dict[int, int] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    doubled: dict[str, tuple[int, int]] = field(default_factory=dict)
    unplaced: frozenset[str] = frozenset()
    broken_off: int | None = None


def doubts(lines: Sequence[Line], anchors: Sequence[Anchor], strings: Strings, form: Form) -> Doubts:
    """What is doubtful on a page; raises SeveralPages where it holds a piece of another one."""
    found = Doubts(unplaced=_unplaced(tuple(anchor.slot.key for anchor in anchors), form))
    begun = {anchor.position for anchor in anchors}
    again = {
        position: slots
        for position, slots in strings.items()
        if position not in begun and fold_label(lines[position].text) not in form.opening
    }
    for anchor, below in zip_longest(anchors, anchors[1:]) if again else ():
        inside = range(anchor.position + 1, below.position if below else len(lines))
        _refuse_fragment([lines[position] for position in inside if position in again], form)
    unheaded = _has_lost_headings(anchors)
    _doubt_gaps(found, lines, anchors, strings, form, unheaded=unheaded)
    for position in unseen_headings(lines, form):
        place = bisect_left(anchors, position, key=lambda each: each.position)
        above = anchors[place - 1].position if place else -1
        found.ends[above] = min(position, found.ends.get(above, position))
    if _is_unheaded(anchors, form):
        found.open.add(anchors[-1].position)
    for anchor, position in _doubled(lines, anchors, again, form) if again else ():
        first, second = sorted((anchor.position, position))
        found.doubled[anchor.slot.key] = lines[first].number, lines[second].number
        above = anchors[bisect_left(anchors, position, key=lambda each: each.position) - 1].position
        found.ends[above] = min(position, found.ends.get(above, position))
        if (anchor.slot.kind is SlotKind.PROSE or unheaded) and anchor is not anchors[-1]:
            found.broken_off = min(second, found.broken_off or second)
    return found


def _doubt_gaps(
    found: Doubts,
    lines: Sequence[Line],
    anchors: Sequence[Anchor],
    strings: Strings,
    form: Form,
    *,
    unheaded: bool,
) -> None:
    """What is doubtful because strings of the form are lost or misspelt between two that the page has."""
    for anchor, below, lost in _gaps(anchors, form):
        inside = range(anchor.position + 1, below.position if below else len(lines))
        position, slot = _first_misspelt(lines, inside, lost)
        silent = lost[: lost.index(slot)] if slot else lost
        texts = [lines[each].text for each in inside if not slot or each <= position]
        if slot:
            found.ends[anchor.position] = position
        elif below and found.broken_off is None and _is_hole(anchors, _beyond(lost, texts) if unheaded else lost):
            found.broken_off = below.position
        is_last = not below and not slot and not unheaded
        if _holds_another(texts, silent, slot) and not (is_last and _is_own(lines, inside, strings, anchor)):
            found.open.add(anchor.position)


def _holds_another(texts: Sequence[str], lost: Sequence[Slot], misspelt: Slot | None) -> bool:
    """Whether the text below a string may be that of one that is lost below it, or has it within one of its lines.

    With `misspelt`, the last line is one that reads like it.
    """
    if any(slot.kind in _WITH_TEXT for slot in lost):
        return True
    wanted = [fold_label(slot.text) for slot in lost if slot.kind is SlotKind.HEADING]
    if misspelt and not fold_label(texts[-1]).startswith(fold_label(misspelt.text)):
        wanted.append(fold_label(misspelt.text))
    text = fold_label("".join(texts)) if wanted else ""
    return any(each in text for each in wanted)


def _is_hole(anchors: Sequence[Anchor], lost: Sequence[Slot]) -> bool:
    """Whether what is lost between two strings goes over the bound of a section: pieces of two pages look like that."""
    kinds = [slot.kind for slot in lost]
    is_headed = any(anchor.slot.kind is SlotKind.HEADING for anchor in anchors)
    sections = {SlotKind.HEADING, SlotKind.PROSE}
    return is_headed and not sections.isdisjoint(kinds) and sum(kind in _WITH_TEXT for kind in kinds) >= _HOLE


def _has_lost_headings(anchors: Sequence[Anchor]) -> bool:
    """Whether a page has no numbered heading at all, but others that variant B lacks: some extractors drop them."""
    kinds = {anchor.slot.kind for anchor in anchors if not anchor.slot.key.startswith("partners")}
    is_numbered = any(anchor.slot.key.startswith("section ") for anchor in anchors)
    return not is_numbered and not kinds.isdisjoint((SlotKind.HEADING, SlotKind.CHOICE))


def _beyond(lost: Sequence[Slot], texts: Sequence[str]) -> Sequence[Slot]:
    """What is lost between two strings of such a page beyond the headings of prose: all of it, unless there is a text
    for each."""
    headless = sum(slot.kind is SlotKind.PROSE for slot in lost)
    found = sum(text.endswith(_ENDS) for text in texts)
    return [slot for slot in lost if slot.kind is not SlotKind.PROSE] if found >= headless else lost


@lru_cache(maxsize=1024)  # many pages lack the same strings, or none
def _unplaced(keys: tuple[str, ...], form: Form) -> frozenset[str]:
    """The labels that could stand in a later place of the form, which has them more than once, between the strings that
    the page has: the heading that would tell is lost."""
    end = form.places[keys[-1]] + 1 if keys else 0
    found = set()
    for key in reversed(keys):
        place = form.places[key]
        others = form.by_text[fold_label(form.slots[place].text)]
        end = max((each for each in others if place <= each < end), default=place)
        if end > place:
            above = next((each for each in reversed(form.slots[:place]) if each.kind not in LABELS), None)
            if above and above.key not in keys:
                found.add(key)
    return frozenset(found)


def _is_unheaded(anchors: Sequence[Anchor], form: Form) -> bool:
    """Whether the last string of a page that is cut off lacks the heading above it: prose that repeats the string would
    look like that."""
    if len(anchors) < 2 or not any(anchor.slot.kind is SlotKind.HEADING for anchor in anchors):
        return False
    above, last = (form.places[anchor.slot.key] for anchor in anchors[-2:])
    lost = form.slots[above + 1 : last]
    return last + 1 < len(form.slots) and any(slot.kind is SlotKind.HEADING for slot in lost)


def _is_own(lines: Sequence[Line], inside: range, strings: Strings, anchor: Anchor) -> bool:
    """Whether nothing shows that the text below the last string of a page that is cut off is another field's: a further
    string of the form, or a second paragraph where the form has room for one."""
    texts = "\n".join(lines[position].text for position in inside).strip("\n")
    one_paragraph = anchor.slot.kind not in (SlotKind.SCORES, SlotKind.QUESTION) or "\n\n" not in texts
    return one_paragraph and not any(position in strings for position in inside)


def _gaps(anchors: Sequence[Anchor], form: Form) -> Iterator[tuple[Anchor, Anchor | None, tuple[Slot, ...]]]:
    """Each string with the one below it and the slots between, which the page lacks, where there are any."""
    for anchor, below in zip_longest(anchors, anchors[1:]):
        after = form.places[anchor.slot.key] + 1
        before = form.places[below.slot.key] if below else min(after + _NEXT, len(form.slots))
        if after < before:
            yield anchor, below, form.slots[after:before]


def _refuse_fragment(piece: Sequence[Line], form: Form) -> None:
    if len(piece) >= _FRAGMENT and len(align(piece, known_strings(piece, form), form)) >= _FRAGMENT:
        raise SeveralPages(
            f"Lines {piece[0].number}-{piece[-1].number} hold fields of the form once more, as another page would",
            remedy="Give each page a file of its own, or capture the page again",
        )


def _first_misspelt(lines: Sequence[Line], places: Iterable[int], lost: Sequence[Slot]) -> tuple[int, Slot | None]:
    """The first line among some that reads like a string that is lost there, and that string."""
    for position in places:
        slot = next((slot for slot in lost if _reads_like(lines[position].text, slot)), None)
        if slot:
            return position, slot
    return 0, None


def _reads_like(text: str, slot: Slot) -> bool:
    wanted, found = fold_label(slot.text), fold_label(_label(text, slot.kind))
    if slot.kind is SlotKind.SCORES and found.startswith(wanted):
        return True
    if not 0.5 * len(wanted) < len(found) < 1.5 * len(wanted):
        return False
    numbers = [match[1] for match in map(_NUMBERED.match, (text, slot.text)) if match]
    least = _CLOSE_NUMBERED if len(numbers) == 2 and numbers[0] == numbers[1] else _CLOSE
    return fuzz.ratio(wanted, found, score_cutoff=least) >= least


def _label(text: str, kind: SlotKind) -> str:
    """The part of a line that would be the string, if it is of that kind."""
    if kind in LABELS:
        label, colon, _ = text.partition(":")
        return label if colon else ""
    return text.rstrip("0123456789 ") if kind is SlotKind.SCORES else text


def _doubled(
    lines: Sequence[Line], anchors: Sequence[Anchor], again: Strings, form: Form
) -> Iterator[tuple[Anchor, int]]:
    """Each string with the position of another line that could stand for it as well, in the order of the form."""
    bounds = [-1, *(anchor.position for anchor in anchors), len(lines)]
    places = {anchor.slot.key: place for place, anchor in enumerate(anchors) if anchor.slot.kind in _WITH_TEXT}
    for position, slots in again.items():
        for index, value in slots:
            place = places.get(form.slots[index].key)
            if place is None or not bounds[place] < position < bounds[place + 2]:
                continue
            anchor = anchors[place]
            if anchor.slot.kind is SlotKind.PROSE:
                says_the_same = not _is_text_between(lines, anchor.position, position)
            else:
                says_the_same = anchor.slot.kind is SlotKind.LABEL and bool(value) and value == anchor.value
            if not says_the_same:
                yield anchor, position


def _is_text_between(lines: Sequence[Line], *positions: int) -> bool:
    return any(line.text for line in lines[min(positions) + 1 : max(positions)])
