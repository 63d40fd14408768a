"""The application to a server that answers at an address."""

from __future__ import annotations

import math
import os
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, cast

import uvicorn
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from esrgraph.errors import EsrgraphError, InputError
from esrgraph.web.connection import BoundedConnection
from esrgraph.web.http.prefix import FORWARDED

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


def run(
    app: ASGIApp, listener: socket.socket, started: Callable[[], object], proxies: str = "", patience: float = 30
) -> None:
    """Answer at a socket until the process is told to end; `started` is called when it begins.

    Told to end (SIGTERM, SIGINT, SIGHUP), it takes no more connections, answers what was asked within `patience`
    seconds, and returns. The service manager that started it (systemd) is told when it is ready and when it ends.

    What a request says of its client, of TLS and of a prefix taken off on the way is believed from the `proxies`
    (addresses and networks, with commas between).

    Raises EsrgraphError where it cannot begin; the log says why.
    """
    config = uvicorn.Config(
        _Proxied(cast(Any, app), proxies),
        http=BoundedConnection,
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        timeout_graceful_shutdown=math.ceil(patience),
    )
    server = _Server(config, started)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _ended)
        hang_up = getattr(signal, "SIGHUP", None)
        if hang_up:
            signal.signal(hang_up, server.handle_exit)
    try:
        server.run(sockets=[listener])
    except SystemExit as error:  # how this server tells that the application did not start
        raise EsrgraphError("The server could not begin; its log says why") from error
    except KeyboardInterrupt:
        return


def _ended(number: int, frame: FrameType | None) -> None:
    """What is left to do when the server has ended for a signal, which it then sends once more: nothing."""


def notify_manager(state: str) -> None:
    """Tell the service manager, if one has started this process, what it is doing (sd_notify(3))."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, suppress(OSError):
            manager.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)


class _Proxied(ProxyHeadersMiddleware):
    """Believes trusted proxies also what they say of a prefix that they have taken off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # type: ignore[override]
        """Answer as the application does to what was asked of the proxy."""
        if scope["type"] == "http" and scope["client"] and scope["client"][0] in self.trusted_hosts:
            scope["state"][FORWARDED] = Headers(scope=scope).get("x-forwarded-prefix", "").rstrip("/")
        await super().__call__(scope, receive, send)  # type: ignore[arg-type]


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
            notify_manager("READY=1")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what was asked, and end."""
        notify_manager("STOPPING=1")
        await super().shutdown(sockets)
