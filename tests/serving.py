"""A server on a port of its own, for tests that need real connections."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from fastapi import FastAPI
from pyoxigraph import RdfFormat

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
def serving(app: FastAPI) -> Iterator[str]:
    """The address of a running server, without a slash at its end."""
    listener = socket.create_server(("127.0.0.1", 0))
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
