"""The names of a release's things as an index that finds those that look like a name, however it is spelt."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Self

import orjson
import tantivy
from tantivy import Occur, Query, Schema, SchemaBuilder

from esrgraph.errors import ReleaseError
from esrgraph.mapping.kinds import SEARCHED
from esrgraph.search.index import open_searcher
from esrgraph.search.normal_name import normal_name
from esrgraph.search.reconciliation.named_things import Name, NamedThing, NameSort

_LOOKED_AT = 48
"""Names that are compared in full, those first that share most with what is asked for."""
_LONGEST = 90
"""Letters of a name whose neighbours are looked for."""
_HEAP = 64 << 20
_CODE = re.compile(r"[\s-]|^(?:ku|sk|mk)(?=\d)|^fi(?=\d{8}$)")


@cache
def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("grams", tokenizer_name="whitespace", index_option="freq")
    for field in ("whole", "kind", "code"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("thing", stored=True)
    return builder.build()


def write_name_index(things: Iterable[NamedThing], folder: Path) -> int:
    """Write the index of things into a new folder; returns the number of names."""
    folder.mkdir(parents=True)
    count = _fill(tantivy.Index(_schema(), path=str(folder)), things)
    for path in folder.iterdir():
        path.chmod(0o644)  # the library keeps its list of files to their owner
    return count


def _fill(index: tantivy.Index, things: Iterable[NamedThing]) -> int:
    writer, count = index.writer(heap_size=_HEAP, num_threads=1), 0
    for thing in things:
        names = [tuple(name) for name in thing.names]
        packed = orjson.dumps((thing.kind, thing.key, thing.iri, names, thing.codes, thing.unidentified))
        for document in _documents(thing, packed):
            writer.add_document(document)
            count += 1
    writer.commit()
    writer.wait_merging_threads()
    return count


def _documents(thing: NamedThing, packed: bytes) -> Iterator[tantivy.Document]:
    """One for each way of writing a name, the first with the codes too."""
    codes = {fold_code(code) for code in (thing.key, *thing.codes)}
    compacts = dict.fromkeys(normal_name(name.text).compact for name in thing.names)
    for position, compact in enumerate(compacts or [""]):
        found = tantivy.Document(grams=" ".join(_grams(compact)), whole=compact, kind=thing.kind)
        for code in codes if position == 0 else ():
            found.add_text("code", code)
        found.add_bytes("thing", packed)
        yield found


def fold_code(text: str) -> str:
    """A code as it is compared: in lower case, without hyphens, spaces and what stands for the kind.

    >>> fold_code("2454377-1"), fold_code("FI24543771"), fold_code("SK177"), fold_code("s 39001")
    ('24543771', '24543771', '177', 's39001')
    """
    return _CODE.sub("", "".join(text.casefold().split()).replace("-", ""))


def _grams(compact: str) -> list[str]:
    """Three letters each, all that stand in a row; the beginning and the end of the name count as letters."""
    padded = f"^{compact[:_LONGEST]}$"
    return sorted({padded[place : place + 3] for place in range(len(padded) - 2)})


class NameIndex:
    """Finds things by name or code; any number of threads may ask at once."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in that folder; raises ReleaseError where there is none that can be read."""
        try:
            return cls(open_searcher(folder))
        except (OSError, ValueError) as error:
            raise _unusable(folder, error) from error

    @classmethod
    def check(cls, folder: Path) -> None:
        """Open the index in that folder and ask it for something; raises ReleaseError where that fails."""
        index = cls.open(folder)
        try:
            index.named_like("hanke", SEARCHED)
            index.coded("1", SEARCHED)
        except (OSError, ValueError) as error:
            raise _unusable(folder, error) from error

    @classmethod
    def of(cls, things: Iterable[NamedThing]) -> Self:
        """An index in memory."""
        index = tantivy.Index(_schema())
        _fill(index, things)
        index.reload()
        return cls(index.searcher())

    def named_like(self, text: str, kinds: Collection[str]) -> list[NamedThing]:
        """The things of some kinds that a name of which looks most like a text."""
        compact = normal_name(text).compact
        if not compact:
            return []
        grams = [(Occur.Should, Query.term_query(_schema(), "grams", gram)) for gram in _grams(compact)]
        same = Query.boost_query(Query.term_query(_schema(), "whole", compact), 10.0)
        return self._found(Query.boolean_query([*grams, (Occur.Should, same)]), kinds, _LOOKED_AT)

    def coded(self, code: str, kinds: Collection[str]) -> list[NamedThing]:
        """The things of some kinds that a code or key names."""
        folded = fold_code(code)
        return self._found(Query.term_query(_schema(), "code", folded), kinds, _LOOKED_AT) if folded else []

    def _found(self, query: Query, kinds: Collection[str], most: int) -> list[NamedThing]:
        of_kind = Query.const_score_query(Query.term_set_query(_schema(), "kind", sorted(kinds)), 0.0)
        both = Query.boolean_query([(Occur.Must, query), (Occur.Must, of_kind)])
        hits = self._searcher.search(both, most, count=False).hits
        packed = dict.fromkeys(self._searcher.doc(address).get_first("thing") or b"" for _, address in hits)
        return [_unpack(each) for each in packed]


def _unusable(folder: Path, error: Exception) -> ReleaseError:
    return ReleaseError(f"No index of names can be opened at {folder}: {error}; build the release again")


def _unpack(packed: bytes) -> NamedThing:
    kind, key, iri, names, codes, unidentified = orjson.loads(packed)
    known = tuple(Name(text, language, NameSort(sort)) for text, language, sort in names)
    return NamedThing(kind, key, iri, known, tuple(codes), unidentified)
