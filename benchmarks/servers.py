"""SPARQL servers as processes of their own, and what it takes to ask them: for the scripts that compare them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from threading import local
from urllib.parse import urlencode

from esrgraph.release.folder import DataFolder, Release

JSON = "application/sparql-results+json"
_CONFIGURATION = """[Database]
DatabaseFile=a.db
ErrorLogFile=a.log
LockFile=a.lck
TransactionFile=a.trx
xa_persistent_file=a.pxa
[TempDatabase]
DatabaseFile=b.db
TransactionFile=b.trx
[Parameters]
ServerPort=127.0.0.1:{sql}
DisableUnixSocket=1
CaseMode=2
DirsAllowed=.
NumberOfBuffers={buffers}
MaxDirtyBuffers={dirty}
[HTTPServer]
ServerPort=127.0.0.1:{port}
ServerRoot=.
ServerThreads=10
[SPARQL]
DefaultGraph=urn:esr
ResultSetMaxRows=1000000
MaxQueryExecutionTime=60
"""


_IDLE = 408
"""What a server says on a connection that was idle for a while, if it does not close it without a word."""


class Server:
    """A server on this machine, asked over connections that are kept open, one a thread; `endpoint` is the path that
    takes queries, `process` its number."""

    def __init__(self, port: int, endpoint: str, process: int) -> None:
        self.port, self.endpoint, self.process, self._threads = port, endpoint, process, local()

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        """Status and body."""
        if not hasattr(self._threads, "connection"):
            self._threads.connection = HTTPConnection("127.0.0.1", self.port, timeout=600)
        try:
            status, body = self._asked(path, accept)
        except (RemoteDisconnected, ConnectionError):
            status, body = _IDLE, b""
        if status == _IDLE:
            self._threads.connection.close()
            status, body = self._asked(path, accept)
        return status, body

    def timed(self, path: str, accept: str) -> tuple[float, bytes]:
        """How many milliseconds an answer takes, and the answer."""
        start = time.perf_counter()
        status, body = self.get(path, accept)
        if status != 200:
            raise RuntimeError(f"{path[:200]}: status {status}: {body[:300]!r}")
        return (time.perf_counter() - start) * 1000, body

    def milliseconds(self, path: str, accept: str) -> float:
        """How long one answer takes."""
        return self.timed(path, accept)[0]

    def sparql(self, text: str) -> str:
        """The path that asks a query."""
        return f"{self.endpoint}?{urlencode({'query': text})}"

    def _asked(self, path: str, accept: str) -> tuple[int, bytes]:
        self._threads.connection.request("GET", path, headers={"Accept": accept})
        response = self._threads.connection.getresponse()
        return response.status, response.read()


@contextmanager
def esrgraph(data: Path, *options: str, source: Path | None = None) -> Iterator[Server]:
    """esrgraph's own server over a folder of releases, of another version's source tree where that is given; its files
    are read once, as those that the peers copy are."""
    for path in DataFolder(data).current().store.iterdir():
        path.read_bytes()
    command = ("esrgraph", "serve", "--data", str(data), "--port", "{port}", "--seconds", "60", *options)
    with _serving("/sparql", *command, source=source) as server:
        yield server


@contextmanager
def oxigraph(release: Release, folder: Path) -> Iterator[Server]:
    """Oxigraph's server over a copy of a release's store."""
    shutil.copytree(release.store, folder / "store")
    command = ("oxigraph", "serve-read-only", "--location", str(folder / "store"), "--bind", "127.0.0.1:{port}")
    with _serving("/query", *command) as server:
        yield server


@contextmanager
def rdflib_endpoint(triples: Path) -> Iterator[Server]:
    """rdflib-endpoint over a file of triples, which it holds in memory."""
    with _serving("/", "rdflib-endpoint", "serve", str(triples), "--port", "{port}") as server:
        yield server


@contextmanager
def virtuoso(release: Release, folder: Path, buffers: int = 200_000) -> Iterator[Server]:
    """Virtuoso, filled from a release's dump by its own loader; `buffers` are of 8 KB."""
    folder.mkdir()
    shutil.copy(release.dumps / "esr.nt.gz", folder)
    sql, port = free_port(), free_port()
    text = _CONFIGURATION.format(sql=sql, port=port, buffers=buffers, dirty=buffers * 3 // 4)
    (folder / "virtuoso.ini").write_text(text)
    process = subprocess.Popen(["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"], cwd=folder)
    try:
        _wait_for(port)
        load = f"ld_dir('{folder}', 'esr.nt.gz', 'urn:esr'); rdf_loader_run(); checkpoint;"
        command = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        yield Server(port, "/sparql", process.pid)
    finally:
        process.kill()
        process.wait()


@contextmanager
def _serving(endpoint: str, program: str, *options: str, source: Path | None = None) -> Iterator[Server]:
    """A server for as long as it is needed; `{port}` in the options is replaced.

    Its program is looked for beside Python first: the environment need not be activated.
    """
    port, beside = free_port(), Path(sys.executable).parent
    process = subprocess.Popen(
        [shutil.which(program, path=beside) or program, *(each.format(port=port) for each in options)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | ({"PYTHONPATH": str(source)} if source else {}),
    )
    try:
        _wait_for(port)
        yield Server(port, endpoint, process.pid)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _wait_for(port: int) -> None:
    """Return when something listens."""
    for _ in range(1200):
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The server does not come up")
