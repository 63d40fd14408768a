"""A request to what it asks of the SPARQL endpoint (SPARQL 1.1 Protocol, section 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import ClientDisconnect, Request

from esrgraph.sparql import Dataset
from esrgraph.web.http.problems import Refusal
from esrgraph.web.workers.limits import Limits

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
ACCEPTED = {"Accept-Post": f"{QUERY}, {FORM}"}
_MOST_BYTES_A_CHARACTER = 12
"""Four bytes in UTF-8, each percent-encoded."""
_MOST_PARAMETERS = 1000
_FORMATS = ("format", "output", "results")
"""The parameters that name a format: as Virtuoso has it, then as others do."""


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """What a request asks: the query (None: about the service), the graphs, and the formats that it names, by names or
    media types in small letters, of which the first that is known is meant."""

    query: str | None
    dataset: Dataset
    formats: tuple[str, ...]


async def read(request: Request, limits: Limits) -> ProtocolRequest:
    """What a GET, HEAD or POST request asks.

    Raises Refusal: 400 for what the protocol does not allow, 403 for an update, 413 for a query that is too long, 415
    for a body that is neither a form nor a query in UTF-8.
    """
    given = _parameters(request.scope["query_string"])
    if request.method == "POST":
        given += await _posted(request, limits)
    _refuse_updates(request.method, given)
    queries = _values(given, "query") or ()
    if len(queries) > 1:
        raise Refusal(400, f"A request has one query, and this has {len(queries)}")
    if not queries and request.method == "POST":
        raise Refusal(400, "A request by POST has a query: in the form's field `query`, or as its whole body")
    query = queries[0] if queries else None
    if query and len(query) > limits.characters:
        raise _too_long(limits)
    default, named = (_graphs(given, name) for name in ("default-graph-uri", "named-graph-uri"))
    return ProtocolRequest(query, Dataset(default, named), tuple(_formats(given)))


def _parameters(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError as error:
        raise Refusal(
            400, "The parameters are not in UTF-8; encode them as UTF-8, and then with percent signs"
        ) from error
    except ValueError as error:
        raise Refusal(400, f"There are more than {_MOST_PARAMETERS} parameters") from error


async def _posted(request: Request, limits: Limits) -> list[tuple[str, str]]:
    """The parameters in the body; a body that is all query is the parameter `query`."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media not in (FORM, QUERY, UPDATE):
        given = media or "none"
        raise Refusal(415, f"The body's type is {given}; send {FORM} or {QUERY}", headers=ACCEPTED)
    charset = _charset(rest)
    if charset not in ("utf-8", "utf8"):
        raise Refusal(415, f"The body's charset is {charset}; send UTF-8", headers=ACCEPTED)
    body = await _body(request, limits)
    if media == FORM:
        return _parameters(body)
    try:
        return [("query" if media == QUERY else "update", body.decode())]
    except UnicodeDecodeError as error:
        raise Refusal(400, f"The query is not in UTF-8: byte {error.start + 1} cannot be read") from error


def _charset(parameters: str) -> str:
    """The charset among the parameters of a Content-Type; UTF-8 where none is given.

    >>> _charset(' charset="UTF-16"; x=y'), _charset("")
    ('utf-16', 'utf-8')
    """
    pairs = [each.strip().partition("=") for each in parameters.split(";")]
    return next((value.strip('"').lower() for name, _, value in pairs if name.lower() == "charset"), "utf-8")


async def _body(request: Request, limits: Limits) -> bytes:
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > limits.characters * _MOST_BYTES_A_CHARACTER:
                raise _too_long(limits)
    except ClientDisconnect as error:
        raise Refusal(400, "The request has ended before its body has") from error
    return bytes(body)


def _too_long(limits: Limits) -> Refusal:
    detail = f"The query is longer than {limits.characters} characters"
    return Refusal(413, detail, known={"limit_characters": limits.characters}).for_people(
        "refused_long", count=limits.characters
    )


def _refuse_updates(method: str, given: Iterable[tuple[str, str]]) -> None:
    updates = _values(given, "update") or ()
    if updates and method != "POST":
        raise Refusal(400, "An update cannot be sent by GET; and here the data is only read, never updated")
    if len(updates) > 1 or (updates and _values(given, "query")):
        raise Refusal(400, "A request has one query or one update; and here the data is only read, never updated")
    if updates:
        raise Refusal(403, "The data is only read here, never updated: an update is refused")


def _values(given: Iterable[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    return tuple(value for key, value in given if key == name) or None


def _formats(given: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The names in the parameters that servers know one or the other of; some clients send them all, and lists in them.

    Where one is given several times, the last counts first; a plus sign that was sent as such has arrived as a space.
    """
    for parameter in _FORMATS:
        for value in reversed(_values(given, parameter) or ()):
            yield from (name.strip().replace(" ", "+").lower() for name in value.split(","))


def _graphs(given: Iterable[tuple[str, str]], name: str) -> tuple[str, ...] | None:
    graphs = _values(given, name)
    for graph in graphs or ():
        try:
            NamedNode(graph)
        except ValueError as error:
            raise Refusal(400, f"{name}: {graph!r} is no absolute IRI") from error
    return graphs
