"""A build that is killed when its release is about to come into use, or just has, leaves a whole one in use."""

import shutil
import signal
from pathlib import Path

from killed import files, one_project, program, require_clean, require_whole

from esrgraph.release.folder import DataFolder
from kept import Kept


def test_a_build_killed_around_the_switch_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    with program() as killing:

        def copied(name: str) -> DataFolder:
            return DataFolder(Path(shutil.copytree(kept(one_project), tmp_path / name, symlinks=True)))

        steps, code, _ = killing("publish", copied("unbroken"))
        assert code == 0
        switch = steps.index("publish os.symlink") + 1
        for step in (switch - 2, switch, switch + 1, steps.index("prune os.rename") + 2):
            data = copied(str(step))
            complete = files(data.current())
            told, code, _ = killing("build", data, step)
            assert (told, code) == (steps[:step], -signal.SIGKILL)
            require_whole(data, complete)
            assert killing("publish", data)[1] == 0
            require_whole(data, complete)
            require_clean(data)
