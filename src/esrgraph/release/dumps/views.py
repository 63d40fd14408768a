"""The views of `sparql/views/`: the graph in the terms of another ontology, as sorted N-Triples, compressed."""

from __future__ import annotations

import shutil
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import QueryTriples, RdfFormat

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import open_read_only
from esrgraph.release.derive.merge import sort_into
from esrgraph.release.dumps.piece_files import join_parts, write_parts
from esrgraph.release.dumps.piece_forms import graph_forms
from esrgraph.release.dumps.piece_index import PieceFile
from esrgraph.release.dumps.pieces import pieces, shares_of
from esrgraph.release.folder import Release
from esrgraph.release.memo import Memo
from esrgraph.resources import resource, resources


def views() -> dict[str, tuple[Path, ...]]:
    """The queries that together make each view, by its name: each tells of one kind of things, or of long texts."""
    folders = sorted(path for path in resource("sparql", "views").iterdir() if path.is_dir())
    return {folder.name: resources(f"sparql/views/{folder.name}", ".rq") for folder in folders}


def write_views(release: Release, iris: Iris, memo: Memo, previous: Release | None) -> None:
    """Write what every view makes of the store to `<view>.nt.gz` among the dumps, and in the further forms of a named
    graph; nothing is collected in memory.

    What the `memo` has is not asked again, and pieces that are the same are taken from the previous release.
    """
    for name, queries in views().items():
        with TemporaryDirectory(dir=release.pieces) as made:
            ordered = _ordered_view(release.store, queries, Path(made), memo)
            forms = graph_forms(name, iris)
            files = {form.file: PieceFile(Path(made, form.file), Path(made, f"{form.file}.sqlite")) for form in forms}
            every = chain.from_iterable(pieces(ordered, share) for share in shares_of(ordered))
            write_parts(every, forms, files.__getitem__, previous)
            for form in forms:
                join_parts(form, [files[form.file]], release)


def _ordered_view(store: Path, queries: tuple[Path, ...], working: Path, memo: Memo) -> Path:
    """What the queries of a view make, as sorted N-Triples in a folder for what is made on the way."""
    part, made, ordered = working / "part.nt", working / "made.nt", working / "ordered.nt"
    with made.open("wb") as output:
        for query in queries:
            text = query.read_text(encoding="utf-8")
            memo.make(text, memo.reads(text), [part], partial(_write_part, store, text, part))
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, output)
    sort_into(ordered, made)
    return ordered


def _write_part(store: Path, text: str, part: Path) -> None:
    triples = open_read_only(store).query(text)
    if not isinstance(triples, QueryTriples):
        raise TypeError("A view is made by CONSTRUCT queries")
    triples.serialize(part, format=RdfFormat.N_TRIPLES)
