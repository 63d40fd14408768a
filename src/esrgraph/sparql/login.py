"""Credentials from the environment, and what logs in with them at a server elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPResponse
from typing import IO
from urllib.request import BaseHandler, HTTPRedirectHandler, OpenerDirector, Request, build_opener

from esrgraph.errors import InputError
from esrgraph.sparql.digest import Challenge, parse_challenge

USER, PASSWORD, TOKEN = "ESRGRAPH_USER", "ESRGRAPH_PASSWORD", "ESRGRAPH_TOKEN"
_HEADER = "Authorization"


@dataclass(frozen=True, slots=True)
class Login:
    """What a server may ask for: a user's name and password (Basic, Digest), or a token (Bearer), or nothing."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Login:
        """What the three variables hold; raises InputError where they contradict each other."""
        user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
        if bool(user) != bool(password):
            raise InputError(f"{USER} and {PASSWORD} belong together; set both or neither")
        if user and token:
            raise InputError(f"Set either {USER} with {PASSWORD}, or {TOKEN}, not both")
        if not (token.isascii() and token.isprintable()):
            raise InputError(f"{TOKEN} holds a line break or another character that no token has")
        return cls(user, password, token)

    def opener(self) -> OpenerDirector:
        """What opens requests and logs in where that is asked for; it follows no redirection."""
        if self.token:
            return build_opener(_Stay, _Bearer(self.token))
        return build_opener(_Stay, _Answers(self)) if self.user else build_opener(_Stay)


class _Stay(HTTPRedirectHandler):
    """Follows no redirection: a POST would become a GET, whose success says nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


class _Bearer(BaseHandler):
    def __init__(self, token: str) -> None:
        self._token = token

    def http_request(self, request: Request) -> Request:
        request.add_unredirected_header(_HEADER, f"Bearer {self._token}")
        return request

    https_request = http_request


class _Answers(BaseHandler):
    """Answers the challenge of an address when it comes, and with every later request to it beforehand: a large body
    is not sent only to be refused."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._challenges: dict[str, Challenge | None] = {}
        self._answering: Request | None = None

    def http_request(self, request: Request) -> Request:
        address = _address(request)
        if address in self._challenges:
            request.add_unredirected_header(_HEADER, self._answer(self._challenges[address], request))
        return request

    https_request = http_request

    def http_error_401(
        self, request: Request, file: IO[bytes], _code: int, _reason: str, headers: Message
    ) -> HTTPResponse | None:
        """The answer to the request with credentials; None where they are refused, or asked for in an unknown way."""
        asked = dict(_scheme(header) for header in headers.get_all("WWW-Authenticate", []))
        challenge = parse_challenge(asked["digest"]) if "digest" in asked else None
        if request is self._answering or not (challenge or "basic" in asked):
            return None
        file.close()
        self._challenges[_address(request)] = challenge
        self._answering = request
        try:
            response: HTTPResponse = self.parent.open(request, timeout=request.timeout)
        finally:
            self._answering = None
        return response

    def _answer(self, challenge: Challenge | None, request: Request) -> str:
        """To a Digest challenge; to one for Basic where there is None."""
        user, password = self._login.user, self._login.password
        if challenge:
            return challenge.answer(user, password, request.get_method(), request.selector)
        return f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"


def _scheme(header: str) -> tuple[str, str]:
    """The name of an authentication scheme, in lower case, and its parameters."""
    name, _, parameters = header.partition(" ")
    return name.lower(), parameters


def _address(request: Request) -> str:
    return request.full_url.partition("?")[0]
