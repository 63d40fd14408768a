"""Files, folders and containers -> documents, one at a time, always in the same order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from esrgraph.documents.captures import FILE_NAME, UNKNOWN, Provenance, parse_captures
from esrgraph.documents.compression import decompress, is_damage
from esrgraph.documents.containers import find_container
from esrgraph.documents.containers.container import Container, Found
from esrgraph.documents.containers.zip_archive import locate_in_archive
from esrgraph.documents.file_names import is_archive, is_hidden, judge_name, plain_name, says_page
from esrgraph.documents.location import BROKEN, HEAD, Document, Located, Location, UnreadFile, judge_head, unreadable
from esrgraph.errors import DamagedDocument, InputError, require_type

__all__ = ["Document", "Located", "Location", "UnreadFile", "count_documents", "locate_documents", "read_documents"]

_Table = Mapping[str, Provenance]
_NO_PERMISSION = UnreadFile("", "It may not be read (permission denied)", "Check its permissions", is_page=True)


@dataclass(frozen=True, slots=True)
class _Stream:
    """A container whose documents are known only once it is read."""

    name: str
    path: Path
    container: Container

    def locate(self) -> Iterable[Found]:
        return self.container.locate(self.path, self.name)


def read_documents(paths: Iterable[Path]) -> Iterator[Document]:
    """The documents at these paths, one at a time; see `locate_documents` for what is taken and what is raised."""
    for found in locate_documents(paths):
        if not isinstance(found, UnreadFile):
            yield found if isinstance(found, Document) else found.read()


def locate_documents(paths: Iterable[Path]) -> Iterator[Found]:
    """The documents, in the order of the paths given, and by name within a folder or zip archive: where they lie, or
    as they are where they come out of a stream.

    A file that is given is taken whatever its name. Of a folder and of a zip archive (given, or in a folder) every file
    is, at any depth, that may be a page by its first bytes; what is not, is told with the reason: what is hidden, of
    another format, encrypted, no file, a link to a folder or out of the one given. A `captures.csv` gives address and
    day. Of the other containers (`containers/`), records that are no project pages are counted.

    Raises `InputError`, with the path and what to do, for a path that is missing or cannot be read, a folder or
    archive without files that could be pages, and a zip archive given that is broken.
    """
    for found in _find(paths):
        if isinstance(found, _Stream):
            try:
                yield from found.locate()
            except OSError as error:
                raise unreadable(found.path, error) from error
        else:
            yield found


def count_documents(paths: Iterable[Path]) -> int:
    """How many documents there are; a stream counts as one, and is not read."""
    return sum(not isinstance(found, UnreadFile) for found in _find(paths))


def _find(paths: Iterable[Path]) -> Iterator[Location | UnreadFile | _Stream]:
    tables: dict[Path, _Table] = {}
    require_type(paths, Iterable, "paths", "give several, as [Path('pages')]")
    for path in paths:
        require_type(path, Path, "a path", "give it as Path('pages')")
        try:
            yield from _given_locations(path, tables)
        except OSError as error:
            raise unreadable(path, error) from error


def _given_locations(path: Path, tables: dict[Path, _Table]) -> Iterator[Location | UnreadFile | _Stream]:
    if path.is_dir() or (path.is_file() and is_archive(path.name)):
        is_empty = True
        for found in _in_folder(path) if path.is_dir() else locate_in_archive(path, plain_name(path.name)):
            is_empty = is_empty and isinstance(found, UnreadFile) and not found.is_page
            yield found
        if is_empty:
            raise InputError(f"{path} holds no page. Give a folder or archive of captures: text, HTML, PDF, WARC ...")
    elif path.is_file():
        if path.parent not in tables:
            tables[path.parent] = _table(path.parent, "")
        name = plain_name(path.name)
        container = find_container(_head(path) or b"")
        capture = tables[path.parent].get(name, UNKNOWN)
        yield _Stream(name, path, container) if container else Location(name, path, None, capture)
    elif path.exists():
        raise InputError(f"{path} is no file, folder or archive. Save its content to a file first.")
    else:
        raise InputError(f"{path} does not exist. Check the spelling.")


def _in_folder(root: Path) -> Iterator[Location | UnreadFile | _Stream]:
    """What a folder holds, depth first. The way down is kept here: paths can be longer than Python's own stack."""
    real = root.resolve()
    way = [_list_folder(root, "", {})]
    while way:
        path, name, table = next(way[-1], (None, "", {}))
        if path is None:
            way.pop()
        elif is_hidden(path.name) or not stat.S_ISDIR(path.lstat().st_mode):
            yield from _in_file(path, name, table, real)
        elif os.access(path, os.R_OK | os.X_OK):
            way.append(_list_folder(path, f"{name}/", table))
        else:
            yield replace(_NO_PERMISSION, name=f"{name}/")


def _list_folder(folder: Path, prefix: str, known: _Table) -> Iterator[tuple[Path, str, _Table]]:
    """The paths in a folder with their names below the root, and the captures that are known there."""
    own = _table(folder, prefix)
    table = {**known, **own} if own else known
    return ((folder / name, prefix + plain_name(name), table) for name in sorted(os.listdir(folder)))


def _in_file(path: Path, name: str, table: _Table, root: Path) -> Iterator[Location | UnreadFile | _Stream]:
    """What is not a folder: a document, those of a container, or what is not read."""
    unread = judge_name(name) or _judge_link(path, name, root)
    if unread is None and not path.is_file():
        unread = UnreadFile(name, "It is no file, but a pipe, a socket or a device")
    if unread is None and not os.access(path, os.R_OK):
        unread = replace(_NO_PERMISSION, name=name)
    if unread is None and is_archive(name):
        yield from _in_archive(path, name)
        return
    is_expected = says_page(name)
    if unread is None and not is_expected:
        head = _head(path)
        container = find_container(head or b"")
        if container:
            yield _Stream(name, path, container)
            return
        is_expected = head is None
        unread = judge_head(name, head) if head is not None else None
    yield unread or Location(name, path, None, table.get(name, UNKNOWN), is_expected)


def _head(path: Path) -> bytes | None:
    """The first bytes of a file, without a compression around it; None where it is damaged, which its reader tells."""
    with path.open("rb") as file:
        try:
            return decompress(file).read1(HEAD)  # type: ignore[attr-defined,no-any-return]
        except (*BROKEN, OSError) as error:
            if isinstance(error, OSError) and not is_damage(error):
                raise
            return None


def _in_archive(path: Path, name: str) -> Iterator[Location | UnreadFile]:
    try:
        yield from locate_in_archive(path, name)
    except DamagedDocument as error:
        yield UnreadFile(name, error.message, error.remedy, is_page=True)


def _judge_link(path: Path, name: str, root: Path) -> UnreadFile | None:
    """A link that is not followed, and why; what lies in the folder given is read where it lies."""
    if not path.is_symlink():
        return None
    try:
        target = Path(os.path.realpath(path, strict=True))
    except OSError:
        return UnreadFile(name, "It is a link that leads nowhere")
    if not target.is_relative_to(root):
        remedy = "Copy what it leads to into the folder, if it is a page"
        return UnreadFile(name, "It is a link out of the folder", remedy)
    if target.is_dir():
        return UnreadFile(name, "It is a link to a folder, which is read where it lies")
    return None


def _table(folder: Path, prefix: str) -> dict[str, Provenance]:
    path = folder / FILE_NAME
    if path.is_symlink() or not path.is_file():
        return {}
    return {prefix + file: capture for file, capture in parse_captures(path.read_bytes(), str(path)).items()}
