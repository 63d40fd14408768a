"""The rows of a graph's things to CSV tables (RFC 4180) of projects, organisations and what joins them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Rdfs, Skos
from esrgraph.release.dumps.csvw import write_metadata
from esrgraph.release.dumps.rows import Row
from esrgraph.release.dumps.table_schema import MUNICIPALITIES, SEPARATOR, TABLES, DumpTable, Titles
from esrgraph.release.dumps.things import key_of, things

_KINDS = sorted({column.kind for table in TABLES for column in table.columns if column.kind})
"""The kinds of things that cells name."""
_REGION = [column.term for column in MUNICIPALITIES.columns].index(Esr.withinRegion)
_PLACE = [column.term for column in MUNICIPALITIES.columns].index(Esr.municipality)

READ = frozenset(
    map(
        str,
        (
            *(column.term for table in TABLES for column in table.columns),
            *(Esr.directTargetGroup, Esr.indirectTargetGroup, Skos.prefLabel, Rdfs.label),
            *(f"{Rdf.type} {kind}" for kind in (Esr.Organisation, Esr.Participation, Esr.Project)),
        ),
    )
)
"""What they depend on, as a memo takes it."""


def write_tables(rows: Iterable[Row], ntriples: Path, folder: Path, iris: Iris) -> None:
    """Write every table and their CSVW metadata; rows come in the order that they are given in.

    What stands beside the keys in them, labels and regions, is looked up in the sorted N-Triples file.
    """
    names = _names(ntriples, iris)
    with ExitStack() as stack:
        writers = []
        for table in TABLES:
            file = stack.enter_context((folder / table.file).open("w", encoding="utf-8", newline=""))
            writers.append(csv.writer(file))
            writers[-1].writerow(_header(table))
        for place, cells in rows:
            writers[place].writerow(_cells(TABLES[place], cells, names, iris))
    write_metadata(folder, iris.base, _titles(ntriples))


@dataclass(frozen=True, slots=True)
class _Names:
    """What stands beside keys: the Finnish label, or the only one, of each thing; the region of each municipality."""

    labels: dict[str, str]
    regions: dict[str, list[str]]


def _names(ntriples: Path, iris: Iris) -> _Names:
    names = _Names({}, {})
    for kind in _KINDS:
        for thing in things(ntriples, f"{iris.base}id/{kind}/", (Skos.prefLabel, Esr.withinRegion)):
            for label in thing.all(Skos.prefLabel):
                if isinstance(label, Literal) and label.language in ("fi", None):
                    names.labels[thing.iri] = label.value
            if thing.all(Esr.withinRegion):
                names.regions[thing.iri] = [region.value for region in thing.all(Esr.withinRegion)]
    return names


def _titles(ntriples: Path) -> dict[str, Titles]:
    """The labels of the ontology's own terms in Finnish, Swedish and English."""
    titles = {}
    for thing in things(ntriples, Esr.NAMESPACE, [Rdfs.label]):
        labels = {each.language: each.value for each in thing.all(Rdfs.label) if isinstance(each, Literal)}
        titles[thing.iri] = (labels["fi"], labels["sv"], labels["en"])
    return titles


def _header(table: DumpTable) -> list[str]:
    return [
        name
        for column in table.columns
        for name in ((column.name, column.label_name) if column.labelled else (column.name,))
    ]


def _cells(table: DumpTable, cells: list[list[str]], names: _Names, iris: Iris) -> Iterator[str]:
    if table is MUNICIPALITIES:
        (place,) = cells[_PLACE]
        cells[_REGION] = names.regions[place]
    for column, values in zip(table.columns, cells, strict=True):
        yield SEPARATOR.join([key_of(value, iris) for value in values] if column.kind else values)
        if column.labelled:
            yield SEPARATOR.join([names.labels.get(iri, "") for iri in values])
