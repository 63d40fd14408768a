"""The same pages give the same bytes, though processes that work side by side make the release."""

import shutil
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder

DUMPS = ("esr.nt.gz", "esr.ttl.gz", "esr.jsonld.gz", "statistics.nt.gz", "SHA256SUMS")


def test_worker_processes_make_the_same_bytes(
    data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are known, of which `test_worker_processes.py` reads others in processes of their own."""
    monkeypatch.setattr("esrgraph.ingest.local._FEW", 0)
    other = DataFolder(tmp_path)
    other.cache.parent.mkdir()
    shutil.copy(data.cache, other.cache)
    build_release([EXAMPLES], other, Options(jobs=2))
    for name in DUMPS:
        assert (other.current().dumps / name).read_bytes() == (data.current().dumps / name).read_bytes(), name
