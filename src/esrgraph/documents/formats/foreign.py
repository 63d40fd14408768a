"""The first bytes of a file -> what it is, where pages do not come in that format, and what to do."""

from __future__ import annotations

from esrgraph.errors import UnreadablePage

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


def refuse_foreign(content: bytes) -> None:
    """Raises `UnreadablePage` where the bytes begin as those of a format that pages do not come in."""
    for signature, kind, remedy in _KINDS:
        if content.startswith(signature):
            raise UnreadablePage(f"The file looks like {kind}", remedy=remedy)
