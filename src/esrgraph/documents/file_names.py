"""The name of a file in a folder or archive -> what it says of the file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from esrgraph.documents.captures import FILE_NAME
from esrgraph.documents.compression import plain_suffix
from esrgraph.documents.formats import FORMATS
from esrgraph.documents.location import UnreadFile

_PAGES = frozenset(suffix for each in FORMATS for suffix in each.suffixes)
_OF_SYSTEMS = frozenset(("thumbs.db", "desktop.ini", "ehthumbs.db"))
_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def plain_name(name: str) -> str:
    """A file's name as text that can be printed and compared, whatever the file system made of it."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", _NO_TEXT.sub("\ufffd", text))


def says_page(name: str) -> bool:
    """Whether the name is that of a page, in one of the formats that are read, compressed or not."""
    return plain_suffix(name) in _PAGES


def is_archive(name: str) -> bool:
    """Whether the name is that of a zip archive."""
    return PurePosixPath(name).suffix.lower() == ".zip"


def is_hidden(name: str) -> bool:
    """Whether systems hide a file or folder of that name from people."""
    return name.startswith(".") or name == "__MACOSX"


def visible_name(path: str) -> tuple[str, bool]:
    """The name of an archive's member, '/' separated, `..` left out; of what is hidden, that of the outermost folder.

    >>> visible_name("./a/../b.txt"), visible_name("a/.git/HEAD")
    (('a/b.txt', False), ('a/.git', True))
    """
    parts = [part for part in plain_name(path).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    at = next((at for at, part in enumerate(parts) if is_hidden(part)), None)
    return "/".join(parts[: None if at is None else at + 1]), at is not None


def judge_name(name: str) -> UnreadFile | None:
    """A file that is no page by its name, and why; None where it has to be looked at."""
    own = PurePosixPath(name).name
    if is_hidden(own):
        return UnreadFile(name, "It is hidden")
    if own == FILE_NAME:
        return UnreadFile(name, "It is the table of captures")
    if own.lower() in _OF_SYSTEMS:
        return UnreadFile(name, "It is a file of the operating system")
    return None
