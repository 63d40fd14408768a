"""A page, told to a cluster as bytes, that ends the process it is read in costs that page alone, and no worker."""

from pathlib import Path

import pytest
from lost_on_cluster import require_no_worker_lost

from schedulers import needs_dask


@needs_dask
def test_a_page_told_as_bytes_that_ends_its_process_costs_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_no_worker_lost(False, tmp_path, monkeypatch)
