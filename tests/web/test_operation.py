"""What an operator asks of a server: health, readiness, figures, a line for each request, and a good end."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx2 as httpx
import pytest
from anyio import to_thread
from fastapi.testclient import TestClient
from prefixes import release_below_a_path
from prometheus_client.parser import text_string_to_metric_families

from esrgraph.errors import EsrgraphError
from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.operation.answered import Answered
from esrgraph.web.operation.metrics import Metrics
from esrgraph.web.processes import _Children
from serving import PATIENCE, PATIENT, free_port, wait_for

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def figures(text: str) -> dict[tuple[str, ...], float]:
    """The samples of an answer by name and the values of their labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


def test_a_server_lives_and_is_ready(data: DataFolder) -> None:
    with TestClient(make_app(data, PATIENT)) as client:
        assert client.get("/healthz").text == "ok\n"
        ready = client.get("/readyz")
        while ready.status_code == 503 and not ready.json()["workers"]:
            ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["release"]) == (200, data.current().id)
        assert ready.headers["cache-control"] == "no-store"


def test_a_server_is_not_ready_before_it_has_rehearsed(data: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Event()

    async def wait(*_: object) -> None:
        await to_thread.run_sync(done.wait)

    monkeypatch.setattr("esrgraph.web.app.rehearse", wait)
    with TestClient(make_app(data, PATIENT, rehearsed=True)) as client:
        ready = client.get("/readyz")
        assert (ready.status_code, "reason" in ready.json()) == (503, True)
        done.set()
        while ready.status_code == 503:
            ready = client.get("/readyz")
        assert "reason" not in ready.json()


def test_a_server_without_a_release_lives_and_is_not_ready(tmp_path: Path) -> None:
    with TestClient(make_app(DataFolder(tmp_path), PATIENT)) as client:
        assert client.get("/healthz").status_code == 200
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert "holds no release" in ready.json()["reason"]


def test_health_is_asked_at_the_root_of_a_site_below_a_path(kept: object, data: DataFolder) -> None:
    folder = DataFolder(kept(release_below_a_path))  # type: ignore[operator]
    with TestClient(make_app(folder, PATIENT)) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/esr/robots.txt").status_code == 200


def test_figures_count_requests_by_kind_and_status(data: DataFolder) -> None:
    app = make_app(data, PATIENT)
    metrics = Metrics(app.state.site)
    app.state.observers.append(metrics)
    server, port = None, free_port()
    with TestClient(app) as client:
        for path in ("/", "/search?q=nuoret", "/search.json", "/nothing", "/sparql?query=ASK%20%7B%7D"):
            client.get(path)
        server = metrics.listen("127.0.0.1", port)
        found = figures(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE).text)
    server.shutdown()
    server.server_close()
    assert found["esrgraph_requests_total", "search", "200"] == 2
    assert found["esrgraph_requests_total", "list", "404"] == 1
    assert found["esrgraph_request_seconds_count", "sparql"] == 1
    assert found["esrgraph_release", data.current().id] == 1
    assert found["esrgraph_queries_waiting",] == 0
    counted = json.loads(data.current().manifest.read_bytes())["counts"]["findings"]
    assert {name: found["esrgraph_findings", name] for name in counted} == counted


def test_what_a_server_asks_itself_is_not_counted(data: DataFolder) -> None:
    app = make_app(data, PATIENT, rehearsed=True)
    answered: list[Answered] = []
    app.state.observers.append(answered.append)
    with TestClient(app) as client:
        while client.get("/readyz").status_code == 503:
            pass
        assert answered == []
        assert app.state.site.workers.state.misses == 0
        client.get("/")
        assert [each.path for each in answered] == ["/"]


def test_a_request_is_of_few_kinds() -> None:
    paths = (
        "/page/project/S1",
        "/id/project/S1",
        "/queries/x.csv",
        "/suggest.json",
        "/dumps/esr.nt.gz",
        "/network.csv",
    )
    kinds = [Answered("GET", path, "", 200, 0, 0.0, "").kind for path in paths]
    assert kinds == ["page", "thing", "question", "search", "file", "list"]


