"""Servers that break off, lead elsewhere, say too much or the wrong thing, ask for a login: what comes of it."""

import gzip
import hashlib
import pickle
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, count, repeat
from threading import Lock, Thread
from typing import Any

import pytest
from pyoxigraph import NamedNode

from esrgraph.errors import EndpointError, InputError, UpstreamError
from esrgraph.sparql.catalogue import parse_query
from esrgraph.sparql.client import Advice, Client, Endpoint
from esrgraph.sparql.login import Login
from esrgraph.stores.push import Server, find_addresses
from esrgraph.stores.remote import RemoteGraph, connect
from serving import PATIENCE, asked_for

ADVICE = Advice("check the address", "ask again", "ask for less")
ROWS, TRIPLES = "application/sparql-results+json", "application/n-triples"
YES = b'{"head":{},"boolean":true}'
LINES = b"<http://e/s> <http://e/p> <http://e/o1> .\n<http://e/s> <http://e/p> <http://e/o2> .\n"
Answer = Callable[["_Handler"], None]


@dataclass
class Scripted:
    """A server that answers one request after the other as it was told, with what it was sent."""

    answers: Iterator[Answer]
    url: str = ""
    connections: int = 0
    headers: list[dict[str, str]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.script: Scripted = self.server.script  # type: ignore[attr-defined]
        self.script.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.script.headers.append({name.lower(): value for name, value in self.headers.items()})
        next(self.script.answers)(self)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@contextmanager
def scripted(*answers: Answer) -> Iterator[Scripted]:
    """A running server; the last answer is given for ever."""
    script = Scripted(chain(answers, repeat(answers[-1])))
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.script, server.daemon_threads, server.block_on_close = script, True, False
    script.url = f"http://127.0.0.1:{server.server_address[1]}/query"
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def says(body: bytes, media: str = ROWS, status: int = 200, **headers: str) -> Answer:
    """A whole answer, after which the connection stays open."""

    def answer(handler: _Handler) -> None:
        handler.send_response(status)
        sent = {"Content-Type": media, "Content-Length": str(len(body)), **headers}
        for name, value in sent.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def breaks_off(sent: bytes) -> Answer:
    """A beginning of an answer, and the end of the connection."""

    def answer(handler: _Handler) -> None:
        handler.wfile.write(sent)
        handler.close_connection = True

    return answer


def goes_on_for_ever(handler: _Handler) -> None:
    handler.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {TRIPLES}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
    handler.close_connection = True
    try:
        while True:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(LINES), LINES))
    except OSError:
        return


def client(url: str, login: Login = Login(), **limits: Any) -> Client:  # noqa: B008 - immutable
    return Client(url, ADVICE, login, **({"seconds": PATIENCE} | limits))


# Broken off


HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {TRIPLES}\r\n".encode()
FIRST_LINE = LINES.partition(b"\n")[0] + b"\n"
BROKEN = {
    "nothing": b"",
    "half a header": HEAD,
    "less than announced": HEAD + b"Content-Length: %d\r\n\r\n" % len(LINES) + FIRST_LINE,
    "no last chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(FIRST_LINE), FIRST_LINE),
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n",
}


@pytest.mark.parametrize("sent", BROKEN.values(), ids=BROKEN)
def test_an_answer_that_breaks_off_is_no_answer(sent: bytes) -> None:
    """Even where what has come is whole lines of triples."""
    with scripted(breaks_off(sent)) as server:
        with pytest.raises(UpstreamError, match=r"broke off its answer: .*; ask again"):
            client(server.url).triples("CONSTRUCT WHERE { ?s ?p ?o }")
        assert server.connections == 1, "what has just been connected to is not asked again"


def test_all_who_ask_tell_what_breaks_off() -> None:
    short = breaks_off(HEAD + b"Content-Length: 999\r\n\r\n" + LINES)
    with scripted(short) as server:
        with pytest.raises(EndpointError, match=r"broke off its answer: .*; ask again"):
            Endpoint(server.url).run(parse_query("DESCRIBE <x:y>", "d.rq"), {})
        with pytest.raises(EndpointError, match=r"broke off its answer: .*; push again once it answers"):
            Server(find_addresses(server.url, server.url, server.url), Login(), PATIENCE).column("SELECT * {}")
        with pytest.raises(UpstreamError, match=r"broke off its answer: .*; check that it runs"):
            RemoteGraph(connect(server.url), NamedNode("x:g"), "http://e/").query("CONSTRUCT WHERE { ?s ?p ?o }")


