"""Messages between the server and a query process: each is its length in eight bytes, then its content.

The server waits on many at once in its event loop, the process on one; a socket does both.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import cast

_LENGTH = struct.Struct("!Q")
_PIECE = 262_144
"""Bytes read at once: most answers in one piece."""


def frame_messages(*contents: bytes) -> bytes:
    """Messages as they are sent."""
    return b"".join(part for content in contents for part in (_LENGTH.pack(len(content)), content))


class _Messages:
    """What has been received, cut into messages."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def add(self, piece: bytes) -> None:
        """Take up what was received."""
        self._buffer += piece

    def next(self) -> bytes | None:
        """The next message, if all of it is there."""
        start = _LENGTH.size
        if len(self._buffer) < start:
            return None
        end = start + _LENGTH.unpack_from(self._buffer)[0]
        if len(self._buffer) < end:
            return None
        content = bytes(memoryview(self._buffer)[start:end])
        del self._buffer[:end]
        return content


class Channel:
    """The end of a socket at which one waits."""

    def __init__(self, end: socket.socket) -> None:
        self._end, self._messages = end, _Messages()

    def send(self, *contents: bytes) -> None:
        """Send messages; raises OSError when the other end is closed."""
        self._end.sendall(frame_messages(*contents))

    def receive(self) -> bytes:
        """The next message; raises EOFError when the other end is closed."""
        while (content := self._messages.next()) is None:
            piece = self._end.recv(_PIECE)
            if not piece:
                raise EOFError("the other end is closed")
            self._messages.add(piece)
        return content


class AsyncChannel(asyncio.Protocol):
    """The end of a socket at which the event loop waits. It closes when the other end does."""

    def __init__(self) -> None:
        self._messages = _Messages()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[bytes] | None = None

    @classmethod
    async def over(cls, end: socket.socket) -> AsyncChannel:
        """A channel over one end of a pair of sockets."""
        _, channel = await asyncio.get_running_loop().create_unix_connection(cls, sock=end)
        return channel

    def send(self, *contents: bytes) -> None:
        """Send messages; when the other end is closed, they are lost, and `receive` says so."""
        if self._transport:
            self._transport.write(frame_messages(*contents))

    async def receive(self) -> bytes:
        """The next message, for one caller at a time; raises EOFError when the other end is closed."""
        content = self._messages.next()
        if content is not None:
            return content
        if self._transport is None:
            raise EOFError("the other end is closed")
        self._waiting = asyncio.get_running_loop().create_future()
        return await self._waiting

    def close(self) -> None:
        """Close this end at once."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by the event loop with what has come."""
        self._messages.add(data)
        if self._waiting and not self._waiting.done() and (content := self._messages.next()) is not None:
            self._waiting.set_result(content)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop when either end was closed."""
        self._transport = None
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(EOFError("the other end is closed"))
