"""What an operator asks of a server: health, readiness and figures."""

import json
from pathlib import Path
from threading import Event

import httpx2 as httpx
import pytest
from anyio import to_thread
from fastapi.testclient import TestClient
from operated import figures
from prefixes import release_below_a_path

from esrgraph.release.folder import DataFolder
from esrgraph.web.app import make_app
from esrgraph.web.operation.answered import Answered
from esrgraph.web.operation.metrics import Metrics
from serving import PATIENCE, PATIENT, free_port


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
