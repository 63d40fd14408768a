"""A sorted N-Triples file to CSV tables (RFC 4180) of projects, organisations and what joins them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Rdfs, Skos
from esrgraph.release.dumps.csvw import write_metadata
from esrgraph.release.dumps.table_schema import (
    MUNICIPALITIES,
    ORGANISATIONS,
    PARTICIPATIONS,
    PROJECTS,
    SEPARATOR,
    TABLES,
    TARGET_GROUPS,
    DumpTable,
    TableColumn,
    Titles,
)
from esrgraph.release.dumps.things import Thing, Values, key_of, things

_TERMS = {Rdf.type, Esr.directTargetGroup, Esr.indirectTargetGroup} | {
    column.term for table in TABLES for column in table.columns
}
_ROWS_OF = ("project", "organisation")
"""The kinds of things that rows are made of."""
_KINDS = (("direct", Esr.directTargetGroup), ("indirect", Esr.indirectTargetGroup))


def write_tables(ntriples: Path, folder: Path, iris: Iris) -> None:
    """Write every table and their CSVW metadata; rows come in the order of the file."""
    names = _names(ntriples, iris)
    with ExitStack() as stack:
        writers = {}
        for table in TABLES:
            file = stack.enter_context((folder / table.file).open("w", encoding="utf-8", newline=""))
            writers[table.file] = csv.writer(file)
            writers[table.file].writerow(_header(table))
        for kind in sorted(_ROWS_OF):
            for thing in things(ntriples, f"{iris.base}id/{kind}/", _TERMS):
                for table, row in _rows(thing, names, iris):
                    writers[table.file].writerow(_cells(table, row, names, iris))
    write_metadata(folder, iris.base, _titles(ntriples))


@dataclass(frozen=True, slots=True)
class _Names:
    """What stands beside keys: the Finnish label, or the only one, of each thing; the region of each municipality."""

    labels: dict[str, str]
    regions: dict[str, list[NamedNode | Literal]]


def _names(ntriples: Path, iris: Iris) -> _Names:
    names = _Names({}, {})
    for thing in things(ntriples, f"{iris.base}id/", (Skos.prefLabel, Esr.withinRegion)):
        for label in thing.all(Skos.prefLabel):
            if isinstance(label, Literal) and label.language in ("fi", None):
                names.labels[thing.iri] = label.value
        if thing.all(Esr.withinRegion):
            names.regions[thing.iri] = thing.all(Esr.withinRegion)
    return names


def _titles(ntriples: Path) -> dict[str, Titles]:
    """The labels of the ontology's own terms in Finnish, Swedish and English."""
    titles = {}
    for thing in things(ntriples, Esr.NAMESPACE, [Rdfs.label]):
        labels = {each.language: each.value for each in thing.all(Rdfs.label) if isinstance(each, Literal)}
        titles[thing.iri] = (labels["fi"], labels["sv"], labels["en"])
    return titles


def _rows(thing: Thing, names: _Names, iris: Iris) -> Iterator[tuple[DumpTable, Values]]:
    """The rows that a thing makes, each with its table."""
    if thing.is_a(Esr.Organisation):
        yield ORGANISATIONS, thing.values | {Dct.identifier: [Literal(key_of(thing.iri, iris))]}
    elif thing.is_a(Esr.Participation):
        own: Values = {Esr.code: [Literal(key_of(thing.iri, iris))]}
        yield PARTICIPATIONS, thing.values | own | {Dct.identifier: [Literal(thing.iri.partition("#")[2])]}
    elif thing.is_a(Esr.Project):
        yield PROJECTS, thing.values
        code: Values = {Esr.code: thing.all(Esr.code)}
        for place in thing.all(Esr.municipality):
            yield MUNICIPALITIES, code | {Esr.municipality: [place], Esr.withinRegion: names.regions[place.value]}
        for kind, term in _KINDS:
            for group in thing.all(term):
                yield TARGET_GROUPS, code | {Dct.type: [Literal(kind)], Esr.mentionedGroup: [group]}


def _header(table: DumpTable) -> list[str]:
    return [
        name
        for column in table.columns
        for name in ((column.name, column.label_name) if column.labelled else (column.name,))
    ]


def _cells(table: DumpTable, row: Values, names: _Names, iris: Iris) -> Iterator[str]:
    for column in table.columns:
        found = [each.value for each in row.get(column.term, [])]
        yield SEPARATOR.join(_cell_texts(column, found, iris))
        if column.labelled:
            yield SEPARATOR.join(names.labels.get(iri, "") for iri in found)


def _cell_texts(column: TableColumn, values: list[str], iris: Iris) -> list[str]:
    return [key_of(value, iris) for value in values] if column.kind else values
