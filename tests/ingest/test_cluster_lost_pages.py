"""A page that ends the process it is read in costs a cluster that page alone, and no worker."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from fragile import WAYS, FragileTask, write_fragile

from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.cluster import Cluster
from esrgraph.rdf.iris import HERE
from schedulers import needs_dask, scheduler, workers
from serving import PATIENCE


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Popen[str]]]:
    """The address of a scheduler, and its only worker."""
    with scheduler() as address, workers(address, 1, tmp_path_factory.mktemp("dask")) as (worker,):
        yield address, worker


@needs_dask
@pytest.mark.parametrize("shared", [True, False], ids=["by path", "as bytes"])
def test_a_page_that_ends_its_process_costs_no_worker(
    shared: bool,
    running: tuple[str, Popen[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, worker = running
    monkeypatch.setattr("esrgraph.ingest.assemble.Task", FragileTask)
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    write_fragile(tmp_path / "pages")
    assembly = assemble([tmp_path / "pages"], tmp_path, HERE, cluster=Cluster(address, shared=shared))
    assert assembly.outcomes.count() == {"published": 2, "rejected": len(WAYS)}
    assert {name for name, _ in assembly.outcomes.rejected()} == {f"{name}.txt" for name in WAYS}
    assert worker.poll() is None
