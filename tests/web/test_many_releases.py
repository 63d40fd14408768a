"""Files, processes and memory of a server stay level over many releases."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import httpx2 as httpx
import pytest
from renewal import ADDRESSES, renew, repeat

from esrgraph.release.folder import DataFolder, Release
from serving import PATIENCE
from store_servers import free_port, wait_for

RELEASES = 30
LEVEL = 1.05
"""How much more memory than with the third release counts as the same."""
EVERY_TIME = (
    *("/data/project/S39001.jsonld", "/search?q=nuoret", "/reports/validation.json", "/quality/severity/info"),
    *("/queries/codes?name=joensuu", "/sparql?query=ASK%7B%7D"),
)
"""What each release is asked for: data, a search, reports, and queries once a process for them has started."""
IN_TURN = 2
"""How many of all other addresses each release is asked for, too."""


@pytest.fixture
def folder(data: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))


@pytest.fixture
def sources(data: DataFolder, tmp_path: Path) -> list[Release]:
    """Two releases of the examples, in which a project has another title."""
    folder = DataFolder(Path(shutil.copytree(data.path, tmp_path / "sources", symlinks=True)))
    renew(folder, 1)
    return [Release(shutil.copytree(data.current().folder, tmp_path / "sources" / "first")), folder.current()]


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
def test_many_releases_leave_nothing_behind(folder: DataFolder, sources: list[Release]) -> None:
    port, processes = free_port(), 2
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(folder.path), "--port", str(port)]
    options = ["--jobs", "1", "--seconds", str(PATIENCE), "--wait", str(PATIENCE)]
    others = cycle(ADDRESSES)
    levels: list[Held] = []
    with subprocess.Popen([*command, *options]) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/sparql")
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
                require_answers(client, ADDRESSES)  # loads what is loaded when it is first needed
                for number in range(1, RELEASES + 1):
                    repeat(folder, sources[number % 2], number)
                    titled = "Hanke 1" in client.get("/page/project/S39001").text
                    assert titled == (number % 2 == 1), "it is the new release that answers"
                    require_answers(client, [*islice(others, IN_TURN), *EVERY_TIME])
                    levels.append(settled(server.pid, processes))
        finally:
            server.terminate()
    level = levels[2]
    # a store has a file or two more or less from release to release, and each of the processes holds them
    assert max(each.files for each in levels[2:]) <= level.files + 3 * processes, levels
    assert max(each.memory for each in levels[2:]) <= level.memory * LEVEL, levels


def require_answers(client: httpx.Client, addresses: Iterable[str]) -> None:
    assert {client.get(each).status_code for each in addresses} <= {200, 303}
