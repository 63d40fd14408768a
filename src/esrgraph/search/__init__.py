"""Full-text search over a release: its index, written at build, and the questions that it answers."""

from esrgraph.search.index import MOST_HITS, SearchIndex, begins
from esrgraph.search.index_schema import FACETS
from esrgraph.search.model import Count, Hit, Marked, Query, Results, SearchMatch, SnippetPiece, Sort, Suggestion
from esrgraph.search.writer import write_index

__all__ = [
    "FACETS",
    "MOST_HITS",
    "Count",
    "Hit",
    "Marked",
    "Query",
    "Results",
    "SearchIndex",
    "SearchMatch",
    "SnippetPiece",
    "Sort",
    "Suggestion",
    "begins",
    "write_index",
]
