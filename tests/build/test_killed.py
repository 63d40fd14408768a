"""A build that is killed leaves the release in use whole, and nothing that stays."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.sound_folder import inspect
from kept import Kept

MOMENTS = 3
SWITCH = ["publish os.rename", "publish os.remove", "publish os.symlink", "publish os.rename"]
"""The folder gets its name; a link is made (one left behind is removed first), and put in the place of the old one."""


def one_project(folder: Path) -> None:
    build_release([EXAMPLES / "S39001.txt"], DataFolder(folder), Options())


class Killing:
    """The program that makes releases and is killed at it."""

    def __init__(self, program: subprocess.Popen[str]) -> None:
        self._program = program

    def __call__(self, work: str, data: DataFolder, step: int = 0, seconds: float = 0) -> tuple[list[str], int, float]:
        """The steps of publishing that it came to, its exit code, and the seconds it took."""
        stdin, stdout = self._program.stdin, self._program.stdout
        assert stdin
        assert stdout
        print(work, data.path, step, seconds, file=stdin, flush=True)
        steps = []
        for line in map(str.rstrip, stdout):
            if line.startswith("ended"):
                _, code, took = line.split()
                return steps, int(code), float(took)
            steps.append(line)
        raise EOFError


@pytest.fixture(scope="module")
def killing() -> Iterator[Killing]:
    command = [sys.executable, Path(__file__).with_name("killing.py")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as program:
        yield Killing(program)


def linked(folder: Path, target: Path) -> DataFolder:
    """A copy that shares the files of releases, into which nobody writes: they are only moved and removed."""

    def copy(source: str, copied: str) -> None:
        (os.link if "releases" in Path(source).parts else shutil.copy2)(source, copied)

    return DataFolder(Path(shutil.copytree(folder, target, symlinks=True, copy_function=copy)))


def files(release: Release) -> set[str]:
    """The files of a release, but for those whose names the store and the index choose."""
    paths = (path.relative_to(release.folder) for path in release.folder.rglob("*") if path.is_file())
    return {str(path) for path in paths if path.parts[0] not in ("store", "search")}


def require_whole(data: DataFolder, complete: set[str]) -> None:
    """The release in use, and every other that is shown, can be served and has all its files."""
    assert data.current() in data.releases()
    for release in data.releases():
        assert files(release) == complete
        inspect(release)


def require_clean(data: DataFolder) -> None:
    """One release, the last, and nothing left of others."""
    assert [path.name for path in (data.path / "releases").iterdir()] == [data.current().id]
    assert {path.name for path in data.path.iterdir()} == {"releases", "current", "cache", ".lock"}


def test_publishing_killed_before_and_after_each_step_leaves_whole_releases(
    kept: Kept, tmp_path: Path, killing: Killing
) -> None:
    first = DataFolder(kept(one_project))
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
