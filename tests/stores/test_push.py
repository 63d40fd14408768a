"""A release pushed into real stores arrives whole, whatever breaks off, and is switched to only then."""

import gzip
import hashlib
import json
import re
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, parse

from esrgraph.cli import main
from esrgraph.errors import EndpointError, InputError, ReleaseError
from esrgraph.release.folder import DataFolder, Release
from esrgraph.stores.push import Login, PushOptions, Server, find_addresses, push
from store_servers import Oxigraph, virtuoso_in

BASE = "http://localhost:8000/"
SERVED = NamedNode(f"{BASE}graph/current")
HAS_CURRENT = "<http://www.w3.org/ns/dcat#hasCurrentVersion>"
CURRENT = f"SELECT ?graph {{ GRAPH <{BASE}graph/releases> {{ <{BASE}dataset> {HAS_CURRENT} ?graph }} }}"
LINES = [f'<http://e/s{number:03}> <http://e/p> "{number}"@fi .\n' for number in range(100)]


def release_graph(name: str) -> NamedNode:
    return NamedNode(f"{BASE}graph/release/{name}")


def make_release(folder: Path, name: str, lines: list[str], triples: int | None = None) -> Release:
    """A release with what a push reads of one."""
    release = Release(folder / "releases" / name)
    release.dumps.mkdir(parents=True)
    (release.dumps / "esr.nt.gz").write_bytes(gzip.compress("".join(lines).encode()))
    counts = {"triples": len(lines) if triples is None else triples}
    release.manifest.write_text(json.dumps({"base": BASE, "counts": counts}))
    return release


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Oxigraph]:
    store = Oxigraph(tmp_path / "oxigraph")
    try:
        yield store
    finally:
        store.stop()


# A gate before the store, which asks for credentials and sees what passes


class _Gate(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        gate: Any = self.server
        body = self.rfile.read(int(self.headers["content-length"]))
        if gate.asks and not gate.admits(self.command, self.path, self.headers.get("Authorization", "")):
            gate.refused.append(len(body))
            return self._answer(401, b"the password is wrong", {"WWW-Authenticate": gate.asks})
        if self.path.startswith("/store") and body:
            gate.before_chunk(len(gate.chunks))
            gate.chunks.append(body.count(b"\n"))
        headers = {"Content-Type": self.headers["content-type"], "Accept": self.headers["accept"]}
        try:
            with urlopen(Request(gate.store + self.path, body, headers, method=self.command)) as response:
                self._answer(
                    response.status, response.read(), {"Content-Type": response.headers["content-type"] or "x/y"}
                )
        except OSError:
            self.close_connection = True

    def do_PUT(self) -> None:
        self.do_POST()

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@contextmanager
def gate_before(store: Oxigraph, before_chunk: Callable[[int], None] = lambda _: None, asks: str = "") -> Iterator[Any]:
    gate: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Gate)
    gate.store, gate.before_chunk, gate.asks = store.address, before_chunk, asks
    gate.admits = admits
    gate.chunks, gate.refused = [], []
    gate.address = f"http://127.0.0.1:{gate.server_address[1]}/store"
    thread = Thread(target=gate.serve_forever)
    thread.start()
    try:
        yield gate
    finally:
        gate.shutdown()
        thread.join()
        gate.server_close()


USER, PASSWORD, TOKEN = "Äijä", 'pass"wörd', "t0ken-that-nobody-sees"
ASKS = {
    "Basic": 'Basic realm="r"',
    "Digest": 'Digest realm="r", nonce="n/1==", qop="auth,auth-int", opaque="o", algorithm=MD5',
    "Bearer": "Bearer",
}


def admits(method: str, path: str, header: str) -> bool:
    scheme, _, rest = header.partition(" ")
    if scheme == "Digest":
        given = {name: value.strip('"') for name, value in re.findall(r'(\w+)=("[^"]*"|[^",]*)(?:, |$)', rest)}
        first = md5(f"{USER}:r:{PASSWORD}")
        counted = f"{given['nonce']}:{given['nc']}:{given['cnonce']}:auth"
        return given["uri"] == path and given["response"] == md5(f"{first}:{counted}:{md5(f'{method}:{path}')}")
    return header in (f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}", f"Bearer {TOKEN}")


def md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["push", *map(str, arguments)])


# What arrives


def test_a_release_arrives_whole_and_is_asked_like_the_release(store: Oxigraph, data: DataFolder) -> None:
    result = run("--data", data.path, "--to", f"{store.address}/store", "--chunk", 2000)
    assert result.exit_code == 0, result.output
    release = data.current()
    dump = gzip.decompress((release.dumps / "esr.nt.gz").read_bytes())
    expected = {str(each.triple) for each in parse(dump, format=RdfFormat.N_TRIPLES)}
    assert store.triples(release_graph(release.id)) == store.triples(DefaultGraph()) == expected
    assert f"{len(expected)} ({len(expected)} sent)" in result.stdout
    question = ["query", "codes", "-p", "name=joensuu"]
    there = CliRunner().invoke(main, [*question, "--endpoint", f"{store.address}/query"])
    assert there.stdout == CliRunner().invoke(main, [*question, "--data", str(data.path)]).stdout != ""
    again = run("--data", data.path, "--to", f"{store.address}/store")
    assert "(0 sent)" in again.stdout


