"""A reader of a command's output that stops early."""

import subprocess
import sys

from conftest import EXAMPLES


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = [sys.executable, "-m", "esrgraph.cli", "convert", EXAMPLES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
    assert process.returncode == 0
