"""Requests to a SPARQL endpoint over connections that stay open between them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from esrgraph.errors import InputError, UpstreamError
from esrgraph.sparql.login import PASSWORD, TOKEN, USER
from esrgraph.stores.push import Login
from esrgraph.stores.remote.credentials import Credentials

_SHOWN = 300
"""Characters of what a store says that a message repeats."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where releases were pushed to: `url` takes queries, and is sent `login` if it asks for one. It may keep silent
    for `seconds`, and its answers may have `most` bytes."""

    url: str
    login: Login = field(default_factory=Login)
    seconds: float = 60.0
    most: int = 200_000_000

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.username or parts.password:
            raise InputError(f"Put the password into {USER} and {PASSWORD}, not into the address")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
            raise InputError(f"{self.url!r} is no address of a SPARQL endpoint, as http://localhost:7878/query")

    def ask(self, form: Iterable[tuple[str, str]], accept: str) -> tuple[bytes, str]:
        """The body of the answer to a request by POST, and its media type.

        Raises UpstreamError where the endpoint cannot be reached, refuses, is too slow, or says too much or too little.
        """
        return _connections(self).ask(urlencode(list(form)).encode(), accept)

    def close(self) -> None:
        """Close the connections that no request is using."""
        _connections(self).close()


@lru_cache
def _connections(upstream: Upstream) -> _Connections:
    return _Connections(upstream)


class _Connections:
    """A connection for every request at work, kept for the next one."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self._idle: deque[_Connection] = deque()

    def ask(self, body: bytes, accept: str) -> tuple[bytes, str]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = _Connection(self._upstream)
        try:
            answer = connection.ask(body, accept)
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return answer

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


class _Connection:
    def __init__(self, upstream: Upstream) -> None:
        parts = urlsplit(upstream.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._http = kind(parts.netloc, timeout=upstream.seconds)
        self._path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        self._upstream, self._credentials, self._used = upstream, Credentials(upstream.login), False

    def ask(self, body: bytes, accept: str) -> tuple[bytes, str]:
        url = self._upstream.url
        try:
            response = self._response(body, accept)
            answer = self._read(response)
        except TimeoutError as error:
            detail = f"did not answer within {self._upstream.seconds:g} seconds; ask for less, or wait longer"
            raise UpstreamError(url, detail, slow=True) from error
        except (OSError, HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise UpstreamError(url, f"cannot be reached: {reason}; check the address, and that it runs") from error
        if response.status != 200:
            raise UpstreamError(url, f"answered {response.status} {response.reason}{_reason(response, answer)}")
        if response.headers.get("X-SQL-State"):
            raise UpstreamError(url, "gave only a part of the answer; allow queries more time there", slow=True)
        return answer, response.headers.get_content_type()

    def _response(self, body: bytes, accept: str) -> HTTPResponse:
        response = self._sent(body, accept)
        if response.status == 401 and self._credentials.take(response.headers):
            response.read()
            response = self._sent(body, accept)
        return response

    def _sent(self, body: bytes, accept: str) -> HTTPResponse:
        """The answer to one request; to another one, where the server had closed the connection meanwhile."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": accept,
            "User-Agent": "esrgraph",
            **self._credentials.headers("POST", self._path),
        }
        try:
            self._http.request("POST", self._path, body, headers)
            response = self._http.getresponse()
        except ConnectionError:
            if not self._used:
                raise
            self._http.close()
            self._used = False
            return self._sent(body, accept)
        self._used = True
        return response

    def _read(self, response: HTTPResponse) -> bytes:
        most = self._upstream.most
        answer = response.read(most + 1)
        if len(answer) > most:
            raise UpstreamError(self._upstream.url, f"answered with more than {most} bytes; ask for less", large=True)
        if response.length or not response.isclosed():
            response.read()
        return answer

    def close(self) -> None:
        self._http.close()


def _reason(response: HTTPResponse, body: bytes) -> str:
    """What to do about a refusal, or what the store said of it; a refused login is not repeated."""
    if response.status == 401:
        return f"; set {USER} and {PASSWORD}, or {TOKEN}, to what it takes"
    if 300 <= response.status < 400:
        return f"; give the address that it leads to, {response.headers.get('Location', 'which it does not say')}"
    said = " ".join(body[: _SHOWN * 4].decode("utf-8", "replace").split())[:_SHOWN]
    return f": {said}" if said else ""
