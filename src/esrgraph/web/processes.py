"""Several processes that answer at one socket, each a server of its own: started, started again, and ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from types import FrameType

from esrgraph.errors import EsrgraphError

_LISTENER = "ESRGRAPH_LISTENER"
"""The variable of the environment that tells such a process the descriptor of its socket."""
_AT_ONCE = 5.0
"""Seconds: a process that ends sooner would do so again."""
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


def run_processes(number: int, command: Sequence[str], listener: socket.socket) -> None:
    """Have a command run in so many processes, which answer at the socket, until this one is told to end (SIGTERM,
    SIGINT); those that end before are started again.

    Raises EsrgraphError where one ends as soon as it has begun; what it has said tells why.
    """
    children = _Children(command, listener)
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, children.end)
    try:
        for _ in range(number):
            children.start()
        while children.wait():
            children.start()
    finally:
        children.end()
        children.join()


class _Children:
    def __init__(self, command: Sequence[str], listener: socket.socket) -> None:
        self._command, self._listener = command, listener
        self._running: dict[int, tuple[subprocess.Popen[bytes], float]] = {}
        self._is_ending = False

    def start(self) -> None:
        descriptor = self._listener.fileno()
        process = subprocess.Popen(  # noqa: S603 - this program
            self._command, pass_fds=[descriptor], env=os.environ | {_LISTENER: str(descriptor)}
        )
        self._running[process.pid] = process, time.monotonic()
        if self._is_ending:
            process.terminate()

    def wait(self) -> bool:
        """Wait until one ends; false where all are to."""
        number, status = os.wait()
        process, since = self._running.pop(number)
        process.returncode = os.waitstatus_to_exitcode(status)
        if not self._is_ending and time.monotonic() - since < _AT_ONCE:
            raise EsrgraphError("The server could not begin; what it has said before tells why")
        return not self._is_ending

    def end(self, number: int = 0, frame: FrameType | None = None) -> None:
        """Tell all to end."""
        self._is_ending = True
        for process, _ in list(self._running.values()):
            process.terminate()

    def join(self) -> None:
        for process, _ in self._running.values():
            process.wait()
