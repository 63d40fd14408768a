"""The tables' schema to CSVW metadata: what each column means, in three languages and in RDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from esrgraph.language import LANGUAGES
from esrgraph.rdf.vocabulary import Skos
from esrgraph.release.dumps.table_schema import SEPARATOR, TABLES, DumpTable, TableColumn, Titles

FILE_NAME = "tables.csv-metadata.json"
_LABEL_OF: Titles = ("{} (nimi)", "{} (namn)", "{} (name)")
_EXACT = (
    "Cells are exactly what the sources state, and some may begin with a character that spreadsheets take for a "
    "formula: import the columns as text."
)
_FIRST = {table.file: table.columns[0].name for table in TABLES}


def write_metadata(folder: Path, base: str, labels: Mapping[str, Titles]) -> None:
    """Write the description of all tables; `labels` are the properties', by their IRIs.

    Cells with several values and labels of several things have no RDF: CSVW makes one IRI of a cell, not many.
    """
    group = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "fi"}],
        "rdfs:comment": {"@value": _EXACT, "@language": "en"},
        "dialect": {"lineTerminators": ["\r\n"]},
        "tables": [_table(table, base, labels) for table in TABLES],
    }
    (folder / FILE_NAME).write_bytes(orjson.dumps(group, option=orjson.OPT_INDENT_2))


def _table(table: DumpTable, base: str, labels: Mapping[str, Titles]) -> dict[str, Any]:
    return {
        "url": table.file,
        "dc:title": [{"@value": text, "@language": each} for each, text in zip(LANGUAGES, table.titles, strict=True)],
        "tableSchema": {
            "aboutUrl": base + table.about,
            "columns": [each for column in table.columns for each in _columns(column, table, base, labels)],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"columnReference": [column], "reference": {"resource": file, "columnReference": [_FIRST[file]]}}
                for column, file in table.references
            ],
        },
    }


def _columns(
    column: TableColumn, table: DumpTable, base: str, labels: Mapping[str, Titles]
) -> Iterator[dict[str, Any]]:
    titles = column.titles or labels[column.term.value]
    described: dict[str, Any] = {"name": column.name, "titles": _titles(column.name, titles)}
    described["datatype"] = column.datatype
    thing = f"{base}id/{column.kind}/{{+{column.name}}}"
    if column.name in table.key:
        described["required"] = True
    if column.about:
        described["aboutUrl"] = base + column.about
    if column.silent or (column.many and column.kind):
        described["suppressOutput"] = True
    else:
        described["propertyUrl"] = column.predicate or column.term.value
        if column.kind:
            described["valueUrl"] = thing
    yield described | _several(column)
    if column.labelled:
        label = {
            "name": column.label_name,
            "titles": _titles(column.label_name, _label_titles(titles)),
            "datatype": "string",
        }
        said = {"suppressOutput": True} if column.many else {"aboutUrl": thing} | _label_property(column)
        yield label | said | _several(column)


def _label_property(column: TableColumn) -> dict[str, str]:
    """Labels of concepts are Finnish, names of organisations have no language."""
    label = {"propertyUrl": Skos.prefLabel.value}
    return label if column.kind == "organisation" else label | {"lang": "fi"}


def _label_titles(titles: Titles) -> Titles:
    finnish, swedish, english = (form.format(text) for form, text in zip(_LABEL_OF, titles, strict=True))
    return finnish, swedish, english


def _titles(name: str, titles: Titles) -> dict[str, str | list[str]]:
    """The titles in three languages; without a language (`und`) the column's heading as it stands in the file, which
    validators compare ("Metadata Vocabulary for Tabular Data", section 5.5.1)."""
    return {**dict(zip(LANGUAGES, titles, strict=True)), "und": [name]}


def _several(column: TableColumn) -> dict[str, str]:
    return {"separator": SEPARATOR} if column.many else {}
