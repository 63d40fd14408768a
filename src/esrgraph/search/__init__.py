"""Full-text search over a release: its index, written at build, and the questions that it answers."""

from esrgraph.search.index import MOST_HITS, SearchIndex
from esrgraph.search.index_schema import FACETS
from esrgraph.search.model import (
    Count,
    FoundSuggestions,
    Hit,
    Marked,
    NamedValue,
    Query,
    Results,
    SearchMatch,
    SnippetPiece,
    Sort,
    Suggestion,
)
from esrgraph.search.suggestions import begins_words
from esrgraph.search.writer import prepare_documents, write_index

__all__ = [
    "FACETS",
    "MOST_HITS",
    "Count",
    "FoundSuggestions",
    "Hit",
    "Marked",
    "NamedValue",
    "Query",
    "Results",
    "SearchIndex",
    "SearchMatch",
    "SnippetPiece",
    "Sort",
    "Suggestion",
    "begins_words",
    "prepare_documents",
    "write_index",
]
