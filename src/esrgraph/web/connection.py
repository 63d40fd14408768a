"""Bytes of a connection to requests, and their answers to bytes: each may take only so long, and be only so large."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from fcntl import ioctl
from itertools import count
from termios import TIOCOUTQ
from typing import Any, cast

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

SECONDS = 20.0
"""From the opening of the connection, or the first byte of a later request, to the request's last byte."""
LEAST_READ = 200_000
"""Bytes of an answer that a client takes in the same time, where so many are waiting for it."""
MOST_WAITING = 500_000_000
"""Bytes of all answers that wait for their clients."""
MOST_CONNECTIONS = 512
"""Open at once: half of the files that a process may usually have open."""
MOST_LINES = 200
"""Header fields."""
MOST_HEADERS = 65_536
"""Bytes of all header fields."""
MOST_ADDRESS = 65_535
"""Bytes of an address, which is what the parser can take; longer queries come by POST."""
_AT_ONCE = struct.pack("ii", 1, 0)
"""Of a connection that is closed, the system keeps nothing either."""
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\nContent-Type: text/plain\r\n"
    b"Content-Length: 52\r\n\r\nToo many connections are open; come again in a while"
)

_SHORT = 4096
"""Bytes of the head of an answer, at most."""

_TIMES = count()
"""Moments in their order; those of a clock may be one."""


class JoinedWrites:
    """A transport that sends the head of an answer together with the body that follows at once: what is sent wakes the
    client, and takes as long as a tenth of a small answer. All else is that of the transport."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send some bytes; those that are short and come first wait for what else comes in this moment."""
        if self._held or len(data) > _SHORT:
            self._transport.writelines([self._held, data])
            self._held = b""
        elif data:
            self._held = data
            self._loop.call_soon(self._flush)

    def close(self) -> None:
        """Close the connection once all has been sent."""
        self._flush()
        self._transport.close()

    def get_write_buffer_size(self) -> int:
        """Bytes that wait to be sent."""
        return self._transport.get_write_buffer_size() + len(self._held)

    def _flush(self) -> None:
        if self._held:
            self._transport.write(self._held)
            self._held = b""


class BoundedConnection(HttpToolsProtocol):
    """Cuts off who is slow to say what is wanted, or to take the answer; refuses headers that are too large, and
    requests of HTTP/0.9. Of too many connections, the one that has waited longest for a request makes room; where too
    much waits for clients, the one whose answer does so for longest."""

    seconds, least_read = SECONDS, LEAST_READ
    most_connections, most_waiting = MOST_CONNECTIONS, MOST_WAITING

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        transport = cast(asyncio.Transport, JoinedWrites(transport, self.loop))
        super().connection_made(transport)
        self.url = b""
        self._in_head, self._read = True, 0
        self._idle_since = next(_TIMES)
        self._deadline: asyncio.TimerHandle | None = self.loop.call_later(self.seconds, transport.close)
        self._reading: asyncio.TimerHandle | None = None
        if len(self.connections) > self.most_connections and not self._make_room():
            transport.write(_FULL)
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._come()
        if self._reading:
            self._reading.cancel()
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
        if size > MOST_HEADERS or len(self.headers) > MOST_LINES or self.parser.get_http_version() == "0.9":
            raise ValueError("The header fields are too large or too many, or there can be none")
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

    def pause_writing(self) -> None:
        """More of the answer waits for the client than the system takes."""
        super().pause_writing()
        self._expect_reading()

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        super().resume_writing()
        self._expect_reading()

    def on_response_complete(self) -> None:
        """The answer has been said whole; some of it may still wait for the client."""
        self._idle_since = next(_TIMES)
        super().on_response_complete()
        self._expect_reading()
        if self._holds_much():
            waiting = [each for each in self._all() if each._holds_much()]
            if sum(each.transport.get_write_buffer_size() for each in waiting) > self.most_waiting:
                min(waiting, key=lambda each: each._idle_since)._cut_off()

    def _expect_reading(self) -> None:
        """Look later whether the client takes what waits for it."""
        if self._reading:
            self._reading.cancel()
        if self.transport.get_write_buffer_size():
            self._reading = self.loop.call_later(self.seconds, self._cut_off_slow, self._not_taken())

    def _cut_off_slow(self, before: int) -> None:
        waits = self.transport.get_write_buffer_size() and (self.flow.write_paused or self.cycle.response_complete)
        if not waits:
            return
        if self._not_taken() > before - self.least_read:
            self._cut_off()
        else:
            self._expect_reading()

    def _cut_off(self) -> None:
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def _not_taken(self) -> int:
        """Bytes of answers that have not come to the client: those here, and those that the system has for it."""
        descriptor = self.transport.get_extra_info("socket").fileno()
        (sending,) = struct.unpack("i", ioctl(descriptor, TIOCOUTQ, bytes(4)))
        return self.transport.get_write_buffer_size() + int(sending)

    def _make_room(self) -> bool:
        """Close the connection that has waited longest for a request; false where each has one that is answered."""
        longest = min((each for each in self._all() if each._is_idle()), key=lambda each: each._idle_since)
        if longest is not self:
            longest.transport.abort()
        return longest is not self

    def _all(self) -> Iterator[BoundedConnection]:
        """The connections that are open, this one too."""
        return (each for each in self.connections if isinstance(each, BoundedConnection))

    def _holds_much(self) -> bool:
        """Whether an answer waits here that is larger than what is written at once."""
        return self.transport.get_write_buffer_size() > HIGH_WATER_LIMIT

    def _is_idle(self) -> bool:
        """Whether no request has come whole that is not answered, down to the last byte that the client takes."""
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.transport.is_closing() and not self.transport.get_write_buffer_size()
