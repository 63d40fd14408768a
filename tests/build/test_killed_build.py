"""A build that is killed leaves the release in use whole, and nothing that stays."""

import random
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from killed import Killing, files, one_project, program, require_clean, require_whole

from esrgraph.release.folder import DataFolder
from kept import Kept

MOMENTS = 3


@pytest.fixture
def killing() -> Iterator[Killing]:
    with program() as killing:
        yield killing


def test_a_build_killed_at_any_moment_leaves_whole_releases(kept: Kept, tmp_path: Path, killing: Killing) -> None:
    data = DataFolder(Path(shutil.copytree(kept(one_project), tmp_path / "data", symlinks=True)))
    complete = files(data.current())
    steps, code, whole = killing("build", data)
    assert code == 0
    switch = steps.index("publish os.symlink") + 1
    for step in (switch - 2, switch, switch + 1, steps.index("prune os.rename") + 2):
        told, code, _ = killing("build", data, step)
        assert (len(told), code) == (step, -signal.SIGKILL)
        require_whole(data, complete)
    for moment in (random.random() * whole for _ in range(MOMENTS)):
        _, code, _ = killing("build", data, seconds=moment)
        assert code in (-signal.SIGALRM, 0), moment
        require_whole(data, complete)
    assert killing("build", data)[1] == 0
    require_whole(data, complete)
    require_clean(data)
