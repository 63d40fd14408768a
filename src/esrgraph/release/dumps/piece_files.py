"""Pieces of a graph to files of a release: in parts, each form in one of its own, and put together of these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Self

from esrgraph.release.dumps.gzip_blocks import GzipBlock, GzipBlocks, compressed_file, deflate
from esrgraph.release.dumps.piece_forms import RDF_FILES, PieceForm
from esrgraph.release.dumps.piece_index import KeptPieces, PieceFile, PieceMark, mark, read_pieces, write_marks
from esrgraph.release.dumps.pieces import Piece
from esrgraph.release.folder import Release
from esrgraph.runtime.code_version import package_version


def whole_file(release: Release, file: str) -> PieceFile:
    """The file of a release that has all pieces in one form; those of other forms than RDF are no dumps."""
    folder = release.dumps if file in RDF_FILES or file.endswith(".nt.gz") else release.pieces
    return PieceFile(folder / file, release.pieces / f"{file}.sqlite")


class PieceWriter:
    """Writes a file of pieces, without what stands around them: blocks of a file of an earlier release, or new ones."""

    def __init__(self, file: PieceFile, before: PieceFile | None, version: str) -> None:
        self._file, self._version = file, version
        self._kept = KeptPieces(before, version)
        self._content = file.content.open("wb")
        self._marks: list[PieceMark] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._kept.close()
        self._content.close()
        if kind is None:
            write_marks(self._file, self._version, self._marks)

    def add(self, digest: bytes, render: Callable[[], bytes]) -> GzipBlock:
        """Write the block of a piece, rendered if it was not kept; returns it."""
        block = self._kept.find(digest) or deflate(render())
        self._marks.append(mark(digest, self._content.tell(), block))
        self._content.write(block.deflated)
        return block


def piece_writer(target: PieceFile, previous: Release | None, file: str) -> PieceWriter:
    """What writes pieces in the form of a file, of which the previous release may have some."""
    return PieceWriter(target, whole_file(previous, file) if previous else None, _made_by(file))


def _made_by(file: str) -> str:
    """What the pieces of a file are made by: of one that stands in another's place, none are taken."""
    return f"{package_version()} {file}"


def write_parts(
    pieces: Iterable[Piece], forms: Sequence[PieceForm], part: Callable[[str], PieceFile], previous: Release | None
) -> None:
    """Write the part that each file has of some pieces: blocks taken from the previous release, or new ones."""
    with ExitStack() as stack:
        parts = [stack.enter_context(piece_writer(part(form.file), previous, form.file)) for form in forms]
        for piece in pieces:
            for form, written in zip(forms, parts, strict=True):
                written.add(piece.digest, partial(form.render, piece))


def join_parts(form: PieceForm, parts: Sequence[PieceFile], release: Release) -> PieceFile:
    """Put a file of a release together of its parts."""
    whole = whole_file(release, form.file)
    with compressed_file(whole.content) as joined:
        joined.write(form.start)
        write_marks(whole, _made_by(form.file), _joined(parts, form.between, joined))
        joined.write(form.end)
    return whole


def _joined(parts: Sequence[PieceFile], between: bytes, joined: GzipBlocks) -> Iterator[PieceMark]:
    """Put the pieces of parts after one another; returns where each stands now."""
    for number, (digest, block) in enumerate(read_pieces(*parts)):
        if number:
            joined.write(between)
        yield mark(digest, joined.add(block), block)
