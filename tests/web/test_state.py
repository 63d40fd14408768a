"""What a server remembers of a release goes with the release."""

import ast
import asyncio
import gc
import os
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from weakref import ref

import pytest
from renewal import ADDRESSES, renew
from starlette.testclient import TestClient

import esrgraph
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.app import make_app
from esrgraph.web.site import Opened
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers
from esrgraph.web.workers.question import Question
from graphs import fact, publish, small
from serving import PATIENCE, PATIENT


@pytest.fixture
def folder(data: DataFolder, tmp_path: Path) -> DataFolder:
    return DataFolder(Path(shutil.copytree(data.path, tmp_path / "data", symlinks=True)))


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
    gc.unfreeze()  # what is set apart is not among what is listed
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


def test_a_page_that_was_under_way_when_memory_was_set_apart_holds_no_release(folder: DataFolder) -> None:
    with TestClient(make_app(folder, PATIENT)) as client:
        client.get("/")
        (reader,) = opened(folder.current())
        held, circle = ref(reader), [reader]
        circle.append(circle)  # type: ignore[arg-type]  # as a page leaves them
        gc.freeze()
        del reader, circle
        renew(folder, 1)
        until = time.monotonic() + PATIENCE
        while held() and time.monotonic() < until:
            time.sleep(0.05)
        assert held() is None


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
