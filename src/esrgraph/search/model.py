"""What is asked of the index and what it answers: values, with nothing that knows how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from esrgraph.search.index_schema import FACETS

_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Sort(Enum):
    """The order of results; without a text, relevance is the newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    GRANTED = "granted"


@dataclass(frozen=True, slots=True)
class Query:
    """A question: words that must all be found, and what the results are narrowed to.

    `filters` hold keys by facet: one of a facet's keys must be met, of every facet. `granted_from` and `granted_to`
    are whole euros, both included. `facets` are those to be counted. `language` (`fi`, `sv`, `en`) is that of names.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    granted_from: int | None = None
    granted_to: int | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    language: str = "fi"
    facets: tuple[str, ...] = FACETS


class SnippetPiece(NamedTuple):
    """A piece of a text, `marked` where it is what was asked for."""

    text: str
    marked: bool


Marked = tuple[SnippetPiece, ...]
"""A text in pieces, so that whoever shows it escapes and marks it as fits."""


class SearchMatch(NamedTuple):
    """Why something was found: the words, as they stand, and the field of the document that they stand in."""

    field: str
    words: tuple[str, ...]


class Count(NamedTuple):
    """A value of a facet, and the number of results that have it."""

    key: str
    results: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `snippet` is an extract of its longest texts, empty where it has none; `why` is in their order."""

    kind: str
    key: str
    iri: str
    title: Marked
    snippet: Marked
    why: tuple[SearchMatch, ...]


class NamedValue(NamedTuple):
    """A value of a facet that has a name: `label` is what projects have for it."""

    facet: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    `facets` count, for every facet, the results that there would be without its own filter, so that the other choices
    stay in sight; most first. `corrected` holds, by each word of the query that nothing has, the words of the texts
    that were looked for instead: none where no word is like it. `suggested` holds words or codes that may be meant and
    were not looked for, `begun` the words that were looked for as beginnings, and `named` the values whose projects
    are found by a name of theirs, with the words that are it. `asked` is what had to be found, each as it can be asked
    for again.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Count, ...]]
    corrected: Mapping[str, tuple[str, ...]]
    suggested: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    begun: tuple[str, ...] = ()
    named: tuple[tuple[str, NamedValue], ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing whose name begins, or has a word that begins, as was typed.

    `matched` is the name that does where `label` does not: `Helsingfors` for Helsinki. `projects` is how many name it.
    """

    kind: str
    key: str
    iri: str
    label: str
    matched: str
    projects: int


class FoundSuggestions(NamedTuple):
    """The first suggestions, and how many things have such a name in all."""

    first: tuple[Suggestion, ...]
    total: int
