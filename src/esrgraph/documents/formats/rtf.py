"""A Rich Text file (.rtf) -> its lines; rows of tables read as those of HTML do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from striprtf.striprtf import rtf_to_text

from esrgraph.documents.formats.format import Format, Line, Reading, require_lines
from esrgraph.documents.formats.row import row_text
from esrgraph.documents.formats.text import normal_line
from esrgraph.errors import UnreadablePage

_ADDRESS_OF_LINK = re.compile(r"HYPERLINK\s+\"[^\"]*\"", re.IGNORECASE)
"""striprtf would write it behind the link's text."""
_ROW, _CELL, _END = "\ue000", "\ue001", "\ue002"
"""Where a row begins, a cell ends, and a row ends: private
characters, for striprtf writes bars, and a text may hold these."""
_OF_TABLES = {"trowd": _ROW, "cell": _CELL, "nestcell": _CELL, "row": _END, "nestrow": _END}
_TABLE = re.compile(r"\\(trowd|(?:nest)?(?:cell|row))(?![a-z])")
_MARKS = re.compile(f"([{_ROW}{_CELL}{_END}])\\??")


def rtf_lines(content: bytes) -> Reading:
    """The lines of a Rich Text file, numbered as they come; raises `UnreadablePage` where it is broken or has none."""
    source = _ADDRESS_OF_LINK.sub("", content.decode("latin-1"))
    try:
        text: str = rtf_to_text(_TABLE.sub(lambda word: f"\\u{ord(_OF_TABLES[word[1]])} ?", source), errors="replace")
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise UnreadablePage("The RTF file is broken", remedy="Save the page as text, HTML or PDF") from error
    require_lines(text.count("\n"))
    lines = tuple(Line(number, normal_line(each)) for number, each in enumerate(_lines(text), start=1))
    if not any(line.text for line in lines):
        raise UnreadablePage("The RTF file shows no text", remedy="Save the page as text, HTML or PDF")
    return Reading(lines)


def _lines(text: str) -> Iterator[str]:
    """The lines of a text in which tables are marked. Some programs say a second time, behind its cells, how a row
    looks."""
    cells: list[str] = []
    around = ""
    for piece in _MARKS.split(text):
        if piece == _CELL:
            cells.append(" ".join(around.split()))
        elif piece == _END:
            yield row_text(cells)
            cells = []
        elif piece == _ROW and not cells:
            yield from around.rstrip("\n").split("\n")
        elif piece != _ROW:
            around = piece
            continue
        around = ""
    yield from " ".join((*cells, around)).split("\n")


RTF = Format("rtf", "application/rtf", (), lambda content: content.startswith(b"{\\rtf"), rtf_lines, is_legible=False)
