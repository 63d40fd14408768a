"""A sorted N-Triples file to the folder of dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from shutil import rmtree

from esrgraph.rdf.iris import Iris
from esrgraph.release.dumps import csvw, network, tables, workbook
from esrgraph.release.dumps.geometry import write_geometry
from esrgraph.release.dumps.graphs import write_nquads, write_trig
from esrgraph.release.dumps.gzip_blocks import GzipBlocks, compressed_file, deflate, inflate
from esrgraph.release.dumps.parquet import parquet_files, write_parquet
from esrgraph.release.dumps.piece_forms import JSON_LD, NTRIPLES, RDF_FILES, ROWS, TURTLE, piece_forms
from esrgraph.release.dumps.piece_index import (
    KeptPieces,
    PieceFile,
    PieceMark,
    mark,
    read_pieces,
    write_marks,
)
from esrgraph.release.dumps.pieces import Share, pieces
from esrgraph.release.dumps.rows import Row, decode_rows
from esrgraph.release.dumps.table_schema import TABLES
from esrgraph.release.dumps.views import write_views
from esrgraph.release.folder import Release
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.runtime.code_version import package_version


@dataclass(frozen=True, slots=True)
class Dumps:
    """What the dumps of a release are made of: its sorted N-Triples file, in shares, its store, and the release before.

    Pieces that are the same are taken from that, as views are had from the `memo`. With `workbook`, the tables are
    written for Excel too.

    All files depend on the triples alone: compressed ones hold neither name nor time.
    """

    ntriples: Path
    release: Release
    iris: Iris
    shares: Sequence[Share]
    previous: Release | None = None
    memo: Memo = NO_MEMO
    workbook: bool = False

    def first_tasks(self) -> list[Callable[[], None]]:
        """What writes the parts that files are put together of, and the files that are made otherwise.

        These tasks do not wait for one another.
        """
        self.release.pieces.mkdir()
        folder = self.release.dumps
        return [
            *(partial(self._write_parts, share) for share in self.shares),
            partial(write_views, self.release.store, folder, self.release.pieces, self.memo),
            partial(write_geometry, folder, self.iris),
            self._write_network,
        ]

    def last_tasks(self) -> list[Callable[[], None]]:
        """What puts the parts together, once they and the named graphs are there, and adds the files of all graphs.

        These tasks do not wait for one another either.
        """
        return [self._write_tables, self._write_lines, self._write_turtle, self._write_jsonld]

    def _write_parts(self, share: Share) -> None:
        """Write what each file has of the pieces of a share: blocks taken from the release before, or new ones."""
        with ExitStack() as stack:
            parts = []
            for form in piece_forms(self.iris):
                before = _whole_file(self.previous, form.file) if self.previous else None
                kept = stack.enter_context(closing(KeptPieces(before, package_version())))
                part = self._part(share, form.file)
                parts.append((form, kept, part, stack.enter_context(part.content.open("wb")), list[PieceMark]()))
            for piece in pieces(self.ntriples, share):
                for form, kept, _, content, marks in parts:
                    block = kept.find(piece.digest) or deflate(form.render(piece))
                    marks.append(mark(piece.digest, content.tell(), block))
                    content.write(block.deflated)
            for _, _, part, _, marks in parts:
                write_marks(part, package_version(), marks)

    def _write_network(self) -> None:
        folder = self.release.dumps
        target, write = folder / network.FILE_NAME, partial(network.write_network, self.ntriples, folder, self.iris)
        self.memo.make("network", network.READ, [target], write)

    def _write_tables(self) -> None:
        rows = self._join(ROWS)
        files = [*(table.file for table in TABLES), csvw.FILE_NAME, *parquet_files()]
        files += [workbook.FILE_NAME] if self.workbook else []
        targets = [self.release.dumps / name for name in files]
        self.memo.make(f"tables {files}", tables.READ, targets, partial(self._make_tables, rows))

    def _make_tables(self, rows: PieceFile) -> None:
        tables.write_tables(_rows_in(rows), self.ntriples, self.release.dumps, self.iris)
        write_parquet(self.release.dumps)
        if self.workbook:
            workbook.write_workbook(self.release.dumps)

    def _write_lines(self) -> None:
        self._join(NTRIPLES)
        write_nquads(self.release.dumps, self.iris)

    def _write_turtle(self) -> None:
        self._join(TURTLE)
        write_trig(self.release.dumps, self.iris)

    def _write_jsonld(self) -> None:
        self._join(JSON_LD)

    def _join(self, file: str) -> PieceFile:
        """Put the parts of a file together."""
        form = next(form for form in piece_forms(self.iris) if form.file == file)
        parts = [self._part(share, file) for share in self.shares]
        whole = _whole_file(self.release, file)
        with compressed_file(whole.content) as joined:
            joined.write(form.start)
            write_marks(whole, package_version(), _joined(parts, form.between, joined))
            joined.write(form.end)
        return whole

    def remove_parts(self) -> None:
        """Remove what the files were put together of, and what workers that were lost have left."""
        files = {path for file in (*RDF_FILES, ROWS) for path in _whole_file(self.release, file)}
        for path in set(self.release.pieces.iterdir()) - files:
            rmtree(path) if path.is_dir() else path.unlink()

    def _part(self, share: Share, file: str) -> PieceFile:
        """What a file has of a share, without what stands around it."""
        folder = self.release.pieces
        return PieceFile(folder / f"{share[0]}.{file}", folder / f"{share[0]}.{file}.sqlite")


def _whole_file(release: Release, file: str) -> PieceFile:
    folder = release.dumps if file in RDF_FILES else release.pieces
    return PieceFile(folder / file, release.pieces / f"{file}.sqlite")


def _joined(parts: Iterable[PieceFile], between: bytes, joined: GzipBlocks) -> Iterator[PieceMark]:
    """Put the pieces of parts after one another; returns where each stands now."""
    for number, (digest, block) in enumerate(chain.from_iterable(map(read_pieces, parts))):
        if number:
            joined.write(between)
        yield mark(digest, joined.add(block), block)


def _rows_in(rows: PieceFile) -> Iterator[Row]:
    return chain.from_iterable(decode_rows(inflate(block)) for _, block in read_pieces(rows))
