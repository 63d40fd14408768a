"""Bytes of any record of a crawl -> whether they may be a project page: a quick look, so that most are never read."""

from __future__ import annotations

import html
import re

from esrgraph.documents.formats import FORMATS
from esrgraph.documents.location import HEAD

_CODE = b"koodi"
"""What the labels of project codes end in, and every page has one of them."""
_LABELLED = re.compile(rb"(?:hanke|projekti)[a-z]{0,200}?koodi")
"""The label, with what may stand within it once all but letters is taken away: names of tags, attributes, entities."""
_OTHERS = (b"vastuuviranomainen", b"toimintalinja", b"toteutusaika")
"""Labels of the first section, for a page whose own code is broken up beyond that."""
_LETTERS = bytes(each for each in range(256) if chr(each).isascii() and chr(each).isalpha())
_NO_LETTERS = bytes(each for each in range(256) if each not in _LETTERS)
_SMALL = bytes(range(256)).lower()


def may_be_project_page(content: bytes) -> bool:
    r"""Whether a document may hold a project page; False is certain.

    Letters of one word can stand apart, in any encoding and markup that is read: in UTF-16, between tags, entities and
    soft hyphens, over lines of quoted-printable text. What stands compressed in a file (PDF) cannot be looked at so.

    >>> may_be_project_page(b"<b>H a n k e&shy;koodi:</b> S39001"), may_be_project_page(b"Postinumero ja koodi")
    (True, False)
    """
    found = next((each for each in FORMATS if each.is_format_of(content[:HEAD])), None)
    if found and not found.is_legible:
        return True
    if b"&#" in content:
        content = html.unescape(content.decode("latin-1")).encode("utf-8")
    letters = content.translate(_SMALL, _NO_LETTERS)
    return bool(_CODE in letters and _LABELLED.search(letters)) or any(each in letters for each in _OTHERS)
