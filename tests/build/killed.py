"""Runs the program whose processes are killed while they make releases, and looks at what they leave behind."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.sound_folder import inspect
from kept import Kept

LINK = "publish os.symlink"


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


@contextmanager
def program() -> Iterator[Killing]:
    command = [sys.executable, Path(__file__).with_name("killing.py")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as started:
        yield Killing(started)


def files(release: Release) -> set[str]:
    """The files of a release, but for those whose names the store and the indexes choose."""
    paths = (path.relative_to(release.folder) for path in release.folder.rglob("*") if path.is_file())
    return {str(path) for path in paths if path.parts[0] not in ("store", "search", "names")}


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


def require_whole_when_killed(kept: Kept, folder: Path, numbers: Callable[[list[str]], tuple[int, ...]]) -> None:
    """A build that is killed at any of these steps leaves a whole release in use, and so does publishing after it."""
    with program() as killing:

        def copied(name: str) -> DataFolder:
            return DataFolder(Path(shutil.copytree(kept(one_project), folder / name, symlinks=True)))

        steps, code, _ = killing("publish", copied("unbroken"))
        assert code == 0
        for step in numbers(steps):
            data = copied(str(step))
            complete = files(data.current())
            told, code, _ = killing("build", data, step)
            assert (told, code) == (steps[:step], -signal.SIGKILL)
            require_whole(data, complete)
            assert killing("publish", data)[1] == 0
            require_whole(data, complete)
            require_clean(data)
