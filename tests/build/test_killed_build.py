"""A build that is killed leaves the release in use whole, and nothing that stays."""

import random
import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

from killed import Killing, files, one_project, program, require_clean, require_whole, side_by_side

from esrgraph.release.folder import DataFolder
from kept import Kept

MOMENTS = 3


def test_a_build_killed_at_any_moment_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    first = DataFolder(kept(one_project))
    complete = files(first.current())

    def copy(name: str) -> DataFolder:
        return DataFolder(Path(shutil.copytree(first.path, tmp_path / name, symlinks=True)))

    def kill(killing: Killing, kills: Sequence[tuple[int, float]]) -> None:
        data = copy(str(kills[0][0]))
        for step, seconds in kills:
            told, code, _ = killing("build", data, step, seconds)
            if step:
                assert (len(told), code) == (step, -signal.SIGKILL)
            else:
                assert code in (-signal.SIGALRM, 0), seconds
            require_whole(data, complete)
        assert killing("build", data)[1] == 0
        require_whole(data, complete)
        require_clean(data)

    with program() as killing:
        steps, code, whole = killing("build", copy("unbroken"))
    assert code == 0
    switch = steps.index("publish os.symlink") + 1
    last = (switch - 2, switch, switch + 1, steps.index("prune os.rename") + 2)
    side_by_side(kill, [*((step, 0.0) for step in last), *((0, random.random() * whole) for _ in range(MOMENTS))])
