"""Pages told as bytes to the workers of a real dask scheduler: the graph is the same, even when a worker is killed."""

from pathlib import Path

import pytest
from read_on_cluster import require_same_graph

from kept import Kept
from schedulers import needs_dask


@needs_dask
def test_the_graph_of_pages_told_as_bytes_is_the_same_although_a_worker_is_killed(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_same_graph(False, kept, tmp_path, monkeypatch)
