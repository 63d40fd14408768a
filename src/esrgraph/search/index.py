"""A release's full-text index, open for questions."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Self

import tantivy
from tantivy import FieldType, Occur, Schema

from esrgraph.errors import InputError, OutdatedIndex, ReleaseError
from esrgraph.search.analysis import WORD, form_of
from esrgraph.search.clause_query import STEP, all_of, clause_query, naming_queries
from esrgraph.search.document import SearchText
from esrgraph.search.highlight import HighlightedText, Wanted, find_matches, mark_text, reasons, snippet
from esrgraph.search.index_schema import FACETS, FILES, PLACES, facet_field, group_of, schema
from esrgraph.search.lexicon import Lexicon
from esrgraph.search.model import Count, FoundSuggestions, Hit, NamedValue, Query, Results, SearchMatch, Sort
from esrgraph.search.query_parser import Asking, SearchClause, clean_input
from esrgraph.search.stored import Shelf, StoredDocument, name_of
from esrgraph.search.suggestions import suggest

MOST_HITS = 10_000
"""How far into the results one can ask: offset and limit together."""
_MOST_VALUES = 20_000
"""More values than any other facet has."""
_MOST_OF = {"organisation": 50}
"""Values counted of a facet that has too many, the commonest."""
_WEIGHED = 200
"""The first results, in whose order it counts how many projects name a thing."""
_POPULAR = 0.05
"""What twice as many projects add to a thing's score, for each part of it."""
_TIES = 100
"""Results read beyond those asked for, so that among equals the order is that of the documents."""
_DAMAGED = (OSError, ValueError, sqlite3.Error, zlib.error)
_ORDER = {Sort.NEWEST: "newest", Sort.GRANTED: "most_granted"}


