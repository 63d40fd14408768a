"""What a server remembers of a release goes with the release: files, processes and memory stay level over many."""

import ast
import asyncio
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import httpx2 as httpx
import pytest
from pyoxigraph import DefaultGraph, Literal, Quad, Store
from starlette.testclient import TestClient

import esrgraph
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.app import make_app
from esrgraph.web.site import Opened
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers
from esrgraph.web.workers.question import Question
from graphs import fact, publish, small
from serving import PATIENCE, PATIENT
from store_servers import free_port, wait_for

RELEASES = 10
LEVEL = 1.05
"""How much more memory than with the third release counts as the same."""
TITLES = f"SELECT ?title {{ ?project {Dct.title} ?title }} ORDER BY STR(?title) LIMIT"
ADDRESSES = (
    *("/", "/page/project/S39001", "/page/organisation/9900101-0", "/page/region/12", "/page/municipality/167"),
    *("/page/target-group/young-people", "/page/specific-objective/10.1", "/page/organisation-type/municipality"),
    *("/page/status/active", "/id/project/S39009", "/data/region/12.ttl", "/data/project/S39001.jsonld"),
    *("/search?q=nuoret", "/search.json?q=nuoret", "/search.atom", "/suggest.json?q=joens", "/network", "/network.csv"),
    *("/organisations", "/places", "/target-groups", "/schemes", "/queries/", "/queries/codes?name=joensuu"),
    *("/queries/funding-by-objective", "/queries/funding-by-objective.csv", "/quality", "/quality/severity/info"),
    *("/sparql", "/about", "/dataset", "/releases", "/changes.atom", "/sitemap.xml", "/dumps/esr.nt.gz"),
    *("/reports/validation.json", "/graph-store?default", *(f"/sparql?query={quote(TITLES)}+{n}" for n in (1, 2, 3))),
)
"""Something of all that is made from a release; the last ones keep more than one query process at work."""


@pytest.fixture
def folder(data: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))


def renew(data: DataFolder, number: int) -> Release:
    """Take a release into use in which one title is another, and remove the one before it."""
    before, project = data.current(), HERE.project("S39001")
    with data.writing() as working:
        shutil.copytree(before.folder, working, dirs_exist_ok=True)
        store = Store(working / "store")
        for quad in list(store.quads_for_pattern(project, Dct.title, None, DefaultGraph())):
            store.remove(quad)
        store.add(Quad(project, Dct.title, Literal(f"Hanke {number}", language="fi")))
        store.flush()
        store.optimize()
        del store
        release = data.publish(working, f"2999{number:04}T000000Z-b")
    data.prune(1)
    return release


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


def test_an_old_release_is_gone_with_its_last_reader(folder: DataFolder) -> None:
    with TestClient(make_app(folder, PATIENT), raise_server_exceptions=False) as client:
        before = folder.current()
        for address in ADDRESSES:
            client.get(address, follow_redirects=False)
        (reader,) = opened(before)
        after = renew(folder, 1)
        assert "Hanke 1" in client.get("/page/project/S39001").text
        assert opened(after)
        assert opened(before) == [reader], "it is held by this test alone, and could be read to the end"
        assert next(reader.store.quads_for_pattern(None, None, None))
        del reader
        assert not opened(before)


def opened(release: Release) -> list[Opened]:
    return [each for each in gc.get_objects() if isinstance(each, Opened) and each.release == release]


def test_nobody_has_to_ask_for_an_old_release_to_be_let_go_of(folder: DataFolder) -> None:
    with TestClient(make_app(folder, PATIENT)) as client:
        client.get("/")
        before, after = folder.current(), renew(folder, 1)
        until = time.monotonic() + PATIENCE
        while opened(before) and time.monotonic() < until:
            time.sleep(0.05)
        assert not opened(before)
        assert opened(after)


def test_processes_are_renewed_with_the_release_and_a_query_is_answered_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    data = small(tmp_path)
    asked = Question("SELECT ?o { ?s ?p ?o }", "csv")

    def started() -> list[tuple[int, str]]:
        found = re.findall(r"Query process (\d+) works on (\S+),", caplog.text)
        return [(int(process), release) for process, release in found]

    async def until(happened: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not happened():
                await asyncio.sleep(0.01)

    async def run() -> None:
        workers = Workers(data, Limits(seconds=PATIENCE, concurrency=2))
        workers.start()
        await until(lambda: len(started()) == 2)
        for process, _ in started():
            os.kill(process, signal.SIGSTOP)
        answer = asyncio.ensure_future(workers.run(asked, "a"))
        await asyncio.sleep(0)
        publish(data, "2", [fact("default", "renewed")])
        workers.renew()
        await until(lambda: [release for _, release in started()] == ["1", "1", "2"])
        for process, _ in started():
            if alive(process):
                os.kill(process, signal.SIGCONT)
        assert (await answer).body.split() == [b"o", b"default"], "of the release that it was asked of"
        await until(lambda: [release for _, release in started()] == ["1", "1", "2", "2"])
        await until(lambda: not any(alive(process) for process, _ in started()[:2]))
        assert (await workers.run(asked, "a")).body.split() == [b"o", b"renewed"]
        workers.close()
        await asyncio.sleep(0)

    asyncio.run(run())


def alive(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_no_module_remembers_by_release() -> None:
    kept = {"Opened", "Site", "Release", "DataFolder", "Path", "Graph", "Store"}
    found = [
        f"{path.name}: {function.name}"
        for path in Path(esrgraph.__file__).parent.joinpath("web").rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        and any(re.match(r"(lru_)?cache\b", ast.unparse(each)) for each in function.decorator_list)
        and kept & {ast.unparse(each.annotation) for each in function.args.args if each.annotation}
    ]
    assert not found, "kept in a module, which no release goes away with; `remembered` keeps it with its owner"