WHOLE = (
    b'{"head":{"vars":["s","n"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://e/s"}},'
    b'{"n":{"type":"literal","value":"1","datatype":"http://www.w3.org/2001/XMLSchema#boolean"}}]}}'
)


@pytest.mark.parametrize("length", range(0, len(WHOLE), 7))
def test_results_that_end_early_are_no_results(length: int) -> None:
    """A store that gives up a query in the midst of it ends its answer as if it were whole."""
    with scripted(says(WHOLE[:length])) as server:
        with pytest.raises(UpstreamError, match="did not answer with SPARQL results in JSON"):
            client(server.url).rows("SELECT * { ?s ?p ?o }")
        with pytest.raises(UpstreamError, match="did not answer with SPARQL results in JSON"):
            RemoteGraph(connect(server.url), NamedNode("x:g"), "http://e/").query("SELECT * { ?s ?p ?o }")


def test_a_connection_that_was_closed_meanwhile_is_replaced_once() -> None:
    """It closes in the moment in which it is used again, so that nobody can see it before."""
    gone = breaks_off(b"")
    with scripted(says(YES), gone, says(YES), gone, gone) as server:
        asking = client(server.url)
        assert asking.rows("ASK {}")
        assert asking.rows("ASK {}")
        assert (server.connections, len(server.headers)) == (2, 3)
        with pytest.raises(UpstreamError, match="broke off its answer"):
            asking.rows("ASK {}")
        assert (server.connections, len(server.headers)) == (3, 5)


# Elsewhere, too much, something else


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirection_is_followed_and_nothing_secret_goes_there(status: int) -> None:
    with asked_for() as (elsewhere, connections):
        for login in (Login("reader", "s3cret"), Login(token="s3cret")):
            with (
                scripted(says(b"", status=status, Location=elsewhere)) as server,
                pytest.raises(UpstreamError, match=rf"answered {status} .*; give the address .* {elsewhere}") as caught,
            ):
                client(server.url, login).rows("ASK {}")
            assert "s3cret" not in str(caught.value)
    assert connections == []


@pytest.mark.parametrize(
    "answer",
    [
        goes_on_for_ever,
        says(LINES * 100, TRIPLES),
        says(LINES * 100, "text/plain", 500),
        says(gzip.compress(LINES * 100), TRIPLES, Content_Encoding="gzip"),
    ],
    ids=["for ever", "too long", "too long a refusal", "packed small"],
)
def test_no_more_is_read_than_is_allowed(answer: Answer) -> None:
    with scripted(answer) as server:
        with pytest.raises(UpstreamError, match="answered with more than 4000 bytes; ask for less") as caught:
            client(server.url, most=4000).triples("CONSTRUCT WHERE { ?s ?p ?o }")
        assert caught.value.large
        assert server.headers[0]["accept-encoding"] == "identity"


def test_as_much_is_read_as_is_allowed() -> None:
    with scripted(says(LINES, TRIPLES)) as server:
        assert len(client(server.url, most=len(LINES)).triples("CONSTRUCT WHERE { ?s ?p ?o }")) == 2


