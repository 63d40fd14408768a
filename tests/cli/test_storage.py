"""Where an output takes no more, a command says so in a line and ends with 2; a closed pipe it leaves quietly."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import EXAMPLES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
PAGE = EXAMPLES / "S39001.txt"
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


COMMANDS = [("--help",), ("queries",), ("convert", PAGE), ("explain", PAGE), ("validate", PAGE)]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda each: each[0])
def test_a_full_standard_output_is_told(arguments: tuple[object, ...]) -> None:
    assert_told(run(*arguments, out="/dev/full"), "No space left on device")


@pytest.mark.parametrize("command", [("convert", PAGE), ("validate", PAGE, "--format", "json")], ids=lambda c: c[0])
def test_a_full_output_file_is_named(command: tuple[object, ...]) -> None:
    assert_told(run(*command, "-o", "/dev/full"), "/dev/full cannot be written: No space left on device")


@pytest.mark.parametrize("limit", [8_192, 65_536, 1_048_576])
def test_a_build_without_space_is_told_and_leaves_nothing(limit: int, tmp_path: Path) -> None:
    done = run("build", EXAMPLES, "--data", tmp_path, "--no-cache", "--jobs", 1, limit=limit)
    assert_told(done, "make room")
    assert list((tmp_path / "releases").iterdir()) == []


def test_a_closed_pipe_is_left_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "esrgraph.cli", "queries"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
