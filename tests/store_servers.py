"""SPARQL stores elsewhere, for tests that need real ones: each a process of its own, with a folder and a port."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse

from esrgraph.stores.push import Login, Server, find_addresses
from serving import PATIENCE, free_port, wait_for

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")


class Oxigraph:
    """A server process that can be stopped and started again with what it holds."""

    def __init__(self, location: Path) -> None:
        self.location = location
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [OXIGRAPH, "serve", "--location", self.location, "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.address)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    @property
    def server(self) -> Server:
        return Server(find_addresses(f"{self.address}/store"), Login(), PATIENCE)

    def triples(self, graph: NamedNode | DefaultGraph) -> set[str]:
        name = "default" if isinstance(graph, DefaultGraph) else f"graph={quote(graph.value, safe='')}"
        request = Request(f"{self.address}/store?{name}", headers={"Accept": "application/n-triples"})
        with urlopen(request) as response:
            return {str(each.triple) for each in parse(response.read(), format=RdfFormat.N_TRIPLES)}


@contextmanager
def virtuoso_in(folder: Path) -> Iterator[str]:
    """The address of a running Virtuoso, whose user `dba` has the password `dba`; skips the test where it is not
    installed. It ends queries after some seconds."""
    if not VIRTUOSO:
        pytest.skip("virtuoso-t is not installed")
    folder.mkdir()
    port = free_port()
    (folder / "virtuoso.ini").write_text(
        "[Database]\nDatabaseFile=a.db\nErrorLogFile=a.log\nLockFile=a.lck\nTransactionFile=a.trx\n"
        "xa_persistent_file=a.pxa\n[TempDatabase]\nDatabaseFile=b.db\nTransactionFile=b.trx\n"
        f"[Parameters]\nServerPort=127.0.0.1:{free_port()}\nDisableUnixSocket=1\nCaseMode=2\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{port}\nServerRoot=.\nServerThreads=5\n"
        f"[SPARQL]\nMaxQueryExecutionTime={PATIENCE:g}\n"
    )
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen([VIRTUOSO, "+configfile", "virtuoso.ini", "+foreground"], cwd=folder) as process:
        try:
            wait_for(f"{address}/sparql-graph-crud-auth")
            yield address
        finally:
            process.kill()
