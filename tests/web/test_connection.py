"""What comes over a connection before it is a request: slow, endless or too large, it is cut off or refused."""

import asyncio
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread
from typing import cast

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from esrgraph.web.connection import LEAST_READ, MOST_ADDRESS, MOST_HEADERS, MOST_LINES, BoundedConnection, JoinedWrites
from serving import PATIENCE

LARGE = 20_000_000
"""Bytes: more than the system keeps for a client."""


class Hasty(BoundedConnection):
    seconds = 0.2


class Narrow(BoundedConnection):
    most_connections, most_waiting = 2, LARGE


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/")
    @app.get("/")
    async def answer(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    @app.get("/large")
    async def large() -> Response:
        return Response(b"a" * LARGE)

    @app.get("/pieces")
    async def pieces() -> Response:
        return StreamingResponse(iter([b"a" * 100_000] * (LARGE // 100_000)))

    @app.get("/slow")
    async def slow(request: Request) -> Response:
        return Response(str((await request.receive())["type"]))

    return app


@contextmanager
def connected(protocol: type[BoundedConnection]) -> Iterator[socket.socket]:
    """A connection to a server whose requests come by a protocol."""
    with listening(protocol) as address, socket.create_connection(address, timeout=PATIENCE) as connection:
        yield connection


@contextmanager
def listening(protocol: type[BoundedConnection]) -> Iterator[tuple[str, int]]:
    """Where a server listens."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(), http=protocol, log_level="critical"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def said(connection: socket.socket) -> bytes:
    """All that the server says until it closes the connection; raises TimeoutError where it does not."""
    told = bytearray()
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            told += piece
    return bytes(told)


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"\r\n\r\n",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: a",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n12\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\n",
    ],
)
def test_who_does_not_say_what_is_wanted_is_cut_off(beginning: bytes) -> None:
    with connected(Hasty) as connection:
        connection.sendall(beginning)
        assert said(connection).count(b"200 OK") == beginning.startswith(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * (MOST_HEADERS + 1) + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 2_000_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 40_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * (MOST_LINES + 1) + b"\r\n",
        b"GET /" + b"a" * (MOST_ADDRESS + 1) + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\r\n\r\n",
    ],
    ids=["header", "endless header", "endless headers", "many headers", "address", "HTTP/0.9"],
)
def test_what_is_too_large_is_refused(request_: bytes) -> None:
    with connected(BoundedConnection) as connection:
        try:
            connection.sendall(request_)
        except (BrokenPipeError, ConnectionResetError):
            return
        told = said(connection)
        assert b"200 OK" not in told
        assert told.startswith(b"HTTP/1.1 400") or not told


def test_what_is_large_and_allowed_is_answered() -> None:
    head = b"POST /?" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 60_000
    with connected(BoundedConnection) as connection:
        connection.sendall(head + b"\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n" + b"b" * 300_000)
        assert said(connection).endswith(b"300000")


def test_a_connection_serves_one_request_after_the_other() -> None:
    with connected(BoundedConnection) as connection:
        for length in (0, 70_000, 200_000):
            connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % length + b"a" * length)
            told = b""
            while not told.endswith(b"%d" % length):
                piece = connection.recv(1000)
                assert piece, "the connection stays open"
                told += piece
            assert told.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", [b"/large", b"/pieces"])
def test_who_does_not_take_the_answer_is_cut_off(path: bytes) -> None:
    with connected(Hasty) as connection:
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path)
        gone = select.poll()
        gone.register(connection, 0)  # which tells of nothing but the end
        assert gone.poll(PATIENCE * 1000)
        assert len(said(connection)) < LARGE


@pytest.mark.parametrize(("taken", "cut_off"), [(LEAST_READ, False), (LEAST_READ - 1, True)])
def test_who_takes_the_answer_at_its_leisure_gets_it_whole(taken: int, cut_off: bool) -> None:
    looks = iter(range(20 * taken, 0, -taken))
    looked = Event()

    class Looking(BoundedConnection):
        """Finds each time that so much was taken; at the end it looks no more."""

        seconds = 0.01

        def _not_taken(self) -> int:
            left = next(looks, None)
            if left is None:
                self.seconds = PATIENCE
                looked.set()
            return left or 0

    with connected(Looking) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        gone = select.poll()
        gone.register(connection, 0)
        assert bool(gone.poll(PATIENCE * 1000) if cut_off else not looked.wait(PATIENCE)) == cut_off
        assert (len(said(connection)) < LARGE) == cut_off


def test_where_too_much_waits_for_clients_the_first_of_them_is_cut_off() -> None:
    with listening(Narrow) as address, ExitStack() as stack:
        first, second = [stack.enter_context(socket.create_connection(address, timeout=PATIENCE)) for _ in range(2)]
        for each in (first, second):
            each.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert each.recv(9) == b"HTTP/1.1 "
        gone = select.poll()
        gone.register(first, 0)
        assert gone.poll(PATIENCE * 1000)
        assert len(said(second)) > LARGE


def test_an_idle_connection_makes_room() -> None:
    with listening(Narrow) as address, ExitStack() as stack:
        first, *others = [stack.enter_context(socket.create_connection(address, timeout=PATIENCE)) for _ in range(3)]
        assert said(first) == b""
        for each in others:
            each.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            assert said(each).startswith(b"HTTP/1.1 200")


def test_where_all_are_answered_the_next_is_told_when_to_come_again() -> None:
    with listening(Narrow) as address, ExitStack() as stack:
        busy = [stack.enter_context(socket.create_connection(address, timeout=PATIENCE)) for _ in range(2)]
        for each in busy:  # with a body to come, of which the first byte shows that the request is being answered
            each.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
            assert each.recv(100).startswith(b"HTTP/1.1 100")
        with socket.create_connection(address, timeout=PATIENCE) as third:
            told = said(third)
        assert told.startswith(b"HTTP/1.1 503")
        assert b"Retry-After" in told
        head, _, body = told.partition(b"\r\n\r\n")
        assert b"Content-Length: %d" % len(body) in head
        for each in busy:
            each.sendall(b"123456789")
            assert each.recv(100).startswith(b"HTTP/1.1 200")


class Sent:
    """A transport that notes what it sends at once."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.pieces.append(data)

    def writelines(self, pieces: list[bytes]) -> None:
        self.pieces.append(b"".join(pieces))

    def close(self) -> None:
        self.pieces.append(b"(closed)")

    def get_write_buffer_size(self) -> int:
        return 0


def test_a_head_is_sent_with_the_body_that_follows_at_once_and_else_alone() -> None:
    sent = Sent()

    async def answer() -> None:
        transport = JoinedWrites(cast(asyncio.Transport, sent), asyncio.get_running_loop())
        for piece in (b"head", b"body", b"head", b""):
            transport.write(piece)
        transport.write(b"head")
        assert transport.get_write_buffer_size() == 4
        await asyncio.sleep(0)
        transport.write(b"last")
        transport.close()

    asyncio.run(answer())
    assert sent.pieces == [b"headbody", b"head", b"head", b"last", b"(closed)"]
