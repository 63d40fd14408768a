"""Files, processes and memory of a server stay level over many releases."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx2 as httpx
import pytest
from renewal import ADDRESSES, renew

from esrgraph.release.folder import DataFolder
from serving import PATIENCE
from store_servers import free_port, wait_for

RELEASES = 6
LEVEL = 1.05
"""How much more memory than with the third release counts as the same."""


@pytest.fixture
def folder(data: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))


class Held(NamedTuple):
    """What a server and its query processes hold: open files, deleted files among those or mapped, and megabytes."""

    processes: int
    files: int
    deleted: tuple[str, ...]
    memory: float


def family(process: int) -> Iterator[int]:
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def held(server: int) -> Held:
    """Raises OSError where a process ends meanwhile."""
    processes, memory = list(family(server)), 0
    files: list[str] = []
    mapped: set[str] = set()
    for each in processes:
        files += [str(path.readlink()) for path in Path(f"/proc/{each}/fd").iterdir()]
        mapped |= set(re.findall(r"/.*$", Path(f"/proc/{each}/maps").read_text(), re.MULTILINE))
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        memory += int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0])
    deleted = {name for name in (*files, *mapped) if "/releases/" in name and name.endswith(" (deleted)")}
    return Held(len(processes), len(files), tuple(sorted(deleted)), memory / 1024)


def settled(server: int, processes: int) -> Held:
    """What is held once no old release is: who is done with one lets go of it in moments."""
    now, until = None, time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            now = held(server)
        except OSError:
            continue
        if now.processes == processes and not now.deleted:
            return now
        time.sleep(0.05)
    pytest.fail(f"an old release is still held: {now}")


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells what a process holds")
def test_many_releases_leave_nothing_behind(folder: DataFolder) -> None:
    port, jobs = free_port(), 2
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(folder.path), "--port", str(port)]
    levels: list[Held] = []
    with subprocess.Popen(
        [*command, "--jobs", str(jobs), "--seconds", str(PATIENCE), "--wait", str(PATIENCE)]
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/sparql")
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                for number in range(1, RELEASES + 1):
                    renew(folder, number)
                    assert f"Hanke {number}" in client.get("/page/project/S39001").text
                    with ThreadPoolExecutor(jobs) as pool:
                        answers = list(pool.map(client.get, ADDRESSES))
                    assert {each.status_code for each in answers} == {200, 303}
                    levels.append(settled(server.pid, 1 + jobs))
        finally:
            server.terminate()
    level = levels[2]
    # a store has a file or two more or less from release to release, and each of the processes holds them
    assert max(each.files for each in levels[2:]) <= level.files + 3 * (1 + jobs), levels
    assert max(each.memory for each in levels[2:]) <= level.memory * LEVEL, levels
