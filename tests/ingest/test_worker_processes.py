"""Pages that lie in another order and are read in processes that work side by side give the same."""

import random
import shutil
from pathlib import Path

import pytest
from assembling import everything, everything_in

from conftest import EXAMPLES
from esrgraph.ingest.assemble import assemble
from esrgraph.rdf.iris import HERE
from kept import Kept


def read_here(folder: Path) -> None:
    assemble([EXAMPLES], folder, HERE)


def test_the_same_pages_in_another_order_and_in_worker_processes_give_the_same(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("esrgraph.ingest.local._FEW", 0)
    paths = [path for path in EXAMPLES.rglob("*.*") if path.is_file()]
    random.Random(1).shuffle(paths)
    for path in paths:
        target = tmp_path / "pages" / path.relative_to(EXAMPLES)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    (tmp_path / "read").mkdir()
    read = assemble([tmp_path / "pages"], tmp_path / "read", HERE, jobs=2)
    assert everything(read) == everything_in(kept(read_here))
