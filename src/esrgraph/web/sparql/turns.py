"""Whose query runs next: the client's that has fewest running, and among those the one that has waited longest."""

from __future__ import annotations

from collections import Counter, deque
from threading import Condition
from typing import Generic, TypeVar

Job = TypeVar("Job")


class TooMany(Exception):
    """There is no more room in the queue: `own` says whether it is the client's share of it that is used up."""

    def __init__(self, *, own: bool) -> None:
        super().__init__(own)
        self.own = own


class Turns(Generic[Job]):
    """A queue of bounded length, and a bounded share of it for each client; several threads take from it.

    One client's many queries do not hold up another's one: turns go round by client.
    """

    def __init__(self, most: int, share: int) -> None:
        """`most` and `share` count jobs that wait and jobs that were taken and are not done."""
        self._most, self._share = most, share
        self._waiting: dict[str, deque[Job]] = {}
        self._running: Counter[str] = Counter()
        self._pending: Counter[str] = Counter()
        self._changed = Condition()
        self._closed = False

    def put(self, client: str, job: Job) -> None:
        """Let a job wait for its turn; raises TooMany."""
        with self._changed:
            if self._pending[client] >= self._share:
                raise TooMany(own=True)
            if self._pending.total() >= self._most:
                raise TooMany(own=False)
            self._pending[client] += 1
            self._waiting.setdefault(client, deque()).append(job)
            self._changed.notify()

    def take(self) -> tuple[str, Job] | None:
        """The next job and its client, once there is one; None when there will be no more."""
        with self._changed:
            while not self._waiting:
                if self._closed:
                    return None
                self._changed.wait()
            client = min(self._waiting, key=self._running.__getitem__)
            jobs = self._waiting.pop(client)
            job = jobs.popleft()
            if jobs:
                self._waiting[client] = jobs
            self._running[client] += 1
            return client, job

    def done(self, client: str) -> None:
        """A job of that client which was taken is over."""
        with self._changed:
            for count in (self._running, self._pending):
                count[client] -= 1
                if not count[client]:
                    del count[client]

    def close(self) -> None:
        """No more jobs: those that wait are still given out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
