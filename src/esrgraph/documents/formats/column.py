"""Text, line breaks and ends of paragraphs, as a walk over HTML meets them -> lines with their source line numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from esrgraph.documents.formats.format import Line, require_lines
from esrgraph.documents.formats.text import normal_line

_LAST_SOURCELINE = 65_535
"""libxml2 keeps an element's line in 16 bits; beyond that the newlines of the text are counted."""


@dataclass(slots=True)
class Cursor:
    """The source line that the walk over the tree has come to."""

    number: int = 1
    above: int = 0
    """Lines of the file above the document that is walked."""

    def enter(self, element: Any) -> None:
        """Moves to the line that an element of lxml starts on, as far as it is known."""
        line = element.sourceline or 0
        if 0 < line < _LAST_SOURCELINE:
            self.number = self.above + line


@dataclass(slots=True)
class LineBuilder:
    """Lines as they grow, by the rules of `innerText` (HTML Standard, 3.2.7).

    Blocks end lines, and paragraphs leave one line blank between them.
    """

    cursor: Cursor
    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    start: int = 0
    apart: bool = False

    def write(self, text: str, *, preformatted: bool = False) -> None:
        """Adds text to the line, and moves the cursor over it; preformatted text keeps its line breaks."""
        for index, piece in enumerate(text.split("\n")):
            if index:
                self.cursor.number += 1
                self.words.append(" ")
                if preformatted:
                    self.break_line()
            if piece and not piece.isspace():
                self.start = self.start or self.cursor.number
            self.words.append(piece)

    def end_line(self) -> None:
        """Ends the line if one is begun."""
        text = normal_line("".join(self.words))
        if text:
            self.put([Line(self.start, text)])
        self.words.clear()
        self.start = 0

    def break_line(self) -> None:
        """Ends the line; a line that is not begun counts as blank (`<br><br>`)."""
        before = len(self.lines)
        self.end_line()
        if len(self.lines) == before and self.lines:
            self.apart = False
            self.lines.append(Line(self.cursor.number, ""))
            require_lines(len(self.lines))

    def end_paragraph(self) -> None:
        """Ends the line, and leaves one blank before the next."""
        self.end_line()
        self.apart = True

    def put(self, lines: list[Line]) -> None:
        """Adds whole lines, after a blank one where a paragraph has ended."""
        if lines and self.apart and self.lines and self.lines[-1].text:
            self.lines.append(Line(lines[0].number, ""))
        if lines:
            self.apart = False
        self.lines += lines
        require_lines(len(self.lines))

    def take_lines(self) -> list[Line]:
        """The lines, without blank ones at the end."""
        self.end_line()
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        return self.lines
