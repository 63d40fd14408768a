"""The result of a query to the bytes that are sent, if there are not too many: never to a part that looks whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from pyoxigraph import Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from esrgraph.rdf.serialize import FORMATS as RDF
from esrgraph.rdf.serialize import in_order, write_rdf
from esrgraph.sparql import Result, results
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.question import Question

_XML_NAME = re.compile(r"[^\W\d][\w.-]*$")


class Unanswerable(Exception):
    """A query without a result to send: HTTP `status`, why (`detail`), and `known` facts for programs."""

    def __init__(self, status: int, detail: str, **known: object) -> None:
        super().__init__(detail)
        self.status, self.detail, self.known = status, detail, known


class _Bounded(io.BytesIO):
    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, content: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(content) > self._most:
            raise Unanswerable(
                422,
                f"The result has more than {self._most} bytes, the most that is sent at once; ask for less, or for"
                " pages of it with LIMIT and OFFSET",
                limit_bytes=self._most,
            )
        return super().write(content)


def write_result(result: Result, question: Question, limits: Limits, base: str) -> bytes:
    """The result in the question's format; raises Unanswerable where it is over a limit or has no such format."""
    if (question.format in RDF) != isinstance(result, QueryTriples | list):
        kind = "triples" if isinstance(result, QueryTriples | list) else "no triples"
        raise Unanswerable(406, f"The query gives {kind}, which cannot be written as {question.format}")
    output = _Bounded(limits.bytes)
    if isinstance(result, QueryTriples | list):
        triples = list(islice(result, limits.rows + 1))
        _check(len(triples), limits, "triples")
        _write_triples((Quad(each.subject, each.predicate, each.object) for each in triples), output, question, base)
        return output.getvalue()
    if isinstance(result, QuerySolutions) and question.bindings:
        result = results.without_columns(result, question.bindings)
    result.serialize(output, format=results.FORMATS[question.format])
    body = output.getvalue()
    if isinstance(result, QuerySolutions) and len(body) > limits.rows:
        _check(_ROWS[question.format](body), limits, "rows")
    return body


def _write_triples(triples: Iterable[Quad], output: io.BytesIO, question: Question, base: str) -> None:
    ordered = in_order(triples)
    for quad in ordered:
        if question.format == "rdfxml" and not _XML_NAME.search(quad.predicate.value):
            reason = f"RDF/XML has no way to write the predicate {quad.predicate.value}"
            raise Unanswerable(406, f"{reason}; ask for another format")
    write_rdf(ordered, output, question.format, base)


def _check(number: int, limits: Limits, what: str) -> None:
    if number > limits.rows:
        raise Unanswerable(
            422,
            f"The result has more than {limits.rows} {what}, the most that is sent at once; ask for less, or for pages"
            " of it with LIMIT and OFFSET",
            limit_rows=limits.rows,
        )


def _json_rows(body: bytes) -> int:
    read = parse_query_results(body, format=QueryResultsFormat.JSON)
    return 0 if isinstance(read, QueryBoolean) else sum(1 for _ in read)


def _csv_rows(body: bytes) -> int:
    with io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="") as text:
        return sum(1 for _ in csv.reader(text)) - 1


_ROWS: Mapping[str, Callable[[bytes], int]] = {
    "json": _json_rows,
    "xml": lambda body: body.count(b"<result>"),
    "csv": _csv_rows,
    "tsv": lambda body: body.count(b"\n") - 1,
}
"""How many rows a result has that was written; a row takes more than one byte in each."""
