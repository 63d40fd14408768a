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
from esrgraph.resources import resources


def write_views(store: Path, folder: Path, working: Path, memo: Memo) -> None:
    """Write what every view makes of the store to `<view>.nt.gz` in the folder, if the `memo` does not have it;
    `working` is a folder for what is made on the way."""
    for view in resources("sparql/views", ".rq"):
        text = view.read_text(encoding="utf-8")
        target = folder / f"{view.stem}.nt.gz"
        memo.make(text, memo.reads(text), [target], partial(_write_view, store, text, working, target))


def _write_view(store: Path, text: str, working: Path, path: Path) -> None:
    """Write what a view makes of the store; nothing is collected in memory."""
    triples = open_read_only(store).query(text)
    if not isinstance(triples, QueryTriples):
        raise TypeError("A view is a CONSTRUCT query")
    with TemporaryDirectory(dir=working) as name:
        made, ordered = Path(name) / "made.nt", Path(name) / "ordered.nt"
        triples.serialize(made, format=RdfFormat.N_TRIPLES)
        ordered.touch()
        merge_into(ordered, made)
        with compressed_file(path) as output, ordered.open("rb") as lines:
            shutil.copyfileobj(lines, output)
