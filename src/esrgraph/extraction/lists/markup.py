"""A list as XML or as a table in HTML, both as the service gives them, to its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from esrgraph.errors import PageError
from esrgraph.extraction.lists.table import Placed, Row, Table, is_header, place_cells

_HEAD = 4096
_TABLE_HEAD = 64 * _HEAD
"""Bytes within which the header of a table stands."""
_SAVE_AGAIN = "Save the list again from the service"


def is_xml(content: bytes) -> bool:
    """Whether bytes are XML in which a project code is an element."""
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"<") and b"<projektikoodi>" in head


def read_xml(content: bytes) -> Table:
    """Each element with a project code in it as a row, with the elements in it for cells; raises PageError where the
    XML is damaged."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise PageError(f"The list is no whole XML: {error}", remedy=_SAVE_AGAIN) from error
    rows: list[Placed] = [
        Row(code.getparent().sourceline, {each.tag: each.text or "" for each in code.getparent().iterchildren("*")})
        for code in root.iter("projektikoodi")
    ]
    headings = dict.fromkeys(heading for row in rows if isinstance(row, Row) for heading in row.cells)
    return tuple(headings), rows


def is_table(content: bytes) -> bool:
    """Whether bytes are HTML with a table whose first row is the header of a list."""
    head = content[:_TABLE_HEAD]
    return b"<t" in head and b"Aloituspvm" in head and b"Rahasto" in head and _header(_tree(head)) is not None


def read_table(content: bytes) -> Table:
    """The rows of the table below the header."""
    tree = _tree(content)
    header = _header(tree)
    if header is None:
        raise PageError("The table of the list has no header", remedy=_SAVE_AGAIN)
    headings = tuple(_cells(header))
    following = header.xpath("following::tr")
    rows = [place_cells(headings, row.sourceline, cells) for row in following if any(cells := list(_cells(row)))]
    return headings, rows


def _tree(content: bytes) -> Any:
    try:
        return html.fromstring(content)
    except etree.ParserError:
        return etree.Element("html")


def _header(tree: Any) -> Any:
    return next((row for row in tree.iter("tr") if is_header(list(_cells(row)))), None)


def _cells(row: Any) -> Iterator[str]:
    return (" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th"))
