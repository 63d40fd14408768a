"""Requests to a SPARQL 1.1 server elsewhere and its answers: within limits, and with every failure told."""

from __future__ import annotations

import re
import weakref
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlencode, urlsplit

import httpx2
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Variable,
    parse,
    parse_query_results,
)

from esrgraph.errors import EndpointError, InputError, UpstreamError
from esrgraph.rdf.formats import JSON, N_TRIPLES, TURTLE
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.serialize import FORMATS
from esrgraph.rdf.vocabulary import Esr
from esrgraph.sparql import Term, form
from esrgraph.sparql.catalogue import QueryFile
from esrgraph.sparql.inline import inline
from esrgraph.sparql.login import PASSWORD, USER, Answering, Login
from esrgraph.sparql.results import Result

_FORM = "application/x-www-form-urlencoded"
_TRIPLES = {each.media_type: FORMATS[each.name] for each in (N_TRIPLES, TURTLE)}
_ANY_PROJECT = f"SELECT ?project WHERE {{ ?project a {Esr.Project} }} LIMIT 1"
_MOST = 2_000_000_000
_SHOWN = 300
"""Characters of what a server says that a message repeats."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What messages tell the user to do where a server cannot be reached, breaks off its answer, is too slow, gives
    only a part (None: what it says of that takes this place), or refuses with one of these statuses."""

    unreachable: str
    broken: str
    slow: str
    partial: str | None = None
    refused: Mapping[int, str] = field(default_factory=dict)


_ADVICE = Advice("check the address", "ask again", "ask for less, or wait longer with --timeout")


def check_address(url: str, what: str, password: str = f"Put the password into {USER} and {PASSWORD}") -> None:
    """Raise InputError for what is no address of a server (`what` says what it should be, as which one), and for one
    that holds a password (`password` says what to do with that, which is never shown)."""
    if re.match(r"[^/?#]*//[^/?#]*@", url):
        raise InputError(f"{password}, not into the address")
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not parts.fragment
    except ValueError:  # of brackets and ports
        usable = False
    if not (usable and url.isprintable()):
        raise InputError(f"{url!r} is no address of {what}")


class Client:
    """What asks a server at one address, with `login` if it wants that. The server may keep silent for `seconds`, and
    its answers may have `most` bytes. Connections stay open from one request to the next, of any thread.

    No redirection is followed: a POST would become a GET, whose success says nothing, and what is secret goes nowhere
    else. Requests raise UpstreamError where the server cannot be reached, refuses, is too slow, breaks off its answer,
    says too much, or gives only a part of what was asked for.
    """

    def __init__(
        self,
        url: str,
        advice: Advice,
        login: Login = Login(),  # noqa: B008 - immutable
        seconds: float = 60.0,
        most: int = _MOST,
    ) -> None:
        self.url = url
        self._advice, self._login, self._seconds, self._most = advice, login, seconds, most
        self._http = httpx2.Client(
            auth=Answering(login),
            headers={"User-Agent": "esrgraph", "Accept-Encoding": "identity"},
            timeout=seconds,
            limits=httpx2.Limits(max_connections=None, keepalive_expiry=None),
        )
        self.close = weakref.finalize(self, self._http.close)

    def __reduce__(self) -> tuple[object, ...]:
        """A copy in another process has connections of its own."""
        return Client, (self.url, self._advice, self._login, self._seconds, self._most)

    def ask(self, form: Iterable[tuple[str, str]], accept: str) -> tuple[bytes, str]:
        """The answer to a form, which is how every server takes queries and updates, and its media type."""
        return self.send("POST", urlencode(list(form)).encode(), _FORM, accept)

    def rows(self, query: str) -> QuerySolutions | QueryBoolean:
        """The result of a SELECT or ASK; raises EndpointError where the answer is none."""
        body, _ = self.ask([("query", query)], JSON.media_type)
        try:
            return read_rows(body)
        except SyntaxError as error:
            raise self._failed(f"did not answer with SPARQL results in JSON: {_beginning(body)}") from error

    def triples(self, query: str) -> list[Quad]:
        """The result of a CONSTRUCT or DESCRIBE; raises EndpointError where the answer is none."""
        body, media = self.ask([("query", query)], ", ".join(_TRIPLES))
        try:
            return list(parse(body, format=_TRIPLES.get(media, RdfFormat.TURTLE)))
        except SyntaxError as error:
            raise self._failed(f"did not answer with triples in Turtle: {_beginning(body)}") from error

    def send(self, method: str, body: bytes, media: str, accept: str = "*/*", query: str = "") -> tuple[bytes, str]:
        """The answer to a request with a body of that type, and its media type; `query` is added to the address."""
        headers = {"Content-Type": media, "Accept": accept}
        request = self._http.build_request(method, f"{self.url}{query}", content=body, headers=headers)
        try:
            with closing(self._response(request)) as response:
                answer = self._read(response)
        except httpx2.TimeoutException as error:
            detail = f"did not answer within {self._seconds:g} seconds; {self._advice.slow}"
            raise self._failed(detail, slow=True) from error
        except httpx2.RequestError as error:
            raise self._lost(error) from error
        self._check(response, answer)
        return answer, response.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def _response(self, request: httpx2.Request) -> httpx2.Response:
        """The answer to a request, whose body is not read yet; to another one, where it went over a connection that the
        server had closed since the last."""
        events: list[str] = []
        request.extensions["trace"] = lambda event, _: events.append(event)
        try:
            return self._http.send(request, stream=True)
        except (httpx2.ReadError, httpx2.RemoteProtocolError):
            if "connection.connect_tcp.started" in events:
                raise
        return self._http.send(request, stream=True)

    def _read(self, response: httpx2.Response) -> bytes:
        body = bytearray()
        for piece in response.iter_bytes():
            body += piece
            if len(body) > self._most:
                raise self._failed(f"answered with more than {self._most} bytes; ask for less", large=True)
        return bytes(body)

    def _check(self, response: httpx2.Response, body: bytes) -> None:
        """Refuse what is no answer, or a part of one. A refused login is not repeated, whatever the server says."""
        status, advice = f"answered {response.status_code} {response.reason_phrase}", self._advice
        if response.is_redirect:
            where = response.headers.get("Location", "which it does not say")
            raise UpstreamError(self.url, status, inside=f"; give the address that it leads to, {where}")
        if not response.is_success:
            said = f": {_beginning(body)}" if body else ""
            raise self._failed(f"{status}{advice.refused.get(response.status_code, said)}")
        if "X-SQL-State" in response.headers:  # Virtuoso, when a query has taken too long
            said = response.headers.get("X-SQL-Message", "no reason")
            reason = f": {said}" if advice.partial is None else f"; {advice.partial}"
            raise self._failed(f"gave only a part of the answer{reason}", slow=True)

    def _lost(self, error: httpx2.RequestError) -> UpstreamError:
        reason = str(error) or type(error).__name__
        if isinstance(error, httpx2.ConnectError | httpx2.ProxyError | httpx2.UnsupportedProtocol):
            return self._failed(f"cannot be reached: {reason}; {self._advice.unreachable}")
        return self._failed(f"broke off its answer: {reason}; {self._advice.broken}")

    def _failed(self, detail: str, *, slow: bool = False, large: bool = False) -> UpstreamError:
        return UpstreamError(self.url, detail, slow=slow, large=large)


