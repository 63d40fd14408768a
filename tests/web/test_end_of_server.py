"""A server that is told to end answers first, and tells the service manager."""

import signal
import socket
from pathlib import Path
from threading import Thread

import httpx2 as httpx
from operated import figures, served

from esrgraph.release.folder import DataFolder
from serving import PATIENCE, free_port

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_server_that_is_told_to_end_answers_first_and_ends_well(data: DataFolder) -> None:
    metrics = free_port()
    answers: list[int] = []

    def ask(site: str) -> None:
        answers.append(httpx.get(f"{site}/sparql", params={"query": SLOW}, timeout=PATIENCE).status_code)

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


def test_a_server_whose_terminal_is_closed_ends_well(data: DataFolder) -> None:
    with served(data) as (process, _):
        process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE) == 0


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
