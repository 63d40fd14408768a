"""A server on a port of its own, for tests that need real connections."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
import uvicorn
from fastapi import FastAPI
from pyoxigraph import RdfFormat

from esrgraph.release.folder import DataFolder
from esrgraph.web.workers.limits import Limits

PATIENCE = 180.0
"""Seconds that an answer is waited for which shall come: a machine with other things to do may stand still for long."""
PATIENT = Limits(seconds=PATIENCE, wait=PATIENCE)
"""What a server allows in tests that ask for nothing it would refuse."""
FORMATS = {
    "ttl": (RdfFormat.TURTLE, "text/turtle"),
    "jsonld": (RdfFormat.JSON_LD, "application/ld+json"),
    "nt": (RdfFormat.N_TRIPLES, "application/n-triples"),
    "rdf": (RdfFormat.RDF_XML, "application/rdf+xml"),
}
"""What data is served in, by the suffix of its address."""


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[str]:
    """The address of a running server, without a slash at its end; at a free port unless one is given."""
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def serving_alone(data: DataFolder, *options: str) -> Iterator[str]:
    """The address of a server as people run it, in a process of its own, which works while a test does."""
    port = str(free_port())
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(data.path), "--port", port]
    patience = ["--seconds", str(PATIENCE), "--wait", str(PATIENCE)]
    with subprocess.Popen([*command, *patience, *options]) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/robots.txt")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def wait_for(address: str) -> None:
    """Come back when something answers there, whatever it says."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urlopen(address):
                return
        except HTTPError as error:
            error.close()
            return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    pytest.fail(f"{address} did not come up")


@contextmanager
def asked_for() -> Iterator[tuple[str, list[object]]]:
    """An address, and the connections that were made to it by the end: each is closed at once."""
    connections: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, origin = listener.accept()
                    connection.close()
                    connections.append(origin)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/", connections
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
