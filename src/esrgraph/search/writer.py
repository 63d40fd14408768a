"""A release's graph to its full-text index: a folder with the index itself and the lexicon of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import tantivy
from pyoxigraph import Store

from esrgraph.rdf.iris import Iris
from esrgraph.search.documents import Documents
from esrgraph.search.index_schema import FILES, schema
from esrgraph.search.kept import KeptEntries
from esrgraph.search.kept_terms import KeptTerms
from esrgraph.search.lexicon import LexiconWriter
from esrgraph.search.name_keys import base_keys
from esrgraph.search.prepared import Preparation, PreparedDocument
from esrgraph.search.stored import Shelf

_HEAP = 512 << 20
"""Bytes that the writer may fill before it writes a segment: some 50,000 projects fit into one."""
_SAMPLED = 24
"""Documents whose texts are sampled for the compression of all: projects, which come first."""


def write_index(
    store: Store, ntriples: Path, folder: Path, iris: Iris, cache: Path | None = None, prepared: Iterable[Path] = ()
) -> int:
    """Write the index of a graph, given as a store and as sorted N-Triples, into a new folder; returns the number of
    documents.

    The same graph gives an index that answers alike, whatever is known from the `cache` file, and from files of
    documents that were `prepared`: documents go in in a fixed order, from one thread.
    """
    (folder / FILES["index"]).mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(folder / FILES["index"]))
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    place = -1
    with KeptEntries(cache, iris, prepared) as kept:
        source, known = Documents(store, ntriples, iris, kept), KeptTerms(kept)
        documents = _prepared(source, known, kept)
        first = list(islice(documents, _SAMPLED))
        shelf = Shelf(b"".join(each.shown for each in first))
        shelf.write(folder / FILES["sample"])
        with LexiconWriter(folder / FILES["words"], known.terms) as lexicon:
            lexicon.add_names(_values_of_facets(source, known))
            for place, document in enumerate(chain(first, documents)):
                lexicon.add_names(document.named)
                lexicon.add(document.words)
                writer.add_json(document.at(place, shelf))
    writer.commit()
    writer.wait_merging_threads()
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)  # the library keeps its list of files to their owner
    return place + 1


def prepare_documents(
    store: Store, ntriples: Path, iris: Iris, target: Path, cache: Path | None, part: int, parts: int
) -> None:
    """Prepare a part of the documents of an index (see `Documents`), so that `write_index` knows them from the target;
    what the `cache` file has is not made again."""
    with KeptEntries(target, iris, [cache] if cache else []) as kept:
        for _ in _prepared(Documents(store, ntriples, iris, kept, part, parts), KeptTerms(kept), kept):
            pass


def _prepared(source: Documents, known: KeptTerms, kept: KeptEntries) -> Iterator[PreparedDocument]:
    """All documents, prepared: as the last build knew them, or now."""
    preparation = Preparation(known)
    for thing in source:
        if packed := kept.get(thing.digest):
            yield PreparedDocument.from_bytes(packed)
        else:
            prepared = preparation.prepare(thing.read())
            kept.put(thing.digest, prepared.to_bytes())
            yield prepared


def _values_of_facets(source: Documents, known: KeptTerms) -> Iterator[tuple[str, str, str, str]]:
    """What projects can be found by that is no thing to be found itself: their fund, period and status."""
    for facet, key, language, name in source.facet_names():
        yield from ((each, facet, key, name) for each in base_keys(name, language, known.terms))
