"""A zip archive -> where its documents are, by name; nothing is extracted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from pathlib import Path, PurePosixPath

from esrgraph.documents.captures import FILE_NAME, UNKNOWN, Provenance, parse_captures
from esrgraph.documents.compression import decompress
from esrgraph.documents.containers.container import Container
from esrgraph.documents.file_names import is_archive, judge_name, says_page, visible_name
from esrgraph.documents.location import BROKEN, HEAD, Location, UnreadFile, judge_head, unreadable
from esrgraph.documents.page import MOST_BYTES
from esrgraph.errors import DamagedDocument

_ENCRYPTED = 0x1


def locate_in_archive(path: Path, name: str) -> list[Location | UnreadFile]:
    """Where the documents of an archive are, and what of it is not read; `name` is the archive's own, for messages.

    Raises:
        DamagedDocument: it is no archive, broken, or made to harm.
        InputError: it cannot be read, or its table of captures is malformed.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_apart(archive)
            members = sorted(_members(archive), key=lambda pair: pair[0])
            table = _captures(archive, members, name)
            return [_locate(archive, f"{name}/{member}", info, table.get(member, UNKNOWN)) for member, info in members]
    except BROKEN as error:
        raise DamagedDocument(
            f"{path} is no zip archive that can be read ({error})", remedy="Make the archive again"
        ) from error
    except OSError as error:
        raise unreadable(path, error) from error


def _require_apart(archive: zipfile.ZipFile) -> None:
    """Members that share their bytes make of a small archive an endless one."""
    places = sorted((info.header_offset, info.compress_size) for info in archive.infolist())
    if any(start + length > following for (start, length), (following, _) in pairwise(places)):
        raise zipfile.BadZipFile("its members overlap")


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """The members by name, `..` left out of it; of what is hidden, the outermost folder."""
    hidden = set()
    for info in archive.infolist():
        name, is_hidden = visible_name(info.filename)
        if name and name not in hidden and (is_hidden or not info.is_dir()):
            yield name, info
        if is_hidden:
            hidden.add(name)


def _captures(
    archive: zipfile.ZipFile, members: list[tuple[str, zipfile.ZipInfo]], name: str
) -> Mapping[str, Provenance]:
    table: dict[str, Provenance] = {}
    for member, info in members:
        if PurePosixPath(member).name == FILE_NAME:
            parent = member.removesuffix(FILE_NAME)
            with archive.open(info) as file:
                found = parse_captures(file.read(MOST_BYTES), f"{name}/{member}")
            table |= {parent + file: capture for file, capture in found.items()}
    return table


def _locate(archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo, capture: Provenance) -> Location | UnreadFile:
    """Where a member is, or why it is not read."""
    is_expected = says_page(name)
    unread = judge_name(name)
    if unread:
        return unread
    if info.flag_bits & _ENCRYPTED:
        return UnreadFile(name, "It is encrypted", "Make the archive again without a password", is_expected)
    if is_archive(name):
        return UnreadFile(name, "It is an archive within an archive", "Unpack it first", is_page=True)
    if not is_expected:
        with suppress(*BROKEN), archive.open(info) as file:
            unread = judge_head(name, decompress(file).read(HEAD))
    return unread or Location(name, Path(str(archive.filename)), info, capture, is_expected)


ZIP = Container("zip", lambda head: False, locate_in_archive, is_streamed=False)
"""Known by its name alone: Office files are such archives too."""
