"""A page that ends the process it is read in costs a cluster that page alone, and no worker."""

from pathlib import Path

import pytest
from fragile import WAYS, FragileTask, write_fragile

from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.cluster import Cluster
from esrgraph.rdf.iris import HERE
from schedulers import scheduler, workers
from serving import PATIENCE


def require_no_worker_lost(shared: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each such page is rejected, the others are published, and the only worker goes on."""
    monkeypatch.setattr("esrgraph.ingest.assemble.Task", FragileTask)
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    write_fragile(folder / "pages")
    with scheduler() as address, workers(address, 1, folder / "dask") as (worker,):
        assembly = assemble([folder / "pages"], folder, HERE, cluster=Cluster(address, shared=shared))
        assert assembly.outcomes.count() == {"published": 2, "rejected": len(WAYS)}
        assert {name for name, _ in assembly.outcomes.rejected()} == {f"{name}.txt" for name in WAYS}
        assert worker.poll() is None
