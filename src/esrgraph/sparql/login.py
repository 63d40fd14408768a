"""Credentials from the environment, and what gives them to a server elsewhere that asks for them."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from httpx2 import Auth, BasicAuth, DigestAuth, ProtocolError, Request, Response

from esrgraph.errors import InputError

USER, PASSWORD, TOKEN = "ESRGRAPH_USER", "ESRGRAPH_PASSWORD", "ESRGRAPH_TOKEN"


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
        return cls(user, password, token.strip())


class Answering(threading.local, Auth):
    """Gives a token with every request; a user's name and password once a refusal asks for them, and with all later
    requests beforehand: a large body is not sent only to be refused.

    Each thread answers for itself, because servers count the answers to a Digest challenge.
    """

    def __init__(self, login: Login) -> None:
        self._login = login
        self._known: Auth | None = None

    def auth_flow(self, request: Request) -> Generator[Request, Response, None]:
        """A request with what is known to be asked for, and once more where its refusal asks for something new."""
        if self._login.token:
            request.headers["Authorization"] = f"Bearer {self._login.token}"
        if self._known:
            request = next(self._known.auth_flow(request))
        response = yield request
        if response.status_code == 401 and self._login.user and self._answer(request, response):
            yield request

    def _answer(self, request: Request, response: Response) -> bool:
        """Make a request answer its refusal; returns whether that can be done."""
        digest = DigestAuth(self._login.user, self._login.password)
        flow = digest.auth_flow(request)
        next(flow)
        with suppress(StopIteration, ProtocolError, NotImplementedError, ValueError):  # no Digest, or an unknown kind
            flow.send(response)
            self._known = digest
            return True
        schemes = {header.partition(" ")[0].lower() for header in response.headers.get_list("WWW-Authenticate")}
        if "basic" not in schemes or isinstance(self._known, BasicAuth):
            return False
        self._known = BasicAuth(self._login.user, self._login.password)
        next(self._known.auth_flow(request))
        return True
