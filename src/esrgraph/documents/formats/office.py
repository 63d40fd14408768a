"""A Word (.docx) or OpenDocument (.odt) file -> HTML elements, and by these its lines."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from esrgraph.documents.formats.format import Format, Line, Reading
from esrgraph.documents.formats.html import element_lines
from esrgraph.errors import UnreadablePage

_MOST_BYTES = 50_000_000
"""A part of a file that is longer, once it is unpacked, is not read."""
_WORD = re.compile(rb"PK\x03\x04.{26}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/|customXml/)", re.DOTALL)
_OTHERS = (b"xl/workbook", b"xl/worksheets", b"ppt/presentation")
_OPEN_DOCUMENT = re.compile(rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis\.opendocument\.text", re.DOTALL)
_PARTS = {"docx": "word/document.xml", "odt": "content.xml"}
_NAMES = {
    "docx": {"p": "p", "tbl": "table", "tr": "tr", "tc": "td", "br": "br", "cr": "br"},
    "odt": {
        "p": "p",
        "h": "p",
        "table": "table",
        "table-row": "tr",
        "table-cell": "td",
        "line-break": "br",
        "list": "div",
        "list-item": "div",
    },
}
"""What of each format is an element of HTML, by local name; of any other, only the content counts."""
_SPACES = frozenset(("tab", "s", "ptab"))
_DROPPED = frozenset(
    "del moveFrom delText instrText fldData Fallback pPr rPr tblPr trPr tcPr sectPr tblGrid"
    " annotation annotation-end tracked-changes forms automatic-styles font-face-decls scripts".split()
)
"""Deleted text, fields' instructions, comments, properties, and what is there a second time for older programs."""
_HYPHENS = {"noBreakHyphen": "\u2011", "softHyphen": "\xad"}


def docx_lines(content: bytes) -> Reading:
    """The lines of a Word file, numbered as they come; raises `UnreadablePage` where it has none or is broken."""
    return _lines(content, "docx")


def odt_lines(content: bytes) -> Reading:
    """The lines of an OpenDocument file, numbered as they come; raises `UnreadablePage` as `docx_lines` does."""
    return _lines(content, "odt")


def _lines(content: bytes, kind: str) -> Reading:
    body = etree.Element("body")
    _build(body, _part(content, _PARTS[kind]), _NAMES[kind])
    lines = element_lines(body)
    if not any(line.text for line in lines):
        raise UnreadablePage("The document shows no text", remedy="Save the page as text, HTML or PDF")
    return Reading(tuple(Line(number, line.text) for number, line in enumerate(lines, start=1)))


def _part(content: bytes, name: str) -> Any:
    """The root of the XML in which the text stands."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if archive.getinfo(name).file_size > _MOST_BYTES:
                raise UnreadablePage("The document is longer than pages are", remedy="Save the page as text")
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
            return etree.fromstring(archive.read(name), parser)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _unreadable("broken, or encrypted") from error
    except etree.LxmlError as error:
        raise _unreadable("broken") from error


def _unreadable(reason: str) -> UnreadablePage:
    return UnreadablePage(f"The document is {reason}", remedy="Save the page as text, HTML or PDF")


def _build(parent: Any, source: Any, names: dict[str, str]) -> None:
    """Appends what a source element holds to a parent, in elements of HTML."""
    _append_text(parent, source.text)
    for child in source:
        if isinstance(child.tag, str):
            _build_child(parent, child, etree.QName(child).localname, names)
        _append_text(parent, child.tail)


def _build_child(parent: Any, child: Any, name: str, names: dict[str, str]) -> None:
    if name in _SPACES or name in _HYPHENS:
        _append_text(parent, _HYPHENS.get(name, " "))
    elif name in names:
        _build(etree.SubElement(parent, names[name]), child, names)
    elif name not in _DROPPED:
        _build(parent, child, names)


def _append_text(parent: Any, text: str | None) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _is_docx(content: bytes) -> bool:
    return bool(_WORD.match(content)) and not any(each in content for each in _OTHERS)


DOCX = Format(
    "docx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    (),
    _is_docx,
    docx_lines,
    is_legible=False,
)
ODT = Format(
    "odt",
    "application/vnd.oasis.opendocument.text",
    (),
    lambda content: bool(_OPEN_DOCUMENT.match(content)),
    odt_lines,
    is_legible=False,
)
