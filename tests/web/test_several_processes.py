"""Several processes answer at one port: they begin, are started again and end together."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
from click.testing import CliRunner
from operated import served

from esrgraph.cli import main
from esrgraph.errors import EsrgraphError
from esrgraph.release.folder import DataFolder
from esrgraph.web.processes import _Children
from serving import PATIENCE, free_port, wait_for


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


def test_a_port_of_their_figures_that_is_taken_is_told(data: DataFolder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        options = ["--port", "0", "--processes", "2", "--metrics", port]
        result = CliRunner().invoke(main, ["serve", "--data", str(data.path), *options])
    assert result.exit_code == 2
    assert f"Nothing can listen at port {port} of 127.0.0.1: Address already in use; give another --metrics" in (
        result.output
    )


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
