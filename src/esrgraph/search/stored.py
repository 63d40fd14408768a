"""What is shown of a document, packed small: compressed with a sample of other documents' texts as its dictionary."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import orjson
from zlib_ng import zlib_ng

from esrgraph.search.document import SearchDocument, SearchText
from esrgraph.search.index_schema import group_of

_LEVEL = 5
"""Of compression: 9 takes twice as long, and saves a hundredth."""
_SAMPLE = 32_768
"""Bytes that deflate can look back on."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it is given back: `projects` is how many projects name it, `codes` project code or business ID."""

    kind: str
    key: str
    iri: str
    projects: int
    codes: tuple[str, ...]
    texts: tuple[SearchText, ...]


def encode_document(document: SearchDocument) -> bytes:
    """What is kept of a document, as JSON."""
    texts = list(_gather_texts(document.texts))
    return orjson.dumps([document.kind, document.key, document.iri, document.projects, document.codes, texts])


def _gather_texts(texts: list[SearchText]) -> Iterator[tuple[str, str, str]]:
    """The texts, with the many labels of what a document is about as one text a field and language."""
    for (field, language), group in groupby(texts, key=lambda text: (text.field, text.language)):
        if group_of(field) == "about":
            yield field, language, "\n".join(text.text for text in group)
        else:
            yield from ((field, language, text.text) for text in group)


class Shelf:
    """Packs documents, and unpacks them with the same sample."""

    def __init__(self, sample: bytes) -> None:
        self._sample = sample[-_SAMPLE:]
        self._packer: Any = zlib_ng.compressobj(_LEVEL, zdict=self._sample)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The shelf whose sample was written there."""
        return cls(path.read_bytes())

    def write(self, path: Path) -> None:
        """Write the sample."""
        path.write_bytes(self._sample)

    def pack(self, document: bytes) -> bytes:
        """Compress what `shown` gave."""
        packer = self._packer.copy()  # it has looked at the sample, which takes as long as to compress a document
        return bytes(packer.compress(document) + packer.flush())

    def unpack(self, packed: bytes) -> StoredDocument:
        """The document that was packed."""
        unpacked = zlib.decompressobj(zdict=self._sample).decompress(packed)
        kind, key, iri, projects, codes, texts = orjson.loads(unpacked)
        return StoredDocument(kind, key, iri, projects, tuple(codes), tuple(SearchText(*text) for text in texts))


def name_of(document: StoredDocument, language: str) -> SearchText:
    """Its name in that language, else in Finnish, else any; of what has no name, the key."""
    names = {text.language: text for text in reversed(document.texts) if text.field == "name"}
    return names.get(language) or names.get("fi") or next(iter(names.values()), SearchText("name", "", document.key))
