"""The beginning of a name to the things that may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import tantivy

from esrgraph.search.analysis import WORD, form_of
from esrgraph.search.clause_query import FIRST, STEP, all_of, any_of, begins, naming_queries, of_kinds
from esrgraph.search.index_schema import group_of, schema, words_field
from esrgraph.search.model import FoundSuggestions, Suggestion
from esrgraph.search.name_keys import written_keys
from esrgraph.search.stored import Shelf, StoredDocument, name_of

_MOST_OF_A_SORT = 4
"""Things of one sort that come before those of the next."""
_SORTS = (FIRST[:3], FIRST[3:7], FIRST[7:])
"""Kinds of things in the order in which they are suggested: places, concepts and authorities, all else."""


def suggest(searcher: tantivy.Searcher, shelf: Shelf, text: str, limit: int, language: str) -> FoundSuggestions:
    """The things of an index whose name is what is typed, begins so, or has words that do."""
    beginnings = tuple(map(form_of, WORD.findall(text)))
    if not beginnings:
        return FoundSuggestions((), 0)
    *before, last = beginnings
    field = words_field("name")
    inside = all_of([begins(field, last), *(tantivy.Query.term_query(schema(), field, word) for word in before)])
    begun = any_of([begins("written_name", key) for key in sorted({"".join(beginnings), *written_keys(text)})])
    found: dict[str, Suggestion] = {}
    for addresses in _batches(searcher, text, begun, inside, limit):
        if len(found) >= limit:
            break
        batch = [_suggestion(each, beginnings, language) for each in _documents(searcher, shelf, addresses)]
        new = {each.iri: each for each in sorted(batch, key=lambda each: bool(each.matched)) if each.iri not in found}
        found |= new
    total: int = searcher.search(any_of([begun, inside]), 1).count  # type: ignore[attr-defined]  # the stubs lack it
    return FoundSuggestions(tuple(found.values())[:limit], total)


def begins_words(name: str, beginnings: tuple[str, ...]) -> bool:
    """Whether each of the beginnings is that of one of the name's words."""
    words = [form_of(word) for word in WORD.findall(name)]
    return all(any(word.startswith(each) for word in words) for each in beginnings)


def _batches(
    searcher: tantivy.Searcher, text: str, begun: tantivy.Query, inside: tantivy.Query, limit: int
) -> Iterator[list[tantivy.DocAddress]]:
    """What is suggested, the best first: the very name, some of each sort whose name begins so, then all others."""

    def most_named(query: tantivy.Query, most: int) -> list[tantivy.DocAddress]:
        hits = searcher.search(query, most, count=False, order_by_field="most_named").hits
        return [address for _, address in hits]

    names = any_of([*naming_queries(text, ())])
    yield from ([address] for address in _very_names(searcher, names, limit))
    for kinds in _SORTS:
        yield most_named(all_of([begun, of_kinds(kinds)]), _MOST_OF_A_SORT)
    yield most_named(begun, limit * 3)
    yield most_named(inside, limit * 3)


def _very_names(searcher: tantivy.Searcher, names: tantivy.Query, limit: int) -> list[tantivy.DocAddress]:
    hits = searcher.search(names, limit).hits
    naming = searcher.fast_field_values("most_named", [address for _, address in hits])
    ranked = sorted(zip(hits, naming, strict=True), key=lambda each: (-(each[0][0] // STEP), -int(each[1] or 0)))
    return [address for (_, address), _ in ranked]


def _documents(
    searcher: tantivy.Searcher, shelf: Shelf, addresses: Iterable[tantivy.DocAddress]
) -> Iterator[StoredDocument]:
    for address in addresses:
        packed: bytes = searcher.doc(address).get_first("document") or b""
        yield shelf.unpack(packed)


def _suggestion(document: StoredDocument, beginnings: tuple[str, ...], language: str) -> Suggestion:
    label = name_of(document, language).text
    others = [text.text for text in document.texts if group_of(text.field) == "name"]
    names = (label, *others, *document.codes)
    joined = "".join(beginnings)  # a code may be typed with spaces
    matched = next(
        (each for each in names if begins_words(each, beginnings) or form_of(each).startswith(joined)), label
    )
    matched = "" if matched == label else matched
    return Suggestion(document.kind, document.key, document.iri, label, matched, document.projects)
