"""A browser's print of a page (PDF) -> pieces of text with their places on the sheets, and the address printed."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from esrgraph.documents.formats.flow import TextRun, flow
from esrgraph.documents.formats.format import Format, Line, Reading
from esrgraph.documents.formats.structure_tree import PrintedElement, nodes
from esrgraph.errors import UnreadablePage

_WITHIN = 1024
"""The signature stands within so many first bytes of a file (PDF Reference 1.7, implementation note 13)."""

_MOST_SHEETS = 100
_MOST_CHARACTERS = 100_000
_MOST_RUNS = 10_000
_MOST_PIECES = 20_000
_MOST_OF_FILE = 1_000_000
"""The limits of a file (sheets, pieces, characters) and of a sheet (characters, runs).

No page comes near them, and a hostile file takes seconds, not hours.
"""

_EDGE = 60.0
"""The browser's own header and footer stand within this many points of the sheet's edge."""

_PAGE_COUNT = re.compile(r"(?:page |sivu |sida )?\d{1,4} ?(?:/|of|av|\() ?\d{1,4}\)?", re.IGNORECASE)
_PRINTED_AT = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? (?:klo |kl\. )?\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?: [ap]m)?", re.I
)
_ADDRESS = re.compile(r"(?:https?|file)://\S+", re.IGNORECASE)
_BREAKS = frozenset("\r\n")
_HYPHENS_AT_BREAK = frozenset("\x02\ufffe")
"""pdfium writes one of these for a hyphen at the end of a line, and no line break after it."""

_BREAK = re.compile(r"\S[\s–-]")
_FIRST_WORD = re.compile(r"\S[^\s–-]*[–-]?")


def pdf_lines(content: bytes) -> Reading:
    """The lines of a browser's print, as in the text form, and the page's address if the print has it whole.

    Header and footer that the browser adds (date, title, address, page count) are left out. Numbers are those of
    the lines that are returned. Raises `UnreadablePage`; pdfium is not thread-safe, so neither is this.
    """
    try:
        with pypdfium2.PdfDocument(content) as document:
            pieces, address = _read(document)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(str(error)) from error
    lines = tuple(Line(number, text) for number, text in enumerate(flow(pieces), start=1))
    if not lines:
        raise UnreadablePage(
            "The PDF file holds no text, perhaps scanned images", remedy="Print the page from the browser again"
        )
    return Reading(lines, address)


def _unreadable(reason: str) -> UnreadablePage:
    if "password" in reason.lower():
        return UnreadablePage("The PDF file is encrypted", remedy="Print the page again without a password")
    return UnreadablePage("The PDF file is broken", remedy="Print the page from the browser again")


def _read(document: Any) -> tuple[list[TextRun], str | None]:
    if len(document) > _MOST_SHEETS:
        raise _too_long(f"{len(document)} sheets")
    pieces: list[TextRun] = []
    address, characters = None, 0
    for number in range(len(document)):
        sheet = _PdfSheet(document[number], number)
        body, furniture = _split(sheet.pieces(), sheet.height)
        pieces += body
        characters += sum(len(each.text) for each in body)
        if len(pieces) > _MOST_PIECES:
            raise _too_long(f"more than {_MOST_PIECES} pieces of text")
        if characters > _MOST_OF_FILE:
            raise _too_long(f"more than {_MOST_OF_FILE} characters")
        printed = [each.text.strip() for each in furniture if each.text.startswith("http") and "…" not in each.text]
        address = address or next(iter(printed), None)
    return pieces, address


def _too_long(size: str) -> UnreadablePage:
    return UnreadablePage(f"The PDF file has {size}, too many for one project page", remedy="Print one page to a file")


class _PdfSheet:
    """One sheet of the print, open in pdfium."""

    def __init__(self, page: Any, number: int) -> None:
        self.number = number
        self.height: float = page.get_height()
        self._text = page.get_textpage()
        self._nodes = nodes(page, number)

    def pieces(self) -> list[TextRun]:
        """What stands on the sheet, in the order of its content; text that merely changes its font is one piece."""
        count = self._text.count_chars()
        if count > _MOST_CHARACTERS:
            raise _too_long(f"{count} characters on one sheet")
        found: list[TextRun] = []
        for number, run in enumerate(self._runs(count)):
            if number == _MOST_RUNS:
                raise _too_long(f"more than {_MOST_RUNS} pieces of text on one sheet")
            if found and found[-1].node == run.node and found[-1].runs_on(run):
                found[-1] = found[-1].append_run(run)
            else:
                found.append(run)
        return found

    def _characters(self, count: int) -> str:
        """The sheet's text, one character for each of pdfium's indexes."""
        text: str = self._text.get_text_range()
        if len(text) == count:
            return text
        return "".join(chr(pdfium.FPDFText_GetUnicode(self._text, index)) for index in range(count))

    def _runs(self, count: int) -> Iterator[TextRun]:
        """The stretches of one text object on one line."""
        owner_of, handle = pdfium.FPDFText_GetTextObject, self._text.raw
        characters = self._characters(count)
        start, owner = 0, 0
        for index, character in enumerate(characters):
            holder = owner_of(handle, index)
            current = ctypes.addressof(holder.contents) if holder else owner
            if current != owner or character in _BREAKS:
                yield from self._piece(start, characters[start:index])
                start, owner = index, current
            if character in _HYPHENS_AT_BREAK:
                yield from self._piece(start, characters[start:index] + "-")
                start = index + 1
        yield from self._piece(start, characters[start:])

    def _piece(self, first: int, text: str) -> Iterator[TextRun]:
        """The characters from an index on as a piece, unless they are only spaces."""
        words = text.strip()
        word = _FIRST_WORD.match(words)
        if not word:
            return
        first += text.index(words)
        start, head, end = (self._box(first + length - 1) for length in (1, word.end(), len(words)))
        weight = pdfium.FPDFText_GetFontWeight(self._text, first)
        yield TextRun(
            text=text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
            left=start.left,
            right=end.right,
            bottom=min(start.bottom, end.bottom),
            top=max(start.top, end.top),
            head=head.right - start.left,
            sheet=self.number,
            weights=(weight, weight),
            node=self._node(first),
            breakable=bool(_BREAK.search(text)),
        )

    def _box(self, index: int) -> Any:
        """A character's box in points from the sheet's lower left corner, as high as its font."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._text, index, box)
        return box

    def _node(self, index: int) -> PrintedElement | None:
        holder = pdfium.FPDFText_GetTextObject(self._text, index)
        mark = pdfium.FPDFPageObj_GetMarkedContentID(holder) if holder else -1
        return self._nodes.get(mark, PrintedElement((-1, self.number, mark))) if mark >= 0 else None


def _split(pieces: list[TextRun], height: float) -> tuple[list[TextRun], list[TextRun]]:
    """The sheet's own text, and what the browser printed above and below it.

    The topmost and the lowest row are the browser's if they stand at the edge, are outside the print's structure,
    and hold a time of printing, a page count or an address.
    """
    outside = [each for each in pieces if each.node is None]
    if not outside:
        return pieces, []
    rows = (max(outside, key=lambda each: each.top), min(outside, key=lambda each: each.bottom))
    furniture: list[TextRun] = []
    for at in rows:
        row = [each for each in outside if each.is_beside(at)]
        near = at.bottom > height - _EDGE or at.top < _EDGE
        if near and any(_is_printed(each.text.strip()) for each in row):
            furniture += row
    printed = set(furniture)
    return [each for each in pieces if each not in printed], furniture


def _is_printed(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_PAGE_COUNT, _PRINTED_AT, _ADDRESS))


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_WITHIN]


PDF = Format("pdf", "application/pdf", (".pdf",), _is_pdf, pdf_lines, is_legible=False)