@contextmanager
def served(data: DataFolder, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address; it is ended where a test has not done so."""
    port = str(free_port())
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(data.path), "--port", port, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**_environment(), **environment}) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    return {**os.environ, "ESRGRAPH_SERVE_SECONDS": str(PATIENCE), "ESRGRAPH_SERVE_WAIT": str(PATIENCE)}


def test_a_server_that_is_told_to_end_answers_first_and_ends_well(data: DataFolder) -> None:
    metrics = free_port()
    answers: list[int] = []

    def ask(site: str) -> None:
        answers.append(httpx.get(f"{site}/sparql", params={"query": SLOW}, timeout=PATIENCE).status_code)

    def figure() -> float:
        return figures(httpx.get(f"http://127.0.0.1:{metrics}/metrics", timeout=PATIENCE).text)[
            "esrgraph_queries_running",
        ]

    with served(data, "--jobs", "1", "--seconds", "4", "--metrics", str(metrics)) as (process, site):
        asking = Thread(target=ask, args=[site])
        asking.start()
        while not figures(httpx.get(f"http://127.0.0.1:{metrics}/metrics", timeout=PATIENCE).text)[
            "esrgraph_queries_running",
        ]:
            pass
        process.send_signal(signal.SIGTERM)
        asking.join()
        assert process.wait(PATIENCE) == 0
    assert answers == [503]  # it took longer than it may: the answer that it would have got anyway


@pytest.mark.parametrize("with_queries", [False, True])
def test_each_request_is_a_line_without_what_was_typed(data: DataFolder, with_queries: bool) -> None:
    with served(data, "--log", "json", *(["--log-queries"] if with_queries else [])) as (process, site):
        httpx.get(f"{site}/search?q=Kaija+Kuusinen", timeout=PATIENCE)
        process.send_signal(signal.SIGTERM)
        log = process.stderr.read() if process.stderr else ""
    lines = [json.loads(line) for line in log.splitlines()]
    (told,) = [line for line in lines if line.get("path") == "/search"]
    assert (told["status"], told["method"]) == (200, "GET")
    assert ("Kaija" in log) == with_queries
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", line["time"]) for line in lines)


def test_the_service_manager_is_told(data: DataFolder, tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        with served(data, NOTIFY_SOCKET=address) as (process, _):
            assert manager.recv(100) == b"READY=1"
            process.send_signal(signal.SIGTERM)
            assert manager.recv(100) == b"STOPPING=1"
            assert process.wait(PATIENCE) == 0


def test_several_processes_answer_at_one_port_and_end_well(data: DataFolder) -> None:
    metrics = free_port()
    with served(data, "--processes", "2", "--metrics", str(metrics)) as (process, site):
        first = children(process.pid)
        assert len(first) == 2
        for port in (metrics, metrics + 1):
            wait_for(f"http://127.0.0.1:{port}/metrics")
        ready = {httpx.get(f"{site}/readyz", timeout=PATIENCE).json()["release"] for _ in range(8)}
        assert ready == {data.current().id}
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not any(Path(f"/proc/{each}").exists() for each in first)


ANSWERS = "import os; os.write(int(os.environ['ESRGRAPH_READY']), b'1'); "


@contextmanager
def several(program: str) -> Iterator[_Children]:
    """Processes that run a program, of which one has begun."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        children_ = _Children([sys.executable, "-c", program], listener)
        children_.start()
        try:
            yield children_
        finally:
            children_.end()
            children_.join()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that were waited before a process was started again, or would have been."""
    waited: list[float] = []

    def note(_: object, __: object, ___: object, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("esrgraph.web.processes.select.select", note)
    return waited


def test_a_process_that_ends_is_started_again_later_each_time_it_ends_soon(pauses: list[float]) -> None:
    with several(ANSWERS) as children_:
        for _ in range(7):
            assert children_.wait()
            children_.start()
        children_.end()
        assert not children_.wait()
    assert pauses == [0.5, 1, 2, 4, 8, 10, 10]


def test_a_process_that_ends_after_long_is_started_again_at_once(
    pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.web.processes._SOON", 0.0)
    with several(ANSWERS) as children_:
        assert children_.wait()
    assert pauses == [0]


def test_no_more_are_started_where_none_has_answered(pauses: list[float]) -> None:
    with several("raise SystemExit(2)") as children_:
        for _ in range(2):
            assert children_.wait()
            children_.start()
        with pytest.raises(EsrgraphError, match="could not begin"):
            children_.wait()


def test_as_long_as_one_answers_the_others_are_started_again(tmp_path: Path, pauses: list[float]) -> None:
    mark = tmp_path / "mark"
    with several(f"{ANSWERS} import time; open({str(mark)!r}, 'x'); time.sleep({PATIENCE})") as children_:
        while not mark.exists():
            pass
        children_._command = [sys.executable, "-c", "raise SystemExit(2)"]
        children_.start()
        for _ in range(5):
            assert children_.wait()
            children_.start()
    assert len(pauses) == 5


def test_the_end_of_others_children_is_nobodys_concern(pauses: list[float]) -> None:
    with several("import time; time.sleep(1)") as children_, subprocess.Popen([sys.executable, "-c", ""]):
        assert children_.wait()


def test_a_process_that_cannot_begin_is_told(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "esrgraph.cli",
        "serve",
        "--data",
        str(tmp_path),
        "--processes",
        "2",
        "--port",
        "0",
    ]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 2
    assert "holds no release" in result.stderr


def children(process: int) -> set[int]:
    """The processes that one has started, once it has two."""
    found: set[int] = set()
    while len(found) < 2:
        found = set(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    return found
