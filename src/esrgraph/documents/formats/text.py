"""Bytes or characters of any provenance -> plain lines: one encoding, one kind of space, nothing invisible."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from esrgraph.documents.formats.foreign import find_foreign
from esrgraph.documents.formats.format import CACHED_LINES, Format, Reading, number_lines, require_lines
from esrgraph.errors import UnreadablePage

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_WEB_ENCODING = re.compile(r"(?:iso-8859-(?:[2-9]|1[0-6])|windows-125[0-8]|macintosh)")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"
)
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_LIGATURE = re.compile("[ﬀﬁﬂﬃﬄ]")
_PLAIN = re.compile(r"[ -~\xa1-\xac\xae-\xff–—’”…€]*")
"""The letters and signs of most lines, which have but one spelling."""
_MARKS_ALONE = re.compile(r"[^\x00-\u02ff]{31}")
_MOST_MARKS = 30
"""Combining marks of one letter, as in the Stream-Safe Text Format (UAX 15): to put more in order takes long."""
_CONTROLS = bytes((*range(0x09), *range(0x0E, 0x1C), 0x7F))
_MOST_CONTROLS = 0.05
_HEAD = 4096
"""Bytes that a file is known by."""


@lru_cache(maxsize=CACHED_LINES)  # most lines of a page are the form's own, or stand on other pages too
def normal_line(text: str) -> str:
    r"""One line in its normal form: NFC, plain single spaces, no soft hyphens, zero-width or control characters.

    >>> normal_line("  Etela\u0308-\u00adSavo\u00a0\t 1\u202f328\u200b ")
    'Etelä-Savo 1 328'
    """
    if _PLAIN.fullmatch(text):
        is_normal = "  " not in text and text[:1] != " " and text[-1:] != " "
        return text if is_normal else " ".join(text.split())
    spelt = _INVISIBLE.sub("", _LIGATURE.sub(lambda match: _LIGATURES[match[0]], text))
    safe = "".join(_stream_safe(spelt)) if _MARKS_ALONE.search(spelt) else spelt
    return " ".join(unicodedata.normalize("NFC", safe).split())


def _stream_safe(text: str) -> Iterator[str]:
    """The characters, without the marks beyond so many in a row."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            yield character


def decode(content: bytes, declared: str | None = None) -> str:
    r"""The characters of a file, with `\n` as the only line end.

    A byte-order mark decides; then valid UTF-8 is UTF-8, whatever the file declares (browsers save what they
    were sent, so declarations are often wrong); then a declared web encoding; then Windows-1252, of which
    Latin-1 is a part as far as it prints (the rule of the WHATWG Encoding Standard).

    >>> decode(b"P\xe4iv\xe4\r\nY\xf6")
    'Päivä\nYö'
    """
    return _decode(content, declared).replace("\r\n", "\n").replace("\r", "\n")


def _decode(content: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    encoding = declared.lower() if declared and _WEB_ENCODING.fullmatch(declared.lower()) else "cp1252"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("latin-1")


def text_lines(content: bytes) -> Reading:
    r"""The lines of a plain-text capture, blank ones too, numbered as in the file; it names no address.

    Raises `UnreadablePage` where the bytes are no text, or show none.

    >>> [line.text for line in text_lines(b"1 Hanke\n\nHankekoodi: S99101\n")[0]]
    ['1 Hanke', '', 'Hankekoodi: S99101']
    """
    refusal = find_no_text(content)
    if refusal:
        raise refusal
    characters = decode(content)
    require_lines(characters.count("\n"))
    texts = characters.removesuffix("\n").split("\n")
    lines = number_lines(map(normal_line, texts))
    if not any(line.text for line in lines):
        raise UnreadablePage("The file is empty", remedy="Capture the page again", is_page=False)
    return Reading(lines)


def find_no_text(content: bytes) -> UnreadablePage | None:
    """What to say of bytes, or of the first of them, that are no text; None where they are."""
    characters = _decode(content, None)
    plain = characters.encode("utf-8", "surrogatepass")
    if len(plain) - len(plain.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(characters):
        return find_foreign(content)
    return find_foreign(content) or UnreadablePage(
        "The file holds binary data, not text",
        remedy="Give the page as text, HTML or PDF, one page a file",
        is_page=False,
    )


def _is_text(content: bytes) -> bool:
    return find_no_text(content[:_HEAD]) is None


TEXT = Format("text", "text/plain", (".txt",), _is_text, text_lines)
