"""A release's full-text index, open for questions."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Self

import tantivy
from tantivy import FieldType, Occur, Schema

from esrgraph.errors import InputError, OutdatedIndex, ReleaseError
from esrgraph.search.analysis import WORD, fold_diacritics, form_of
from esrgraph.search.documents import SearchText
from esrgraph.search.highlight import HighlightedText, Wanted, find_matches, mark_text, reasons, snippet
from esrgraph.search.index_schema import FACETS, FILES, GROUPS, facet_field, group_of, schema, terms_field, words_field
from esrgraph.search.lexicon import Lexicon
from esrgraph.search.model import Count, Hit, Query, Results, Sort, Suggestion
from esrgraph.search.query_parser import Asking, SearchClause, clean_input
from esrgraph.search.stored import Shelf, StoredDocument

MOST_HITS = 10_000
"""How far into the results one can ask: offset and limit together."""
_MOST_VALUES = 20_000
"""More values than any other facet has."""
_MOST_OF = {"organisation": 50}
"""Values counted of a facet that has too many, the commonest."""
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
        corrected = {each.text: each.corrected for each in asked if each.corrected is not None}
        if query.text.strip() and not asked:
            return Results(0, (), MappingProxyType({}), MappingProxyType({}))
        conditions, filters = _conditions(asked, query)
        found = _all([*conditions, *filters.values()])
        total, documents = self._ranked(found, query, bool(asked))
        wanted = self._wanted(asked)
        return Results(
            total,
            tuple(_hit(document, wanted, query.language) for document in documents),
            MappingProxyType(self._counts(query.facets, conditions, filters)),
            MappingProxyType(corrected),
        )

    def places(self, query: Query) -> list[int]:
        """The places among all documents of everything that a query finds, whatever its offset and limit, the last
        first. Projects come before all else, by IRI."""
        _check(query)
        asked = self._asking.read(query.text)
        if query.text.strip() and not asked:
            return []
        conditions, filters = _conditions(asked, query)
        found, most = _all([*conditions, *filters.values()]), max(self._searcher.num_docs, 1)
        result = self._searcher.search(found, most, count=False, order_by_field="place")
        return [place for place, _ in result.hits]

    def suggest(self, text: str, limit: int = 8, language: str = "fi") -> tuple[Suggestion, ...]:
        """Things whose name begins with what is typed, then those with a word that does.

        Names in the language come before others, and then what most projects name."""
        folded = " ".join(fold_diacritics(clean_input(text)).split())
        words = WORD.findall(folded)
        if not words:
            return ()
        *before, last = map(form_of, words)
        beginnings = tuple(map(form_of, words))
        *before, last = beginnings
        field = words_field("name")
        inside = _all([_prefix(field, last), *(tantivy.Query.term_query(schema(), field, word) for word in before)])
        found: dict[str, Suggestion] = {}
        for query in (_prefix("start_of_name", folded), inside):
            hits = self._searcher.search(query, limit * 3, count=False, order_by_field="most_named").hits
            shown = self._shown(address for _, address in hits)
            suggestions = [_suggestion(each, beginnings, language) for each in shown]
            suggestions.sort(key=lambda each: bool(each.matched))
            found |= {each.iri: each for each in suggestions if each.iri not in found}
        return tuple(found.values())[:limit]

    def jump(self, text: str) -> tuple[str, str] | None:
        """Kind and key of what a project code or business ID names, however it is spaced and cased; else None.

        An ID may stand without its hyphen.
        """
        code = form_of("".join(clean_input(text).split()))
        hits = self._searcher.search(tantivy.Query.term_query(schema(), "code", code), 1).hits
        return next(((each.kind, each.key) for each in self._shown(address for _, address in hits)), None)

    def _ranked(self, found: tantivy.Query, query: Query, by_text: bool) -> tuple[int, list[StoredDocument]]:
        """How many documents a query finds, and those of the page asked for."""
        last = query.offset + query.limit
        if by_text and query.sort is Sort.RELEVANCE:
            result = self._searcher.search(found, last + _TIES)
            places = self._searcher.fast_field_values("place", [address for _, address in result.hits])
            ranked = sorted(zip(result.hits, places, strict=True), key=lambda each: (-each[0][0], each[1]))
            addresses = [address for (_, address), _ in ranked[query.offset : last]]
        else:
            order = _ORDER.get(query.sort, "newest")
            result = self._searcher.search(found, max(query.limit, 1), offset=query.offset, order_by_field=order)
            addresses = [address for _, address in result.hits[: query.limit]]
        total: int = result.count  # type: ignore[attr-defined]  # the library's stubs lack it
        return total, list(self._shown(addresses))

    def _shown(self, addresses: Iterable[tantivy.DocAddress]) -> Iterator[StoredDocument]:
        for address in addresses:
            packed: bytes = self._searcher.doc(address).get_first("document") or b""
            yield self._shelf.unpack(packed)

    def _wanted(self, asked: tuple[SearchClause, ...]) -> Wanted:
        terms = {term for each in asked for term in each.terms}
        return Wanted(self._lexicon.words_found_by(terms), tuple(each.forms for each in asked if each.forms))

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
        answer = self._searcher.aggregate(_all(conditions), wanted)
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
    conditions = [_term_query(each) for each in asked] + _granted_queries(query)
    return conditions, {facet: _one_of(facet, keys) for facet, keys in query.filters.items() if keys}


def _term_query(asked: SearchClause) -> tantivy.Query:
    """Any of a word's terms, or the phrase, in any group; names count most."""
    alternatives = []
    for group, weight in GROUPS.items():
        if asked.forms:
            queries = [tantivy.Query.phrase_query(schema(), words_field(group), list(asked.forms))]
        else:
            field = terms_field(group)
            queries = [tantivy.Query.term_query(schema(), field, term, "freq") for term in asked.terms]
        alternatives += [(Occur.Should, tantivy.Query.boost_query(each, weight)) for each in queries]
    return tantivy.Query.boolean_query(alternatives)


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


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    if not queries:
        return tantivy.Query.all_query()
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


