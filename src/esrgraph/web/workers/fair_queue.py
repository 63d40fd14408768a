"""Whose query runs next: the client's that has fewest running, and among those the one that has waited longest."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Iterable
from typing import Generic, TypeVar

Seat = TypeVar("Seat")


class TooMany(Exception):
    """There is no more room in the queue: `own` says whether it is the client's share of it that is used up."""

    def __init__(self, *, own: bool) -> None:
        super().__init__(own)
        self.own = own


class Turns(Generic[Seat]):
    """A few seats, a queue of bounded length for them, and a bounded share of both for each client.

    One client's many queries do not hold up another's one: turns go round by client. It is for one event loop.
    """

    def __init__(self, seats: Iterable[Seat], queue: int, share: int) -> None:
        """`share` counts what a client has waiting and what it has running."""
        self._free = list(seats)
        self._queue, self._share = queue, share
        self._waiting: dict[str, deque[asyncio.Future[Seat]]] = {}
        self._running: Counter[str] = Counter()

    @property
    def running(self) -> int:
        """How many seats are taken."""
        return self._running.total()

    @property
    def waiting(self) -> int:
        """How many wait for one."""
        return sum(map(len, list(self._waiting.values())))

    async def take(self, client: str) -> Seat:
        """A seat, once it is the client's turn; raises TooMany."""
        waiting = self._waiting.get(client, ())
        if self._running[client] + len(waiting) >= self._share:
            raise TooMany(own=True)
        if self._free and not self._waiting:
            self._running[client] += 1
            return self._free.pop()
        if self.waiting >= self._queue:
            raise TooMany(own=False)
        turn: asyncio.Future[Seat] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            self._withdraw(client, turn)
            raise

    def give_back(self, client: str, seat: Seat) -> None:
        """Let the next have a seat that the client had taken."""
        self._running[client] -= 1
        if not self._running[client]:
            del self._running[client]
        self._free.append(seat)
        self._seat_next()

    def _seat_next(self) -> None:
        while self._free and self._waiting:
            client = min(self._waiting, key=self._running.__getitem__)
            turns = self._waiting.pop(client)
            turn = turns.popleft()
            if turns:
                self._waiting[client] = turns
            if not turn.done():
                self._running[client] += 1
                turn.set_result(self._free.pop())

    def _withdraw(self, client: str, turn: asyncio.Future[Seat]) -> None:
        """Nobody waits for a turn any more, whether it has come in this moment or not."""
        if not turn.cancelled():
            self.give_back(client, turn.result())
        elif turn in self._waiting.get(client, ()):
            self._waiting[client].remove(turn)
            if not self._waiting[client]:
                del self._waiting[client]
