"""Publishing that is killed before or after any of its steps leaves the release in use whole, and nothing else."""

import os
import shutil
import signal
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from killed import Killing, files, one_project, program, require_clean, require_whole, side_by_side

from esrgraph.release.folder import DataFolder
from kept import Kept

SWITCH = ["publish os.rename", "publish os.remove", "publish os.symlink", "publish os.rename"]
"""The folder gets its name; a link is made (one left behind is removed first), and put in the place of the old one."""


def linked(folder: Path, target: Path) -> DataFolder:
    """A copy that shares the files of releases, into which nobody writes: they are only moved and removed."""

    def copy(source: str, copied: str) -> None:
        (os.link if "releases" in Path(source).parts else shutil.copy2)(source, copied)

    return DataFolder(Path(shutil.copytree(folder, target, symlinks=True, copy_function=copy)))


def test_publishing_killed_before_and_after_each_step_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    first = DataFolder(kept(one_project))
    complete = files(first.current())
    with program() as killing:
        steps, code, _ = killing("publish", linked(first.path, tmp_path / "unbroken"))
    assert code == 0
    names = [name for name, _ in groupby(steps)]
    assert [name for name in names if name in SWITCH] == SWITCH
    assert names[-1] == "writing shutil.rmtree"
    assert {"writing os.mkdir", "prune os.rename", "prune shutil.rmtree", "prune os.remove"} <= set(names)

    def kill(killing: Killing, numbers: Sequence[int]) -> set[str]:
        """The releases that were in use afterwards."""
        seen = set()
        for step in numbers:
            data = linked(first.path, tmp_path / str(step))
            told, code, _ = killing("publish", data, step)
            assert (told, code) == (steps[:step], -signal.SIGKILL)
            require_whole(data, complete)
            seen.add(data.current().id)
            _, code, _ = killing("publish", data)
            assert code == 0
            require_whole(data, complete)
            require_clean(data)
            shutil.rmtree(data.path)
        return seen

    assert set().union(*side_by_side(kill, sorted(chosen(steps)))) == {first.current().id, "copy"}


def chosen(steps: list[str]) -> set[int]:
    """The numbers of all steps; of what is done many times in a row, the first and the last."""
    numbers: set[int] = set()
    for _, same in groupby(enumerate(steps, 1), lambda pair: pair[1]):
        row = [number for number, _ in same]
        numbers |= {row[0], row[-1]}
    return numbers
