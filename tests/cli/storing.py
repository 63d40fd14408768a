"""Commands whose output takes no more, or no more than some bytes."""

import os
import subprocess
import sys

from conftest import EXAMPLES

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
