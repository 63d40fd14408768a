"""An answer, kept or fresh, to what people see of it: a table, and the picture that its query asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from esrgraph.sparql.catalogue import View
from esrgraph.sparql.precomputed import read_result
from esrgraph.sparql.results import Result
from esrgraph.web.http.sorted_table import Order, order_in
from esrgraph.web.http.table_file import FileColumn
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import PageReader
from esrgraph.web.queries.cells import ResultTable, all_rows, cut, first_rows, table
from esrgraph.web.queries.pictures import Picture, picture
from esrgraph.web.queries.sorting import AnswerTable
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """The first rows of an answer in the order asked for, their columns, and a picture where there is one: of the first
    rows as the query gives them."""

    table: ResultTable
    picture: Picture | None
    columns: tuple[FileColumn, ...]
    order: Order | None


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Who an answer is shown to: with which picture, and in the order that the query of an address asks for."""

    opened: Opened
    view: View | None
    reader: PageReader
    query: Mapping[str, str]

    def show_kept(self, file: str) -> ShownAnswer:
        """The answer in a file that is kept with the release."""
        return self._show(read_result(self.opened.release.queries / file))

    def show(self, body: bytes, *, triples: bool) -> ShownAnswer:
        """The answer in N-Triples, or else in JSON."""
        if triples:
            return self._show(list(parse(body, format=RdfFormat.N_TRIPLES)))
        return self._show(parse_query_results(body, format=QueryResultsFormat.JSON))

    def _show(self, result: Result) -> ShownAnswer:
        words = SiteWords(self.reader.language)
        rows = all_rows(result) if "sort" in self.query else first_rows(result)
        answer = AnswerTable(rows, self.opened, words)
        order = order_in(self.query, answer.columns)
        shown = table(cut(answer.sorted_rows(order)), self.opened, words)
        return ShownAnswer(shown, picture(self.view, cut(rows), self.opened, self.reader), answer.columns, order)
