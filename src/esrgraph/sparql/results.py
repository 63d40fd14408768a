"""The result of a query to a table for the terminal, to the SPARQL result formats, or to RDF."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from typing import IO, Any

import orjson
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    parse_query_results,
)
from rich.cells import cell_len, set_cell_size

from esrgraph.errors import InputError
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import prefix_namespaces
from esrgraph.rdf.serialize import FORMATS as RDF_FORMATS
from esrgraph.rdf.serialize import PREFIXES, in_order, write_rdf
from esrgraph.rdf.vocabulary import Xsd

FORMATS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
Rows = QuerySolutions | QueryBoolean
Result = Rows | QueryTriples | list[Quad]
NUMBERS = {Xsd.integer, Xsd.decimal, *(NamedNode(Xsd.NAMESPACE + name) for name in ("double", "float"))}
_SHOWN_PREFIXES = PREFIXES | prefix_namespaces("rdf")
_GAP = "  "
_NARROWEST = 12
"""Cells that a column of text keeps, however narrow the terminal."""


def write_result(
    result: Result,
    output: IO[bytes],
    name: str | None,
    iris: Iris,
    *,
    hidden: Collection[str] = (),
    width: int | None = None,
) -> None:
    """Write a result in the format that `name` says (None: a table of rows, Turtle of triples).

    `hidden` are columns that are left out: those of parameters, which say in every row what was asked. `width` is how
    many cells a line of a table may have (None: any number).

    Raises InputError for rows in a format of RDF, and triples in anything else.
    """
    if isinstance(result, QueryTriples | list):
        _write_triples(quads_of(result), output, name or "turtle", iris)
        return
    if name in RDF_FORMATS:
        raise InputError(f"The query gives no triples, so it cannot be written as {name}; use {', '.join(FORMATS)}")
    if name in FORMATS:
        if isinstance(result, QuerySolutions) and any(each.value in hidden for each in result.variables):
            result = without_columns(result, hidden)
        result.serialize(output, format=FORMATS[name])
        return
    for line in _lines(result, iris, hidden, width):
        output.write(f"{line}\n".encode())


def quads_of(triples: QueryTriples | list[Quad]) -> list[Quad]:
    """The triples of a result, each once, in the order that a reader wants."""
    if isinstance(triples, list):
        return in_order(triples)
    return in_order(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def _write_triples(quads: list[Quad], output: IO[bytes], name: str, iris: Iris) -> None:
    if name not in RDF_FORMATS:
        raise InputError(f"The query gives triples, which cannot be written as {name}; use {', '.join(RDF_FORMATS)}")
    write_rdf(quads, output, name, iris.base)


def without_columns(solutions: QuerySolutions, hidden: Collection[str]) -> QuerySolutions:
    """The same rows in the same order without some of their columns."""
    names, rows = _read(solutions)
    return _solutions(names, rows, hidden)


def rows_by_value(
    solutions: QuerySolutions, name: str, values: Iterable[str], hidden: Collection[str]
) -> dict[str, QuerySolutions]:
    """For each value, the rows that have it in the column of that name, in the same order; without hidden columns."""
    names, rows = _read(solutions)
    parts: dict[str, list[dict[str, Any]]] = {value: [] for value in values}
    for row in rows:
        parts[row[name]["value"]].append(row)
    return {value: _solutions(names, part, hidden) for value, part in parts.items()}


def _read(solutions: QuerySolutions) -> tuple[list[str], list[dict[str, Any]]]:
    """The names of the columns, and the rows as SPARQL results in JSON have them."""
    buffer = BytesIO()
    solutions.serialize(buffer, format=QueryResultsFormat.JSON)
    content = orjson.loads(buffer.getvalue())
    return content["head"]["vars"], content["results"]["bindings"]


def _solutions(names: list[str], rows: list[dict[str, Any]], hidden: Collection[str]) -> QuerySolutions:
    for row in rows:
        for name in hidden:
            row.pop(name, None)
    shown = {"head": {"vars": [name for name in names if name not in hidden]}, "results": {"bindings": rows}}
    solutions = parse_query_results(orjson.dumps(shown), format=QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)  # noqa: S101 - the mypy proof of what was just written
    return solutions


def _lines(
    result: QuerySolutions | QueryBoolean, iris: Iris, hidden: Collection[str], width: int | None
) -> Iterable[str]:
    if isinstance(result, QueryBoolean):
        return ["yes" if result else "no"]
    names = [variable.value for variable in result.variables if variable.value not in hidden]
    rows = [[row[name] for name in names] for row in result]
    numeric = [bool(rows) and all(_is_number(row[i]) for row in rows) for i in range(len(names))]
    return table(names, [[to_text(term, iris) for term in row] for row in rows], numeric, width)


def _is_number(term: object) -> bool:
    return term is None or (isinstance(term, Literal) and term.datatype in NUMBERS)


def to_text(term: object, iris: Iris) -> str:
    """A term as a person reads it: the key of a thing below the base, a prefixed name, the text of a literal.

    >>> to_text(NamedNode("http://localhost:8000/id/municipality/167"), Iris())
    '167'
    >>> to_text(NamedNode("https://w3id.org/esrgraph/ontology#code"), Iris())
    'esr:code'
    """
    if term is None:
        return ""
    if isinstance(term, Literal):
        return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", term.value)
    if not isinstance(term, NamedNode):
        return str(term)
    thing = iris.parse(term.value)
    if thing:
        part = term.value.partition("#")[2]
        return f"{thing[1]}#{part}" if part else thing[1]
    for prefix, namespace in _SHOWN_PREFIXES.items():
        if re.fullmatch(r"\w+", term.value.removeprefix(namespace)):
            return f"{prefix}:{term.value.removeprefix(namespace)}"
    return f"<{term.value}>"


def table(names: list[str], rows: list[list[str]], numeric: list[bool], width: int | None) -> Iterator[str]:
    """The lines of a table: names, a rule, rows; numbers to the right. Text too wide for `width` ends in an ellipsis.

    >>> print(*table(["name", "n"], [["Liperi", "12"], ["Lahti", "7"]], [False, True], None), sep=chr(10))
    name     n
    ------  --
    Liperi  12
    Lahti    7
    """
    columns = [[name, *(row[i] for row in rows)] for i, name in enumerate(names)]
    widths = _fit_widths([max(map(cell_len, column)) for column in columns], numeric, width)
    yield _line(names, widths, numeric)
    yield _GAP.join("-" * each for each in widths)
    for row in rows:
        yield _line(row, widths, numeric)


def _fit_widths(widths: list[int], numeric: list[bool], width: int | None) -> list[int]:
    """The widths of the columns, the widest of text made narrower until a line fits."""
    fitted = list(widths)
    while width is not None and sum(fitted) + len(_GAP) * (len(fitted) - 1) > width:
        text = [i for i, each in enumerate(fitted) if not numeric[i] and each > _NARROWEST]
        if not text:
            break
        fitted[max(text, key=lambda i: fitted[i])] -= 1
    return fitted


def _line(cells: list[str], widths: list[int], numeric: list[bool]) -> str:
    return _GAP.join(map(_cell, cells, widths, numeric)).rstrip()


def _cell(text: str, width: int, numeric: bool) -> str:
    size = cell_len(text)
    if size > width:
        return f"{set_cell_size(text, width - 1)}…"
    padding = " " * (width - size)
    return f"{padding}{text}" if numeric else f"{text}{padding}"
