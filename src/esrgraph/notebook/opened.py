"""A folder of releases or of pages, opened: its tables, answers to questions, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, RdfFormat, Triple, parse

from esrgraph.errors import InputError, require_type
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.outcomes import Outcomes
from esrgraph.notebook.frame import Cell, Frame
from esrgraph.notebook.tables import Tables, read_tables, without_derived
from esrgraph.rdf.iris import HERE, Iris
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.release.dumps.rows import rows_of
from esrgraph.release.dumps.table_schema import READERS
from esrgraph.release.dumps.tables import write_tables
from esrgraph.release.folder import DataFolder, Release
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import QueryFile, catalogue, find_query, parse_query
from esrgraph.sparql.precomputed import Precomputed
from esrgraph.sparql.results import quads_of
from esrgraph.validation.check import Checking, check
from esrgraph.validation.report.spreadsheet import COLUMNS, rows

FilePath = str | PathLike[str]
Files = FilePath | Iterable[FilePath]
_PROBLEM = ("severity", "code", "field", "line", "message", "remedy", "text")
_READERS: Mapping[NamedNode, Callable[[str], Cell]] = {
    **{getattr(Xsd, name): READERS[name] for name in ("integer", "decimal", "date")},
    Xsd.dateTime: datetime.fromisoformat,
    Xsd.boolean: lambda text: text in ("true", "1"),
    NamedNode(f"{Xsd.NAMESPACE}double"): float,
}


def open_data(path: FilePath) -> Data:
    """The current release in a folder that `esrgraph build` made, without a server.

    Raises ReleaseError where the folder holds none.
    """
    return Data(DataFolder(_path(path, "path")).current())


def open_pages(*paths: FilePath, base: str = HERE.base) -> Pages:
    """Project pages (files, folders, archives, official lists), read now: one row a project, captures merged.

    Raises InputError where a path cannot be read, or no document is a project page.
    """
    given = tuple(_path(each, "paths") for each in paths)
    if not given:
        raise InputError("Name the files or folders of pages: open_pages('pages/')")
    iris = Iris(base)
    with TemporaryDirectory() as name:
        folder = Path(name)
        assembly = assemble(given, folder, iris)
        triples = parse(path=str(assembly.ntriples), format=RdfFormat.N_TRIPLES, lenient=True)
        write_tables(rows_of(triples, iris), assembly.ntriples, folder, iris)
        return Pages(given, iris, without_derived(read_tables(folder)), *_outcomes(assembly.outcomes))


@dataclass(frozen=True)
class Data:
    """A release, opened: see `tables`, `questions`, `ask` and `query`."""

    release: Release

    @cached_property
    def tables(self) -> Tables:
        """Its tables, read when first asked for."""
        return read_tables(self.release.dumps)

    @cached_property
    def questions(self) -> Frame:
        """What can be asked by name: who asks it, its title in English, its parameters with their defaults."""
        found = (self._defaults.query(each) for each in catalogue())
        made = ((each.name, each.topic, each.title("en"), _parameters(each)) for each in found)
        return Frame("questions", ("name", "topic", "title", "parameters"), tuple(made))

    def ask(self, name: str, **parameters: object) -> Frame:
        """The answer to a question of the catalogue; parameters are codes, names or numbers, as its page takes them.

        Raises InputError where there is no such question, or a value is not what its parameter takes.
        """
        query = self._defaults.query(find_query(name))
        return self._answer(query, {key: str(value) for key, value in parameters.items()})

    def query(self, text: str) -> Frame:
        """The answer to a query of one's own in SPARQL; IRIs are texts, triples three columns.

        Raises InputError, with line and column, for a text that is no query.
        """
        require_type(text, str, "text", "it is a query in SPARQL")
        return self._answer(parse_query(text, "query"), {})

    def validate(self, *, shapes: Files = (), more_shapes: Files = (), language: str = "en") -> Frame:
        """What is wrong in it, worst first, by esrgraph's shapes, or by own ones in place of or beside them.

        Raises ShapesError where shapes cannot be read or run.
        """
        return _findings((self.release.folder.parent.parent,), Iris(self.release.base), shapes, more_shapes, language)

    @cached_property
    def _defaults(self) -> Precomputed:
        return Precomputed(self.release.queries)

    def _answer(self, query: QueryFile, given: Mapping[str, str]) -> Frame:
        iris = Iris(self.release.base)
        result = run(self.release.graph(), query, bind(query, given, iris), base=iris.base)
        if isinstance(result, QueryBoolean):
            return Frame(query.name, ("answer",), ((bool(result),),))
        if isinstance(result, QuerySolutions):
            columns = tuple(each.value for each in result.variables)
            return Frame(query.name, columns, tuple(tuple(map(_cell, row)) for row in result))
        triples = (tuple(map(_cell, quad.triple)) for quad in quads_of(result))
        return Frame(query.name, ("subject", "predicate", "object"), tuple(triples))

    def __repr__(self) -> str:
        return f"<esrgraph data: release {self.release.id} of {self.release.base}>"


@dataclass(frozen=True)
class Pages:
    """Pages that were read: `tables`, what became of each of the `documents`, and the `problems` met in reading."""

    paths: tuple[Path, ...]
    iris: Iris
    tables: Tables
    documents: Frame
    problems: Frame

    def validate(self, *, shapes: Files = (), more_shapes: Files = (), language: str = "en") -> Frame:
        """What is wrong in the graph that they make; as `Data.validate`."""
        return _findings(self.paths, self.iris, shapes, more_shapes, language)

    def __repr__(self) -> str:
        return f"<esrgraph pages: {len(self.documents):,} documents, {len(self.tables.projects):,} projects>"


def _path(given: FilePath, name: str) -> Path:
    require_type(given, (str, PathLike), name, "it is a file or folder, as text or Path")
    return Path(given)


def _paths(given: Files, name: str) -> tuple[Path, ...]:
    """The files of an argument, which may be one: a text would be taken for a list of its letters."""
    files = (given,) if isinstance(given, (str, PathLike)) else given
    return tuple(_path(each, name) for each in files)


def _parameters(query: QueryFile) -> str:
    return ", ".join(f"{each.name}={each.default or ''!r}" for each in query.parameters)


def _cell(term: NamedNode | BlankNode | Literal | Triple | None) -> Cell:
    """A term as a value: what a datatype makes of it, else its text; a value outside its datatype stays text."""
    if term is None or isinstance(term, Triple):
        return None if term is None else str(term)
    reader = _READERS.get(term.datatype, str) if isinstance(term, Literal) else str
    try:
        return reader(term.value)
    except (ValueError, ArithmeticError):
        return term.value


def _outcomes(outcomes: Outcomes) -> tuple[Frame, Frame]:
    """What became of each document, and the problems met in those that are published."""
    documents = list(outcomes.documents())
    told = ("name", "outcome", "project", "message", "remedy")
    problems = ((each, problem) for each in documents for problem in each.get("problems", ()))
    return (
        Frame("documents", told, tuple(tuple(each.get(key) for key in told) for each in documents)),
        Frame("problems", ("project", "document", *_PROBLEM), tuple(_problem_rows(problems))),
    )


def _problem_rows(problems: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Iterator[tuple[Cell, ...]]:
    for document, problem in problems:
        yield document["project"], document["name"], *(problem.get(key) for key in _PROBLEM)


def _findings(paths: tuple[Path, ...], iris: Iris, shapes: Files, more_shapes: Files, language: str) -> Frame:
    own, beside = _paths(shapes, "shapes"), _paths(more_shapes, "more_shapes")
    report = check(paths, Checking(iris, language=language, shapes=own, more_shapes=beside))
    line = COLUMNS.index("line")
    typed = ((*row[:line], int(row[line]) if row[line] else None, *row[line + 1 :]) for row in rows(report))
    return Frame("findings", COLUMNS, tuple(tuple(None if cell == "" else cell for cell in row) for row in typed))
