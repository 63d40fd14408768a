"""What a page lost: lines that no field has taken, known strings left out, its end."""

from __future__ import annotations

from esrgraph.extraction.blocks import Blocks
from esrgraph.extraction.form import Slot
from esrgraph.record import Severity


def report_losses(blocks: Blocks) -> None:
    """Note a problem for each, once every field is read."""
    _report_unread(blocks)
    _report_lost(blocks)
    if not blocks.is_complete():
        *_, last = blocks
        blocks.problem(
            blocks.last_line(),
            "page",
            "cut-off",
            f"The page ends in {last.slot.text!r} (line {last.line}), before its last section",
            "Capture the whole page again; the last text may be cut short",
        )
    if blocks.doubts.broken_off is not None:
        blocks.problem(
            blocks.last_line(),
            "page",
            "cut-off",
            "What follows is not read: fields between are lost or stand there again, so that it may be another page's",
            "Capture the whole page again, or give each page a file of its own",
        )


def _report_unread(blocks: Blocks) -> None:
    for positions in _runs(blocks):
        key = blocks.unread[positions[0]]
        first, last = (blocks.lines[position].number for position in (positions[0], positions[-1]))
        lines = f"Line {first} belongs" if first == last else f"Lines {first}-{last} belong"
        blocks.problem(
            first,
            key,
            "stray-text",
            f"{lines} to no field of the form",
            "Look whether a label above is misspelt or lost, and capture the page again",
            Severity.INFO if key == "page" else Severity.WARNING,
        )


def _runs(blocks: Blocks) -> list[list[int]]:
    """The positions of unread lines in order, cut where they, or the lines' numbers, do not follow one another."""
    runs: list[list[int]] = []
    for position in sorted(blocks.unread):
        above = runs[-1][-1] if runs else -1
        follows = position == above + 1 and blocks.lines[position].number <= blocks.lines[above].number + 1
        if runs and follows:
            runs[-1].append(position)
        else:
            runs.append([position])
    return runs


def _report_lost(blocks: Blocks) -> None:
    for slot in blocks.form.lost({block.slot.key for block in blocks}):
        blocks.problem(
            _line_after(slot, blocks),
            slot.key,
            "field-missing",
            f"The page has fields after it, but no {slot.text!r}",
            "Capture the page again, or look whether the label is misspelt",
        )


def _line_after(lost: Slot, blocks: Blocks) -> int | None:
    """The line of the first known string below the place of one that is lost."""
    places = blocks.form.places
    return next((block.line for block in blocks if places[block.slot.key] > places[lost.key]), None)
