"""Several servers over one folder: any of them answers any request, and all take up a new release by themselves."""

import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread

import httpx2 as httpx
import pytest

from esrgraph.release.folder import DataFolder
from serving import PATIENCE, serving_alone

ADDRESSES = """
    / /page/project/S39001 /page/region/12?lang=sv /data/organisation/9900101-0.ttl /search.json?kind=project /ontology
    /queries/codes.csv?name=joensuu /sparql?query=ASK%7B%7D&format=json /dumps/esr.nt.gz /dataset
""".split()


@pytest.fixture
def folder(data: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))


@pytest.fixture
def servers(folder: DataFolder) -> Iterator[list[str]]:
    """The addresses of two servers over the folder."""
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        yield list(pool.map(lambda _: stack.enter_context(serving_alone(folder, "--jobs", "1")), range(2)))


def tags(server: str) -> dict[str, str]:
    found = {}
    for address in ADDRESSES:
        answer = httpx.get(server + address, timeout=PATIENCE)
        assert answer.status_code == 200, address
        found[address] = answer.headers["ETag"]
    return found


def test_two_servers_are_one_site(servers: list[str], folder: DataFolder) -> None:
    first, second = map(tags, servers)
    assert first == second
    for server, other in (servers, servers[::-1]):
        tag = httpx.get(f"{other}/page/project/S39001", timeout=PATIENCE).headers["ETag"]
        known = httpx.get(f"{server}/page/project/S39001", headers={"If-None-Match": tag}, timeout=PATIENCE)
        assert known.status_code == 304, "what one server gave, the other knows"

    failures: list[object] = []
    done = Event()
    threads = [Thread(target=_ask_on, args=(server, done, failures)) for server in servers]
    for thread in threads:
        thread.start()
    try:
        with folder.writing() as working:
            shutil.copytree(folder.current().folder, working, dirs_exist_ok=True)
            release = folder.publish(working, "29990101T000000Z-b")
        for server in servers:
            _wait_for_release(server, release.id)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    changed, also = map(tags, servers)
    assert changed == also
    asked = "/sparql?query=ASK%7B%7D&format=json"
    assert changed[asked] != first[asked], "answers of another release have other tags"


def _ask_on(server: str, done: Event, failures: list[object]) -> None:
    """Ask a server for one thing after the other until it is enough."""
    with httpx.Client(base_url=server, timeout=PATIENCE) as client:
        while not done.is_set():
            for address in ADDRESSES:
                try:
                    answer = client.get(address)
                except httpx.HTTPError as error:
                    failures.append(error)
                else:
                    if answer.status_code != 200:
                        failures.append((address, answer.status_code, answer.text))


def _wait_for_release(server: str, name: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if name in httpx.get(f"{server}/sparql", headers={"Accept": "text/turtle"}, timeout=PATIENCE).text:
            return
        time.sleep(0.02)
    pytest.fail(f"{server} did not take up {name}")
