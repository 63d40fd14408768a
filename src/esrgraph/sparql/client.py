"""A query to a SPARQL 1.1 endpoint elsewhere, and its answer back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from pyoxigraph import (
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Variable,
    parse,
    parse_query_results,
)

from esrgraph.errors import EndpointError, InputError
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr
from esrgraph.sparql import Term, form
from esrgraph.sparql.catalogue import QueryFile
from esrgraph.sparql.inline import inline
from esrgraph.sparql.results import Result

_ROWS = "application/sparql-results+json"
_TRIPLES = {"application/n-triples": RdfFormat.N_TRIPLES, "text/turtle": RdfFormat.TURTLE}
_ANY_PROJECT = f"SELECT ?project WHERE {{ ?project a {Esr.Project} }} LIMIT 1"
_SHOWN = 300
"""Characters of what an endpoint says that a message repeats."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that takes queries. `base` is where its things' IRIs begin (None: found out by asking for a project);
    `seconds` is how long it may keep silent."""

    url: str
    base: str | None = None
    seconds: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise InputError(f"{self.url!r} is no address of a SPARQL endpoint, as http://localhost:8000/sparql")

    def iris(self) -> Iris:
        """The IRIs below the base; raises EndpointError where that is not known and cannot be found out."""
        if self.base:
            return Iris(self.base)
        solutions = self._rows(_ANY_PROJECT)
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
        return self._triples(text) if form(text) in ("CONSTRUCT", "DESCRIBE") else self._rows(text)

    def _rows(self, text: str) -> Result:
        body, _ = self._ask(text, (_ROWS,))
        try:
            return parse_query_results(body, format=QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise EndpointError(f"{self.url} did not answer with SPARQL results in JSON: {_beginning(body)}") from error

    def _triples(self, text: str) -> list[Quad]:
        body, media = self._ask(text, tuple(_TRIPLES))
        try:
            return list(parse(body, format=_TRIPLES.get(media, RdfFormat.TURTLE)))
        except SyntaxError as error:
            raise EndpointError(f"{self.url} did not answer with triples in Turtle: {_beginning(body)}") from error

    def _ask(self, text: str, accept: tuple[str, ...]) -> tuple[bytes, str]:
        """The body of the answer and its media type. The query goes as a form, which every server takes."""
        form_ = urlencode({"query": text}).encode()
        request = Request(self.url, form_, {"Accept": ", ".join(accept), "User-Agent": "esrgraph"})  # noqa: S310
        try:
            with urlopen(request, timeout=self.seconds) as response:  # noqa: S310 - the scheme was checked
                body: bytes = response.read()
                headers: Message = response.headers
        except HTTPError as error:
            raise EndpointError(f"{self.url} answered {error.code} {error.reason}: {_said(error)}") from error
        except TimeoutError as error:
            raise self._slow() from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._slow() from error
            raise EndpointError(f"{self.url} cannot be reached: {error.reason}; check the address") from error
        except (OSError, HTTPException) as error:
            raise EndpointError(f"{self.url} broke off its answer: {error}; ask again") from error
        if headers.get("X-SQL-State"):
            raise EndpointError(
                f"{self.url} gave only a part of the answer: {headers.get('X-SQL-Message', 'no reason')}"
            )
        return body, headers.get_content_type()

    def _slow(self) -> EndpointError:
        return EndpointError(
            f"{self.url} did not answer within {self.seconds:g} seconds; ask for less, or wait longer with --timeout"
        )


def _said(error: HTTPError) -> str:
    try:
        return _beginning(error.read())
    except (OSError, HTTPException):
        return "nothing more"


def _beginning(body: bytes) -> str:
    """What an endpoint said, in one line."""
    text = " ".join(body[: _SHOWN * 4].decode("utf-8", "replace").split())
    return text[:_SHOWN] or "nothing more"
