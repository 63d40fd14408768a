"""Does a server stay as it is under load, with a new release every minute and hostile queries all the time?

    python -m benchmarks.soak DATA [--minutes 9] [--clients 16] [--every 60]

DATA is a folder of releases (`esrgraph build`); a copy of it is served. Honest clients ask for pages, searches, data
and questions of the catalogue, one after the other; a hostile client, at another address, sends a query every second
that goes beyond some limit. Prints how many answers there were of which status, the latency of light pages (p50, p99),
and what is held after each release: memory in MB (PSS) of the server, and of all its processes, whose queries take what
they need for a moment; open files, deleted files.

Exit code 1 where an honest client got an error, or the server holds more than a fortieth more at the end than halfway,
or a file that is deleted.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from threading import Event
from typing import NamedTuple
from urllib.parse import quote

import httpx2 as httpx

from benchmarks.servers import free_port
from esrgraph.release.folder import DataFolder, Release

LIGHT = ("/", "/page/region/12", "/search?q=nuoret", "/organisations", "/about", "/page/specific-objective/10.1")
"""Pages that nobody should wait for."""
OTHERS = (
    "/search.json?q=ty%C3%B6&region=12",
    "/search?view=table&order=granted_euros",
    "/search?view=chart&by=fund&measure=granted",
    "/queries/funding-by-objective.csv",
    "/data/region/12.ttl",
    "/quality",
    "/sparql?query=" + quote("SELECT ?p ?t { ?p <http://purl.org/dc/terms/title> ?t } LIMIT 50"),
)
HOSTILE = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (GROUP_CONCAT(STR(?o)) AS ?all) { ?s ?p ?o . ?t ?q ?u }",
    "ASK { ?a (!<urn:x>)* ?b . ?b (!<urn:y>)* ?c FILTER(REGEX(STR(?c), '(a+)+$')) }",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
)
LEVEL = 1.025


class Held(NamedTuple):
    """Megabytes that the server holds, and with all query processes; their open files, and deleted files among those or
    mapped."""

    server: float
    memory: float
    files: int
    deleted: int


def held(server: int) -> Held:
    """Raises OSError where a process ends meanwhile."""
    memory, files, mapped = dict[int, int](), list[str](), set[str]()
    for each in family(server):
        files += [os.readlink(path) for path in Path(f"/proc/{each}/fd").iterdir()]
        mapped |= set(re.findall(r"/.*$", Path(f"/proc/{each}/maps").read_text(), re.MULTILINE))
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        memory[each] = int(re.findall(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[0])
    deleted = sum(name.endswith(" (deleted)") and "/releases/" in name for name in {*files, *mapped})
    return Held(memory[server] / 1024, sum(memory.values()) / 1024, len(files), deleted)


def settled(server: int) -> Held:
    """What is held once nobody works on an old release any more: a query that runs may, for as long as it may run."""
    until, level = time.monotonic() + 30, None
    while (level is None or level.deleted) and time.monotonic() < until:
        with suppress(OSError):  # a process that a query has ended
            level = held(server)
        time.sleep(0.1)
    if level is None:
        raise TimeoutError("the server's processes never stayed for a moment")
    return level


def family(process: int) -> Iterator[int]:
    """The process and those that it has started."""
    yield process
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


def renew(data: DataFolder, number: int) -> Release:
    """Take a copy of the current release into use, which shares its files, and remove all but the one before it."""
    with data.writing() as working:
        shutil.copytree(data.current().folder, working, dirs_exist_ok=True, copy_function=os.link)
        release = data.publish(working, f"2999{number:04}T000000Z-soak")
    data.prune(2)
    return release


class Soak:
    """Clients at work until `over` is set; what they got is kept."""

    def __init__(self, site: str) -> None:
        self._site, self.over = site, Event()
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.light: list[float] = []
        self.errors: list[str] = []

    def honest(self, start: int) -> None:
        """One client, which asks for one thing after the other."""
        addresses = [*LIGHT, *OTHERS]
        with httpx.Client(base_url=self._site, timeout=120, headers={"Accept": "text/html,*/*"}) as client:
            for number in count(start):
                if self.over.is_set():
                    return
                address = addresses[number % len(addresses)]
                begun = time.perf_counter()
                try:
                    status = client.get(address).status_code
                except httpx.HTTPError as error:
                    status = 0
                    self.errors.append(f"{address}: {error!r}")
                if address in LIGHT:
                    self.light.append(time.perf_counter() - begun)
                if status not in (0, 200):
                    self.errors.append(f"{address}: {status}")
                self.statuses["honest", status] += 1

    def hostile(self) -> None:
        """A client that asks for too much, every second."""
        transport = httpx.HTTPTransport(local_address="127.0.0.2")
        with (
            httpx.Client(base_url=self._site, timeout=120, transport=transport) as client,
            ThreadPoolExecutor(16) as pool,
        ):
            for number in count():
                if self.over.wait(1):
                    pool.shutdown(wait=False, cancel_futures=True)
                    return
                pool.submit(self._attack, client, HOSTILE[number % len(HOSTILE)])

    def _attack(self, client: httpx.Client, query: str) -> None:
        try:
            status = client.get("/sparql", params={"query": query}).status_code
        except httpx.HTTPError:
            status = 0
        self.statuses["hostile", status] += 1


def soak(
    folder: Path, minutes: float, clients: int, every: float, options: Sequence[str] = ()
) -> tuple[Soak, list[Held]]:
    """What clients got, and what was held after each release; `options` are those of `serve`."""
    data, port = DataFolder(folder), free_port()
    command = [sys.executable, "-m", "esrgraph.cli", "serve", "--data", str(folder), "--port", str(port), *options]
    site, levels = f"http://127.0.0.1:{port}", list[Held]()
    work = Soak(site)
    with subprocess.Popen(command) as server, ThreadPoolExecutor(clients + 1) as pool:
        try:
            until = time.monotonic() + 60
            while time.monotonic() < until and not is_ready(site):
                time.sleep(0.1)
            asked = [pool.submit(work.honest, start * 3) for start in range(clients)] + [pool.submit(work.hostile)]
            end = time.monotonic() + minutes * 60
            for number in count(1):
                rest = end - time.monotonic()
                time.sleep(max(0, min(every, rest)))
                levels.append(settled(server.pid))
                if rest <= every:
                    break
                renew(data, number)
            work.over.set()
            for each in asked:
                each.result()
        finally:
            work.over.set()
            server.terminate()
    return work, levels


def is_ready(site: str) -> bool:
    """Whether the server at an address is ready to answer."""
    try:
        return httpx.get(f"{site}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


def main() -> int:
    """Print what happened; 1 where it is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--minutes", type=float, default=9)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--every", type=float, default=60, help="seconds from release to release")
    asked = parser.parse_args()
    with TemporaryDirectory(dir=asked.data.parent) as passing:
        folder = Path(passing) / "data"
        shutil.copytree(
            asked.data, folder, symlinks=True, copy_function=os.link, ignore=shutil.ignore_patterns("cache")
        )
        work, levels = soak(folder, asked.minutes, asked.clients, asked.every)
    for (who, status), number in sorted(work.statuses.items()):
        print(f"{who:8} {status or 'none':>5} {number:>8,}")
    cuts = quantiles(work.light, n=100)
    print(f"light pages: {len(work.light):,}, p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms")
    for number, level in enumerate(levels, start=1):
        held_now = f"{level.server:.0f} MB, {level.memory:.0f} in all, {level.files} files, {level.deleted} deleted"
        print(f"release {number}: {held_now}")
    for error in work.errors[:10]:
        print(error)
    is_level = levels[-1].server <= levels[len(levels) // 2].server * LEVEL and not levels[-1].deleted
    return 0 if is_level and not work.errors else 1


if __name__ == "__main__":
    sys.exit(main())
