"""A build whose stages run on the workers of a real dask scheduler: the same bytes, though a worker is killed."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.ingest.cluster import Cluster
from esrgraph.release.dumps.checksums import sha256
from esrgraph.release.folder import DataFolder, Release
from esrgraph.search import FACETS, Query, Results, SearchIndex
from schedulers import needs_dask, workers
from serving import PATIENCE

STAGES = ("Writing reports, index and dumps", "Asking the catalogue's queries")


@pytest.fixture(scope="module")
def running(dask_scheduler: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[subprocess.Popen[str]]]:
    """Four workers: one to kill in each stage, and two."""
    with workers(dask_scheduler, 4, tmp_path_factory.mktemp("dask")) as found:
        yield found


def content(release: Release) -> dict[str, str]:
    """What a release holds that depends on the pages alone."""
    files = [*release.dumps.iterdir(), *release.queries.iterdir(), release.reports / "validation.csv"]
    return {str(path.relative_to(release.folder)): sha256(path) for path in files}


def answers(release: Release) -> list[Results]:
    """What its search finds, with all that it tells of the first results, in their order."""
    index = SearchIndex.open(release.search)
    return [
        index.search(Query(text, limit=50, facets=FACETS)) for text in ("", "nuoret", "Pohjois-Karjala", "koulutus")
    ]


@needs_dask
def test_a_build_is_the_same_although_a_worker_is_killed_in_each_stage(
    dask_scheduler: str,
    running: list[subprocess.Popen[str]],
    data: DataFolder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    monkeypatch.setattr("esrgraph.release.dumps.pieces._SHARE", 1 << 19)
    victims = {stage: running.pop() for stage in STAGES}

    def kill_one(stage: str, done: int, total: int | None) -> None:
        if done == 1 and stage in victims:
            victims[stage].send_signal(signal.SIGKILL)
            victims[stage].wait()

    monkeypatch.setattr("esrgraph.search.prepared.Preparation.prepare", None)  # they do it
    options = Options(cluster=Cluster(dask_scheduler))
    summary = build_release([EXAMPLES], DataFolder(tmp_path), options, kill_one)
    assert [victim.returncode for victim in victims.values()] == [-signal.SIGKILL] * len(STAGES)
    assert [worker.poll() for worker in running] == [None] * len(running)
    assert content(summary.release) == content(data.current())
    assert not (summary.release.folder / "documents").exists()
    assert answers(summary.release) == answers(data.current())
    assert not [path for path in summary.release.pieces.iterdir() if path.name[0].isdigit()]
