"""Where an output file takes no more, a command names it and ends with 2; a closed pipe it leaves quietly."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from storing import LIST, assert_told, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")
FILES: list[tuple[object, ...]] = [("convert", LIST), ("validate", LIST, "--format", "json")]


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
