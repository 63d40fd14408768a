"""Reconciliation queries to their results (section 4 of the specification)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from esrgraph.search.reconciliation import AskedName, AskedProperty, NameCandidate
from esrgraph.web.http.problems import Refusal
from esrgraph.web.reconcile.described import describe
from esrgraph.web.reconcile.manifest import BATCH
from esrgraph.web.reconcile.properties import property_terms
from esrgraph.web.reconcile.service import Service, kinds_of, reconciler_of

_USUAL, _MOST = 5, 25
"""Candidates of a query that does not say how many, and of any."""


def read_batch(text: str, service: Service) -> dict[str, AskedName]:
    """The queries of a batch, by their keys.

    Raises Refusal: 400 for what is no batch of queries, with what is the matter and where; 413 for more than `BATCH`.
    """
    queries = read_object(text, "queries")
    if len(queries) > BATCH:
        raise Refusal(413, f"There are {len(queries)} queries, and a batch has at most {BATCH}", known={"limit": BATCH})
    return {key: _read(key, query, service) for key, query in queries.items()}


def read_object(text: str, field: str) -> dict[str, Any]:
    """The JSON object in a field; raises Refusal (400) where it is none."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, f"The field {field} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise Refusal(400, f"The field {field} is not a JSON object")
    return value


def results(service: Service, asked: AskedName) -> dict[str, Any]:
    """The answer to one query."""
    found = reconciler_of(service.opened).candidates(asked)
    return {"result": [_candidate(service, each) for each in found]}


def _candidate(service: Service, found: NameCandidate) -> dict[str, Any]:
    agreements = {name: agrees for name, agrees in found.agreements.items() if agrees is not None}
    return {
        "id": service.id_of(found.thing.iri),
        "name": found.thing.name_in(service.language),
        "description": describe(service, found.thing, found.matched),
        "type": [service.type_of(found.thing.kind)],
        "score": round(found.score, 1),
        "match": found.sure,
        "features": [
            {"id": "name", "value": round(found.name_score, 1)},
            *({"id": name, "value": agrees} for name, agrees in agreements.items()),
        ],
    }


def _read(key: str, query: Any, service: Service) -> AskedName:
    if not isinstance(query, dict):
        raise _wrong(key, "is not a JSON object")
    text, types = query.get("query", ""), query.get("type") or ()
    types = (types,) if isinstance(types, str) else types
    if not isinstance(text, str | int | float):
        raise _wrong(key, "has a `query` that is no text")
    if not isinstance(types, list | tuple) or not all(isinstance(each, str) for each in types):
        raise _wrong(key, "has a `type` that is no text, nor a list of texts")
    properties = tuple(_properties(key, query.get("properties") or (), service))
    return AskedName(str(text), kinds_of(types), properties, _limit(key, query.get("limit")))


def _limit(key: str, value: Any) -> int:
    if value is None:
        return _USUAL
    try:
        return min(max(int(value), 1), _MOST)
    except (TypeError, ValueError) as error:
        raise _wrong(key, "has a `limit` that is no whole number") from error


def _properties(key: str, given: Any, service: Service) -> Iterator[AskedProperty]:
    if not isinstance(given, list | tuple):
        raise _wrong(key, "has `properties` that are no list")
    for each in given:
        if not (isinstance(each, dict) and isinstance(each.get("pid"), str)):
            raise _wrong(key, 'has a property that is not as {"pid": "businessId", "v": "2454377-1"}')
        values = tuple(filter(None, map(_value, each["v"] if isinstance(each.get("v"), list) else [each.get("v")])))
        if values:
            yield AskedProperty(each["pid"], property_terms(service.opened, each["pid"]), values)


def _value(given: Any) -> str:
    """The text of a value: of an entity its id; nothing for what is empty."""
    if isinstance(given, dict):
        given = given.get("id")
    if isinstance(given, bool):
        return str(given).lower()
    return str(given).strip() if isinstance(given, str | int | float) else ""


def _wrong(key: str, what: str) -> Refusal:
    return Refusal(400, f"The query {key!r} {what}")
