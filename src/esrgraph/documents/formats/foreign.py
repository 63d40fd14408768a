"""The first bytes of a file -> what it is, where pages do not come in that format, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from esrgraph.errors import UnreadablePage


@dataclass(frozen=True, slots=True)
class _ForeignFormat:
    """A format that is known by how its files begin; `is_page` where browsers save pages in it."""

    signature: re.Pattern[bytes]
    kind: str
    remedy: str
    is_page: bool = False


def _begins(*signatures: bytes) -> re.Pattern[bytes]:
    return re.compile(b"|".join(map(re.escape, signatures)))


_AS_PAGE = "Save the page as text, HTML or PDF"
_NO_PICTURE = "Save the page, not a picture of it"
_UNPACK = "Unpack it first"
_BY_ITSELF = "Give it as a file of its own, with its own suffix"
_LEAVE = "Leave it out"
_KINDS = (
    _ForeignFormat(_begins(b"\x89PNG"), "a PNG image", _NO_PICTURE),
    _ForeignFormat(_begins(b"\xff\xd8\xff"), "a JPEG image", _NO_PICTURE),
    _ForeignFormat(_begins(b"GIF8"), "a GIF image", _NO_PICTURE),
    _ForeignFormat(_begins(b"II*\x00", b"MM\x00*"), "a TIFF image", _NO_PICTURE),
    _ForeignFormat(_begins(b"\x00\x00\x01\x00"), "an icon", _NO_PICTURE),
    _ForeignFormat(_begins(b"RIFF", b"OggS", b"ID3", b"\x1aE\xdf\xa3"), "an image or a recording", _NO_PICTURE),
    _ForeignFormat(re.compile(rb"....ftyp", re.DOTALL), "an image or a recording", _NO_PICTURE),
    _ForeignFormat(
        _begins(b"PK\x03\x04", b"PK\x05\x06"),
        "a zip archive or an Office file",
        "Give an archive its .zip suffix, or save the page as text or PDF",
    ),
    _ForeignFormat(_begins(b"\xd0\xcf\x11\xe0"), "an Office file", _AS_PAGE),
    _ForeignFormat(_begins(b"\x1f\x8b"), "a gzip file", _UNPACK),
    _ForeignFormat(_begins(b"BZh"), "a bzip2 file", _UNPACK),
    _ForeignFormat(_begins(b"\xfd7zXZ"), "an XZ file", _UNPACK),
    _ForeignFormat(_begins(b"(\xb5/\xfd"), "a Zstandard file", _UNPACK),
    _ForeignFormat(_begins(b"7z\xbc\xaf"), "a 7z archive", _UNPACK),
    _ForeignFormat(_begins(b"Rar!"), "a RAR archive", _UNPACK),
    _ForeignFormat(re.compile(rb".{257}ustar", re.DOTALL), "a tar archive", _UNPACK),
    _ForeignFormat(_begins(b"%!PS"), "a PostScript file", _AS_PAGE),
    _ForeignFormat(_begins(b"SQLite format 3\x00"), "a database", _LEAVE),
    _ForeignFormat(_begins(b"\x7fELF", b"MZ\x90\x00"), "a program", _LEAVE),
    _ForeignFormat(_begins(b"wOFF", b"wOF2", b"OTTO", b"\x00\x01\x00\x00"), "a font", _LEAVE),
    _ForeignFormat(_begins(b"bplist00"), "a Safari web archive", _AS_PAGE, is_page=True),
    _ForeignFormat(_begins(b"WARC/"), "a web archive (WARC)", _BY_ITSELF, is_page=True),
    _ForeignFormat(_begins(b"PAR1"), "a Parquet table", _BY_ITSELF, is_page=True),
    _ForeignFormat(
        re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*\"|\[\s*\{)"),
        "a JSON file",
        "Give records of pages as JSON Lines, one object a line, in a file of their own",
    ),
)


def find_foreign(content: bytes) -> UnreadablePage | None:
    """What to say of bytes that begin as those of a format that pages do not come in; None where they do not."""
    head = content[:4096]
    for each in _KINDS:
        if each.signature.match(head):
            return UnreadablePage(f"The file looks like {each.kind}", remedy=each.remedy, is_page=each.is_page)
    return None
