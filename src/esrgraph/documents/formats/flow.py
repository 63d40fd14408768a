"""Pieces of printed text with their places -> the lines they were before the browser broke them to fit the paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from esrgraph.documents.formats.row import row_text
from esrgraph.documents.formats.structure_tree import PrintedElement
from esrgraph.documents.formats.text import normal_line

# In heights of the line: what a gap between two pieces means.
_WIDE = 0.6
_LEVEL = 0.25
_APART = 0.6

_ALIGNED = 2
"""Lines whose left edges differ by at most this many points stand in one column."""

_ENDED = re.compile(r"(?:[.!?:]|: (?:Kyllä|Ei))\s*$")
"""A sentence, a label without its value, or a yes/no statement."""

_ITEM = re.compile(r"(?:[-–*]|\d{1,2}[.)]) ")
_BULLETS = frozenset("•◦▪‣●○■")
_AFTER_ELLIPSIS = re.compile(
    r"(?:ja|tai|sekä|että|eli|taikka|kuin|vai|mutta|vaan|ym\.|yms\.|tms\.|jne\.|och|eller|samt|som)(?!\w|-)",
    re.IGNORECASE,
)
"""Words before which a hyphen is that of a shortened compound (`sosiaali- ja terveysala`), so a space is due."""

_BREAK = re.compile(r"[\s–-]")
_OF_ADDRESS = re.compile(r"\S*[/=?&#]|\S+\.\w")


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text that stands in one stretch on one line of a sheet.

    Places are in points from the sheet's lower left corner; `head` is the width of the first word, up to where a
    browser could break after it; `weights` are those of its first and last letter, as in CSS. `node` is None where
    the print has no structure.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    head: float
    sheet: int
    weights: tuple[int, int] = (0, 0)
    node: PrintedElement | None = None
    breakable: bool = False
    """Whether a browser could break it behind its first word."""

    @property
    def height(self) -> float:
        """The height of the line in points, never zero."""
        return max(self.top - self.bottom, 1.0)

    def is_beside(self, other: TextRun) -> bool:
        """Whether the two overlap by more than half of the lower one's height, on one sheet."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return self.sheet == other.sheet and shared > min(self.height, other.height) / 2

    def runs_on(self, after: TextRun) -> bool:
        """Whether `after` goes on where this ends, on the same line, at most about a space away."""
        level = abs(self.bottom - after.bottom) < _LEVEL * self.height
        gap = after.left - self.right
        return self.is_beside(after) and level and -_WIDE * self.height < gap < _WIDE * self.height

    def append_run(self, after: TextRun) -> TextRun:
        """This and the piece that runs on from it, as one."""
        return replace(
            self,
            text=self.text + after.text,
            right=after.right,
            bottom=min(self.bottom, after.bottom),
            top=max(self.top, after.top),
            weights=(self.weights[0], after.weights[1]),
            head=self.head if self.breakable else after.left - self.left + after.head,
            breakable=self.breakable or bool(_BREAK.search(after.text)),
        )


class _Cell:
    """Text that belongs together: a paragraph, a line that `<br>` ends, or a table cell; and where it stands."""

    def __init__(self, piece: TextRun) -> None:
        self.before: list[str] = []
        self.end = piece.text
        self.left = piece.left
        self.right = piece.right
        self.bottom = piece.bottom
        self.last = piece

    @property
    def text(self) -> str:
        """All that stands in it."""
        return "".join((*self.before, self.end))

    def add(self, piece: TextRun, end: str) -> None:
        """Takes up a piece; `end` is what `self.end` is with it. Right edge and foot are those on the piece's sheet."""
        here = piece.sheet == self.last.sheet
        self.right = max(self.right, piece.right) if here else piece.right
        self.bottom = min(self.bottom, piece.bottom) if here else piece.bottom
        words = end.rstrip().rfind(" ") + 1
        self.before.append(end[:words])
        self.end, self.last = end[words:], piece


@dataclass(slots=True)
class _TextRow:
    cells: list[_Cell]
    apart: bool = False

    @property
    def last(self) -> _Cell:
        return self.cells[-1]


@dataclass(slots=True)
class _Margins:
    """How far to the right text reaches: in each node, and in each column of text that starts at one left edge."""

    nodes: dict[PrintedElement, float] = field(default_factory=dict)
    columns: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: Iterable[TextRun]) -> _Margins:
        margins = cls()
        for piece in pieces:
            if piece.node:
                margins.nodes[piece.node] = max(piece.right, margins.nodes.get(piece.node, 0.0))
            edge = round(piece.left)
            margins.columns[edge] = max(piece.right, margins.columns.get(edge, 0.0))
        return margins

    def at(self, piece: TextRun) -> float:
        """The right margin for a piece, in points: no line can be shown to have had more room than that."""
        if piece.node:
            return self.nodes[piece.node]
        edge = round(piece.left)
        return max(self.columns.get(edge + offset, 0.0) for offset in range(-_ALIGNED, _ALIGNED + 1))


