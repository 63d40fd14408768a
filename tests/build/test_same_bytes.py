"""The same pages give the same bytes, however they are read."""

import random
import shutil
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder

DUMPS = ("esr.nt.gz", "esr.ttl.gz", "esr.jsonld.gz", "statistics.nt.gz", "SHA256SUMS")


def test_the_same_pages_in_another_order_and_in_worker_processes_give_the_same_bytes(
    data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.ingest.local._FEW", 0)
    paths = [path for path in EXAMPLES.rglob("*.*") if path.suffix in {".txt", ".html", ".pdf", ".csv"}]
    random.Random(1).shuffle(paths)
    pages = tmp_path / "pages"
    for path in paths:
        target = pages / path.relative_to(EXAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copy(EXAMPLES / "captures.csv", pages)
    build_release([pages], DataFolder(tmp_path / "data"), Options(jobs=2))
    other = DataFolder(tmp_path / "data").current()
    for name in DUMPS:
        assert (other.dumps / name).read_bytes() == (data.current().dumps / name).read_bytes(), name
