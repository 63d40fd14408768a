"""A build that is killed leaves the release in use whole, and nothing that stays."""

import random
import shutil
import signal
from pathlib import Path

from killed import files, one_project, program, require_clean, require_whole

from esrgraph.release.folder import DataFolder
from kept import Kept

MOMENTS = 3


def test_a_build_killed_at_any_moment_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    with program() as killing:
        data = DataFolder(Path(shutil.copytree(kept(one_project), tmp_path / "data", symlinks=True)))
        complete = files(data.current())
        _, code, whole = killing("build", data)
        assert code == 0
        for moment in (random.random() * whole for _ in range(MOMENTS)):
            _, code, _ = killing("build", data, seconds=moment)
            assert code in (-signal.SIGALRM, 0), moment
            require_whole(data, complete)
        assert killing("build", data)[1] == 0
        require_whole(data, complete)
        require_clean(data)
