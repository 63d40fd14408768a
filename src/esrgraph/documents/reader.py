"""Files, folders and zip archives -> documents, one at a time, always in the same order."""

from __future__ import annotations

import hashlib
import lzma
import os
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import IO

from esrgraph.documents.captures import FILE_NAME, UNKNOWN, Provenance, parse_captures
from esrgraph.documents.formats import FORMATS
from esrgraph.documents.page import MOST_BYTES
from esrgraph.errors import InputError

_PAGES = frozenset(suffix for each in FORMATS for suffix in each.suffixes)
_ENCRYPTED = 0x1
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OverflowError,
    UnicodeError,
    ValueError,
    struct.error,
)
"""What zipfile raises on an archive that is damaged or made to harm."""


@dataclass(frozen=True, slots=True)
class Document:
    """A captured page as bytes.

    `name` is the path relative to what the caller gave, '/' separated, `archive.zip/member.txt` in an archive.
    `content` ends after `MOST_BYTES` + 1 bytes, so that `read_page` can refuse it and memory stays bounded.
    """

    name: str
    content: bytes
    retrieved: date | None = None
    url: str | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 checksum of the content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Location:
    """Where a document lies; small and picklable, so that another process can read it."""

    name: str
    path: Path
    member: zipfile.ZipInfo | None = None
    capture: Provenance = UNKNOWN

    def read(self) -> Document:
        """The document itself; raises `InputError` if the file or the archive's member cannot be read."""
        try:
            with self.path.open("rb") as file:
                content = _member(file, self.member) if self.member else file.read(MOST_BYTES + 1)
        except _BROKEN as error:
            raise InputError(f"{self.name} is damaged ({error}). Make the archive again.") from error
        except OSError as error:
            raise _unreadable(self.path, error) from error
        return Document(self.name, content, self.capture.retrieved, self.capture.url)


def read_documents(paths: Iterable[Path]) -> Iterator[Document]:
    """The documents at these paths, one at a time; see `locate_documents` for what is taken and what is raised."""
    return (location.read() for location in locate_documents(paths))


def locate_documents(paths: Iterable[Path]) -> Iterator[Location]:
    """Where the documents are, in the order of the paths given, and by name within a folder or archive.

    A file is taken whatever its suffix. Of a folder and of a zip archive (given, or in a folder) the `.txt`, `.html`,
    `.htm` and `.pdf` are, at any depth, but nothing hidden. A `captures.csv` among them gives address and day.

    Raises `InputError`, with the path and what to do, for a path that is missing or cannot be read, a folder or
    archive without pages, and an archive that is broken, encrypted or holds another archive.
    """
    tables: dict[Path, Mapping[str, Provenance]] = {}
    for path in paths:
        try:
            yield from _given_locations(path, tables)
        except OSError as error:
            raise _unreadable(path, error) from error


def _given_locations(path: Path, tables: dict[Path, Mapping[str, Provenance]]) -> Iterator[Location]:
    if path.is_dir() or (path.is_file() and path.suffix.lower() == ".zip"):
        found = _in_folder(path) if path.is_dir() else _in_archive(path, path.name)
        first = next(found, None)
        if first is None:
            raise InputError(f"{path} holds no page. Give a folder or archive of .txt, .html or .pdf captures.")
        yield first
        yield from found
    elif path.is_file():
        if path.parent not in tables:
            tables[path.parent] = _table(path.parent, "")
        name = _plain(path.name)
        yield Location(name, path, None, tables[path.parent].get(name, UNKNOWN))
    elif path.exists():
        raise InputError(f"{path} is no file, folder or archive. Save its content to a file first.")
    else:
        raise InputError(f"{path} does not exist. Check the spelling.")


def _in_folder(folder: Path, prefix: str = "", known: Mapping[str, Provenance] | None = None) -> Iterator[Location]:
    table = {**(known or {}), **_table(folder, prefix)}
    for own_name in sorted(os.listdir(folder)):
        path, name = folder / own_name, prefix + _plain(own_name)
        if _is_hidden(path.name):
            continue
        if path.is_dir():
            if path.resolve() not in (folder.resolve(), *folder.resolve().parents):
                yield from _in_folder(path, f"{name}/", table)
        elif path.suffix.lower() == ".zip":
            yield from _in_archive(path, name)
        elif path.suffix.lower() in _PAGES and path.is_file():
            yield Location(name, path, None, table.get(name, UNKNOWN))


def _in_archive(path: Path, name: str) -> Iterator[Location]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted(_members(archive, path), key=lambda pair: pair[0])
            table: dict[str, Provenance] = {}
            for member, info in members:
                if PurePosixPath(member).name == FILE_NAME:
                    parent = member.removesuffix(FILE_NAME)
                    found = parse_captures(_read_limited(archive.open(info)), f"{name}/{member}")
                    table |= {parent + file: capture for file, capture in found.items()}
    except _BROKEN as error:
        raise InputError(f"{path} is no zip archive that can be read ({error}). Make the archive again.") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    for member, info in members:
        if PurePosixPath(member).suffix.lower() in _PAGES:
            yield Location(f"{name}/{member}", path, info, table.get(member, UNKNOWN))


def _members(archive: zipfile.ZipFile, path: Path) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The archive's pages and tables of captures by name; nothing is extracted, so `..` in a name is just left out."""
    for info in archive.infolist():
        parts = [part for part in _plain(info.filename).replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if info.is_dir() or not parts or any(_is_hidden(part) for part in parts):
            continue
        suffix = PurePosixPath(parts[-1]).suffix.lower()
        if suffix == ".zip":
            raise InputError(f"{path} holds another archive, {'/'.join(parts)}. Unpack it first.")
        if suffix not in _PAGES and parts[-1] != FILE_NAME:
            continue
        if info.flag_bits & _ENCRYPTED:
            raise InputError(f"{path} is encrypted. Make the archive again without a password.")
        yield "/".join(parts), info


def _member(file: IO[bytes], info: zipfile.ZipInfo) -> bytes:
    """A member's content, found by its place in the archive, without reading the archive's directory again."""
    file.seek(info.header_offset)
    signature, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise zipfile.BadZipFile("a member is not where the archive says")
    file.seek(name_length + extra_length, 1)
    with zipfile.ZipExtFile(file, "r", info) as member:
        return _read_limited(member)


def _read_limited(file: IO[bytes] | zipfile.ZipExtFile) -> bytes:
    return file.read(MOST_BYTES + 1)


def _table(folder: Path, prefix: str) -> dict[str, Provenance]:
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    return {prefix + file: capture for file, capture in parse_captures(path.read_bytes(), str(path)).items()}


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _plain(name: str) -> str:
    """A file's name as text that can be printed and compared, whatever the file system made of it."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _unreadable(path: Path, error: OSError) -> InputError:
    path = Path(error.filename or path)
    return InputError(f"{path} cannot be read ({error.strerror or error}). Check that it exists and its permissions.")
