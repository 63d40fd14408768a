"""Documents to packed captures on many machines: chunks to the workers of a dask scheduler, shards back from them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import local
from typing import Any, TypeVar
from uuid import uuid4

from esrgraph.documents.reader import Document, Located, Location
from esrgraph.errors import InputError, ReleaseError
from esrgraph.ingest.capture_cache import code_version
from esrgraph.ingest.encoding import PackedCapture
from esrgraph.ingest.local import Read, Task, chunks, pack_captures
from esrgraph.runtime.child import Child
from esrgraph.runtime.code_version import package_version

T = TypeVar("T")

_AHEAD = 3
"""Chunks under way for each worker."""
_PATIENCE = 60
"""Seconds that a build waits for a worker when there is none left."""
_REACHED = 5
"""Seconds within which a scheduler answers."""
_OTHER_CODE = "its esrgraph, Python or libraries are not the same as here. Install the same on all workers."
_LENGTH = struct.Struct("<I")
_OWN = local()
"""Of each thread of a worker: the process that reads for it, kept from one shard to the next."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a dask scheduler at `address` (`tcp://host:8786`). They must have the same esrgraph installed.

    With `shared`, documents reach them by path and shards come back as files: they see the same file system, and may
    write to the data folder. Without, both are sent as bytes.
    """

    address: str
    shared: bool = True

    def read_all(self, locations: Iterable[Located], task: Task, folder: Path) -> Iterator[Read]:
        """What each document gives, in no fixed order; what a lost worker had under way is given to another.

        Raises:
            InputError: the scheduler cannot be reached, or a document cannot be read by a worker.
            ReleaseError: there is no worker, or workers are lost over the same documents again and again.
        """
        with _connect(self.address) as client:
            under_way: dict[Any, tuple[Sequence[Located], Path | None]] = {}
            for chunk in chunks(iter(locations)):
                file = folder.resolve() / f"shard-{uuid4().hex}" if self.shared else None
                future = client.submit(make_shard, task, code_version(), self._sent(chunk), file, pure=False)
                under_way[future] = chunk, file
                while len(under_way) >= _AHEAD * max(1, sum(client.nthreads().values())):
                    yield from self._finished(client, under_way)
            while under_way:
                yield from self._finished(client, under_way)

    def run_all(self, tasks: Sequence[Callable[[], T]], done: Callable[[], None]) -> list[T]:
        """What each task returns, in their order; `done` is called when one of them is. They are functions of modules
        with their arguments bound, and work on files that the workers share; one that a lost worker had under way is
        begun anew.

        Raises as `read_all` does.
        """
        with _connect(self.address) as client:
            futures = [client.submit(run_task, package_version(), task, pure=False) for task in tasks]
            for future in _dask().as_completed(futures):
                self._result(future)
                done()
            return [future.result() for future in futures]

    def _sent(self, chunk: Sequence[Located]) -> Sequence[Located]:
        return [each if isinstance(each, Document) else self._located(each) for each in chunk]

    def _located(self, location: Location) -> Located:
        return replace(location, path=location.path.resolve()) if self.shared else location.read()

    def _finished(self, client: Any, under_way: dict[Any, tuple[Sequence[Located], Path | None]]) -> Iterator[Read]:
        """What the chunks give that are done first; they are no longer under way."""
        try:
            done, _ = _dask().wait(list(under_way), timeout=_PATIENCE, return_when="FIRST_COMPLETED")
        except TimeoutError as error:
            if not client.nthreads():
                raise ReleaseError(_no_worker(self.address)) from error
            return
        for future in done:
            chunk, file = under_way.pop(future)
            yield from zip(chunk, read_shard(self._result(future), file), strict=True)

    def _result(self, future: Any) -> Any:
        try:
            content = future.result()
        except _dask().KilledWorker as error:
            raise ReleaseError(
                f"Workers of {self.address} are lost again and again: {error}. See their logs"
            ) from error
        except InputError as error:
            hint = " Where workers do not share the file system, build with --transfer bytes." if self.shared else ""
            raise InputError(f"A worker of {self.address} says: {error}{hint}") from error
        return content


def run_task(version: str, task: Callable[[], T]) -> T:
    """What a task returns. Runs on a worker; raises InputError where it has other code than `version`."""
    if package_version() != version:
        raise InputError(_OTHER_CODE)
    return task()


def make_shard(task: Task, version: str, documents: Sequence[Located], file: Path | None) -> bytes:
    """What documents give, as bytes; they go to `file` where one is given. Runs on a worker.

    Raises InputError where the worker has other code than `version`: its captures would be others.
    """
    if code_version() != version:
        raise InputError(_OTHER_CODE)
    results = [each.to_bytes() for each in pack_captures(documents, _child().map(task, documents))]
    shard = b"".join(_LENGTH.pack(len(each)) + each for each in results)
    if file is None:
        return shard
    part = file.with_name(f".{file.name}-{uuid4().hex}")
    try:
        part.write_bytes(shard)
        part.replace(file)
    except OSError as error:
        raise InputError(f"{file} cannot be written ({error.strerror}).") from error
    return b""


def _child() -> Child:
    if not hasattr(_OWN, "child"):
        _OWN.child = Child()
    child: Child = _OWN.child
    return child


def read_shard(content: bytes, file: Path | None) -> Iterator[PackedCapture]:
    """The captures of a shard; its file is removed."""
    if file is not None:
        content = file.read_bytes()
        file.unlink()
    start = 0
    while start < len(content):
        (length,) = _LENGTH.unpack_from(content, start)
        start += _LENGTH.size
        yield PackedCapture.from_bytes(content[start : start + length])
        start += length


@contextmanager
def _connect(address: str) -> Iterator[Any]:
    """A client of the scheduler that has a worker."""
    try:
        client = _dask().Client(address, timeout=_REACHED)
    except (OSError, ValueError) as error:
        raise InputError(f"The scheduler {address} cannot be reached ({error}). Check its address.") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ReleaseError(_no_worker(address)) from error
        yield client


def _dask() -> Any:
    """The library, which only those who have a cluster need; raises InputError where it is missing."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise InputError("--scheduler needs dask; install it with: pip install 'esrgraph[cluster]'") from error


def _no_worker(address: str) -> str:
    return f"The scheduler {address} has had no worker for {_PATIENCE} s; start one with: dask worker {address}"
