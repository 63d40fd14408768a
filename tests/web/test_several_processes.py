"""Several processes answer at one port: they begin, are started again and end together."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx
import pytest
from operated import served

from esrgraph.release.folder import DataFolder
from esrgraph.web.processes import _Children
from serving import PATIENCE, free_port, wait_for


def test_several_processes_answer_at_one_port_and_end_well(data: DataFolder) -> None:
    metrics = free_port()
    process, site = served(data, "--processes", "2", "--metrics", str(metrics))
    with process:
        first = children(process.pid)
        assert len(first) == 2
        for port in (metrics, metrics + 1):
            wait_for(f"http://127.0.0.1:{port}/metrics")
        ready = {httpx.get(f"{site}/readyz", timeout=PATIENCE).json()["release"] for _ in range(8)}
        assert ready == {data.current().id}
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not any(Path(f"/proc/{each}").exists() for each in first)


def test_a_process_that_ends_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.web.processes._AT_ONCE", 0.0)
    marks = tmp_path / "marks"
    once = (
        f"import pathlib, time; mark = pathlib.Path({str(marks)!r}); was = mark.exists(); mark.touch();"
        f" was and time.sleep({PATIENCE})"
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        children_ = _Children([sys.executable, "-c", once], listener)
        children_.start()
        assert children_.wait()
        children_.start()
        children_.end()
        assert not children_.wait()


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
