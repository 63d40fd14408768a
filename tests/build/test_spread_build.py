"""A build whose stages run on the workers of a real dask scheduler: the same bytes, though a worker is killed."""

import csv
import shutil
import signal
import subprocess
from contextlib import ExitStack
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


def content(release: Release) -> dict[str, str]:
    """What a release holds that depends on the pages alone: of findings, not the day on which they were found."""
    files = [*release.dumps.iterdir(), *release.queries.iterdir()]
    with (release.reports / "validation.csv").open(encoding="utf-8", newline="") as file:
        findings = [row[:-1] for row in csv.reader(file)]
    return {"findings": str(findings)} | {str(path.relative_to(release.folder)): sha256(path) for path in files}


def answers(release: Release) -> list[Results]:
    """What its search finds, with all that it tells of the first results, in their order."""
    index = SearchIndex.open(release.search)
    return [
        index.search(Query(text, limit=50, facets=FACETS)) for text in ("", "nuoret", "Pohjois-Karjala", "koulutus")
    ]


@needs_dask
def test_a_build_is_the_same_although_a_worker_is_killed_in_each_stage(
    dask_scheduler: str, data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages are known; `test_cluster_paths.py` has workers read them. A worker comes to be killed in a stage,
    and one stays."""
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    monkeypatch.setattr("esrgraph.release.dumps.pieces._SHARE", 1 << 19)
    monkeypatch.setattr("esrgraph.search.prepared.Preparation.prepare", None)  # they do it
    spread = DataFolder(tmp_path / "data")
    spread.cache.parent.mkdir(parents=True)
    shutil.copy(data.cache, spread.cache)
    victims: dict[str, subprocess.Popen[str]] = {}
    with ExitStack() as stack:

        def one_more() -> subprocess.Popen[str]:
            (worker,) = stack.enter_context(workers(dask_scheduler, 1, tmp_path))
            return worker

        def kill_one(stage: str, done: int, total: int | None) -> None:
            if stage in STAGES and not done:
                victims[stage] = one_more()
            if stage in STAGES and done == 1:
                victims[stage].send_signal(signal.SIGKILL)
                victims[stage].wait()

        staying = one_more()
        built = build_release([EXAMPLES], spread, Options(cluster=Cluster(dask_scheduler)), kill_one).release
        assert {stage: victim.returncode for stage, victim in victims.items()} == dict.fromkeys(STAGES, -signal.SIGKILL)
        assert staying.poll() is None
    assert content(built) == content(data.current())
    assert not (built.folder / "documents").exists()
    assert answers(built) == answers(data.current())
    assert not [path for path in built.pieces.iterdir() if path.name[0].isdigit()]
