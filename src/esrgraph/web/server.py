"""The application to a server that answers at an address."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from esrgraph.errors import EsrgraphError, InputError
from esrgraph.web.connection import BoundedConnection

_WAITING = 2048
"""Connections that the system keeps until they are taken, as is usual with this server."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address, at any free port where `port` is 0; raises InputError where it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_WAITING)
    except OSError as error:
        raise InputError(
            f"Nothing can listen at port {port} of {host}: {error.strerror}; "
            "end what is listening there, or give another --port or --host"
        ) from error


def run(app: ASGIApp, listener: socket.socket, started: Callable[[], object], proxies: str = "") -> None:
    """Answer at a socket until the process is told to end; `started` is called when it begins.

    What a request says of its client and of TLS on the way is believed from the `proxies` (addresses and networks, with
    commas between).

    Raises EsrgraphError where it cannot begin; the log says why.
    """
    server = _Server(
        uvicorn.Config(app, http=BoundedConnection, log_level="warning", forwarded_allow_ips=proxies), started
    )
    try:
        server.run(sockets=[listener])
    except SystemExit as error:  # how this server tells that the application did not start
        raise EsrgraphError("The server could not begin; its log says why") from error
    except KeyboardInterrupt:
        return


class _Server(uvicorn.Server):
    """Tells when it answers."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], object]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._tell()
