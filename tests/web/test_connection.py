"""What comes over a connection before it is a request: slow, endless or too large, it is cut off or refused."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from esrgraph.web.connection import MOST_ADDRESS, MOST_HEADERS, BoundedConnection
from serving import PATIENCE


class Hasty(BoundedConnection):
    seconds = 0.2


def application() -> FastAPI:
    app = FastAPI()

    @app.post("/")
    @app.get("/")
    async def answer(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    return app


@contextmanager
def connected(protocol: type[BoundedConnection]) -> Iterator[socket.socket]:
    """A connection to a server whose requests come by a protocol."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(), http=protocol, log_level="critical"))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        with socket.create_connection(listener.getsockname(), timeout=PATIENCE) as connection:
            yield connection
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def said(connection: socket.socket) -> bytes:
    """All that the server says until it closes the connection; raises TimeoutError where it does not."""
    told = b""
    try:
        while piece := connection.recv(65536):
            told += piece
    except ConnectionResetError:
        pass
    return told


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
        b"GET /" + b"a" * (MOST_ADDRESS + 1) + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\r\n\r\n",
    ],
    ids=["header", "endless header", "many headers", "address", "HTTP/0.9"],
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
