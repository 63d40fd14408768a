"""A cluster that cannot read pages says so, with its address and what to do."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.errors import ReleaseError
from esrgraph.ingest.assemble import assemble
from esrgraph.ingest.cluster import Cluster
from esrgraph.rdf.iris import HERE
from schedulers import needs_dask, scheduler
from serving import PATIENCE


@needs_dask
def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", 1)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    arguments = ["build", str(EXAMPLES), "--data", str(tmp_path), "--scheduler", address]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert address in result.output


@needs_dask
def test_a_scheduler_without_workers_is_told_with_what_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.ingest.cluster._REACHED", PATIENCE)
    monkeypatch.setattr("esrgraph.ingest.cluster._PATIENCE", 1)
    told = r"tcp://\S+ has had no worker for 1 s; start one with: dask worker tcp://"
    with scheduler() as address, pytest.raises(ReleaseError, match=told) as caught:
        assemble([EXAMPLES], tmp_path, HERE, cluster=Cluster(address))
    assert address in str(caught.value)


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
