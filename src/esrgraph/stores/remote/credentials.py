"""What a server asks for to the header that it takes, on one connection."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from email.message import Message

from esrgraph.sparql.digest import Challenge, parse_challenge
from esrgraph.stores.push import Login


class Credentials:
    """A token goes with every request, a user's name and password with those after the server has asked for them."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._challenge: Challenge | None = None
        self._basic = False

    def take(self, headers: Message) -> bool:
        """Learn from a refusal (401) what is asked for; returns whether it can be given, and was not given before."""
        asked = {name.lower(): rest for name, _, rest in map(_split, headers.get_all("WWW-Authenticate", []))}
        challenge = parse_challenge(asked["digest"]) if "digest" in asked else None
        basic = challenge is None and "basic" in asked
        if not self._login.user or self._challenge or self._basic or not (challenge or basic):
            return False
        self._challenge, self._basic = challenge, basic
        return True

    def headers(self, method: str, path: str) -> Mapping[str, str]:
        """The Authorization header of a request, if there is to be one."""
        user, password, token = self._login.user, self._login.password, self._login.token
        if token:
            return {"Authorization": f"Bearer {token}"}
        if self._challenge:
            return {"Authorization": self._challenge.answer(user, password, method, path)}
        if self._basic:
            return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode('ascii')}"}
        return {}


def _split(header: str) -> tuple[str, str, str]:
    return header.partition(" ")
