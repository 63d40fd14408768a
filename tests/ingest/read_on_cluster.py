"""Pages read on the workers of a real dask scheduler: the graph is the same, even when a worker is killed."""

import shutil
import signal
from pathlib import Path

import pytest

from benchmarks.corpus import page
from benchmarks.corpus.output import write_pages
from conftest import EXAMPLES
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.cluster import Cluster
from esrgraph.rdf.iris import HERE
from kept import Kept
from schedulers import scheduler, workers
from serving import PATIENCE

CHUNK = 4
COUNT = 5 * CHUNK


def pages_read_here(folder: Path) -> None:
    """Generate pages, add the examples, with two captures of a project and pages that are rejected, and read all."""
    pages, here = folder / "pages", folder / "here"
    assert len(list(write_pages((page(1, index) for index in range(COUNT)), pages))) == COUNT
    shutil.copytree(EXAMPLES, pages / "examples")
    here.mkdir()
    assembly = assemble([pages], here, HERE)
    assert (assembly.ntriples.parent, assembly.outcomes.path.parent) == (here, here)


def require_same_graph(shared: bool, kept: Kept, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What two workers read, of which one is killed, is what is read here."""
    folder = kept(pages_read_here)
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    monkeypatch.setattr("esrgraph.ingest.local.CHUNK", CHUNK)
    left = []

    with scheduler() as address, workers(address, 2, target / "dask") as (victim, survivor):

        def kill_one(stage: str, done: int, total: int | None) -> None:
            if done == 1 and total:
                left.append(total - done)
                victim.send_signal(signal.SIGKILL)
                victim.wait()

        cluster = Cluster(address, shared=shared)
        assembly = assemble([folder / "pages"], target, HERE, cluster=cluster, progress=kill_one)
        assert left[0] > 3 * CHUNK
        assert victim.returncode == -signal.SIGKILL
        assert survivor.poll() is None
        for path in (assembly.ntriples, assembly.outcomes.path):
            assert path.read_bytes() == (folder / "here" / path.name).read_bytes()
        assert not list(target.glob("*shard*"))
