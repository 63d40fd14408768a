"""A real dask scheduler and its workers, each a process of its own that ends with the block."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

needs_dask = pytest.mark.skipif(not importlib.util.find_spec("distributed"), reason="the extra 'cluster' is missing")


@contextmanager
def started(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{module}", "--no-dashboard", *arguments]
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=os.environ | paths
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], pattern: str) -> str:
    """What a process writes, as soon as it matches."""
    assert process.stderr
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"the process ended without {pattern}")


@contextmanager
def scheduler() -> Iterator[str]:
    with started("dask_scheduler", "--host", "127.0.0.1", "--port", "0") as process:
        yield said(process, r"Scheduler at: +(tcp://\S+)")


@contextmanager
def workers(address: str, count: int, folder: Path) -> Iterator[list[subprocess.Popen[str]]]:
    """Workers that nobody starts again."""
    options = (address, "--no-nanny", "--nthreads", "1", "--local-directory", str(folder))
    with ExitStack() as stack:
        found = [stack.enter_context(started("dask_worker", *options)) for _ in range(count)]
        for worker in found:
            said(worker, "(Registered to)")
        yield found
