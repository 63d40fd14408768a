"""Where an output takes no more, a command says so in a line and ends with 2; a closed pipe it leaves quietly."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import EXAMPLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
PAGE, LIST = EXAMPLES / "S39001.txt", EXAMPLES / "list.csv"
"""A page takes a second longer to be read than a list."""
LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from esrgraph.cli import main
main()
"""


def run(*arguments: object, out: str = os.devnull, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    program = ["-m", "esrgraph.cli"] if limit is None else ["-c", LIMITED, str(limit)]
    with open(out, "w") as file:
        return subprocess.run(
            [sys.executable, *program, *map(str, arguments)],
            stdout=file,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )


def assert_told(done: subprocess.CompletedProcess[str], reason: str) -> None:
    last = done.stderr.splitlines()[-1]
    assert last.startswith("esrgraph: ")
    assert reason in last
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


COMMANDS: list[tuple[object, ...]] = [
    ("--help",),
    ("queries",),
    ("convert", PAGE),
    ("explain", PAGE),
    ("validate", PAGE),
]
FILES: list[tuple[object, ...]] = [("convert", PAGE), ("validate", PAGE, "--format", "json")]


def test_a_full_standard_output_is_told() -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda each: run(*each, out="/dev/full"), COMMANDS):
            assert_told(done, "No space left on device")


def test_a_full_output_file_is_named() -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in pool.map(lambda each: run(*each, "-o", "/dev/full"), FILES):
            assert_told(done, "/dev/full cannot be written: No space left on device")


def test_a_closed_pipe_is_left_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "esrgraph.cli", "queries"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
