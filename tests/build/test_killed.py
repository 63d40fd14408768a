"""A build that is killed leaves the release in use as it was, and nothing that stays."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf import store
from esrgraph.release.folder import DataFolder
from kept import Kept


def one_project(folder: Path) -> None:
    build_release([EXAMPLES / "S39001.txt"], DataFolder(folder), Options())


@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8])
def test_a_build_killed_at_any_moment_leaves_the_release_as_it_was(kept: Kept, tmp_path: Path, seconds: float) -> None:
    data = DataFolder(Path(shutil.copytree(kept(one_project), tmp_path / "data", symlinks=True)))
    before = data.current()
    command = [sys.executable, "-m", "esrgraph.cli", "build", str(EXAMPLES), "--data", str(data.path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    after = data.current()
    assert after == before or (after.manifest.exists() and after.store.exists())
    assert len(store.open_read_only(after.store)) > 0
    with data.writing() as working:
        assert list((data.path / "releases").glob(".*")) == [working]
