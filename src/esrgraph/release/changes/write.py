"""A release's graph in pieces and the release before it to `changes.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from io import BufferedReader
from typing import IO, Any

import orjson
from zlib_ng import gzip_ng

from esrgraph.rdf.iris import Iris
from esrgraph.release.changes.compare import Block, ChangeKind, ProjectChange, blocks, compare
from esrgraph.release.dumps.checksums import read_checksums, sha256
from esrgraph.release.dumps.gzip_blocks import inflate
from esrgraph.release.dumps.piece_files import whole_file
from esrgraph.release.dumps.piece_forms import NTRIPLES
from esrgraph.release.dumps.piece_index import PieceFile, read_pieces, whole_pieces
from esrgraph.release.folder import Release


@dataclass(frozen=True, slots=True)
class _Previous:
    """The release before; `base` is None, and `reason` says why, where it cannot be compared with.

    With `withheld`, its texts may hold contact persons' data that the new release leaves out, and are not quoted.
    """

    release: Release | None = None
    base: str | None = None
    reason: str | None = None
    withheld: bool = False
    gone: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def id(self) -> str | None:
        return self.release.id if self.release else None


def write_changes(
    pieces: Sequence[PieceFile],
    release: Release,
    name: str,
    previous: Release | None,
    iris: Iris,
    *,
    include_contacts: bool = False,
) -> list[ProjectChange]:
    """Write `changes.json` of the release that will be called `name`; returns the changes, without fields' values.

    `gone` in it tells of every project that some earlier release had and this one has not. Where the previous release
    is damaged, the file says so, and which projects were gone before is all it tells.
    """
    before = _read_previous(previous, include_contacts=include_contacts)
    with release.changes.open("wb") as output, _blocks(before, pieces, iris) as (old, new):
        head = {"release": name, "previous": before.id, "comparable": before.reason is None, "reason": before.reason}
        output.write(orjson.dumps(head)[:-1] + b',"changed":[')
        changes = _quotable(compare(old, new), before)
        found = list(_with_changed_written(changes, output))
        gone = _gone_projects(before, found)
        known = found if before.reason is None else []
        counts = Counter(change.kind for change in known)
        lists = {kind.value: _list(known, kind) for kind in ChangeKind if kind is not ChangeKind.CHANGED}
        tail = {**lists, "gone": gone, "counts": {kind.value: counts[kind] for kind in ChangeKind}}
        output.write(b"\n]," + orjson.dumps(tail)[1:] + b"\n")
    return known


def _with_changed_written(changes: Iterable[ProjectChange], output: IO[bytes]) -> Iterator[ProjectChange]:
    """The changes, without values; the changed projects are written out as they come, one a line."""
    separator = b"\n"
    for change in changes:
        if change.kind is ChangeKind.CHANGED:
            shown = {"code": change.code, "title": change.title, "fields": [asdict(each) for each in change.fields]}
            output.write(separator + orjson.dumps(shown))
            separator = b",\n"
        yield replace(change, fields=tuple(replace(each, old=(), new=()) for each in change.fields))


def _quotable(changes: Iterable[ProjectChange], before: _Previous) -> Iterator[ProjectChange]:
    """The changes, without texts of the previous release where these are withheld."""
    for change in changes:
        if not before.withheld:
            yield change
        elif change.kind is ChangeKind.REMOVED:
            yield replace(change, title=None)
        else:
            yield replace(change, fields=tuple(replace(each, old=()) for each in change.fields))


def _gone_projects(before: _Previous, changes: Iterable[ProjectChange]) -> list[dict[str, Any]]:
    gone = dict(before.gone)
    for change in changes:
        if change.kind is ChangeKind.ADDED:
            gone.pop(change.code, None)
        elif change.kind is ChangeKind.REMOVED:
            gone[change.code] = {"code": change.code, "title": change.title, "release": before.id}
    return [gone[code] for code in sorted(gone)]


def _list(changes: Iterable[ProjectChange], kind: ChangeKind) -> list[dict[str, str | None]]:
    return [{"code": change.code, "title": change.title} for change in changes if change.kind is kind]


def _read_previous(release: Release | None, *, include_contacts: bool) -> _Previous:
    if release is None:
        return _Previous()
    try:
        manifest = orjson.loads(release.manifest.read_bytes())
        base, withheld = manifest["base"], manifest["include_contacts"] and not include_contacts
        is_whole = read_checksums(release.dumps)[NTRIPLES] == sha256(release.dumps / NTRIPLES)
    except (OSError, ValueError, KeyError, TypeError):
        base, withheld, is_whole = None, True, False
    gone = _read_gone(release, with_titles=not withheld)
    if not is_whole:
        return _Previous(release, reason="The previous release's manifest or dumps are damaged", gone=gone)
    return _Previous(release, base, withheld=withheld, gone=gone)


def _read_gone(release: Release, *, with_titles: bool) -> dict[str, dict[str, Any]]:
    """What was gone before, by code; nothing where the release does not tell."""
    try:
        gone = orjson.loads(release.changes.read_bytes())["gone"]
        return {each["code"]: each if with_titles else each | {"title": None} for each in gone}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@contextmanager
def _blocks(
    before: _Previous, pieces: Sequence[PieceFile], iris: Iris
) -> Iterator[tuple[Iterator[Block], Iterator[Block]]]:
    """The projects of the previous release, as they would stand below the new base, and those of this one; without
    those in pieces that both have, where the previous one tells of its pieces. Of one that cannot be read, none."""
    if before.release is None or before.base is None:
        yield iter(()), blocks(_lines_of(pieces), iris.base)
        return
    old = whole_file(before.release, NTRIPLES)
    if known := whole_pieces(old):
        same = known.intersection(digest for digest, _ in read_pieces(*pieces))
        yield blocks(_lines_of([old], same), before.base, iris.base), blocks(_lines_of(pieces, same), iris.base)
        return
    with gzip_ng.open(old.content) as unpacked, BufferedReader(unpacked) as lines:  # type: ignore[no-untyped-call]
        yield blocks(lines, before.base, iris.base), blocks(_lines_of(pieces), iris.base)


def _lines_of(pieces: Iterable[PieceFile], but: Set[bytes] = frozenset()) -> Iterator[bytes]:
    """The lines of all pieces but some."""
    for digest, block in read_pieces(*pieces):
        if digest not in but:
            yield from inflate(block).splitlines(keepends=True)
