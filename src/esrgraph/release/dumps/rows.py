"""The things of a piece to rows of tables: what each cell holds, before keys and labels stand for what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import orjson
from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.release.dumps.table_schema import (
    MUNICIPALITIES,
    ORGANISATIONS,
    PARTICIPATIONS,
    PROJECTS,
    TABLES,
    TARGET_GROUPS,
    DumpTable,
)
from esrgraph.release.dumps.things import Thing, Values, key_of

_KINDS = (("direct", Esr.directTargetGroup), ("indirect", Esr.indirectTargetGroup))
_OF_ORGANISATIONS, _OF_PROJECTS = "organisation", "project"

Row = tuple[int, list[list[str]]]
"""The table of a row, as its place among `TABLES`, and the values of each of its columns: IRIs, or texts."""


def encode_rows(triples: Iterable[Quad], iris: Iris) -> bytes:
    """The rows that things make, a line each."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows_of(triples, iris))


def decode_rows(lines: bytes) -> Iterator[Row]:
    """The rows again."""
    return map(orjson.loads, lines.splitlines())


def rows_of(triples: Iterable[Quad], iris: Iris) -> Iterator[Row]:
    """The rows that things make; the triples of one thing follow one another."""
    homes = tuple(f"{iris.base}id/{kind}/" for kind in (_OF_ORGANISATIONS, _OF_PROJECTS))
    for subject, facts in groupby(triples, key=attrgetter("subject")):
        if isinstance(subject, NamedNode) and subject.value.startswith(homes):
            values: Values = {}
            for fact in facts:
                values.setdefault(fact.predicate, []).append(fact.object)  # type: ignore[arg-type]  # no triple terms
            for table, row in _rows(Thing(subject.value, values), iris):
                cells = [[each.value for each in row.get(column.term, ())] for column in table.columns]
                yield TABLES.index(table), cells


def _rows(thing: Thing, iris: Iris) -> Iterator[tuple[DumpTable, Values]]:
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
            yield MUNICIPALITIES, code | {Esr.municipality: [place]}
        for kind, term in _KINDS:
            for group in thing.all(term):
                yield TARGET_GROUPS, code | {Dct.type: [Literal(kind)], Esr.mentionedGroup: [group]}
