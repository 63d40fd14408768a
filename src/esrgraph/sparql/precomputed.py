"""The catalogue's queries with default values to their results: made when a release is built, read when served."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import orjson
from pyoxigraph import (
    DefaultGraph,
    Literal,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Variable,
    parse,
    parse_query_results,
)

from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.serialize import to_ntriples
from esrgraph.rdf.store import open_read_only, select
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.memo import NO_MEMO, Memo
from esrgraph.resources import resource
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import QueryFile, catalogue
from esrgraph.sparql.inline import in_every_language
from esrgraph.sparql.results import Result, quads_of, rows_by_value, write_result
from esrgraph.sparql.tokens import form, significant

_DEFAULTS = "defaults.json"
_KNOWN = "query-defaults.rq"
_KEYS = {"code": Esr.code, "business-id": Esr.businessId}
"""The types of parameter whose default a release may lack, each with the property that holds such values."""
_TOGETHER = 6
"""Queries that are asked one after the other: a store that was just opened is slower than one in use."""
_LANGUAGE = "lang"
"""The type of a parameter that is a language: a query with one has a result in each."""


def result_tasks(store: Path, folder: Path, iris: Iris, memo: Memo = NO_MEMO) -> list[Callable[[], None]]:
    """What writes the results of the catalogue on a store into a new folder, a few queries in each task.

    Rows are SPARQL results in JSON, without the columns that only repeat the parameters; triples are N-Triples, sorted.
    The tasks do not wait for one another: the defaults that they ask with are written here.
    """
    folder.mkdir()
    graph = open_read_only(store)
    known = {row["type"]: row["value"] for row in select(graph, resource("sparql", "pages", _KNOWN).read_text("utf-8"))}
    defaults = {query.name: dict(_replace_defaults(graph, query, known)) for query in catalogue()}
    (folder / _DEFAULTS).write_bytes(orjson.dumps(defaults, option=orjson.OPT_INDENT_2))
    queries = [Precomputed(folder).query(query) for query in catalogue()]
    chunks = (queries[start : start + _TOGETHER] for start in range(0, len(queries), _TOGETHER))
    return [partial(_write_results, store, chunk, folder, iris, memo) for chunk in chunks]


def _write_results(store: Path, queries: list[QueryFile], folder: Path, iris: Iris, memo: Memo) -> None:
    graph = open_read_only(store)
    for query in queries:
        targets = [_file(query, values, folder) for values in _in_every_language(query)]
        question = f"{query.text}\0{bind(query, {}, iris)}"
        memo.make(question, memo.reads(query.text), targets, partial(_write_result, graph, query, folder, iris))


def _write_result(store: Store, query: QueryFile, folder: Path, iris: Iris) -> None:
    """Write the result of a query, in each language where it has one."""
    if _is_counted_once(query):
        _write_in_every_language(store, query, folder, iris)
        return
    for values in _in_every_language(query):
        _write(store, query, values, folder, iris)


def _replace_defaults(
    store: Store, query: QueryFile, known: Mapping[str | None, str | None]
) -> Iterator[tuple[str, str]]:
    """The parameters whose own default is nothing of this release, each with a value that is."""
    for each in query.parameters:
        property_, instead = _KEYS.get(each.type), known.get(each.type)
        if property_ and instead:
            own = Literal(each.default or "")
            if not any(store.quads_for_pattern(None, property_, own, DefaultGraph())):  # changes name what is gone, too
                yield each.name, instead


def _in_every_language(query: QueryFile) -> Iterator[dict[str, str]]:
    names = [each.name for each in query.parameters if each.type == _LANGUAGE]
    for language in LANGUAGES if names else LANGUAGES[:1]:
        yield dict.fromkeys(names, language)


def _write(store: Store, query: QueryFile, values: Mapping[str, str], folder: Path, iris: Iris) -> None:
    result = run(store, query, bind(query, values, iris))
    target = _file(query, values, folder)
    if isinstance(result, QueryTriples):
        target.write_bytes(to_ntriples(quads_of(result)))
        return
    with target.open("wb") as output:
        write_result(result, output, "json", iris, hidden=[each.name for each in query.parameters])


def _is_counted_once(query: QueryFile) -> bool:
    """Whether what a query counts is the same in every language, in which only names differ."""
    keywords = {token.keyword for token in significant(query.text)}
    has_language = any(each.type == _LANGUAGE for each in query.parameters)
    return has_language and "GROUP" in keywords and "LIMIT" not in keywords


def _write_in_every_language(store: Store, query: QueryFile, folder: Path, iris: Iris) -> None:
    """Ask a query once for all languages, which its rows name, and write those of each."""
    (name,) = (each.name for each in query.parameters if each.type == _LANGUAGE)
    bindings = bind(query, {}, iris)
    del bindings[Variable(name)]
    result = run(store, in_every_language(query, name), bindings)
    assert isinstance(result, QuerySolutions)  # noqa: S101 - what is grouped has rows
    hidden = [each.name for each in query.parameters]
    for language, rows in rows_by_value(result, name, LANGUAGES, hidden).items():
        with _file(query, {name: language}, folder).open("wb") as output:
            write_result(rows, output, "json", iris)


def _file(query: QueryFile, values: Mapping[str, str], folder: Path) -> Path:
    suffix = ".nt" if form(query.text) in ("CONSTRUCT", "DESCRIBE") else ".json"
    return folder / f"{_stem(query, values)}{suffix}"


def _stem(query: QueryFile, values: Mapping[str, str]) -> str:
    """The name of the file for the defaults, apart from the language where it is not the default one."""
    languages = {each.name: each.default for each in query.parameters if each.type == _LANGUAGE}
    others = [value for name, value in values.items() if name in languages and value != languages[name]]
    return ".".join([query.name, *others])


@dataclass(frozen=True)
class Precomputed:
    """The results of a release, in their folder; there are none in a release made before there were any."""

    folder: Path

    @cached_property
    def defaults(self) -> Mapping[str, Mapping[str, str]]:
        """The defaults that differ from the catalogue's own, by query and parameter."""
        path = self.folder / _DEFAULTS
        defaults: dict[str, dict[str, str]] = orjson.loads(path.read_bytes()) if path.exists() else {}
        return defaults

    def query(self, query: QueryFile) -> QueryFile:
        """The query with the defaults of this release."""
        return query.with_defaults(self.defaults.get(query.name, {}))

    def find(self, query: QueryFile, values: Mapping[str, str]) -> Path | None:
        """The file with the result for these values, or None where they are not the defaults, in any language."""
        defaults = {each.name: each.default for each in query.parameters if each.type != _LANGUAGE}
        if any(value != defaults[name] for name, value in values.items() if name in defaults):
            return None
        stem = _stem(query, values)
        paths = (self.folder / f"{stem}{suffix}" for suffix in (".json", ".nt"))
        return next((path for path in paths if path.exists()), None)


def read_result(path: Path) -> Result:
    """The result in a file of the folder."""
    if path.suffix == ".nt":
        return list(parse(path=str(path), format=RdfFormat.N_TRIPLES))
    return parse_query_results(path=str(path), format=QueryResultsFormat.JSON)
