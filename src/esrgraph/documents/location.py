"""Where a document lies, what it is once it is read, and what is said of a file that is not."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, cast

from esrgraph.documents import compression
from esrgraph.documents.captures import UNKNOWN, Provenance
from esrgraph.documents.compression import decompress, is_damage
from esrgraph.documents.formats import FORMATS
from esrgraph.documents.formats.text import find_no_text
from esrgraph.documents.page import MOST_BYTES
from esrgraph.errors import DamagedDocument, InputError

HEAD = 4096
"""Bytes of a file that are looked at before it is read, where its name does not say that it is a page."""
_USUAL = 131_072
"""Hardly any page has more bytes."""
_WORKBOOK = re.compile(rb"PK\x03\x04.*xl/", re.DOTALL)
"""An official list of projects may be one; any other is refused once it is read."""
_LOCAL_HEADER = struct.Struct("<4s22xHH")
BROKEN = (
    *compression.BROKEN,
    zipfile.BadZipFile,
    NotImplementedError,
    OverflowError,
    UnicodeError,
    ValueError,
    struct.error,
)
"""What zipfile and the decompressors raise on an archive that is damaged or made to harm."""


@dataclass(frozen=True, slots=True)
class Document:
    """A captured page as bytes.

    `name` is the path relative to what the caller gave, '/' separated, `archive.zip/member.txt` in an archive.
    `content` ends after `MOST_BYTES` + 1 bytes, so that `read_page` can refuse it and memory stays bounded. It
    `is_expected` as a `Location` is; of the many records of a `container`, what is no page is counted, not named.
    """

    name: str
    content: bytes
    retrieved: date | None = None
    url: str | None = None
    is_expected: bool = True
    container: str | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 checksum of the content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Location:
    """Where a document lies; small and picklable, so that another process can read it.

    `is_expected` where whoever gave it, or its name, says that it is a page; any other file of a folder may be one.
    """

    name: str
    path: Path
    member: zipfile.ZipInfo | None = None
    capture: Provenance = UNKNOWN
    is_expected: bool = True

    @property
    def url(self) -> str | None:
        """The address that it was captured from."""
        return self.capture.url

    @property
    def retrieved(self) -> date | None:
        """The day on which it was."""
        return self.capture.retrieved

    @property
    def container(self) -> None:
        """None: each file is named by itself."""
        return None

    def read(self) -> Document:
        """The document itself, without a compression around it.

        Raises:
            InputError: the file cannot be read.
            DamagedDocument: the archive's member cannot be.
        """
        try:
            with self.path.open("rb") as file:
                content = _read_member(file, self.member) if self.member else _read_file(file)
        except (*BROKEN, OSError) as error:
            if isinstance(error, OSError) and not is_damage(error):
                raise unreadable(self.path, error) from error
            raise DamagedDocument(f"{self.name} is damaged ({error})", remedy="Make the archive again") from error
        return Document(self.name, content, self.retrieved, self.url, self.is_expected)


Located = Location | Document
"""A document, where it lies or, out of a stream, as it is."""


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file or folder that is not read, and why; `is_page` where it may hold a page, so that something is missing.

    With a `count`, so many records of the file.
    """

    name: str
    message: str
    remedy: str = ""
    is_page: bool = False
    count: int | None = None


def judge_head(name: str, head: bytes) -> UnreadFile | None:
    """A file that is no page by its first `HEAD` bytes, and why; None where it may be one, and has to be read."""
    if not head.strip():
        return UnreadFile(name, "It is empty")
    if any(each.is_format_of(head) for each in FORMATS) or _WORKBOOK.match(head):
        return None
    refusal = find_no_text(head)
    return UnreadFile(name, refusal.message, refusal.remedy, refusal.is_page) if refusal else None


def _read_member(file: IO[bytes], info: zipfile.ZipInfo) -> bytes:
    """A member's content, found by its place in the archive, without reading the archive's directory again."""
    file.seek(info.header_offset)
    signature, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile("a member is not where the archive says")
    file.seek(name_length + extra_length, 1)
    with zipfile.ZipExtFile(file, "r", info) as member:
        return _read_file(cast("IO[bytes]", member))


def _read_file(file: IO[bytes]) -> bytes:
    content = decompress(file)
    start = content.read(_USUAL)  # to ask for all at once takes room for as much
    return start + content.read(MOST_BYTES + 1 - _USUAL) if len(start) == _USUAL else start


def unreadable(path: Path, error: OSError) -> InputError:
    """What to say of a path that the system refuses."""
    path = Path(error.filename or path)
    return InputError(f"{path} cannot be read ({error.strerror or error}). Check that it exists and its permissions.")
