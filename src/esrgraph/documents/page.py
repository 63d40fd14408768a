"""A document's bytes (text, HTML or PDF) -> its lines, with the line numbers of the source."""

from __future__ import annotations

import re
from dataclasses import dataclass

from esrgraph.documents.formats.html import html_lines
from esrgraph.documents.formats.pdf import pdf_lines
from esrgraph.documents.formats.text import Line, text_lines
from esrgraph.errors import UnreadablePage

__all__ = ["MOST_BYTES", "Line", "Page", "read_page"]

MOST_BYTES = 20_000_000
"""A larger document is not read; the largest real page is a five-hundredth of it."""

_AS_PAGE = "Save the page as text, HTML or PDF"
_KINDS = (
    (b"\x89PNG", "a PNG image", "Save the page, not a picture of it"),
    (b"\xff\xd8\xff", "a JPEG image", "Save the page, not a picture of it"),
    (b"GIF8", "a GIF image", "Save the page, not a picture of it"),
    (b"II*\x00", "a TIFF image", "Save the page, not a picture of it"),
    (b"MM\x00*", "a TIFF image", "Save the page, not a picture of it"),
    (b"RIFF", "an image or a recording", "Save the page, not a picture of it"),
    (
        b"PK\x03\x04",
        "a zip archive or an Office file",
        "Give an archive its .zip suffix, or save the page as text or PDF",
    ),
    (b"\xd0\xcf\x11\xe0", "an Office file", _AS_PAGE),
    (b"{\\rtf", "an RTF file", _AS_PAGE),
    (b"\x1f\x8b", "a gzip file", "Unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it first"),
    (b"Rar!", "a RAR archive", "Unpack it first"),
    (b"%!PS", "a PostScript file", _AS_PAGE),
    (b"bplist00", "a Safari web archive", _AS_PAGE),
    (b"From: <Saved by", "a web archive (MHTML)", _AS_PAGE),
)
_PDF_WITHIN = 1024
_HTML = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|body|meta|title|link|script|style|table|div|p|h[1-6]|dl|ul|main|article|section"
    rb"|center|font|span|b|strong|pre)\b)",
    re.IGNORECASE,
)
_PROLOGUE = ((b"<!--", b"-->"), (b"<?xml", b"?>"))


@dataclass(frozen=True, slots=True)
class Page:
    """A document as lines: `format` is 'text', 'html' or 'pdf', `url` the address that the document itself names."""

    format: str
    lines: tuple[Line, ...]
    url: str | None = None


def read_page(content: bytes) -> Page:
    r"""The lines of a document, whatever its format; the bytes decide, not a file name.

    The three formats of one page give the same sequence of non-blank lines. Raises `UnreadablePage`, and nothing
    else, where the bytes are no text, HTML or PDF, are empty, or more than `MOST_BYTES`.

    >>> read_page(b"<p>1 Hanke</p>\n<p><b>Hankekoodi:</b> S99101</p>").lines[2]
    Line(number=2, text='Hankekoodi: S99101')
    """
    if len(content) > MOST_BYTES:
        raise UnreadablePage("The file has more than 20 MB, too much for one page", remedy="Give one page a file")
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise UnreadablePage("The file is empty", remedy="Capture the page again")
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return Page("pdf", *pdf_lines(content))
    for signature, kind, remedy in _KINDS:
        if content.startswith(signature):
            raise UnreadablePage(f"The file looks like {kind}", remedy=remedy)
    if _is_html(content):
        return Page("html", *html_lines(content))
    lines = text_lines(content)
    if not any(line.text for line in lines):
        raise UnreadablePage("The file is empty", remedy="Capture the page again")
    return Page("text", lines)


def _is_html(content: bytes) -> bool:
    """Whether the first thing in the file, after comments and an XML declaration, is a tag of HTML."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    start = start.lstrip()
    while skipped := next((closing for opening, closing in _PROLOGUE if start.startswith(opening)), None):
        start = start.partition(skipped)[2].lstrip()
    return bool(_HTML.match(start))