def _prefix(field: str, beginning: str) -> tantivy.Query:
    return tantivy.Query.fuzzy_term_query(schema(), field, beginning, distance=0, prefix=True)


def _most_first(buckets: list[dict[str, object]]) -> tuple[Count, ...]:
    counts = [Count(str(bucket["key"]), int(str(bucket["doc_count"]))) for bucket in buckets]
    return tuple(sorted(counts, key=lambda each: (-each.results, each.key)))


def _hit(document: StoredDocument, wanted: Wanted, language: str) -> Hit:
    codes = (SearchText("code", "", code) for code in document.codes)
    found = find_matches((*codes, *document.texts), wanted)
    name = _name(document, language)
    return Hit(
        kind=document.kind,
        key=document.key,
        iri=document.iri,
        title=next((mark_text(each) for each in found if each.text is name), mark_text(HighlightedText(name, []))),
        snippet=snippet([each for each in found if group_of(each.text.field) == "prose"]),
        why=reasons(found),
    )


def _name(document: StoredDocument, language: str) -> SearchText:
    """Its name in that language, else in Finnish, else any; of what has no name, the key."""
    names = {text.language: text for text in reversed(document.texts) if text.field == "name"}
    return names.get(language) or names.get("fi") or next(iter(names.values()), SearchText("name", "", document.key))


def _suggestion(document: StoredDocument, beginnings: tuple[str, ...], language: str) -> Suggestion:
    label = _name(document, language).text
    others = [text.text for text in document.texts if group_of(text.field) == "name"]
    names = (label, *others, *document.codes)
    matched = next((name for name in names if begins(name, beginnings)), label)
    matched = "" if matched == label else matched
    return Suggestion(document.kind, document.key, document.iri, label, matched, document.projects)


def begins(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether each of the beginnings is that of one of the name's words."""
    words = [form_of(word) for word in WORD.findall(name)]
    return all(any(word.startswith(each) for word in words) for each in beginnings)
