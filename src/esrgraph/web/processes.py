"""Several processes that answer at one socket, each a server of its own: started, started again, and ended together."""

from __future__ import annotations

import ctypes
import logging
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

from esrgraph.errors import EsrgraphError

_LOG = logging.getLogger(__name__)
_LISTENER, _READY = "ESRGRAPH_LISTENER", "ESRGRAPH_READY"
"""The variables of the environment that tell such a process the descriptor of its socket, and that of the pipe in which
it says that it answers."""
_SOON = 5.0
"""Seconds: a process that ends sooner may do so again, and waits before it is started."""
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 10.0
"""Seconds before a process that ended soon is started again: twice as many each time in a row."""
_TRIES = 3
"""So many that end in a row without one that answers, and no more are started."""
_PARENT_DEATH = 1


def inherited_listener() -> socket.socket | None:
    """The socket that this process shares with others; None where it is not one of several. It ends with the process
    that started it, where the kernel knows how."""
    descriptor = os.environ.pop(_LISTENER, None)
    if descriptor is None:
        return None
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(_PARENT_DEATH, signal.SIGTERM)
    return socket.socket(fileno=int(descriptor))


def is_one_of_several() -> bool:
    """Whether this process shares its socket with others."""
    return _LISTENER in os.environ


def tell_ready() -> None:
    """Tell the process that started this one that it answers."""
    with suppress(OSError):
        os.write(int(os.environ.pop(_READY)), b"1")


def run_processes(number: int, command: Sequence[str], listener: socket.socket) -> None:
    """Have a command run in so many processes, which answer at the socket, until this one is told to end (SIGTERM,
    SIGINT, SIGHUP); those that end before are started again, after a while where they end soon.

    Raises EsrgraphError where several end in a row and none has answered; what they have said tells why.
    """
    children = _Children(command, listener)
    for signal_ in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signal_, children.end)
    try:
        for _ in range(number):
            children.start()
        while children.wait():
            children.start()
    finally:
        children.end()
        children.join()


class _Child:
    """A process, and whether it has said that it answers."""

    def __init__(self, command: Sequence[str], listener: int) -> None:
        self._told, told = os.pipe()
        os.set_blocking(self._told, False)
        self._answered = False
        environment = os.environ | {_LISTENER: str(listener), _READY: str(told)}
        self.process = subprocess.Popen(command, pass_fds=[listener, told], env=environment)  # noqa: S603 - this program
        os.close(told)
        self._since = time.monotonic()

    def answered(self) -> bool:
        with suppress(BlockingIOError):
            self._answered = self._answered or bool(os.read(self._told, 1))
        return self._answered

    def close(self, status: int) -> bool:
        """Take note that it has ended; returns whether soon after it began."""
        self.process.returncode = os.waitstatus_to_exitcode(status)
        os.close(self._told)
        return time.monotonic() - self._since < _SOON


class _Children:
    def __init__(self, command: Sequence[str], listener: socket.socket) -> None:
        self._command, self._listener = command, listener
        self._running: dict[int, _Child] = {}
        self._is_ending = False
        self._woken, self._wake = os.pipe()
        self._soon = self._unanswered = 0
        """How many have ended in a row soon after they began, and without having answered."""

    def start(self) -> None:
        child = _Child(self._command, self._listener.fileno())
        self._running[child.process.pid] = child
        if self._is_ending:
            child.process.terminate()

    def wait(self) -> bool:
        """Wait until one has ended and another may be started; false where all are to end."""
        child = None
        while child is None:  # the first process of a container is told of others' children, too
            number, status = os.wait()
            child = self._running.pop(number, None)
        answers = child.answered() or any(each.answered() for each in self._running.values())
        self._unanswered = 0 if answers else self._unanswered + 1
        self._soon = self._soon + 1 if child.close(status) else 0
        if self._is_ending:
            return False
        if self._unanswered >= _TRIES:
            raise EsrgraphError("The server could not begin; what it has said before tells why")
        pause = min(_FIRST_WAIT * 2 ** (self._soon - 1), _LONGEST_WAIT) if self._soon else 0
        _LOG.warning("Process %d ended (%d); another is started in %g s", number, child.process.returncode, pause)
        select.select([self._woken], [], [], pause)
        return not self._is_ending

    def end(self, signal_: int = 0, frame: FrameType | None = None) -> None:
        """Tell all to end."""
        self._is_ending = True
        os.write(self._wake, b"1")
        for number in list(self._running):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGTERM)  # `terminate` would take the end of one from `wait`

    def join(self) -> None:
        for child in self._running.values():
            child.process.wait()
