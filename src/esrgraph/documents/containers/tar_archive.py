"""A tar archive, with or without a compression -> its files, one at a time; nothing is extracted."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Self, cast

from esrgraph.documents.captures import FILE_NAME, UNKNOWN, Provenance, parse_captures
from esrgraph.documents.compression import BROKEN, decompress, is_damage
from esrgraph.documents.containers.container import Container, Found
from esrgraph.documents.file_names import judge_name, says_page, visible_name
from esrgraph.documents.location import HEAD, Document, UnreadFile, judge_head
from esrgraph.documents.page import MOST_BYTES

_MAGIC = slice(257, 262)
_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_LONGEST = 1_000_000
"""Bytes of a header."""


class _Member(tarfile.TarInfo):
    """A member whose own headers are no longer than names are: tarfile would read any length into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Self:
        if self.type in _HEADERS and self.size > _LONGEST:
            raise tarfile.ReadError("a header is too long")
        member: Self = super()._proc_member(archive)  # type: ignore[misc]
        return member


def _documents(path: Path, name: str) -> Iterator[Found]:
    found: Found | None = None
    with path.open("rb") as file:
        try:
            with tarfile.open(fileobj=decompress(file), mode="r|", tarinfo=_Member) as archive:
                for found in _files(archive, name):
                    yield found
        except (*BROKEN, tarfile.TarError, OSError) as error:
            if isinstance(error, OSError) and not is_damage(error):
                raise
            behind = f"behind {found.name}" if found else "from its beginning on"
            yield UnreadFile(name, f"It is damaged {behind} ({error})", "Make the archive again", is_page=True)


def _files(archive: tarfile.TarFile, name: str) -> Iterator[Found]:
    """The files in the archive's order. It is read once, so a table of captures is known to what stands behind it."""
    table: dict[str, Provenance] = {}
    hidden: set[str] = set()
    has_begun = False
    for info in archive:
        archive.members = []  # type: ignore[attr-defined] # else it keeps them all
        member, is_hidden = visible_name(info.name)
        own = f"{name}/{member}"
        if info.isfile() and PurePosixPath(member).name == FILE_NAME and not is_hidden:
            content = cast("IO[bytes]", archive.extractfile(info)).read(MOST_BYTES)
            above = member.removesuffix(FILE_NAME)
            table |= {above + each: capture for each, capture in parse_captures(content, own).items()}
            late = "It is the table of captures, and nothing in front of it is looked up there"
            yield UnreadFile(own, late, "Put it first in the archive") if has_begun else cast("Found", judge_name(own))
        elif is_hidden and member not in hidden:
            hidden.add(member)
            yield cast("Found", judge_name(own))
        elif info.isfile() and not is_hidden:
            has_begun = True
            yield _file(cast("IO[bytes]", archive.extractfile(info)), own, table.get(member, UNKNOWN))
        elif not info.isdir() and not is_hidden:
            yield UnreadFile(own, "It is no file, but a link or a device")


def _file(file: IO[bytes], name: str, capture: Provenance) -> Document | UnreadFile:
    try:
        content = decompress(file).read(MOST_BYTES + 1)
    except BROKEN as error:
        return UnreadFile(name, f"It is damaged ({error})", "Make the archive again", is_page=True)
    is_expected = says_page(name)
    unread = judge_name(name) or (None if is_expected else judge_head(name, content[:HEAD]))
    return unread or Document(name, content, capture.retrieved, capture.url, is_expected=is_expected)


TAR = Container("tar", lambda head: head[_MAGIC] == b"ustar", _documents)
