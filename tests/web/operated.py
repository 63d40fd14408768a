"""A server as an operator runs it, in a process of its own, and the figures that it gives."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client.parser import text_string_to_metric_families

from esrgraph.release.folder import DataFolder
from serving import PATIENCE, free_port, wait_for


def figures(text: str) -> dict[tuple[str, ...], float]:
    """The samples of an answer by name and the values of their labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


@contextmanager
def served(data: DataFolder, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server and its address; it is ended where a test has not done so."""
    port = str(free_port())
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(data.path), "--port", port, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**_environment(), **environment}) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    return {**os.environ, "ESRGRAPH_SERVE_SECONDS": str(PATIENCE), "ESRGRAPH_SERVE_WAIT": str(PATIENCE)}
