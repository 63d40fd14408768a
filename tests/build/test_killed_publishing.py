"""Publishing that is killed before or after any of its steps leaves the release in use whole, and nothing else."""

import os
import shutil
import signal
from itertools import groupby
from pathlib import Path

from killed import one_project, program, require_clean

from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.sound_folder import inspect
from kept import Kept

SWITCH = ["publish os.rename", "publish os.remove", "publish os.symlink", "publish os.rename"]
"""The folder gets its name; a link is made (one left behind is removed first), and put in the place of the old one."""


def linked(folder: Path, target: Path) -> DataFolder:
    """A copy that shares the files of releases, into which nobody writes: they are only moved and removed.

    What builds keep for the next one is no matter of publishing, and left out.
    """

    def copy(source: str, copied: str) -> None:
        (os.link if "releases" in Path(source).parts else shutil.copy2)(source, copied)

    def left_out(of: str, names: list[str]) -> list[str]:
        return names if Path(of) == folder / "cache" else []

    return DataFolder(Path(shutil.copytree(folder, target, symlinks=True, ignore=left_out, copy_function=copy)))


def files(release: Release) -> dict[str, int]:
    """Every file of a release, and which one it is: copies that share it are whole where the first is."""
    paths = (path for path in release.folder.rglob("*") if path.is_file())
    return {str(path.relative_to(release.folder)): path.stat().st_ino for path in paths}


def require_whole(data: DataFolder, complete: dict[str, int]) -> None:
    """The release in use, and every other that is shown, has all the files of the first."""
    assert data.current() in data.releases()
    for release in data.releases():
        assert files(release) == complete


def test_publishing_killed_before_and_after_each_step_leaves_whole_releases(kept: Kept, tmp_path: Path) -> None:
    with program() as killing:
        first = DataFolder(kept(one_project))
        inspect(first.current())
        complete = files(first.current())
        steps, code, _ = killing("publish", linked(first.path, tmp_path / "unbroken"))
        assert code == 0
        names = [name for name, _ in groupby(steps)]
        assert [name for name in names if name in SWITCH] == SWITCH
        assert names[-1] == "writing shutil.rmtree"
        assert {"writing os.mkdir", "prune os.rename", "prune shutil.rmtree", "prune os.remove"} <= set(names)
        before = first.current().id
        seen = set()
        for step in sorted(chosen(steps)):
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
        assert seen == {before, "copy"}


def chosen(steps: list[str]) -> set[int]:
    """The numbers of all steps; of what is done many times in a row, the first and the last."""
    numbers: set[int] = set()
    for _, same in groupby(enumerate(steps, 1), lambda pair: pair[1]):
        row = [number for number, _ in same]
        numbers |= {row[0], row[-1]}
    return numbers
