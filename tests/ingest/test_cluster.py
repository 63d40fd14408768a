"""Pages read on the workers of a real dask scheduler: the graph is the same, even when a worker is killed."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from fragile import WAYS, FragileTask, write_fragile

from benchmarks.corpus import page
from benchmarks.corpus.output import write_pages
from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.documents.reader import locate_documents
from esrgraph.errors import InputError, ReleaseError
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.capture_cache import code_version
from esrgraph.ingest.cluster import Cluster, make_shard, read_shard
from esrgraph.ingest.local import CHUNK, Task
from esrgraph.rdf.iris import HERE
from kept import Kept
from serving import PATIENCE

needs_dask = pytest.mark.skipif(not importlib.util.find_spec("distributed"), reason="the extra 'cluster' is missing")
COUNT = 5 * CHUNK


@contextmanager
def started(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process of dask, which ends with the block."""
    command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{module}", "--no-dashboard", *arguments]
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | paths
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process writes, as soon as it matches."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"the process ended without {pattern}")


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with started("dask_scheduler", "--host", "127.0.0.1", "--port", "0") as process:
        yield said(process, r"Scheduler at: +(tcp://\S+)")


@pytest.fixture(scope="module")
def workers(scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[subprocess.Popen[str]]]:
    """Three workers, each a process of its own, which nobody starts again: one for every test to kill."""
    folder = tmp_path_factory.mktemp("dask")
    options = (scheduler, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with ExitStack() as stack:
        found = [stack.enter_context(started("dask_worker", *options)) for _ in range(3)]
        for worker in found:
            said(worker, "(Registered to)")
        yield found


def pages_read_here(folder: Path) -> None:
    """Generate pages, add the examples, with two captures of a project and pages that are rejected, and read all."""
    pages, here = folder / "pages", folder / "here"
    assert len(list(write_pages((page(1, index) for index in range(COUNT)), pages))) == COUNT
    shutil.copytree(EXAMPLES, pages / "examples")
    here.mkdir()
    assembly = assemble([pages], here, HERE)
    assert (assembly.ntriples.parent, assembly.outcomes.path.parent) == (here, here)


@pytest.fixture(scope="module")
def folder(kept: Kept) -> Path:
    return kept(pages_read_here)


@needs_dask
@pytest.mark.parametrize("shared", [True, False], ids=["by path", "as bytes"])
def test_the_graph_is_the_same_although_a_worker_is_killed(
    shared: bool,
    scheduler: str,
    workers: list[subprocess.Popen[str]],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    left, victim = [], workers.pop()

    def kill_one(stage: str, done: int, total: int | None) -> None:
        if done == 1 and total:
            left.append(total - done)
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    cluster = Cluster(scheduler, shared=shared)
    assembly = assemble([folder / "pages"], tmp_path, HERE, cluster=cluster, progress=kill_one)
    assert left[0] > 3 * CHUNK
    assert victim.returncode == -signal.SIGKILL
    assert [worker.poll() for worker in workers] == [None] * len(workers)
    for path in (assembly.ntriples, assembly.outcomes.path):
        assert path.read_bytes() == (folder / "here" / path.name).read_bytes()
    assert not list(tmp_path.glob("*shard*"))


@needs_dask
@pytest.mark.parametrize("shared", [True, False], ids=["by path", "as bytes"])
def test_a_page_that_ends_its_process_costs_no_worker(
    shared: bool,
    scheduler: str,
    workers: list[subprocess.Popen[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("esrgraph.ingest.assemble.Task", FragileTask)
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    write_fragile(tmp_path / "pages")
    assembly = assemble([tmp_path / "pages"], tmp_path, HERE, cluster=Cluster(scheduler, shared=shared))
    assert assembly.outcomes.count() == {"published": 2, "rejected": len(WAYS)}
    assert {name for name, _ in assembly.outcomes.rejected()} == {f"{name}.txt" for name in WAYS}
    assert [worker.poll() for worker in workers] == [None] * len(workers)


@needs_dask
def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", 1)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    arguments = ["build", str(EXAMPLES), "--data", str(tmp_path), "--scheduler", address]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert address in result.output


@pytest.mark.parametrize("to_file", [True, False])
def test_a_shard_holds_what_its_documents_give(to_file: bool, tmp_path: Path) -> None:
    locations, task = list(locate_documents([EXAMPLES]))[:3], Task(HERE)
    file = tmp_path / "shard" if to_file else None
    content = make_shard(task, code_version(), [each.read() for each in locations], file)
    assert list(read_shard(content, file)) == [task(each) for each in locations]
    assert not list(tmp_path.iterdir())


def test_a_worker_with_other_code_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the same"):
        make_shard(Task(HERE), "another", list(locate_documents([EXAMPLES])), None)


@needs_dask
def test_a_scheduler_without_workers_is_told_with_what_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    monkeypatch.setattr("esrgraph.ingest.cluster._PATIENCE", 1)
    with started("dask_scheduler", "--host", "127.0.0.1", "--port", "0") as process:
        address = said(process, r"Scheduler at: +(tcp://\S+)")
        with pytest.raises(ReleaseError, match=f"{address} has had no worker for 1 s; start one with: dask worker"):
            assemble([EXAMPLES], tmp_path, HERE, cluster=Cluster(address))


class Lost:
    """What dask says of a chunk that worker after worker was lost over, or that none is there to take."""

    class KilledWorker(Exception):
        pass

    def result(self) -> bytes:
        raise self.KilledWorker("shard was tried on 4 workers")

    def wait(self, *_: object, **__: object) -> None:
        raise TimeoutError


def test_workers_lost_over_the_same_documents_again_and_again_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._dask", Lost)
    with pytest.raises(ReleaseError, match=r"tcp://here:1 are lost again and again: .* 4 workers. See their logs"):
        Cluster("tcp://here:1")._result(Lost())


@pytest.mark.parametrize("threads", [{}, {"tcp://there:1": 1}])
def test_a_build_waits_on_while_there_is_a_worker(monkeypatch: pytest.MonkeyPatch, threads: dict[str, int]) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._dask", Lost)
    client, under_way = SimpleNamespace(nthreads=lambda: threads), {Lost(): ([], None)}
    finished: Iterator[Any] = Cluster("tcp://here:1")._finished(client, under_way)
    if threads:
        assert list(finished) == []
        assert len(under_way) == 1
    else:
        with pytest.raises(ReleaseError, match="tcp://here:1 has had no worker for 60 s"):
            list(finished)