@pytest.mark.parametrize(
    ("query", "media", "told"),
    [
        ("SELECT * { ?s ?p ?o }", "text/html", f"answered with text/html when asked for {ROWS}"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle", f"answered with text/turtle when asked for {TRIPLES}"),
        ("SELECT * { ?s ?p ?o }", f"{ROWS}; charset=utf-8", "did not answer with SPARQL results in JSON"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", TRIPLES.upper(), "did not answer with triples in N-Triples"),
    ],
)
def test_a_site_takes_only_what_it_asked_for(query: str, media: str, told: str) -> None:
    """What a proxy says in the name of a store is no result, whatever it looks like."""
    with scripted(says(b"<p>Please log in</p>", media)) as server:
        graph = RemoteGraph(connect(server.url), NamedNode("x:g"), "http://e/")
        with pytest.raises(UpstreamError) as caught:
            graph.query(query)
        assert caught.value.detail == told


# Logging in


@dataclass
class Guard:
    """Asks for Digest, and takes each count of a nonce once only and in order, as RFC 7616 lets servers do; a nonce is
    good for a few answers."""

    algorithm: str = "MD5"
    lasts: int = 3
    refused: int = 0
    nonces: Iterator[int] = field(default_factory=lambda: count(1))
    counts: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def __call__(self, handler: _Handler) -> None:
        with self.lock:
            admitted = self._admits(handler.headers.get("Authorization", ""))
            if not admitted:
                self.refused += 1
            nonce = f"n{next(self.nonces)}"
            self.counts[nonce] = 0
        asks = f'Digest realm="r", nonce="{nonce}", qop="auth", algorithm={self.algorithm}'
        (says(YES) if admitted else says(b"", status=401, WWW_Authenticate=asks))(handler)

    def _admits(self, header: str) -> bool:
        given = {name: value.strip('"') for name, value in re.findall(r'(\w+)=("[^"]*"|[^",]*)(?:, |$)', header)}
        known = self.counts.get(given.get("nonce", ""))
        if known is None or known >= self.lasts or int(given["nc"], 16) != known + 1:
            return False
        self.counts[given["nonce"]] += 1
        name = self.algorithm.replace("-", "").lower()
        first, second = (hashlib.new(name, each.encode()).hexdigest() for each in ("u:r:s3cret", "POST:/query"))
        proof = f"{first}:{given['nonce']}:{given['nc']}:{given['cnonce']}:auth:{second}"
        return given["response"] == hashlib.new(name, proof.encode()).hexdigest()


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_a_nonce_that_has_run_out_is_replaced(algorithm: str) -> None:
    guard = Guard(algorithm)
    with scripted(guard) as server:
        asking = client(server.url, Login("u", "s3cret"))
        assert all(asking.rows("ASK {}") for _ in range(7))
        assert guard.refused == 3, "one before each nonce"


def test_threads_do_not_answer_for_each_other() -> None:
    guard = Guard(lasts=1000)
    with scripted(guard) as server, ThreadPoolExecutor(4) as pool:
        asking = client(server.url, Login("u", "s3cret"))
        assert all(pool.map(lambda _: bool(asking.rows("ASK {}")), range(40)))
        assert guard.refused <= 4, "one a thread"


@pytest.mark.parametrize(
    "challenge",
    [
        "Digest",
        'Digest realm="r"',
        "Digest no parameters",
        'Digest realm="r", nonce="n", algorithm=MD7',
        'Digest realm="r", nonce="n", qop="auth-int"',
        "Negotiate",
    ],
)
def test_what_cannot_be_answered_is_a_refusal(challenge: str) -> None:
    with scripted(says(b"no", status=401, WWW_Authenticate=challenge)) as server:
        with pytest.raises(UpstreamError, match="answered 401 Unauthorized"):
            client(server.url, Login("u", "s3cret")).rows("ASK {}")
        assert len(server.headers) == 1
        assert "authorization" not in server.headers[0]


def test_a_token_is_never_shown() -> None:
    """A space at its end, as copied from a page, would stand in the complaint about an unlawful header."""
    login = Login.from_environment({"ESRGRAPH_TOKEN": " t0ken "})
    with scripted(says(YES)) as server:
        assert client(server.url, login).rows("ASK {}")
        assert server.headers[0]["authorization"] == "Bearer t0ken"


def test_a_copy_in_another_process_asks_the_same() -> None:
    with scripted(says(YES)) as server:
        copy = pickle.loads(pickle.dumps(client(server.url, Login(token="t"), most=len(YES))))
        assert copy.rows("ASK {}")
        assert server.headers[0]["authorization"] == "Bearer t"


# Addresses


@pytest.mark.parametrize(
    "url", ["http://localhost:99999/", "http://[::1/query", "http:///query", "http://localhost/a\nb", "http://e/#f"]
)
def test_what_cannot_be_asked_is_no_address(url: str) -> None:
    for make in (Endpoint, connect, lambda each: find_addresses(each, each, each)):
        with pytest.raises(InputError, match="is no address of a "):
            make(url)


@pytest.mark.parametrize("url", ["http://u:s3cret@e/query", "http://u:s3cret@e:99999/", "ftp://u:s3cret@e/"])
def test_a_password_in_an_address_is_not_shown(url: str) -> None:
    for make in (Endpoint, connect, lambda each: find_addresses(each, each, each)):
        with pytest.raises(InputError, match="not into the address") as caught:
            make(url)
        assert "s3cret" not in str(caught.value)
