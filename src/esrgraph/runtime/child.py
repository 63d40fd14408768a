"""Work in processes of their own, within limits of time and memory: what ends such a process costs no other work."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self, TypeVar, cast

from esrgraph.errors import OUT_OF_SPACE, EsrgraphError, ReleaseError, StorageError

T = TypeVar("T")
R = TypeVar("R")

SECONDS = 60.0
"""Of the processor, for one item: a machine that is busy or held up costs no work. Not known on Windows."""
MEMORY = 2 * 1024**3
"""Bytes of addresses that a process may have, where the system keeps count."""
_PROGRAM = "from esrgraph.runtime.child import main; main()"
_GIGABYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Loss:
    """How a process was lost over an item, as a predicate; `is_certain` unless something else may have ended it."""

    reason: str
    is_certain: bool = True


class Child:
    """A process that works on one item after the other, started when it is first needed, and again when it is lost."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._limits = seconds, memory
        self._process: subprocess.Popen[bytes] | None = None
        self._is_closed = False

    def map(self, work: Callable[[T], R], items: Sequence[T]) -> list[R | Loss]:
        """What the work gives for each item, or how the process was lost over it. Both are pickled.

        What was killed from outside is tried once more. Raises whatever the work raises on purpose, and ReleaseError
        where no process can be started; what it raises by a fault of its own is a loss.
        """
        done: list[R | Loss] = []
        doubted = -1
        while len(done) < len(items):
            results, loss = self._attempt(work, items[len(done) :])
            done += results
            if loss and (loss.is_certain or doubted == len(done)):
                done.append(loss)
            doubted = len(done)
        return done

    def _attempt(self, work: Callable[[T], R], items: Sequence[T]) -> tuple[list[R], Loss | None]:
        """What the work gives, up to the item that the process is lost over, and how."""
        process = self._process or self._start()
        results: list[R] = []
        try:
            _send((work, tuple(items)), process.stdin)
            for _ in items:
                reply = _receive(process.stdout)
                if isinstance(reply, EsrgraphError):
                    raise reply
                if isinstance(reply, Loss):
                    self._let_go()
                    return results, reply
                results.append(reply)
        except (EOFError, OSError, pickle.UnpicklingError):
            return results, self._loss(self._let_go())
        except BaseException:
            self._let_go()
            raise
        return results, None

    def _start(self) -> subprocess.Popen[bytes]:
        if self._is_closed:
            raise CancelledError
        self._process = process = start_child(*self._limits)
        self._end = weakref.finalize(self, _kill, process)
        return process

    def _let_go(self) -> int:
        """The exit code of the process, which is ended; there is none any more."""
        process, self._process = self._process, None
        self._end()
        return process.returncode if process else 0

    def _loss(self, code: int) -> Loss:
        """What the exit code of the process says, negative where it is a signal's."""
        if code == -getattr(signal, "SIGPROF", 0):
            return Loss(f"took more than {self._limits[0]:g} s of the processor")
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return Loss(f"ended the process that did it ({name})", is_certain=name not in ("SIGKILL", "SIGTERM"))

    def kill(self) -> None:
        """End the process at once, and start no other."""
        self._is_closed = True
        if self._process:
            self._process.kill()

    def close(self) -> None:
        """End the process, which waits for work."""
        process, self._process = self._process, None
        if process:
            self._end.detach()
            end_child(process)


class Children:
    """Processes that take work from one queue, as long as the block lasts."""

    def __init__(self, jobs: int) -> None:
        self._threads = ThreadPoolExecutor(jobs)
        self._children = [Child() for _ in range(jobs)]
        self._idle: SimpleQueue[Child] = SimpleQueue()
        for child in self._children:
            self._idle.put(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            self._threads.shutdown(wait=False, cancel_futures=True)
        for child in self._children:
            child.kill() if kind else child.close()
        self._threads.shutdown()

    def submit(self, work: Callable[[T], R], items: Sequence[T]) -> Future[list[R | Loss]]:
        """Have the next idle process do the work; see `Child.map`."""
        return self._threads.submit(self._run, work, items)

    def _run(self, work: Callable[[T], R], items: Sequence[T]) -> list[R | Loss]:
        child = self._idle.get()
        try:
            return child.map(work, items)
        finally:
            self._idle.put(child)


def start_child(seconds: float, memory: int) -> subprocess.Popen[bytes]:
    """A process that waits for work; raises ReleaseError where there can be none."""
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(  # noqa: S603 - this program
        [sys.executable, "-P", "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's last words may hold what a page says
        env=os.environ | {"PYTHONPATH": paths},
    )
    try:
        _send((seconds, memory), process.stdin)
        _receive(process.stdout)
    except (EOFError, OSError) as error:
        _kill(process)
        raise ReleaseError(f"A worker process cannot be started (exit code {process.returncode})") from error
    return process


def end_child(process: subprocess.Popen[bytes]) -> None:
    """Let a process end that waits for work."""
    process.communicate()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _send(message: object, stream: IO[bytes] | None) -> None:
    stream = cast("IO[bytes]", stream)
    pickle.dump(message, stream, pickle.HIGHEST_PROTOCOL)
    stream.flush()


def _receive(stream: IO[bytes] | None) -> Any:
    return pickle.load(cast("IO[bytes]", stream))  # noqa: S301 - from a process of this program


def main() -> None:
    """What the process itself does, until nobody sends it work any more."""
    asked, replies = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    with suppress(AttributeError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    seconds, memory = _receive(asked)
    _limit(memory)
    sys.excepthook = partial(_tell, replies, memory)
    _send(True, replies)
    while asked.peek(1):
        work, items = _receive(asked)
        for item in items:
            _send(_run_timed(work, item, seconds), replies)
        if not gc.get_freeze_count():  # what was loaded for the work stays: not to be looked through for garbage again
            gc.collect()
            gc.freeze()


def _limit(memory: int) -> None:
    """Take at most so much memory, and leave no image of it behind, where the system knows how."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


def _run_timed(work: Callable[[Any], Any], item: object, seconds: float) -> object:
    """What the work gives, or raises on purpose; the system ends the process where it takes too long."""
    clock = getattr(signal, "setitimer", lambda *_: None)
    clock(getattr(signal, "ITIMER_PROF", None), seconds)
    try:
        return work(item)
    except EsrgraphError as error:
        return error
    except OSError as error:
        if error.errno not in OUT_OF_SPACE:
            raise
        return StorageError.of(error)
    finally:
        clock(getattr(signal, "ITIMER_PROF", None), 0)


def _tell(replies: IO[bytes], memory: int, kind: type[BaseException], _: object, trace: TracebackType | None) -> None:
    """The last reply: what the process ends of. An exception's own words may hold what a page says."""
    if issubclass(kind, MemoryError):
        _send(Loss(f"needed more than {memory / _GIGABYTE:g} GB of memory"), replies)
        return
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    _send(Loss(f"met a fault of the program ({kind.__name__}{place})"), replies)
