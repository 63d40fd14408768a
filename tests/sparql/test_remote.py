"""Queries asked of a real SPARQL server give what the release itself gives, and what goes wrong is told."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from esrgraph.cli import main
from esrgraph.errors import EndpointError, InputError
from esrgraph.release.folder import DataFolder
from esrgraph.sparql.ask import answer
from esrgraph.sparql.catalogue import catalogue, parse_query
from esrgraph.sparql.client import Endpoint
from esrgraph.web.app import make_app
from serving import PATIENCE, PATIENT, serving
from store_servers import wait_for

OXIGRAPH = Path(sys.executable).with_name("oxigraph")
OTHERS = {
    "organisation-pairs": ["region=07", "minimum=2"],
    "codes": ['name=a"\\}', "lang=sv"],
    "projects-by-title": ["words=kylä"],
    "projects-in-period": ["from=2019-01-01", "until=2019-06-30"],
}


@pytest.fixture(scope="module", params=["esrgraph", "oxigraph"])
def endpoint(request: pytest.FixtureRequest, data: DataFolder) -> Iterator[str]:
    with (_own if request.param == "esrgraph" else _oxigraph)(data) as address:
        yield address


@contextmanager
def _own(data: DataFolder) -> Iterator[str]:
    with serving(make_app(data, PATIENT)) as address:
        yield f"{address}/sparql"


@contextmanager
def _oxigraph(data: DataFolder) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    store = data.current().store
    command = [OXIGRAPH, "serve-read-only", "--location", store, "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.kill()


def answered(name: str, values: list[str], source: DataFolder | Endpoint, form: str | None) -> list[bytes]:
    output = BytesIO()
    answer(name, values, source, output, form, None)
    return output.getvalue().splitlines()


@pytest.mark.parametrize("name", [query.name for query in catalogue()])
def test_every_query_gives_the_same_remotely(name: str, endpoint: str, data: DataFolder) -> None:
    for values in ([], OTHERS[name]) if name in OTHERS else ([],):
        assert answered(name, values, Endpoint(endpoint), None) == answered(name, values, data, None)


def test_a_command_asks_an_endpoint(endpoint: str) -> None:
    arguments = ["query", "codes", "-p", "name=joensuu", "--endpoint", endpoint]
    result = CliRunner().invoke(main, [*arguments, "--format", "json"])
    assert [row["code"]["value"] for row in json.loads(result.stdout)["results"]["bindings"]] == ["167", "122"]
    elsewhere = CliRunner().invoke(main, [*arguments, "--base", "https://esr.example.fi/"])
    assert "http://localhost:8000/id/municipality/167" in elsewhere.stdout


@pytest.mark.parametrize("arguments", [[], ["--data", "data", "--endpoint", "http://localhost:1/"]])
def test_one_source_is_to_be_given(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, ["query", "codes", *arguments])
    assert result.exit_code == 2
    assert "--endpoint" in result.stderr


# What goes wrong


class _Answers(BaseHTTPRequestHandler):
    """Answers as its path says: `/<status>/<type>/<subtype>`; `/slow` says nothing until it is let go."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/slow":
            self.server.let_go.acquire()  # type: ignore[attr-defined]
            return
        _, status, kind, subtype, *partial = self.path.split("/")
        body = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}' if subtype == "json" else b"<p>Not\nfound</p>"
        self.send_response(int(status))
        self.send_header("content-type", f"{kind}/{subtype}")
        self.send_header("content-length", str(len(body)))
        if partial:
            self.send_header("X-SQL-State", "S1TAT")
            self.send_header("X-SQL-Message", "timeout")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@pytest.fixture(scope="module")
def strange() -> Iterator[str]:
    from threading import Semaphore

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.let_go = Semaphore(0)  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.let_go.release()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/400/text/plain", "answered 400 Bad Request: <p>Not found</p>"),
        ("/503/text/plain", "answered 503 Service Unavailable"),
        ("/200/text/html", "did not answer with SPARQL results in JSON: <p>Not found</p>"),
        ("/200/application/json/partial", "gave only a part of the answer: timeout"),
        ("/200/application/json", "holds no esrgraph project; give --base"),
        ("/slow", "did not answer within 0.2 seconds; ask for less, or wait longer with --timeout"),
    ],
)
def test_what_an_endpoint_does_wrong_is_told(strange: str, path: str, message: str) -> None:
    arguments = ["query", "codes", "--endpoint", f"{strange}{path}", "--timeout", "0.2"]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_an_address_that_nobody_answers_at_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(EndpointError, match=r"cannot be reached: .*; check the address"):
        Endpoint(f"http://127.0.0.1:{port}/", seconds=PATIENCE).iris()
    for address in ("file:///etc/passwd", "localhost:8000", ""):
        with pytest.raises(InputError, match="no address of a SPARQL endpoint"):
            Endpoint(address)


def test_triples_that_are_none_are_told(strange: str) -> None:
    query = parse_query("DESCRIBE <x:y>", "d.rq")
    with pytest.raises(EndpointError, match="did not answer with triples in Turtle"):
        Endpoint(f"{strange}/200/text/html").run(query, {})
