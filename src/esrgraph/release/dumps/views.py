"""The views of `sparql/views/`: the graph in the terms of another ontology, as sorted N-Triples, compressed."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import QueryTriples, RdfFormat

from esrgraph.rdf.store import open_read_only
from esrgraph.release.derive.merge import merge_into
from esrgraph.release.dumps.gzip_blocks import compressed_file
from esrgraph.resources import resources


def write_views(store: Path, folder: Path) -> None:
    """Write what every view makes of the store to `<view>.nt.gz` in the folder; nothing is collected in memory."""
    graph = open_read_only(store)
    for view in resources("sparql/views", ".rq"):
        triples = graph.query(view.read_text(encoding="utf-8"))
        if not isinstance(triples, QueryTriples):
            raise TypeError(f"The view {view.name} is not a CONSTRUCT query")
        with TemporaryDirectory(dir=folder) as working:
            made, ordered = Path(working) / "made.nt", Path(working) / "ordered.nt"
            triples.serialize(made, format=RdfFormat.N_TRIPLES)
            ordered.touch()
            merge_into(ordered, made)
            with compressed_file(folder / f"{view.stem}.nt.gz") as output, ordered.open("rb") as lines:
                shutil.copyfileobj(lines, output)