def read_rows(body: bytes) -> QuerySolutions | QueryBoolean:
    """The result that is written in JSON; raises SyntaxError where it is not whole, which whoever reads it would find
    out in the midst of it. What is read through is no variable, because a traceback would keep it, and a result may
    only be let go of by the thread that made it."""
    if isinstance(_result(body), QuerySolutions):
        deque(cast(QuerySolutions, _result(body)), maxlen=0)
    return _result(body)


def _result(body: bytes) -> QuerySolutions | QueryBoolean:
    return parse_query_results(body, format=QueryResultsFormat.JSON)


def _beginning(body: bytes) -> str:
    """What a server said, in one line."""
    text = " ".join(body[: _SHOWN * 4].decode("utf-8", "replace").split())
    return text[:_SHOWN] or "nothing more"


class Endpoint:
    """An address that takes queries. `base` is where its things' IRIs begin (None: found out by asking for a project);
    `seconds` is how long it may keep silent. Raises InputError for what is no address."""

    def __init__(self, url: str, base: str | None = None, seconds: float = 60.0) -> None:
        example = "a SPARQL endpoint, as http://localhost:8000/sparql"
        check_address(url, example, "A query is sent without a login: put a user's name and password")
        self.url, self._base = url, base
        self._client = Client(url, _ADVICE, seconds=seconds)

    def iris(self) -> Iris:
        """The IRIs below the base; raises EndpointError where that is not known and cannot be found out."""
        if self._base:
            return Iris(self._base)
        solutions = self._client.rows(_ANY_PROJECT)
        row = next(iter(solutions), None) if isinstance(solutions, QuerySolutions) else None
        project = row["project"] if row else None
        base, within, _ = project.value.partition("id/project/") if isinstance(project, NamedNode) else ("", "", "")
        if not within:
            raise EndpointError(f"{self.url} holds no esrgraph project; give --base, or check the address")
        return Iris(base)

    def run(self, query: QueryFile, bindings: Mapping[Variable, Term]) -> Result:
        """The result of a query, its values written into its text.

        Raises:
            InputError: the query assigns to a parameter, so that its value cannot be written in.
            EndpointError: the endpoint cannot be reached, is too slow, refuses, or answers with something else.
        """
        text = inline(query, bindings)
        return self._client.triples(text) if form(text) in ("CONSTRUCT", "DESCRIBE") else self._client.rows(text)