def test_the_newest_release_is_served_and_old_ones_are_dropped(store: Oxigraph, tmp_path: Path) -> None:
    releases = [make_release(tmp_path, f"2026010{day}T000000Z-a", LINES[day : day + 90]) for day in range(1, 5)]
    for release in releases:
        push(release, store.server, PushOptions(SERVED, keep=2))
        assert store.triples(SERVED) == store.triples(release_graph(release.id))
        assert len(store.triples(SERVED)) == 90
        assert store.server.column(CURRENT) == [release_graph(release.id)]
    held = store.server.column("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    kept = [release_graph(release.id) for release in releases[2:]]
    assert held == [SERVED, *kept, NamedNode(f"{BASE}graph/releases")]
    back = push(releases[0], store.server, PushOptions(None, keep=1))
    assert store.server.column(CURRENT) == [back.graph]
    assert back.dropped == (kept[0],), "the newest and the current one stay"
    assert store.triples(SERVED) == store.triples(kept[1]), "without a copy the served graph is left alone"


# What breaks off


def test_a_killed_push_goes_on_where_it_stopped(store: Oxigraph, data: DataFolder) -> None:
    reached, let_go = Event(), Event()

    def hold(number: int) -> None:
        if number == 3 and not let_go.is_set():
            reached.set()
            let_go.wait(60)
            raise ConnectionAbortedError

    release = data.current()
    triples = json.loads(release.manifest.read_bytes())["counts"]["triples"]
    with gate_before(store, hold) as gate:
        gate.handle_error = lambda *_: None
        arguments = ["push", "--data", data.path, "--to", gate.address, "--chunk", "1000"]
        command = [sys.executable, "-m", "esrgraph.cli", *arguments]
        addresses = ["--query", f"{store.address}/query", "--update", f"{store.address}/update"]
        with subprocess.Popen([*command, *addresses]) as process:
            assert reached.wait(60)
            process.send_signal(signal.SIGKILL)
        let_go.set()
        assert store.server.count(release_graph(release.id)) == 3000
        assert store.server.column(CURRENT) == []
        result = run(*arguments[1:], *addresses)
        assert f"{triples} ({triples - 3000} sent)" in result.stdout
        assert sum(gate.chunks) == triples, "no chunk was sent twice"
    assert store.server.count(DefaultGraph()) == triples


def test_a_server_that_fails_serves_the_old_release_until_the_new_one_is_there(store: Oxigraph, tmp_path: Path) -> None:
    push(make_release(tmp_path, "20260101T000000Z-a", LINES[:50]), store.server, PushOptions())
    old = store.triples(DefaultGraph())
    release = make_release(tmp_path, "20260102T000000Z-b", LINES)
    with gate_before(store, lambda number: store.stop() if number == 4 else None) as gate:
        addresses = find_addresses(gate.address, f"{store.address}/query", f"{store.address}/update")
        server = Server(addresses, Login(), 30)
        with pytest.raises(EndpointError, match="push again once it answers: what it holds is not sent twice"):
            push(release, server, PushOptions(chunk=7))
        with pytest.raises(EndpointError, match="cannot be reached"):
            push(release, server, PushOptions(chunk=7))
        store.start()
        assert store.triples(DefaultGraph()) == old
        held = store.server.count(release_graph(release.id))
        assert held == 28
        assert push(release, server, PushOptions(chunk=7)).sent == 100 - 28
    assert len(store.triples(DefaultGraph())) == 100


@pytest.mark.parametrize(
    ("there", "sent"),
    [(LINES[60:], 60 + 100), (["<http://e/foreign> <http://e/p> <http://e/o> .\n", *LINES], 100), (LINES[:35], 70)],
    ids=["not the first triples", "foreign triples", "half a chunk"],
)
def test_whatever_is_in_the_graph_it_becomes_the_release(
    store: Oxigraph, tmp_path: Path, there: list[str], sent: int
) -> None:
    release = make_release(tmp_path, "20260101T000000Z-a", LINES)
    store.server.replace(release_graph(release.id), "".join(there).encode())
    assert push(release, store.server, PushOptions(chunk=10)).sent == sent
    expected = {str(each.triple) for each in parse("".join(LINES), format=RdfFormat.N_TRIPLES)}
    assert store.triples(release_graph(release.id)) == store.triples(DefaultGraph()) == expected


def test_nothing_is_switched_to_that_is_not_whole(store: Oxigraph, tmp_path: Path) -> None:
    release = make_release(tmp_path, "20260101T000000Z-a", LINES, triples=101)
    with pytest.raises(EndpointError, match="holds 100 triples, and the release 101; nothing was switched"):
        push(release, store.server, PushOptions())
    assert store.triples(DefaultGraph()) == set()
    assert store.server.column(CURRENT) == []
    dump = release.dumps / "esr.nt.gz"
    dump.write_bytes(dump.read_bytes()[:-20])
    with pytest.raises(ReleaseError, match=r"esr.nt.gz cannot be read: .*; build the release again"):
        push(release, store.server, PushOptions())


# Credentials


@pytest.mark.parametrize("scheme", ASKS)
def test_credentials_are_given_before_a_large_body(
    store: Oxigraph, tmp_path: Path, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_credentials(monkeypatch, scheme, PASSWORD, TOKEN)
    (tmp_path / "current").symlink_to(make_release(tmp_path, "20260101T000000Z-a", LINES).folder)
    with gate_before(store, asks=ASKS[scheme]) as gate:
        result = run("--data", tmp_path, "--to", gate.address, "--chunk", 40)
        assert result.exit_code == 0, result.output
        assert gate.chunks == [40, 40, 20]
        assert max(gate.refused, default=0) < 500, "what was refused was short"
        assert len(gate.refused) == (0 if scheme == "Bearer" else 3), "each of the three addresses asks once"


@pytest.mark.parametrize("scheme", [*ASKS, "Negotiate"])
def test_refused_credentials_are_told_but_not_shown(
    store: Oxigraph, data: DataFolder, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_credentials(monkeypatch, scheme, "wr0ng-password", "wr0ng-token")
    with gate_before(store, asks=ASKS.get(scheme, scheme)) as gate:
        result = run("--data", data.path, "--to", gate.address)
    assert result.exit_code == 2
    assert "answered 401 Unauthorized; set ESRGRAPH_USER and ESRGRAPH_PASSWORD, or ESRGRAPH_TOKEN" in result.stderr
    assert "wr0ng" not in result.output
    assert len(gate.refused) <= 2


def set_credentials(monkeypatch: pytest.MonkeyPatch, scheme: str, password: str, token: str) -> None:
    given = {"ESRGRAPH_TOKEN": token} if scheme == "Bearer" else {"ESRGRAPH_USER": USER, "ESRGRAPH_PASSWORD": password}
    for name, value in given.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"ESRGRAPH_USER": "a"}, "belong together"),
        ({"ESRGRAPH_USER": "a", "ESRGRAPH_PASSWORD": "b", "ESRGRAPH_TOKEN": "s3cret"}, "not both"),
        ({"ESRGRAPH_TOKEN": "s3cret\nX: y"}, "holds a line break"),
    ],
)
def test_credentials_that_contradict_each_other_are_told(environment: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        Login.from_environment(environment)
    assert "s3cret" not in f"{caught.value}{Login(password='s3cret', token='s3cret')}"


# Wrong addresses and options


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "http://localhost:7878/"], "give --query and --update"),
        (["--to", "http://u:s3cret@localhost/store"], "not into the address"),
        (["--to", "file:///etc/store"], "is no address of a store"),
        (["--to", "http://localhost/store", "--graph", "current"], "neither an absolute IRI nor default or none"),
        (["--to", "http://localhost/store", "--graph", f"{BASE}graph/release/1"], "writes .* itself"),
        (["--to", "http://localhost/sparql-graph-crud-auth"], "give --graph IRI or none"),
    ],
)
def test_what_cannot_be_meant_is_told(data: DataFolder, arguments: list[str], message: str) -> None:
    result = run("--data", data.path, *arguments)
    assert result.exit_code == 2
    assert re.search(message, " ".join(result.stderr.split()))
    assert "s3cret" not in result.output


