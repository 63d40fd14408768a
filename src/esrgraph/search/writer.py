"""A release's store to its full-text index: a folder with the index itself and the lexicon of its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import tantivy
from pyoxigraph import Store

from esrgraph.rdf.iris import Iris
from esrgraph.search.analysis import WORD, Terms, form_of, terms
from esrgraph.search.documents import Documents, SearchDocument
from esrgraph.search.index_schema import FILES, PLACES, facet_field, group_of, schema, terms_field, words_field
from esrgraph.search.lexicon import LexiconWriter
from esrgraph.search.model import NamedValue
from esrgraph.search.name_keys import base_keys, written_keys
from esrgraph.search.stored import Shelf, encode_document

_HEAP = 512 << 20
"""Bytes that the writer may fill before it writes a segment: some 50,000 projects fit into one."""
_SAMPLED = 24
"""Documents whose texts are sampled for the compression of all: projects, which come first."""
_CACHED_LABELS = 16_384
"""Labels of what documents are about that are kept with their words: most stand in many documents."""
_NAMED = ("target-group", "priority-axis", "specific-objective", "authority", "organisation")
"""Kinds of things whose projects are found by the other names of the things."""
_EPOCH = date(1970, 1, 1)


def write_index(store: Store, folder: Path, iris: Iris) -> int:
    """Write the index of a store into a new folder; returns the number of documents.

    The same store gives an index that answers alike: documents go in in a fixed order, from one thread.
    """
    (folder / FILES["index"]).mkdir(parents=True)
    index = tantivy.Index(schema(), path=str(folder / FILES["index"]))
    writer = index.writer(heap_size=_HEAP, num_threads=1)
    place = -1
    source = Documents(store, iris)
    documents = iter(source)
    first = list(islice(documents, _SAMPLED))
    shelf = Shelf(b"".join(map(encode_document, first)))
    shelf.write(folder / FILES["sample"])
    with LexiconWriter(folder / FILES["words"]) as lexicon:
        lexicon.add_names(_values_of_facets(source))
        for place, document in enumerate(chain(first, documents)):
            lexicon.add_names(_named_values(document))
            writer.add_document(_index_document(document, place, lexicon, shelf))
    writer.commit()
    writer.wait_merging_threads()
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)  # the library keeps its list of files to their owner
    return place + 1


def _index_document(document: SearchDocument, place: int, lexicon: LexiconWriter, shelf: Shelf) -> tantivy.Document:
    found = tantivy.Document()
    _add_texts(found, document, lexicon)
    for facet, keys in document.facets.items():
        for key in sorted(keys):
            found.add_text(facet_field(facet), key)
    for code in document.codes:
        found.add_text("code", form_of(code))
        found.add_text("written_name", form_of(code))
    _add_names(found, document)
    _add_numbers(found, document, place)
    found.add_bytes("document", shelf.pack(encode_document(document)))
    return found


def _add_names(found: tantivy.Document, document: SearchDocument) -> None:
    """Put in the keys of names; what else a sub-region is called is the genitive of its town's name."""
    names = [
        text
        for text in document.texts
        if group_of(text.field) == "name" and (document.kind != "sub-region" or text.field == "name")
    ]
    written = {key for name in names for key in written_keys(name.text)}
    for key in sorted(written):
        found.add_text("written_name", key)
    if document.kind != "project":  # nobody asks for titles in other forms
        for key in sorted({key for name in names for key in base_keys(name.text, name.language)} - written):
            found.add_text("base_name", key)


def _named_values(document: SearchDocument) -> Iterator[tuple[str, NamedValue]]:
    """What projects that are linked with a thing can be found by beside its own name: its other names."""
    if document.kind not in _NAMED:
        return
    names = {text.language: text.text for text in document.texts if text.field == "name"}
    label = names.get("fi") or next(iter(names.values()), document.key)
    for text in document.texts:
        if text.field == "other-name":
            value = NamedValue(document.kind, document.key, label)
            yield from ((key, value) for key in base_keys(text.text, text.language))


def _values_of_facets(source: Documents) -> Iterator[tuple[str, NamedValue]]:
    """What projects can be found by that is no thing to be found itself: their fund, period and status."""
    for facet, key, language, name in source.facet_names():
        yield from ((each, NamedValue(facet, key, name)) for each in base_keys(name, language))


def _add_texts(found: tantivy.Document, document: SearchDocument, lexicon: LexiconWriter) -> None:
    """Put the words of every text into its group's fields, and into the lexicon."""
    for text in document.texts:
        group = group_of(text.field)
        reading = _read_again if group == "about" else _read
        _add_words(found, group, reading(text.text, text.language), lexicon)
    _add_words(found, "name", _join_words([terms(code, "fi") for code in document.codes]), lexicon)


class _Words(NamedTuple):
    """The words of a text, and what its group's fields hold of them."""

    words: list[Terms]
    forms: str
    terms: str


def _read(text: str, language: str) -> _Words:
    return _join_words([terms(each, language) for each in WORD.findall(text.lower())])


def _join_words(words: list[Terms]) -> _Words:
    return _Words(words, " ".join([each.form for each in words]), " ".join([each.line for each in words]))


_read_again = lru_cache(_CACHED_LABELS)(_read)


def _add_words(found: tantivy.Document, group: str, read: _Words, lexicon: LexiconWriter) -> None:
    lexicon.add(read.words)
    found.add_text(words_field(group), read.forms)
    found.add_text(terms_field(group), read.terms)


def _add_numbers(found: tantivy.Document, document: SearchDocument, place: int) -> None:
    found.add_unsigned("place", place)
    days = (document.start - _EPOCH).days if document.start else 0
    cents = int(document.granted * 100) if document.granted else 0
    for name, value in (("newest", days), ("most_granted", cents), ("most_named", document.projects)):
        found.add_unsigned(name, max(value, 0) * PLACES + PLACES - 1 - place)
    if document.granted is not None:
        found.add_unsigned("granted_cents", max(cents, 0))
