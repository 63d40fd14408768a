"""A question of the catalogue with the values that it is asked with, and its answer: kept with the release, or new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urlencode

from pyoxigraph import Variable
from starlette.concurrency import run_in_threadpool

from esrgraph.rdf.formats import MEDIA
from esrgraph.sparql import Term
from esrgraph.sparql.catalogue import QueryFile, catalogue
from esrgraph.sparql.inline import without_absent
from esrgraph.sparql.precomputed import Precomputed, read_result
from esrgraph.sparql.results import write_result
from esrgraph.web.http.responses import Content
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.query_fields import code
from esrgraph.web.site import Opened, Site
from esrgraph.web.workers.question import Question


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A query with the values that it is asked with: as text (`values`, of all parameters) and as terms."""

    opened: Opened
    query: QueryFile
    values: Mapping[str, str]
    bindings: Mapping[Variable, Term]

    def address(self, suffix: str) -> str:
        """The path of the answer in a format, with the values that are not the defaults."""
        defaults = {each.name: each.default for each in self.query.parameters}
        given = [(name, value) for name, value in self.values.items() if value != defaults[name]]
        return f"/queries/{self.query.name}{suffix}{f'?{urlencode(given)}' if given else ''}"


@remembered(most=1)
def queries_of(opened: Opened) -> Mapping[str, QueryFile]:
    """The catalogue with the defaults of a release, by name."""
    return {query.name: precomputed_of(opened).query(query) for query in catalogue()}


@remembered(most=1)
def precomputed_of(opened: Opened) -> Precomputed:
    """The answers that are kept with a release."""
    return Precomputed(opened.release.queries)


def with_codes(opened: Opened, query: QueryFile, values: Mapping[str, str]) -> dict[str, str]:
    """The values with the codes of the concepts that people gave by name."""
    return {**values, **{each.name: code(each, values[each.name], opened) for each in query.parameters}}


async def answer_data(site: Site, asked: AskedQuestion, name: str, client: str) -> Content:
    """The answer in a format: what was kept with the release, or else what the query processes find.

    `client` is who asks. Raises Refusal as `Workers.run` does.
    """
    path = precomputed_of(asked.opened).find(asked.query, asked.values)
    if path:
        return await run_in_threadpool(_write_answer, asked.opened, path.name, name)
    bindings = {variable.value: term for variable, term in asked.bindings.items()}
    text = without_absent(asked.query, asked.bindings).text
    return await site.workers.run(Question(text, name, bindings, source=asked.query.name), client)


@remembered(most=256)
def _write_answer(opened: Opened, file: str, name: str) -> Content:
    path = opened.release.queries / file
    if name == "json":  # as it was kept
        return Content(path.read_bytes(), MEDIA[name])
    output = BytesIO()
    write_result(read_result(path), output, name, opened.iris)
    return Content(output.getvalue(), MEDIA[name])