class _Moved(_Gate):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._answer(302, b"", {"Location": "https://elsewhere.example.fi/update"})


def test_a_redirection_is_not_followed(data: DataFolder) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Moved) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        result = run("--data", data.path, "--to", f"http://127.0.0.1:{server.server_address[1]}/store")
        server.shutdown()
        thread.join()
    assert result.exit_code == 2
    assert "answered 302 Found; give the address that it leads to, https://elsewhere.example.fi/update" in result.stderr


# Virtuoso


@pytest.fixture
def virtuoso(tmp_path: Path) -> Iterator[Server]:
    with virtuoso_in(tmp_path / "virtuoso") as address:
        yield Server(find_addresses(f"{address}/sparql-graph-crud-auth"), Login("dba", "dba"), 60)


def test_virtuoso_holds_the_release(virtuoso: Server, data: DataFolder, tmp_path: Path) -> None:
    release = data.current()
    pushed = push(release, virtuoso, PushOptions(SERVED, chunk=2000))
    assert pushed.sent == pushed.triples == virtuoso.count(SERVED) == virtuoso.count(pushed.graph)
    assert push(release, virtuoso, PushOptions(SERVED)).sent == 0
    later = push(make_release(tmp_path, "29990101T000000Z-b", LINES), virtuoso, PushOptions(SERVED, chunk=30, keep=1))
    assert later.dropped == (pushed.graph,)
    assert (virtuoso.count(SERVED), virtuoso.count(pushed.graph)) == (100, 0)
    assert virtuoso.column(CURRENT) == [later.graph]
