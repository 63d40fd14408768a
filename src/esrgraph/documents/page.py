"""A document's bytes, in any format -> its lines, with the line numbers of the source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from esrgraph.documents.formats import FORMATS
from esrgraph.documents.formats.format import Line
from esrgraph.documents.formats.text import TEXT
from esrgraph.errors import UnreadablePage, require_type

__all__ = ["MOST_BYTES", "Line", "Page", "read_page"]

MOST_BYTES = 20_000_000
"""A larger document is not read; the largest real page is a five-hundredth of it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document as lines: `format` is the name of its format, `url` the address that the document itself names, and
    `retrieved` the day on which, as it says, it was saved."""

    format: str
    lines: tuple[Line, ...]
    url: str | None = None
    retrieved: date | None = None


def read_page(content: bytes) -> Page:
    r"""The lines of a document, whatever its format; the bytes decide, not a file name.

    All formats of one page give the same sequence of non-blank lines. Raises `UnreadablePage`, and nothing else, where
    the bytes are in none of them, are empty, or more than `MOST_BYTES`.

    >>> read_page(b"<p>1 Hanke</p>\n<p><b>Hankekoodi:</b> S99101</p>").lines[2]
    Line(number=2, text='Hankekoodi: S99101')
    """
    require_type(
        content, bytes, "content", "Path(...).read_bytes() has those of a file, and open_pages(...) reads files"
    )
    if len(content) > MOST_BYTES:
        raise UnreadablePage(
            "The file has more than 20 MB, too much for one page", remedy="Give one page a file", is_page=False
        )
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise UnreadablePage("The file is empty", remedy="Capture the page again", is_page=False)
    found = next((each for each in FORMATS if each.is_format_of(content)), TEXT)
    return Page(found.name, *found.read(content))
