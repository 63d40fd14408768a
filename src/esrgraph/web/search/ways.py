"""A search to what is told of how its words were understood, and to searches that find something where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from esrgraph.search import Results
from esrgraph.web.http.words import SiteWords
from esrgraph.web.search.asking import Search
from esrgraph.web.search.facet_names import facet_name, value_name
from esrgraph.web.search.parameters import Parameters, SearchAddresses

_MOST_CHARACTERS = 300
_MOST_WAYS = 8
"""Ways out of a search without results."""
_MOST_TRIED = 16
"""Searches that are tried for them."""
_MOST_NAMED = 3
"""Values told that words of a search are a name of."""

Link = tuple[str, str]
"""A text and the address that it leads to."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told of a word: `text` is the name of the sentence, and what it leads to follows it."""

    text: str
    word: str
    links: tuple[Link, ...] = ()


def notices(search: Search, results: Results) -> Iterator[Notice]:
    """How the words of a search were understood, where that is not as they stand."""
    parameters, words = search.parameters, SiteWords(search.reader.language)
    addresses = SearchAddresses(parameters)

    def instead(word: str, others: tuple[str, ...]) -> tuple[Link, ...]:
        return tuple((each, addresses.only("q", parameters.q.replace(word, each))) for each in others)

    for word, others in results.corrected.items():
        yield Notice("search_corrected" if others else "search_unknown_word", word, instead(word, others))
    for word in results.begun:
        yield Notice("search_begun", word)
    for word, others in results.suggested.items():
        yield Notice("search_suggested", word, instead(word, others))
    for word, value in results.named[:_MOST_NAMED]:
        name = f"{facet_name(value.facet, words)}: {value_name(value.facet, value.value, search.opened, words)}"
        narrowed = SearchAddresses(Parameters.model_validate({value.facet: [value.value], "lang": parameters.lang}))
        yield Notice("search_named", word, ((name, narrowed.same()),))


def ways(search: Search, results: Results) -> Iterator[tuple[str, str, str, int]]:
    """Searches that ask for less and find something: the text that says so, what it is about, address and results."""
    found = 0
    for text, about, fewer in list(_fewer(search, results.asked))[:_MOST_TRIED]:
        total = search.run(replace(fewer.query(search.reader.language), limit=0)).total
        if total and found < _MOST_WAYS:
            found += 1
            yield text, about, SearchAddresses(fewer).same(), total


def _fewer(search: Search, asked: tuple[str, ...]) -> Iterator[tuple[str, str, Parameters]]:
    """Searches that ask for less: without a filter, without all, without a word, for the words of a phrase."""
    parameters, words = search.parameters, SiteWords(search.reader.language)
    filters = list(parameters.filters())
    for name, value in filters:
        about = f"{facet_name(name, words)}: {value_name(name, value, search.opened, words)}"
        yield "search_way_without", about, parameters.less(name, value)
    text = parameters.q[:_MOST_CHARACTERS]
    if len(filters) > 1 and asked:
        yield "search_way_unfiltered", text, _unfiltered(parameters)
    if filters and asked:
        yield "search_way_words", text, parameters.model_copy(update={"q": ""})
    if len(asked) > 1:
        for place, word in enumerate(asked):
            others = " ".join((*asked[:place], *asked[place + 1 :]))
            yield "search_way_without_word", word.strip('"'), parameters.model_copy(update={"q": others})
    if any(word.startswith('"') and " " in word for word in asked):
        loose = " ".join(word.strip('"') for word in asked)
        yield "search_way_loose", loose, parameters.model_copy(update={"q": loose})
    if len(asked) > 2:
        yield from (("search_way_only", word, parameters.model_copy(update={"q": word})) for word in asked)


def _unfiltered(parameters: Parameters) -> Parameters:
    bare: Parameters = Parameters.model_validate({"q": parameters.q, "sort": parameters.sort, "lang": parameters.lang})
    return bare
