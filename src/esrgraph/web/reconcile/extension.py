"""What is known of things, as columns to add to a list (section 7, Data Extension)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from esrgraph.language import LANGUAGES
from esrgraph.mapping.kinds import SEARCHED
from esrgraph.rdf.vocabulary import Xsd
from esrgraph.web.http.problems import Refusal
from esrgraph.web.linked_data.description import labels_of
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.reconcile.manifest import BATCH
from esrgraph.web.reconcile.properties import known_property, properties_of, property_id
from esrgraph.web.reconcile.queries import read_object
from esrgraph.web.reconcile.service import Service, kinds_of

Cell = dict[str, Any]
_MOST_PROPERTIES = 100
_LARGEST = 2**31
"""Clients read whole numbers of 32 bits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A property to be told of things: what it was called, and the most values (None: all)."""

    id: str
    term: NamedNode
    most: int | None


def proposed(service: Service, type: str, limit: str) -> dict[str, Any]:
    """The properties that things of a type have; of all types where none is given."""
    kinds = kinds_of([type] if type else ())
    if limit and not limit.isdigit():
        raise Refusal(400, f"The limit {limit!r} is no whole number")
    known = dict.fromkeys(iri for kind in kinds for iri in properties_of(service.opened, kind))
    named = [{"id": property_id(iri), "name": term_label(iri, service.language)} for iri in known]
    named.sort(key=lambda each: each["name"].casefold())
    chosen = named[: int(limit)] if limit else named
    return {"properties": chosen, "type": type, **({"limit": int(limit)} if limit else {})}


def extended(service: Service, text: str) -> dict[str, Any]:
    """The answer to a request for data extension: a row for each thing, with a list of cells for each property.

    Raises Refusal: 400 for what is no such request or names no property, 413 for too many things.
    """
    asked = read_object(text, "extend")
    ids = asked.get("ids")
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise Refusal(400, "The field extend has no list of texts `ids`")
    if len(ids) > BATCH:
        raise Refusal(413, f"There are {len(ids)} ids, and a request has at most {BATCH}", known={"limit": BATCH})
    columns = [_column(service, each) for each in _asked_properties(asked)]
    things = {id: service.thing(id) for id in ids}
    rows = {id: {each.id: _cells(service, things[id], each) for each in columns} for id in ids}
    return {"meta": [_meta(service, each, rows) for each in columns], "rows": rows}


def _asked_properties(asked: dict[str, Any]) -> list[dict[str, Any]]:
    given = asked.get("properties")
    if not isinstance(given, list) or len(given) > _MOST_PROPERTIES:
        raise Refusal(400, f"The field extend has no list `properties` of at most {_MOST_PROPERTIES}")
    if not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in given):
        raise Refusal(400, 'A property of the field extend is not as {"id": "businessId"}')
    return given


def _column(service: Service, asked: dict[str, Any]) -> Column:
    settings = asked.get("settings")
    limit = str(settings.get("limit") or "") if isinstance(settings, dict) else ""
    most = int(limit) if limit.isdigit() and int(limit) else None
    return Column(asked["id"], known_property(service.opened, asked["id"]), most)


def _meta(service: Service, column: Column, rows: dict[str, dict[str, list[Cell]]]) -> dict[str, Any]:
    """What a column holds: the type of its things, where they are of this service."""
    about: dict[str, Any] = {"id": column.id, "name": term_label(column.term.value, service.language)}
    kinds = {cell["id"].partition("/")[0] for row in rows.values() for cell in row[column.id] if "id" in cell}
    return about | ({"type": service.type_of(kinds.pop())} if len(kinds) == 1 else {})


def _cells(service: Service, thing: NamedNode | None, column: Column) -> list[Cell]:
    if thing is None:
        return []
    quads = service.opened.store.quads_for_pattern(thing, column.term, None, DefaultGraph())
    values = sorted(_in_language([quad.object for quad in quads], service.language), key=str)
    cells = [cell for value in values for cell in _cell(service, value)]
    cells.sort(key=lambda cell: str(cell.get("name", "")).casefold())
    return cells[: column.most]


def _in_language(values: list[Any], language: str) -> list[Any]:
    """The values, of texts in several languages those in the reader's, or else in Finnish."""
    languages = {value.language for value in values if isinstance(value, Literal) and value.language}
    chosen = next((each for each in (language, *LANGUAGES) if each in languages), None)
    return [each for each in values if not isinstance(each, Literal) or each.language in (None, chosen)]


def _cell(service: Service, value: Any) -> Iterator[Cell]:
    if isinstance(value, Literal):
        yield _literal(value)
        return
    kind, _ = service.opened.iris.parse(value.value) or ("", "")
    if service.is_hidden(value.value) or (kind and "#" in value.value):
        return
    if not kind:
        yield {"str": value.value}
        return
    name = link(service.opened, value.value, PageReader(service.language)).name.value
    if kind in SEARCHED:
        yield {"id": service.id_of(value.value), "name": name}
    elif labels_of(service.opened, value.value):
        yield {"str": name}
    else:
        yield {"str": value.value}


def _literal(value: Literal) -> Cell:
    """The cell of a literal. A day gets midnight, as the schema asks for; euros are decimal numbers."""
    if value.datatype == Xsd.date:
        return {"date": f"{value.value}T00:00:00Z"}
    if value.datatype == Xsd.integer and abs(int(value.value)) < _LARGEST:
        return {"int": int(value.value)}
    if value.datatype in (Xsd.decimal, Xsd.integer):
        return {"float": float(value.value)}
    return {"str": value.value}
