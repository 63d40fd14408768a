"""A tagged PDF's structure tree -> for each marked stretch of a sheet, the element of the page that it belongs to."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_MOST_ELEMENTS = 20_000
_DEEPEST = 100
_INLINE = frozenset("Code Em Link Quote Reference Ruby Span Strong".split())


@dataclass(frozen=True, slots=True)
class PrintedElement:
    """An element of the printed page: its path from the root, the same on every sheet it runs over, and its box's.

    Chromium makes an element of every text node, so two pieces of one node have no `<br>` between them; the box is
    the paragraph or table cell around it.
    """

    path: tuple[int, ...]
    box: tuple[int, ...] = ()


def nodes(page: Any, sheet: int) -> dict[int, PrintedElement]:
    """The elements on a sheet by the number of their marked content; empty where the PDF is not tagged."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        return _walk(tree)
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _walk(tree: Any) -> dict[int, PrintedElement]:
    found: dict[int, PrintedElement] = {}
    count = pdfium.FPDF_StructTree_CountChildren(tree)
    waiting = [
        (pdfium.FPDF_StructTree_GetChildAtIndex(tree, i), PrintedElement((i,)))
        for i in range(min(count, _MOST_ELEMENTS))
    ]
    seen = 0
    while waiting and seen < _MOST_ELEMENTS:
        element, node = waiting.pop()
        seen += 1
        if not element:
            continue
        box = node.box if _type(element) in _INLINE else node.path
        for index in range(pdfium.FPDF_StructElement_GetMarkedContentIdCount(element)):
            mark = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, index)
            if mark >= 0:
                found[mark] = node
        children = pdfium.FPDF_StructElement_CountChildren(element) if len(node.path) < _DEEPEST else 0
        for index in range(min(children, _MOST_ELEMENTS)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                waiting.append((child, PrintedElement((*node.path, index), box)))
    return found


def _type(element: Any) -> str:
    size = pdfium.FPDF_StructElement_GetType(element, None, 0)
    if not 0 < size < 100:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw.decode("utf-16-le", errors="replace").rstrip("\x00")
