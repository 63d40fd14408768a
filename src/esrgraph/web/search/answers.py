"""The answers of the search as JSON: what programs can rely on."""

from __future__ import annotations

from pydantic import BaseModel, Field

from esrgraph.search import FACETS
from esrgraph.web.http.words import SiteWords
from esrgraph.web.search.asking import Search
from esrgraph.web.search.facet_names import kind_name, value_name
from esrgraph.web.search.found import ThingHit, plain
from esrgraph.web.search.opening import index_of
from esrgraph.web.search.parameters import MOST_PAGES


class Why(BaseModel):
    """Words of the search as they stand in a field of what was found."""

    field: str = Field(examples=["abstract"])
    words: list[str]


class SearchResult(BaseModel):
    """One result. Money is in euros; what is not known, or not of this kind of thing, is null."""

    kind: str = Field(examples=["project"])
    key: str = Field(examples=["S39001"], description="Project code, business ID, or the code of a place or concept.")
    iri: str
    page: str = Field(description="Address of the page about it; its data is where the IRI leads.")
    name: str
    extract: str = Field(description="What stands around the words in its longest texts; empty where it has none.")
    why: list[Why]
    applicant: str | None
    start: str | None = Field(description="First planned day, YYYY-MM-DD.")
    end: str | None = Field(description="Last planned day, YYYY-MM-DD.")
    granted: float | None
    projects: int | None = Field(description="How many projects name it.")


class FacetValue(BaseModel):
    """A value of a facet: `key` goes into the address, `results` is how many there would be with it."""

    key: str
    name: str
    results: int


class Named(BaseModel):
    """Words of the search that are a name of a facet's value, whose projects are found too."""

    words: str
    facet: str = Field(examples=["target-group"])
    key: str
    name: str


class Answer(BaseModel):
    """One page of results."""

    total: int
    page: int
    pages: int
    results: list[SearchResult]
    facets: dict[str, list[FacetValue]] = Field(
        description="By facet, each counted without its own filter, most first."
    )
    corrected: dict[str, list[str]] = Field(
        description="By each word that nothing has, the words that were looked for instead: none where none is like it."
    )
    suggested: dict[str, list[str]] = Field(
        description="By word, words of the texts or codes that may be meant and were not looked for."
    )
    begun: list[str] = Field(description="Words that nothing has whole, looked for as the beginnings of words.")
    named: list[Named]


class Suggested(BaseModel):
    """A thing whose name begins so; `matched` is the name that does, where `name` does not."""

    kind: str
    kind_name: str
    key: str
    iri: str
    page: str
    name: str
    matched: str
    projects: int


class Suggestions(BaseModel):
    """What somebody who types may mean."""

    suggestions: list[Suggested]
    total: int = Field(description="How many things have such a name in all.")


def pages_of(total: int, limit: int) -> int:
    """How many pages of results can be asked for; at least one."""
    return min(max(1, -(-total // limit)), MOST_PAGES)


def answer(search: Search) -> Answer:
    """The answer to a search."""
    words = SiteWords(search.reader.language)
    results = search.run(search.query(FACETS))
    return Answer(
        total=results.total,
        page=search.parameters.page,
        pages=pages_of(results.total, search.parameters.limit),
        results=[_result(each, search) for each in search.describe_hits(results)],
        facets={
            facet: [
                FacetValue(key=each.key, name=value_name(facet, each.key, search.opened, words), results=each.results)
                for each in counts
            ]
            for facet, counts in results.facets.items()
        },
        corrected={word: list(instead) for word, instead in results.corrected.items()},
        suggested={word: list(instead) for word, instead in results.suggested.items()},
        begun=list(results.begun),
        named=[
            Named(
                words=named,
                facet=value.facet,
                key=value.value,
                name=value_name(value.facet, value.value, search.opened, words),
            )
            for named, value in results.named
        ],
    )


def _result(found: ThingHit, search: Search) -> SearchResult:
    about = found.about
    return SearchResult(
        kind=found.kind,
        key=found.key,
        iri=found.iri,
        page=search.opened.iris.page(found.iri),
        name=plain(found.title),
        extract=plain(found.snippet),
        why=[Why(field=field, words=list(words)) for field, words in found.why],
        applicant=about.applicant.name.value if about.applicant else None,
        start=about.start,
        end=about.end,
        granted=None if about.granted is None else float(about.granted),
        projects=about.projects,
    )


def suggestions(search: Search, prefix: str) -> Suggestions:
    """What the words of a search may be the beginning of; `prefix` stands before the paths of their pages."""
    language = search.reader.language
    found = index_of(search.opened).suggest(search.parameters.q, language=language)
    return Suggestions(
        suggestions=[
            Suggested(
                kind=each.kind,
                kind_name=kind_name(each.kind, SiteWords(language)),
                key=each.key,
                iri=each.iri,
                page=f"{prefix}{search.opened.path(search.opened.iris.page(each.iri))}{search.reader.suffix}",
                name=each.label,
                matched=each.matched,
                projects=each.projects,
            )
            for each in found.first
        ],
        total=found.total,
    )
