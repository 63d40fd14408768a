"""A text to what a cell of a workbook holds of it."""

from __future__ import annotations

import re

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000
"""A cell holds 32,767 characters at most."""


def workbook_text(text: str) -> str:
    r"""The text as XML and a cell can hold it.

    >>> workbook_text("a\x00b\ufffe"), len(workbook_text("a" * 100_000))
    ('a\ufffdb\ufffd', 32000)
    """
    return _NOT_IN_XML.sub("\ufffd", text[:_LONGEST])
