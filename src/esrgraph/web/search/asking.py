"""A search as it was asked for, with the release that answers it and the language of who asks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.requests import Request

from esrgraph.search import Query, Results
from esrgraph.web.http.language import choose_language
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.search.found import ThingHit, describe_hit
from esrgraph.web.search.opening import index_of
from esrgraph.web.search.parameters import Parameters
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class Search:
    """A search: `run` answers its question, or another one about the same."""

    parameters: Parameters
    opened: Opened
    reader: PageReader

    @classmethod
    def of(cls, request: Request, parameters: Parameters, opened: Opened) -> Search:
        """The search of a request."""
        return cls(parameters, opened, PageReader(choose_language(request), bool(parameters.lang)))

    def among_projects(self) -> Search:
        """The same search for projects alone."""
        return replace(self, parameters=self.parameters.model_copy(update={"kind": ("project",)}))

    def query(self, facets: tuple[str, ...] = ()) -> Query:
        """The question to the index."""
        return self.parameters.query(self.reader.language, facets)

    def run(self, query: Query) -> Results:
        """What the index answers; raises Refusal (503) where the release has none."""
        return index_of(self.opened).search(query)

    def describe_hits(self, results: Results) -> list[ThingHit]:
        """The results with the facts that are shown of them."""
        return [describe_hit(hit, self.opened, self.reader) for hit in results.hits]
