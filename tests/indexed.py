"""Indexes made of a store alone, whose triples are written as the sorted N-Triples file of a build first."""

from pathlib import Path

from pyoxigraph import DefaultGraph, Store

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.search import write_index
from esrgraph.search.document import SearchDocument
from esrgraph.search.documents import Documents
from esrgraph.search.kept import KeptEntries


def index_store(store: Store, folder: Path, cache: Path | None = None) -> None:
    """Write the index of a store into a new folder, with the N-Triples file beside it."""
    write_index(store, _ntriples(store, folder.with_suffix(".nt")), folder, HERE, cache)


def documents_of(store: Store, scratch: Path) -> list[SearchDocument]:
    """The documents of a store, in their order."""
    ntriples, nothing = _ntriples(store, scratch / "documents.nt"), KeptEntries(None, HERE)
    return [found.read() for found in Documents(store, ntriples, HERE, nothing)]


def _ntriples(store: Store, path: Path) -> Path:
    path.write_bytes(to_ntriples(store.quads_for_pattern(None, None, None, DefaultGraph())))
    return path
