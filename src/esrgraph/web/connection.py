"""Bytes of a connection to requests, which may take only so long and be only so large until they have come whole."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 20.0
"""From the opening of the connection, or the first byte of a later request, to the request's last byte."""
MOST_HEADERS = 65_536
"""Bytes of all header fields."""
MOST_ADDRESS = 65_535
"""Bytes of an address, which is what the parser can take; longer queries come by POST."""


class BoundedConnection(HttpToolsProtocol):
    """Cuts off who is slow to say what is wanted; refuses headers that are too large, and requests of HTTP/0.9."""

    seconds = SECONDS

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self.url = b""
        self._in_head, self._read = True, 0
        self._deadline: asyncio.TimerHandle | None = self.loop.call_later(self.seconds, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._come()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes have come."""
        if self._deadline is None and self._in_head:
            self._deadline = self.loop.call_later(self.seconds, self.transport.close)
        self._read += len(data)
        super().data_received(data)
        if self._in_head and not self.transport.is_closing() and self._read > MOST_HEADERS + len(self.url):
            self.send_400_response("The header fields are too large.")

    def on_url(self, url: bytes) -> None:
        """A piece of the address; where this raises, the connection ends with 400."""
        super().on_url(url)
        if len(self.url) > MOST_ADDRESS:
            raise ValueError("The address is too long")

    def on_headers_complete(self) -> None:
        """All has come but the body; where this raises, the connection ends with 400."""
        self._in_head = False
        size = sum(len(name) + len(value) for name, value in self.headers)
        if size > MOST_HEADERS or self.parser.get_http_version() == "0.9":
            raise ValueError("The header fields are too large, or there can be none")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request has come whole."""
        self._come()
        self._in_head, self._read = True, 0
        super().on_message_complete()

    def _come(self) -> None:
        """Wait no longer for the rest of a request."""
        if self._deadline:
            self._deadline.cancel()
        self._deadline = None
