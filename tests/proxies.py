"""A reverse proxy of people, for tests that need a real one."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from serving import free_port, wait_for

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


@contextmanager
def nginx(folder: Path, locations: str) -> Iterator[str]:
    """The address of an nginx that keeps its files in a folder; the test is skipped where there is none.

    What is in none of the `locations`, as its configuration has them, it does not know (404).
    """
    if NGINX is None:
        pytest.skip("there is no nginx on this machine")
    kept = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    files = "".join(f"{each}_temp_path {folder / each};" for each in kept)
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder / 'pid'}; error_log {folder / 'error.log'}; events {{}}\n"
        f"http {{ access_log off; {files}\n"
        f"server {{ listen 127.0.0.1:{port}; location / {{ return 404; }}\n{locations}\n}} }}\n"
    )
    with subprocess.Popen([NGINX, "-e", folder / "error.log", "-c", folder / "nginx.conf"]) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
