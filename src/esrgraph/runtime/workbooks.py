"""Excel workbooks, a row after the other: text that is never a formula, links, days as days."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000
"""A cell holds 32,767 characters at most."""
_MOST_LINKS = 65_530
"""So many links Excel takes in a sheet, each no longer than the next number of characters."""
_LONGEST_LINK = 2_079

LINK = {"font_color": "#0B5A80", "underline": 1}
"""How what leads elsewhere looks."""


def begin_workbook(target: Path | IO[bytes], created: datetime | None = None) -> Workbook:
    """A workbook that is written into the target when it is closed, and was `created` now if nothing is said.

    Rows are written in their order, and memory does not grow with them.
    """
    from xlsxwriter import Workbook  # takes long to import, and few processes write workbooks

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(target, {**options, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": created})
    return book


def write_link(sheet: Any, row: int, column: int, address: str, text: str, look: Any) -> None:
    """Write a text into a cell (counted from 0) that leads to an address, in a sheet with one such column; a plain text
    where Excel takes no more, or no so long one."""
    if row <= _MOST_LINKS and len(address) <= _LONGEST_LINK:
        sheet.write_url(row, column, address, look, workbook_text(text))
    else:
        sheet.write_string(row, column, workbook_text(text))


def workbook_text(text: str) -> str:
    r"""The text as XML and a cell can hold it.

    >>> workbook_text("a\x00b\ufffe"), len(workbook_text("a" * 100_000))
    ('a\ufffdb\ufffd', 32000)
    """
    return _NOT_IN_XML.sub("\ufffd", text[:_LONGEST])
