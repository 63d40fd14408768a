"""Pages read on the workers of a real dask scheduler: the graph is the same, even when a worker is killed."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.corpus import page
from benchmarks.corpus.output import write_pages
from conftest import EXAMPLES
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.cluster import Cluster
from esrgraph.rdf.iris import HERE
from kept import Kept
from schedulers import needs_dask, workers
from serving import PATIENCE

CHUNK = 4
COUNT = 5 * CHUNK


@pytest.fixture(scope="module")
def running(dask_scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[subprocess.Popen[str]]]:
    """Three workers: one for every test to kill."""
    with workers(dask_scheduler, 3, tmp_path_factory.mktemp("dask")) as found:
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
    dask_scheduler: str,
    running: list[subprocess.Popen[str]],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    monkeypatch.setattr("esrgraph.ingest.local.CHUNK", CHUNK)
    left, victim = [], running.pop()

    def kill_one(stage: str, done: int, total: int | None) -> None:
        if done == 1 and total:
            left.append(total - done)
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    cluster = Cluster(dask_scheduler, shared=shared)
    assembly = assemble([folder / "pages"], tmp_path, HERE, cluster=cluster, progress=kill_one)
    assert left[0] > 3 * CHUNK
    assert victim.returncode == -signal.SIGKILL
    assert [worker.poll() for worker in running] == [None] * len(running)
    for path in (assembly.ntriples, assembly.outcomes.path):
        assert path.read_bytes() == (folder / "here" / path.name).read_bytes()
    assert not list(tmp_path.glob("*shard*"))
