"""A program that makes releases in processes which end themselves at a step or a moment given, and tells how far.

Asked with lines `WORK FOLDER [STEP] [SECONDS]`; the answer has a line for each step of publishing, and a last one.
"""

import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release import folder as publishing
from esrgraph.release.folder import DataFolder

STEPS = {"open", "os.mkdir", "os.chmod", "os.rename", "os.symlink", "os.remove", "os.rmdir", "shutil.rmtree"}
"""What changes a folder, as the interpreter tells it before it is done (PEP 578)."""


def build(data: DataFolder) -> None:
    build_release([EXAMPLES / "S39001.txt"], data, Options(keep=1))


def publish(data: DataFolder) -> None:
    """Take a copy of the release in use into use, as a build does."""
    with data.writing() as working:
        shutil.copytree(data.current().folder, working, dirs_exist_ok=True, copy_function=os.link)
        data.publish(working, "copy")
        data.prune(1)


def function_of(frame: FrameType | None) -> str:
    """The function of `release.folder` that was called first of those that are running, if any is."""
    name = ""
    while frame:
        if frame.f_code.co_filename == publishing.__file__:
            name = frame.f_code.co_name
        frame = frame.f_back
    return name


def tell_steps(last: int) -> None:
    """Print each step before it is done, and end the process at the one of that number."""
    count = 0

    def hear(event: str, _: object) -> None:
        nonlocal count
        if event in STEPS and (function := function_of(sys._getframe(1))):
            os.write(1, f"{function} {event}\n".encode())  # the whole line or nothing, whenever the alarm comes
            count += 1
            if count == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


def work(name: str, folder: str, step: int, seconds: float) -> None:
    tell_steps(step)
    signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody hears the alarm: it ends the process on the spot
    {"build": build, "publish": publish}[name](DataFolder(Path(folder)))


if __name__ == "__main__":
    for line in sys.stdin:
        name, folder, step, seconds = line.split()
        start = time.perf_counter()
        process = os.fork()
        if not process:
            work(name, folder, int(step), float(seconds))
            os._exit(0)
        _, status = os.waitpid(process, 0)
        print("ended", os.waitstatus_to_exitcode(status), time.perf_counter() - start, flush=True)
