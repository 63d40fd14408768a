"""A sorted N-Triples file to the folder of dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from shutil import rmtree

from esrgraph.rdf.iris import Iris
from esrgraph.release.dumps import csvw, network, tables, workbook
from esrgraph.release.dumps.geometry import write_geometry
from esrgraph.release.dumps.graphs import write_nquads, write_trig
from esrgraph.release.dumps.gzip_blocks import inflate
from esrgraph.release.dumps.parquet import parquet_files, write_parquet
from esrgraph.release.dumps.piece_files import join_parts, whole_file, write_parts
from esrgraph.release.dumps.piece_forms import (
    JSON_LD,
    NTRIPLES,
    PROJECTS,
    RDF_FILES,
    ROWS,
    TURTLE,
    PieceForm,
    graph_forms,
    piece_forms,
)
from esrgraph.release.dumps.piece_index import PieceFile, read_pieces
from esrgraph.release.dumps.pieces import Share, pieces
from esrgraph.release.dumps.rows import Row, decode_rows
from esrgraph.release.dumps.table_schema import TABLES
from esrgraph.release.dumps.views import views, write_views
from esrgraph.release.folder import Release
from esrgraph.release.memo import NO_MEMO, Memo


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
    further: Sequence[PieceForm] = ()
    """Forms of pieces that are no dumps."""

    def first_tasks(self) -> list[Callable[[], None]]:
        """What writes the parts that files are put together of, and the files that are made otherwise.

        These tasks do not wait for one another.
        """
        self.release.pieces.mkdir()
        folder = self.release.dumps
        return [
            *(partial(self.write_part, share) for share in self.shares),
            partial(write_views, self.release, self.iris, self.memo, self.previous),
            partial(write_geometry, folder, self.iris),
            self._write_network,
        ]

    def last_tasks(self) -> list[Callable[[], object]]:
        """What puts the parts together, once they and the named graphs are there, and adds the files of all graphs.

        These tasks do not wait for one another either.
        """
        further = [partial(self._join, form) for form in self.further]
        return [self._write_tables, self._write_lines, self._write_turtle, self._write_jsonld, *further]

    def parts(self, file: str) -> list[PieceFile]:
        """The parts of a file, in their order, once the first tasks are done and until they are removed."""
        return [self._part(share, file) for share in self.shares]

    def write_part(self, share: Share) -> None:
        """Write what each file has of the pieces of a share: blocks taken from the release before, or new ones."""
        forms = (*piece_forms(self.iris), *self.further)
        write_parts(pieces(self.ntriples, share), forms, partial(self._part, share), self.previous)

    def _write_network(self) -> None:
        folder = self.release.dumps
        target, write = folder / network.FILE_NAME, partial(network.write_network, self.ntriples, folder, self.iris)
        self.memo.make("network", network.READ, [target], write)

    def _write_tables(self) -> None:
        rows = self._join(self._form(ROWS))
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
        self._join(self._form(NTRIPLES))
        write_nquads(self.release, self.iris)

    def _write_turtle(self) -> None:
        self._join(self._form(TURTLE))
        write_trig(self.release, self.iris)

    def _write_jsonld(self) -> None:
        self._join(self._form(JSON_LD))

    def _form(self, file: str) -> PieceForm:
        return next(form for form in piece_forms(self.iris) if form.file == file)

    def _join(self, form: PieceForm) -> PieceFile:
        """Put the parts of a file together."""
        return join_parts(form, self.parts(form.file), self.release)

    def remove_parts(self) -> None:
        """Remove what the files were put together of, and what workers that were lost have left."""
        of_graphs = (form for name in views() for form in graph_forms(name, self.iris))
        names = (*RDF_FILES, ROWS, PROJECTS, *(form.file for form in (*self.further, *of_graphs)))
        files = {path for name in names for path in whole_file(self.release, name)}
        for path in set(self.release.pieces.iterdir()) - files:
            rmtree(path) if path.is_dir() else path.unlink()

    def _part(self, share: Share, file: str) -> PieceFile:
        """What a file has of a share, without what stands around it."""
        folder = self.release.pieces
        return PieceFile(folder / f"{share[0]}.{file}", folder / f"{share[0]}.{file}.sqlite")


def _rows_in(rows: PieceFile) -> Iterator[Row]:
    return chain.from_iterable(decode_rows(inflate(block)) for _, block in read_pieces(rows))
