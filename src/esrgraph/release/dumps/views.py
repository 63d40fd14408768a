"""The views of `sparql/views/`: the graph in the terms of another ontology, as sorted N-Triples, compressed."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import QueryTriples, RdfFormat

from esrgraph.rdf.store import open_read_only
from esrgraph.release.derive.merge import merge_into
from esrgraph.release.dumps.gzip_blocks import compressed_file
from esrgraph.release.memo import Memo
from esrgraph.resources import resource, resources


def views() -> dict[str, tuple[Path, ...]]:
    """The queries that together make each view, by its name: each tells of one kind of things, or of long texts."""
    folders = sorted(path for path in resource("sparql", "views").iterdir() if path.is_dir())
    return {folder.name: resources(f"sparql/views/{folder.name}", ".rq") for folder in folders}


def write_views(store: Path, folder: Path, working: Path, memo: Memo) -> None:
    """Write what every view makes of the store to `<view>.nt.gz` in the folder; nothing is collected in memory.

    `working` is a folder for what is made on the way; what the `memo` has is not asked again.
    """
    for name, queries in views().items():
        with TemporaryDirectory(dir=working) as made:
            _write_view(store, queries, folder / f"{name}.nt.gz", Path(made), memo)


def _write_view(store: Path, queries: tuple[Path, ...], target: Path, working: Path, memo: Memo) -> None:
    part, made, ordered = working / "part.nt", working / "made.nt", working / "ordered.nt"
    with made.open("wb") as output:
        for query in queries:
            text = query.read_text(encoding="utf-8")
            memo.make(text, memo.reads(text), [part], partial(_write_part, store, text, part))
            with part.open("rb") as lines:
                shutil.copyfileobj(lines, output)
    ordered.touch()
    merge_into(ordered, made)
    with compressed_file(target) as packed, ordered.open("rb") as lines:
        shutil.copyfileobj(lines, packed)


def _write_part(store: Path, text: str, part: Path) -> None:
    triples = open_read_only(store).query(text)
    if not isinstance(triples, QueryTriples):
        raise TypeError("A view is made by CONSTRUCT queries")
    triples.serialize(part, format=RdfFormat.N_TRIPLES)
