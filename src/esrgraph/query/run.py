"""A query with its bound values, run on a store: rows, triples or a yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store, Variable

from esrgraph.catalogue import QueryFile
from esrgraph.errors import InputError
from esrgraph.query.screen import screen
from esrgraph.query.values import Term

Result = QuerySolutions | QueryTriples | QueryBoolean
_ERROR_AT = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_SENTENCE = re.compile(r"(?:^|, |of )([A-Z][a-z]\w* [\w ]+|The SELECT [\w ]+)(?=,|$)")


def run(store: Store, query: QueryFile, bindings: Mapping[Variable, Term]) -> Result:
    """The result of a query, to be read in the thread that asked.

    A variable that is bound must be in the projection of a SELECT, and in that of each sub-query that uses it. BOUND()
    takes it for unbound where no pattern has it: the engine decides that before it binds.

    Raises InputError, with file, line and column where they are known, for a text that is no query or is refused.
    """
    screen(query.text, query.source)
    try:
        return store.query(query.text, substitutions=dict(bindings))
    except SyntaxError as error:
        raise InputError(f"{query.source}:{_explained(str(error), query.text)}") from error
    except RuntimeError as error:
        raise InputError(f"{query.source}: {error}; a parameter is to be among the variables of SELECT") from error


def _explained(message: str, text: str) -> str:
    """The engine's message as `line:column: what`.

    What it expected is left out, unless it is a sentence: it names a few of the many words that could stand there.

    >>> _explained("error at 2:1: expected one of LATERAL, ['a' ..= 'z']", "SELECT ?x { ?x ?y" + chr(10) + "}")
    "2:1: this is no SPARQL query; it cannot be read from here on: '}'"
    >>> _explained("error at 1:9: expected one of Prefix not found, ['%']", "")
    '1:9: this is no SPARQL query: Prefix not found'
    """
    match = _ERROR_AT.fullmatch(message)
    if match is None:
        return f" this is no SPARQL query: {message}"
    line, column, expected = int(match[1]), int(match[2]), match[3]
    said = _SENTENCE.search(expected.removeprefix("expected "))
    if said:
        return f"{line}:{column}: this is no SPARQL query: {said[1]}"
    lines = text.split("\n")
    rest = lines[line - 1][column - 1 :].strip() if line <= len(lines) else ""
    return f"{line}:{column}: this is no SPARQL query; it cannot be read from here on: {rest[:40]!r}"
