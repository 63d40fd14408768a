"""A page saved from a browser (HTML) -> the lines of its text form, each with its line number in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from typing import Any

from lxml import etree

from esrgraph.documents.formats.column import Cursor, LineBuilder
from esrgraph.documents.formats.foreign import find_foreign
from esrgraph.documents.formats.format import Format, Line, Reading
from esrgraph.documents.formats.row import row_text
from esrgraph.documents.formats.text import decode
from esrgraph.errors import UnreadablePage

_HTML = re.compile(
    rb"<(?:!doctype\s+html|(?:html|head|body|meta|title|link|script|style|table|div|p|h[1-6]|dl|ul|main|article|section"
    rb"|center|font|span|b|strong|pre)\b)",
    re.IGNORECASE,
)
_PROLOGUE = ((b"<!--", b"-->"), (b"<?xml", b"?>"))
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{3,20})""", re.IGNORECASE)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+?)\s*-->", re.IGNORECASE)
_END = re.compile(r"</html\s*>", re.IGNORECASE)
_START = re.compile(r"^[ \t]*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.MULTILINE)
_START_OF_BYTES = re.compile(_START.pattern.encode(), _START.flags & ~re.UNICODE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DROPPED = frozenset(
    [
        "audio",
        "button",
        "canvas",
        "datalist",
        "dialog",
        "embed",
        "footer",
        "head",
        "iframe",
        "input",
        "map",
        "meta",
        "nav",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre", "blockquote", "hr"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "form",
        "header",
        "html",
        "legend",
        "li",
        "main",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    ]
)
_CELLS = frozenset(("td", "th"))
_CUT_SHORT = frozenset(("ERR_RESOURCE_LIMIT", "ERR_INTERNAL_ERROR"))
"""What libxml2 reports when it gives up on the rest of a file; the second is what older versions say."""


def html_lines(content: bytes) -> Reading:
    """The visible lines of an HTML page, and the address it was saved from, where it says so.

    The address comes from the browser's `<!-- saved from url=... -->`, else from `<link rel="canonical">`.
    Raises `UnreadablePage` where nothing is visible.
    """
    declared = _CHARSET.search(content[:4096])
    source = decode(content, declared[1].decode("ascii") if declared else None)
    root = None
    column = LineBuilder(Cursor())
    for above, document in _documents(source):
        parsed = _parse(document)
        root = parsed if root is None else root
        column.cursor.above, column.cursor.number = above, above + 1
        if parsed is not None:
            _walk(parsed, column)
            column.end_paragraph()
    lines = column.take_lines()
    if not any(line.text for line in lines):
        raise UnreadablePage("The HTML file shows no text", remedy="Save the page again when it has loaded in full")
    return Reading(tuple(lines), _address(source, root))


def element_lines(root: Any) -> list[Line]:
    """The lines that an element of HTML shows, as lxml has it."""
    column = LineBuilder(Cursor())
    _walk(root, column)
    return column.take_lines()


def _documents(source: str) -> Iterator[tuple[int, str]]:
    """The HTML documents in a file, one behind the other, each with the number of lines above it.

    The parser leaves out what follows `</html>`. What stands there, or before the first document, and is no markup but
    text, keeps its line ends.
    """
    start = above = 0
    for end in (*(match.end() for match in _END.finditer(source)), len(source)):
        opening = _START.search(source, start, end)
        is_below_text = opening and not _TAG.search(source, start, opening.start())
        bounds = (start, opening.start(), end) if opening and is_below_text else (start, end)
        for piece in (source[first:last] for first, last in pairwise(bounds)):
            if piece.strip():
                yield above, piece if _TAG.search(piece) else f"<pre>{escape(piece)}</pre>"
            above += piece.count("\n")
        start = end


def _parse(source: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    try:
        root = etree.fromstring(source.replace("\x00", "").encode("utf-8", errors="replace"), parser)
    except etree.LxmlError:
        return None
    if any(error.type_name in _CUT_SHORT for error in parser.error_log):
        raise UnreadablePage(
            "The HTML file is nested deeper, or has a longer text, than a page has", remedy="Save the page as text"
        )
    return root


def _address(source: str, root: Any) -> str | None:
    saved = _SAVED_FROM.search(source[:4096])
    if saved:
        return saved[1]
    links = root.iter("link") if root is not None else ()
    for link in links:
        address = (link.get("href") or "").strip()
        if (link.get("rel") or "").lower() == "canonical" and re.fullmatch(r"https?://\S+", address):
            return address
    return None


def _is_hidden(element: Any) -> bool:
    return (
        element.tag in _DROPPED or element.get("hidden") is not None or bool(_HIDING.search(element.get("style") or ""))
    )


def _walk(element: Any, column: LineBuilder, *, preformatted: bool = False) -> None:
    """Writes what an element shows into the column; comments and hidden elements only move the cursor."""
    if not isinstance(element.tag, str):
        column.cursor.number += (element.text or "").count("\n")
    elif _is_hidden(element):
        column.cursor.enter(element)
        column.cursor.number += "".join(element.itertext()).count("\n")
    elif element.tag == "tr":
        column.end_line()
        _walk_row(element, column)
    elif element.tag == "dl" or (element.tag == "div" and element.getparent().tag == "dl"):
        _end_block(element.tag, column)
        _walk_definitions(element, column)
        _end_block(element.tag, column)
    else:
        _walk_flow(element, column, preformatted=preformatted or element.tag == "pre")


def _walk_flow(element: Any, column: LineBuilder, *, preformatted: bool) -> None:
    column.cursor.enter(element)
    if element.tag == "br":
        column.break_line()
    _end_block(element.tag, column)
    column.write(element.text or "", preformatted=preformatted)
    for child in element:
        _walk(child, column, preformatted=preformatted)
        column.write(child.tail or "", preformatted=preformatted)
    _end_block(element.tag, column)


def _end_block(tag: str, column: LineBuilder) -> None:
    if tag in _PARAGRAPHS:
        column.end_paragraph()
    elif tag in _BLOCKS:
        column.end_line()


def _inside(element: Any, column: LineBuilder) -> list[Line]:
    """The lines of a cell, laid out by itself."""
    cell = LineBuilder(column.cursor)
    _walk_flow(element, cell, preformatted=False)
    return cell.take_lines()


def _walk_row(row: Any, column: LineBuilder) -> None:
    column.cursor.enter(row)
    column.cursor.number += (row.text or "").count("\n")
    cells = []
    for child in row:
        if child.tag in _CELLS and not _is_hidden(child):
            cells.append(_inside(child, column))
        else:
            _walk(child, column)
        column.cursor.number += (child.tail or "").count("\n")
    column.end_line()
    column.put(_row(cells))


def _row(cells: list[list[Line]]) -> list[Line]:
    """One line for the cells; where one before the last holds several lines, the table is mere layout: one by one."""
    if any(len(cell) > 1 for cell in cells[:-1]) or not any(cells):
        return [line for cell in cells for line in cell]
    first = next(cell[0].number for cell in cells if cell)
    text = row_text([cell[0].text if cell else "" for cell in cells])
    return [Line(first, text), *cells[-1][1:]]


def _walk_definitions(element: Any, column: LineBuilder) -> None:
    """A `<dl>`: each `<dt>` with the `<dd>` after it reads as a label and its value."""
    column.cursor.enter(element)
    column.cursor.number += (element.text or "").count("\n")
    label: list[Line] | None = None
    for child in element:
        if child.tag in ("dt", "dd") and not _is_hidden(child):
            lines = _inside(child, column)
            label = _put_definition(child.tag, lines, label, column)
        else:
            _walk(child, column)
        column.cursor.number += (child.tail or "").count("\n")
    _put_definition("dt", [], label, column)


def _put_definition(tag: str, lines: list[Line], label: list[Line] | None, column: LineBuilder) -> list[Line] | None:
    """Writes what is complete; returns the label that still waits for its value."""
    if tag == "dd":
        column.put(_row([label, lines]) if label else lines)
        return None
    column.put(_row([label, []]) if label else [])
    return lines


def _is_html(content: bytes) -> bool:
    """Whether the first thing in the file, after comments and an XML declaration, is a tag of HTML, or a document of
    HTML begins on any of its lines."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    start = start.lstrip()
    while skipped := next((closing for opening, closing in _PROLOGUE if start.startswith(opening)), None):
        start = start.partition(skipped)[2].lstrip()
    if b"<" not in content:
        return False
    return bool(_HTML.match(start) or (_START_OF_BYTES.search(content) and not find_foreign(content)))


HTML = Format("html", "text/html", (".html", ".htm", ".xhtml"), _is_html, html_lines)
