"""A server's Digest challenge to the answer that proves a password without sending it (RFC 7616, `auth` only)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from urllib.request import parse_http_list, parse_keqv_list

_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass(slots=True)
class Challenge:
    """What the server chose; `used` is how often its nonce has been."""

    realm: str
    nonce: str
    algorithm: str
    opaque: str | None
    counted: bool
    used: int = 0

    def answer(self, user: str, password: str, method: str, path: str) -> str:
        """The Authorization header of a request to `path`, which has its query with it."""
        secret = self._hash(f"{user}:{self.realm}:{password}")
        request = self._hash(f"{method}:{path}")
        fields = {"username": user, "realm": self.realm, "nonce": self.nonce, "uri": path}
        plain = {"algorithm": self.algorithm}
        if self.counted:
            self.used += 1
            count, own = f"{self.used:08x}", secrets.token_hex(8)
            fields |= {"cnonce": own, "response": self._hash(f"{secret}:{self.nonce}:{count}:{own}:auth:{request}")}
            plain |= {"qop": "auth", "nc": count}
        else:
            fields["response"] = self._hash(f"{secret}:{self.nonce}:{request}")
        if self.opaque is not None:
            fields["opaque"] = self.opaque
        quoted = (f'{name}="{_escaped(value)}"' for name, value in fields.items())
        return "Digest " + ", ".join((*quoted, *(f"{name}={value}" for name, value in plain.items())))

    def _hash(self, text: str) -> str:
        return hashlib.new(_ALGORITHMS[self.algorithm.upper()], text.encode(), usedforsecurity=False).hexdigest()


def parse_challenge(parameters: str) -> Challenge | None:
    """The challenge in a header after the word Digest; None where it cannot be answered.

    >>> parse_challenge('realm="a", nonce="b", qop="auth", algorithm=SHA-512')
    """
    given = parse_keqv_list([each for each in parse_http_list(parameters) if "=" in each])
    ways = [way.strip() for way in given.get("qop", "").split(",") if way.strip()]
    algorithm = given.get("algorithm", "MD5")
    if algorithm.upper() not in _ALGORITHMS or not {"realm", "nonce"} <= given.keys() or (ways and "auth" not in ways):
        return None
    return Challenge(given["realm"], given["nonce"], algorithm, given.get("opaque"), counted=bool(ways))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