class SearchIndex:
    """Answers questions; any number of threads may ask at once."""

    def __init__(self, searcher: tantivy.Searcher, lexicon: Lexicon, shelf: Shelf) -> None:
        self._searcher = searcher
        self._lexicon = lexicon
        self._shelf = shelf
        self._asking = Asking(self._searcher, lexicon)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in that folder; raises ReleaseError where there is none that can be read."""
        try:
            searcher = open_searcher(folder / FILES["index"], schema())
            return cls(searcher, Lexicon(folder / FILES["words"]), Shelf.read(folder / FILES["sample"]))
        except _DAMAGED as error:
            raise _unusable(folder, error) from error

    @classmethod
    def check(cls, folder: Path) -> None:
        """Open the index in that folder and ask it for something of each of its files; raises ReleaseError where that
        fails: most of a damaged index is found out about only when it is asked. An outdated one is no damage."""
        try:
            index = cls.open(folder)
            for text in ("", "hanke"):
                index.search(Query(text, limit=1))
        except OutdatedIndex:
            return  # all else of the release can be served
        except _DAMAGED as error:
            raise _unusable(folder, error) from error

    def search(self, query: Query) -> Results:
        """What a query finds; raises InputError for a facet that there is not, or a page out of range."""
        _check(query)
        asked = self._asking.read(query.text)
        if query.text.strip() and not asked:
            return Results(0, (), MappingProxyType({}), MappingProxyType({}))
        conditions, filters = _conditions(asked, query)
        total, documents = self._ranked(all_of([*conditions, *filters.values()]), query, asked)
        wanted = self._wanted(asked)
        named = [value for each in asked for value in each.named]
        parts = [part for each in asked for part in each.parts()]
        return Results(
            total,
            tuple(_hit(document, wanted, named, query.language) for document in documents),
            MappingProxyType(self._counts(query.facets, conditions, filters)),
            MappingProxyType({each.text: each.corrected for each in parts if each.corrected is not None}),
            MappingProxyType({each.text: each.suggested for each in parts if each.suggested}),
            tuple(each.text for each in parts if each.beginning),
            tuple((each.text, value) for each in asked for value in each.named),
            tuple(f'"{each.text}"' if each.is_quoted else each.text for each in asked),
        )

    def places(self, query: Query) -> list[int]:
        """The places among all documents of everything that a query finds, whatever its offset and limit, the last
        first. Projects come before all else, by IRI."""
        _check(query)
        asked = self._asking.read(query.text)
        if query.text.strip() and not asked:
            return []
        conditions, filters = _conditions(asked, query)
        found, most = all_of([*conditions, *filters.values()]), max(self._searcher.num_docs, 1)
        result = self._searcher.search(found, most, count=False, order_by_field="place")
        return [place for place, _ in result.hits]

    def suggest(self, text: str, limit: int = 8, language: str = "fi") -> FoundSuggestions:
        """Things whose name is what is typed, then those whose name begins so, then those with a word that does.

        Places come before groups, objectives and authorities, and those before all else; then names in the language
        before others, and what most projects name."""
        return suggest(self._searcher, self._shelf, clean_input(text), limit, language)

    def jump(self, text: str) -> tuple[str, str] | None:
        """Kind and key of what a project code or business ID names, however it is spaced and cased; else None.

        An ID may stand without its hyphen, or as the number for value added tax; beside it only words for what it is.
        """
        code = self._asking.code(text)
        if code is None:
            return None
        hits = self._searcher.search(tantivy.Query.term_query(schema(), "code", code), 1).hits
        return next(((each.kind, each.key) for each in self._shown(address for _, address in hits)), None)

    def _ranked(
        self, found: tantivy.Query, query: Query, asked: tuple[SearchClause, ...]
    ) -> tuple[int, list[StoredDocument]]:
        """How many documents a query finds, and those of the page asked for."""
        last = query.offset + query.limit
        if asked and query.sort is Sort.RELEVANCE:
            preferred = [(Occur.Should, each) for each in naming_queries(clean_input(query.text), asked)]
            by_name = tantivy.Query.boolean_query([(Occur.Must, found), *preferred])
            result = self._searcher.search(by_name, max(last, _WEIGHED) + _TIES)
            addresses = self._weighed(result.hits)[query.offset : last]
        else:
            order = _ORDER.get(query.sort, "newest")
            result = self._searcher.search(found, max(query.limit, 1), offset=query.offset, order_by_field=order)
            addresses = [address for _, address in result.hits[: query.limit]]
        total: int = result.count  # type: ignore[attr-defined]  # the library's stubs lack it
        return total, list(self._shown(addresses))

    def _weighed(self, hits: list[tuple[float, tantivy.DocAddress]]) -> list[tantivy.DocAddress]:
        """The hits in their order: of equal names what most projects name; of the first others, what many do is worth
        more; among equals, that of the documents."""
        addresses = [address for _, address in hits]
        places = [int(place or 0) for place in self._searcher.fast_field_values("place", addresses)]
        naming = [int(key or 0) for key in self._searcher.fast_field_values("most_named", addresses[:_WEIGHED])]

        def rank(at: int) -> tuple[float, ...]:
            score, projects = hits[at][0], naming[at] // PLACES if at < _WEIGHED else 0
            if score >= STEP:
                return (0, -(score // STEP), -projects, places[at])
            weight = 1 + _POPULAR * log2(1 + projects)
            return (1 if at < _WEIGHED else 2, -score * weight, 0, places[at])

        return [addresses[at] for at in sorted(range(len(hits)), key=rank)]

    def _shown(self, addresses: Iterable[tantivy.DocAddress]) -> Iterator[StoredDocument]:
        for address in addresses:
            packed: bytes = self._searcher.doc(address).get_first("document") or b""
            yield self._shelf.unpack(packed)

    def _wanted(self, asked: tuple[SearchClause, ...]) -> Wanted:
        """The words and phrases that are the reason why something is found."""
        parts = [*asked, *(part for each in asked for part in each.parts())]
        terms = {term for each in parts for term in each.terms}
        begun = [self._asking.words_beginning(each.beginning) for each in parts if each.beginning]
        labels = [tuple(map(form_of, WORD.findall(value.label))) for each in asked for value in each.named]
        phrases = [*(phrase for each in parts for phrase in each.phrases), *labels]
        single = self._lexicon.words_of(phrase[0] for phrase in phrases if len(phrase) == 1)
        words = self._lexicon.words_found_by(terms).union(single, *begun)
        return Wanted(words, tuple(dict.fromkeys(phrase for phrase in phrases if len(phrase) > 1)))

    def _counts(
        self, facets: tuple[str, ...], conditions: list[tantivy.Query], filters: Mapping[str, tantivy.Query]
    ) -> dict[str, tuple[Count, ...]]:
        """The counts of each facet, under all filters but its own."""
        together = [facet for facet in facets if facet not in filters]
        counts = self._counted(together, [*conditions, *filters.values()])
        for facet in facets:
            if facet in filters:
                others = [query for name, query in filters.items() if name != facet]
                counts |= self._counted([facet], [*conditions, *others])
        return {facet: counts[facet] for facet in facets}

    def _counted(self, facets: list[str], conditions: list[tantivy.Query]) -> dict[str, tuple[Count, ...]]:
        if not facets:
            return {}
        wanted = {
            facet: {"terms": {"field": facet_field(facet), "size": _MOST_OF.get(facet, _MOST_VALUES)}}
            for facet in facets
        }
        answer = self._searcher.aggregate(all_of(conditions), wanted)
        return {facet: _most_first(answer[facet]["buckets"]) for facet in facets}


def _unusable(folder: Path, error: Exception) -> ReleaseError:
    return ReleaseError(f"No full-text index can be opened at {folder}: {error}; build the release again")


def open_searcher(folder: Path, expected: Schema | None = None) -> tantivy.Searcher:
    """Open an index where nothing may be written, as the library cannot: it makes lock files (tantivy issue 557).

    Raises OutdatedIndex where its schema is not the expected one: fields are known by their number in it, so that
    questions about another one would be answered from other fields.

    Links in a folder that passes take the locks; the files themselves are mapped once and need no name after that. A
    lock can still be let go of while the folder is removed, which is tried again then.
    """
    files = [path.resolve() for path in folder.iterdir() if not path.name.endswith(".lock")]
    with TemporaryDirectory(prefix="esrgraph-search-", ignore_cleanup_errors=True) as passing:
        for path in files:
            (Path(passing) / path.name).symlink_to(path)
        index = tantivy.Index.open(passing)
        if expected is not None and index.schema != expected:
            raise OutdatedIndex(f"The index at {folder} was written by another version; build the release again")
        index.config_reader(reload_policy="manual")  # a release never changes: nothing is to be watched
        searcher = index.searcher()
    shutil.rmtree(passing, ignore_errors=True)
    return searcher


def _check(query: Query) -> None:
    unknown = [facet for facet in (*query.filters, *query.facets) if facet not in FACETS]
    if unknown:
        raise InputError(f"There is no facet {unknown[0]!r}; there are {', '.join(FACETS)}")
    if query.offset < 0 or query.limit < 0 or query.offset + query.limit > MOST_HITS:
        raise InputError(f"Results can be asked for up to number {MOST_HITS:,}; narrow the search to see others")


def _conditions(asked: tuple[SearchClause, ...], query: Query) -> tuple[list[tantivy.Query], dict[str, tantivy.Query]]:
    """What all results meet, and the filters by facet."""
    conditions = [clause_query(each) for each in asked] + _granted_queries(query)
    return conditions, {facet: _one_of(facet, keys) for facet, keys in query.filters.items() if keys}


def _one_of(facet: str, keys: tuple[str, ...]) -> tantivy.Query:
    """Any of the keys; it adds nothing to the score."""
    found = tantivy.Query.term_set_query(schema(), facet_field(facet), list(keys))
    return tantivy.Query.const_score_query(found, 0.0)


def _granted_queries(query: Query) -> list[tantivy.Query]:
    if query.granted_from is None and query.granted_to is None:
        return []
    lower = None if query.granted_from is None else max(query.granted_from, 0) * 100
    upper = None if query.granted_to is None else max(query.granted_to, 0) * 100
    within = tantivy.Query.range_query(schema(), "granted_cents", FieldType.Unsigned, lower, upper)
    return [tantivy.Query.const_score_query(within, 0.0)]


def _most_first(buckets: list[dict[str, object]]) -> tuple[Count, ...]:
    counts = [Count(str(bucket["key"]), int(str(bucket["doc_count"]))) for bucket in buckets]
    return tuple(sorted(counts, key=lambda each: (-each.results, each.key)))


def _hit(document: StoredDocument, wanted: Wanted, named: list[NamedValue], language: str) -> Hit:
    codes = (SearchText("code", "", code) for code in document.codes)
    found = find_matches((*codes, *document.texts), wanted)
    name = name_of(document, language)
    return Hit(
        kind=document.kind,
        key=document.key,
        iri=document.iri,
        title=next((mark_text(each) for each in found if each.text is name), mark_text(HighlightedText(name, []))),
        snippet=snippet([each for each in found if group_of(each.text.field) == "prose"]),
        why=reasons(found) or tuple(SearchMatch(each.facet, (each.label,)) for each in named[:1]),
    )
