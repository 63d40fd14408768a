"""An answer, kept or fresh, to what people see of it: a table, and the picture that its query asks for."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from esrgraph.sparql.catalogue import View
from esrgraph.sparql.precomputed import read_result
from esrgraph.sparql.results import Result
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.queries.cells import ResultTable, first_rows, table
from esrgraph.web.queries.pictures import Picture, picture
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """The first rows of an answer, and a picture of them where there is one."""

    table: ResultTable
    picture: Picture | None


def shown_kept(opened: Opened, file: str, view: View | None, reader: PageReader) -> ShownAnswer:
    """The answer in a file that is kept with the release."""
    return _show_rows(read_result(opened.release.queries / file), opened, view, reader)


def show_answer(body: bytes, opened: Opened, view: View | None, reader: PageReader, *, triples: bool) -> ShownAnswer:
    """The answer in N-Triples, or else in JSON."""
    if triples:
        return _show_rows(list(parse(body, format=RdfFormat.N_TRIPLES)), opened, view, reader)
    return _show_rows(parse_query_results(body, format=QueryResultsFormat.JSON), opened, view, reader)


def _show_rows(result: Result, opened: Opened, view: View | None, reader: PageReader) -> ShownAnswer:
    rows = first_rows(result)
    return ShownAnswer(table(rows, opened, SiteWords(reader.language)), picture(view, rows, opened, reader))
