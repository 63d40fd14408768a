"""Captures of one project to where they disagree: pages among themselves, and rows of lists with what is published."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

import orjson

from esrgraph.ingest.encoding import decompress
from esrgraph.linking.concept_names import fold_name
from esrgraph.rdf.prefixes import term_of
from esrgraph.record import PROPERTIES, Problem, Severity

_COMPARED = {
    name: str(term_of(stated)).encode()
    for name, stated in (
        *((name, stated) for name, stated in PROPERTIES.items() if name != "summary"),
        ("fund", "esr:fund"),
        ("priority_axis", "esr:priorityAxis"),
        ("specific_objective", "esr:specificObjective"),
        ("status", "esr:status"),
        ("authority", "esr:responsibleAuthority"),
    )
}
"""The property by each field that a list states of a project in words or numbers that its page may not have."""
_NAMES = ("title", "applicant.name")
"""Fields that are the same in other case or spacing."""


def disagreements(richest: sqlite3.Row, others: Sequence[sqlite3.Row]) -> Iterator[Problem]:
    """Where further captures of a project say otherwise than the richest one, with what both say."""
    if not others:
        return
    facts: Mapping[str, str] = orjson.loads(decompress(richest["facts"]))
    places: Mapping[str, int] = orjson.loads(decompress(richest["places"]))
    values = _values(richest) if any(each["is_row"] for each in others) else {}
    for other in others:
        told: Mapping[str, str] = orjson.loads(decompress(other["facts"]))
        if other["is_row"]:
            for field in _fields_apart(facts, told, values, _values(other)):
                yield _of_list(richest, other, field, facts[field], told[field], places.get(field))
        else:
            yield from _of_pages(other["name"], facts, told, places)


def _of_pages(
    name: str, facts: Mapping[str, str], told: Mapping[str, str], places: Mapping[str, int]
) -> Iterator[Problem]:
    for field, text in told.items():
        if field in facts and facts[field] != text:
            yield Problem(
                places.get(field),
                field,
                "captures-disagree",
                f"The capture {name} says {text!r}, this richer one {facts[field]!r}",
                "Look at the source, and leave out the capture that is out of date",
                Severity.INFO,
                text,
            )


def _fields_apart(
    facts: Mapping[str, str], told: Mapping[str, str], values: Mapping[bytes, bytes], others: Mapping[bytes, bytes]
) -> Iterator[str]:
    """The fields that both state, and not the same: names by their folded text, all else by what they stand for."""
    for field in told:
        if field not in facts:
            continue
        term = _COMPARED.get(field, b"")
        if field in _NAMES:
            is_apart = fold_name(facts[field]) != fold_name(told[field])
        else:
            is_apart = term in values and term in others and values[term] != others[term]
        if is_apart:
            yield field


def _of_list(richest: sqlite3.Row, row: sqlite3.Row, field: str, own: str, told: str, line: int | None) -> Problem:
    by_list, by_own = _source(row), _source(richest)
    return Problem(
        line,
        field,
        "list-disagrees",
        f"The list {by_list} says {told!r}, {by_own} says {own!r}",
        "Look at the source which holds now; the later one may tell of a change",
        Severity.INFO,
        f"{own} ({by_own}) \N{NOT EQUAL TO} {told} ({by_list})",
    )


def _source(capture: sqlite3.Row) -> str:
    """A capture by its name, with its day where that is known."""
    name = capture["name"].partition("#")[0] if capture["is_row"] else capture["name"]
    return f"{name}, {capture['day']}" if capture["day"] else name


def _values(capture: sqlite3.Row) -> dict[bytes, bytes]:
    """What the compared properties lead to."""
    compared = frozenset(_COMPARED.values())
    found = {}
    for line in decompress(capture["triples"]).splitlines():
        subject, predicate, value = line.split(b" ", 2)
        if predicate in compared and b"#" not in subject:
            found[predicate] = value
    return found