def flow(pieces: Sequence[TextRun]) -> list[str]:
    """The lines of the text form, '' between paragraphs. `pieces` come in the order of the print's content.

    A line goes on below where the next word had no room beside it; in a tagged print, where both belong to one node.
    """
    margins = _Margins.of(pieces)
    rows: list[_TextRow] = []
    for piece in pieces:
        if normal_line(piece.text) and piece.text.strip() not in _BULLETS:
            _add(piece, rows, margins)
    lines: list[str] = []
    for row in rows:
        text = row_text([normal_line(cell.text) for cell in row.cells])
        lines += ["", text] if row.apart and lines else [text]
    return lines


def _add(piece: TextRun, rows: list[_TextRow], margins: _Margins) -> None:
    cell = rows[-1].last if rows else None
    if cell and cell.last.runs_on(piece) and _box(cell.last) == _box(piece):
        cell.add(piece, cell.end + piece.text)
    elif cell and _goes_on(cell, piece, margins):
        beside = cell.last.is_beside(piece)
        cell.add(piece, f"{cell.end} {piece.text}" if beside else rejoin(cell.end, piece.text))
    elif cell and _is_next_cell(cell, piece):
        _close_cell(rows, piece)
        rows[-1].cells.append(_Cell(piece))
    else:
        rows.append(_TextRow([_Cell(piece)], apart=bool(rows) and _is_apart(rows[-1], piece)))


def _box(piece: TextRun) -> tuple[int, ...] | None:
    return piece.node.box if piece.node else None


def _goes_on(cell: _Cell, piece: TextRun, margins: _Margins) -> bool:
    """Whether the piece is the cell's next line, which the browser broke off for want of room."""
    last = cell.last
    if last.node != piece.node:
        return False
    if piece.node is None and not _could_go_on(cell, piece):
        return False
    space = 0.0 if last.text.endswith("-") else last.height / 4
    return last.is_beside(piece) or last.right + space + piece.head > margins.at(last)


def _could_go_on(cell: _Cell, piece: TextRun) -> bool:
    """Without structure: the same column and size of type, straight below or on the next sheet, in mid-sentence.

    A sentence that ends with its line may go on or be the last before a label. To part it costs a line end in
    prose, to join it could cost a field, so it is parted.
    """
    last = cell.last
    begins = piece.text.lstrip()
    if (_ENDED.search(last.text) and not begins[0].islower()) or _ITEM.match(begins):
        return False
    alike = abs(piece.height - last.height) < last.height / 10 and piece.weights[0] == last.weights[1]
    if not alike or abs(piece.left - cell.left) > _ALIGNED:
        return False
    below = piece.top < last.top and last.bottom - piece.top < _APART * last.height
    return piece.sheet != last.sheet or below


def _is_next_cell(cell: _Cell, piece: TextRun) -> bool:
    """Whether the piece stands to the right of the cell and does not begin below it."""
    last = cell.last
    return (
        piece.sheet == last.sheet and piece.left > cell.right - _ALIGNED and piece.top > last.bottom + last.height / 4
    )


def _close_cell(rows: list[_TextRow], piece: TextRun) -> None:
    """Without structure: lines that stand left of a new cell, no higher than it, are one cell that was broken."""
    while len(rows) > 1 and piece.node is None and len(rows[-1].cells) == len(rows[-2].cells) == 1:
        above, below = rows[-2].last, rows[-1].last
        foot = above.last.bottom + above.last.height / 4
        if above.last.sheet != piece.sheet or foot > piece.top or above.right > piece.left + _ALIGNED:
            return
        rows.pop()
        right, bottom = max(above.right, below.right), min(above.bottom, below.bottom)
        above.add(below.last, rejoin(above.end, below.text))
        above.right, above.bottom = right, bottom


def _is_apart(row: _TextRow, piece: TextRun) -> bool:
    """Whether a blank line's room is left above the piece; at the top of a sheet, whether a new element begins."""
    last = row.last.last
    if piece.sheet == last.sheet:
        lowest = min(cell.bottom for cell in row.cells if cell.last.sheet == piece.sheet)
        return lowest - piece.top > _APART * min(last.height, piece.height)
    if last.node and piece.node:
        return last.node.box != piece.node.box
    return True


def rejoin(above: str, below: str) -> str:
    """Two lines of one paragraph, neither of them blank, as one, with a space where the break took its place.

    >>> rejoin("sosiaali-", "ja terveysala"), rejoin("etä-", "ohjaus"), rejoin("vuosina 2019–", "2021")
    ('sosiaali- ja terveysala', 'etä-ohjaus', 'vuosina 2019–2021')
    """
    above, below = above.rstrip(), below.lstrip()
    if above.endswith(("\u2010", "\u00ad")):  # what a browser prints for a soft hyphen
        return above[:-1] + below
    return above + ("" if _is_unbroken(above, below) else " ") + below


def _is_unbroken(above: str, below: str) -> bool:
    """Whether no space stood at the break: browsers break after hyphens and dashes too, and within addresses."""
    word = above.rsplit(maxsplit=1)[-1]
    if "://" in word or word.startswith("www."):
        return word.endswith(("-", "–", "&", "=")) or (word.endswith(("/", "?")) and bool(_OF_ADDRESS.match(below)))
    if above.endswith("-"):
        return below[0].isalnum() and not _AFTER_ELLIPSIS.match(below)
    return len(word) > 1 and word.endswith("–")
