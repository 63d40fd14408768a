"""Words, or a name, to the things of a release that they may mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from esrgraph.mapping.kinds import SEARCHED
from esrgraph.search import FACETS, Query, Sort
from esrgraph.search.reconciliation import AskedName
from esrgraph.sparql.catalogue import CONCEPTS, Parameter
from esrgraph.web.assistant.text_answer import RowsPage, answer_text
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import is_known
from esrgraph.web.linked_data.nearest import refuse_missing
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.query_fields import code
from esrgraph.web.reconcile.service import reconciler_of
from esrgraph.web.search.facet_names import value_name
from esrgraph.web.search.found import ThingHit, describe_hit, plain
from esrgraph.web.search.opening import index_of
from esrgraph.web.search.parameters import Parameters, SearchAddresses
from esrgraph.web.site import Opened

_TYPES = {kind: name for name, kind in CONCEPTS.items()}
_COLUMNS = ("id", "name", "applicant", "start", "end", "granted_eur", "projects", "extract")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched for: words, values by facet (keys, or names of concepts), whole euros granted."""

    text: str
    filters: Mapping[str, list[str]]
    least: int | None
    most: int | None
    sort: Sort
    language: str

    def parameters(self, opened: Opened) -> Parameters:
        """The same as parameters of an address; raises Refusal for a filter or a concept that there is not."""
        filters = {facet: tuple(_key(opened, facet, each) for each in keys) for facet, keys in self.filters.items()}
        given = {"q": self.text, "min": self.least, "max": self.most, "sort": self.sort}
        parameters: Parameters = Parameters.model_validate({**given, **filters})
        return parameters


def _key(opened: Opened, facet: str, value: str) -> str:
    """The key of a facet's value, which may be given by name."""
    if facet not in FACETS:
        raise Refusal(400, f"There is no filter {facet!r}; there are {', '.join(FACETS)}")
    if facet not in _TYPES:
        return value
    key = code(Parameter(facet, _TYPES[facet], None, {}), value.removeprefix(f"{facet}/"), opened)
    thing = opened.iris.concept(facet, key)
    if not is_known(opened, thing):
        raise refuse_missing(opened, thing)
    return key


def search_text(opened: Opened, asked: SearchRequest, offset: int, limit: int) -> str:
    """One page of what a search finds; raises Refusal for a filter or a concept that there is not."""
    parameters = asked.parameters(opened)
    query = replace(parameters.query(asked.language), offset=offset, limit=limit)
    results, reader = index_of(opened).search(query), PageReader(asked.language)
    rows = tuple(_row(describe_hit(hit, opened, reader), opened) for hit in results.hits)
    corrected = [
        f"nothing has {word!r}; looked for: {', '.join(instead) or 'nothing like it'}"
        for word, instead in results.corrected.items()
    ]
    page = RowsPage(_COLUMNS, rows, results.total, offset).without_empty_columns()
    return answer_text(opened, [*corrected, page.text()], _address(opened, parameters))


def counts_text(opened: Opened, asked: SearchRequest, facet: str) -> str:
    """How many things a search finds with each value of a facet; raises as `search_text`."""
    if facet not in FACETS:
        raise Refusal(400, f"There is nothing to count by called {facet!r}; there are {', '.join(FACETS)}")
    parameters = asked.parameters(opened)
    query: Query = replace(parameters.query(asked.language, (facet,)), limit=0)
    results, words = index_of(opened).search(query), SiteWords(asked.language)
    rows = tuple(
        (each.key, value_name(facet, each.key, opened, words), str(each.results)) for each in results.facets[facet]
    )
    counts = RowsPage((facet, "name", "results"), rows, len(rows))
    return answer_text(opened, [f"results in all: {results.total}", counts.text()], _address(opened, parameters))


def _address(opened: Opened, parameters: Parameters) -> str:
    """Where people see the same search."""
    return f"{opened.iris.base.rstrip('/')}{SearchAddresses(parameters).same()}"


def _row(found: ThingHit, opened: Opened) -> tuple[str, ...]:
    about = found.about
    return (
        found.iri.removeprefix(f"{opened.iris.base}id/"),
        plain(found.title),
        about.applicant.name.value if about.applicant else "",
        about.start or "",
        about.end or "",
        "" if about.granted is None else f"{about.granted:f}",
        "" if about.projects is None else str(about.projects),
        plain(found.snippet),
    )


def reconcile_text(opened: Opened, name: str, kind: str | None, limit: int, language: str) -> str:
    """The things that a name in somebody's list may mean, the likeliest first."""
    if kind is not None and kind not in SEARCHED:
        raise Refusal(400, f"There is no kind {kind!r}; there are {', '.join(SEARCHED)}")
    reader = PageReader(language)
    found = reconciler_of(opened).candidates(AskedName(name, (kind,) if kind else SEARCHED, limit=limit))
    rows = tuple(
        (
            each.thing.iri.removeprefix(f"{opened.iris.base}id/"),
            link(opened, each.thing.iri, reader).name.value,
            each.matched,
            f"{each.score:.0f}",
            "yes" if each.sure else "no",
        )
        for each in found
    )
    page = RowsPage(("id", "name", "matched", "score", "sure"), rows, len(rows))
    unsure = "" if any(each.sure for each in found) else "None is sure: ask which is meant, or give more of the name."
    return answer_text(opened, [page.text(), unsure])
