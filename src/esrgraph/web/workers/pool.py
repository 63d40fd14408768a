"""Questions to answers, by processes that can be killed: the one way in which text from outside reaches the engine.

Neither concurrent.futures nor pebble does it: the first cannot end one process, and with both the order of waiting
queries is fixed when they come, so that one client can hold up all others. The event loop waits on all processes
itself, because every thread between it and them would cost more than a look-up does. A process that is ended or dies
takes one query with it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import pickle
import signal
import socket
import subprocess
import sys
import weakref
from collections import Counter
from contextlib import suppress
from threading import Thread
from typing import NamedTuple, Self

import orjson

from esrgraph.errors import ReleaseError
from esrgraph.rdf.formats import MEDIA
from esrgraph.release.folder import DataFolder, Release
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.http.result_cache import Cache
from esrgraph.web.workers.channel import AsyncChannel
from esrgraph.web.workers.fair_queue import TooMany, Turns
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.question import Question
from esrgraph.web.workers.worker import Start

_LOG = logging.getLogger(__name__)


class WorkersState(NamedTuple):
    """Processes that live, queries that run and that wait, and how often an answer was in memory and was not."""

    alive: int
    running: int
    waiting: int
    hits: int
    misses: int


class Workers:
    """The processes that answer questions on the release which is current when a question's turn comes."""

    def __init__(self, data: DataFolder, limits: Limits) -> None:
        self.limits = limits
        self._data = data
        self._cache: Cache[Content] = Cache(limits.cache)
        self.ended: Counter[str] = Counter()
        """Processes ended before their time, by the reason: `time`, `memory`, `client` (it left), `other`."""
        self._seats = tuple(_Seat(data, limits, self.ended) for _ in range(limits.concurrency))
        self._turns = Turns(self._seats, limits.queue, limits.share)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._preparing: set[asyncio.Task[None]] = set()

    async def run(self, question: Question, client: str) -> Content:
        """The answer to a question, from memory where it was asked before on the same release.

        `client` is who asks (an address): clients have turns of equal right. To cancel the call ends the query.

        Raises Refusal, with the limit named:
            400 the text is no query (line and column); 403 it is SERVICE or an update;
            406 its result has no such format; 422 its result has too many rows or bytes;
            429 the client, or 503 the server, has too many queries waiting;
            503 it waits or runs too long, or takes too much memory.
        """
        tag = self.tag(question)
        kept = self.cached_answer(tag) if tag else None
        if kept:
            return kept
        content = await self._answer(question, client)
        if content.name:
            self._cache.put(content.name, content)
        return content

    def tag(self, question: Question) -> str | None:
        """A name for the answer on the current release, known without asking; None where it changes with every run."""
        return question.tag(self._data.current().id)

    def cached_answer(self, tag: str) -> Content | None:
        """The answer that goes by a tag, if it is in memory."""
        return self._cache.get(tag)

    @property
    def can_answer(self) -> bool:
        """Whether there are processes, or were: one that a query has cost is there again in a moment."""
        return any(seat.has_started for seat in self._seats)

    @property
    def state(self) -> WorkersState:
        """What goes on now."""
        alive = sum(seat.is_alive for seat in self._seats)
        return WorkersState(alive, self._turns.running, self._turns.waiting, self._cache.hits, self._cache.misses)

    def start(self) -> None:
        """Start all processes now, not when they are first needed."""
        self._loop = asyncio.get_running_loop()
        self._prepare()

    def renew(self) -> None:
        """Let go of an older release, which any thread may ask for: its answers are forgotten, and processes that work
        on it are replaced, those that run a query once that is answered."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._prepare)

    def close(self) -> None:
        """End the processes; no more questions may come."""
        self._loop = None
        for task in self._preparing:
            task.cancel()
        for seat in self._seats:
            seat.clear()

    def _prepare(self) -> None:
        if self._loop is None:  # closed meanwhile
            return
        self._cache = Cache(self.limits.cache)
        for seat in self._seats:
            self._renew(seat)

    def _renew(self, seat: _Seat) -> None:
        task = asyncio.ensure_future(seat.prepare())
        self._preparing.add(task)
        task.add_done_callback(self._preparing.discard)

    async def _answer(self, question: Question, client: str) -> Content:
        try:
            async with asyncio.timeout(self.limits.wait):
                seat = await self._turns.take(client)
        except TooMany as error:
            raise _busy(self.limits, own=error.own) from None
        except TimeoutError:
            raise _late(self.limits) from None
        try:
            return await seat.answer(question)
        finally:
            self._turns.give_back(client, seat)
            if self._loop and not seat.is_alive:
                self._renew(seat)


def _busy(limits: Limits, *, own: bool) -> Refusal:
    headers = {"Retry-After": str(math.ceil(limits.seconds))}
    if own:
        detail = f"You have {limits.share} queries running or waiting, the most that one client may have; wait for them"
        return Refusal(429, detail, headers=headers, known={"limit_share": limits.share}).for_people(
            "refused_own", count=limits.share
        )
    detail = f"{limits.queue} queries are waiting, the most that may; try again in a while"
    return Refusal(503, detail, headers=headers, known={"limit_queue": limits.queue}).for_people("refused_busy")


def _late(limits: Limits) -> Refusal:
    headers = {"Retry-After": str(math.ceil(limits.seconds))}
    detail = f"The query has waited {limits.wait:g} seconds for its turn, the longest that it may; try again in a while"
    return Refusal(503, detail, headers=headers, known={"limit_wait": limits.wait}).for_people("refused_busy")


class _Seat:
    """Where one process works, renewed when it dies and when the release changes."""

    def __init__(self, data: DataFolder, limits: Limits, ended: Counter[str]) -> None:
        self._data, self._limits, self._ended = data, limits, ended
        self._worker: _Worker | None = None
        self._in_use = asyncio.Lock()
        self.has_started = False
        """Whether a process could be started when one last was to be."""

    async def prepare(self) -> None:
        """Have a process for the current release ready before there is a question, once none is being answered."""
        async with self._in_use:
            with suppress(Refusal):  # it is in the log, and the first question tries again
                await self._ready()

    async def answer(self, question: Question) -> Content:
        """The answer to a question; raises Refusal as `Workers.run` does. To cancel the call ends the process."""
        async with self._in_use:
            worker = await self._ready()
            try:
                return await worker.ask(question)
            except BaseException as error:
                if not isinstance(error, Refusal):  # its answer would be the next question's
                    self._note_end(worker, "client")
                    self.clear()
                elif not worker.is_alive():
                    self._note_end(worker, worker.why_ended)
                raise

    def _note_end(self, worker: _Worker, reason: str) -> None:
        self._ended[reason] += 1
        _LOG.info("Query process %d ended with its query (%s)", worker.number, reason)

    @property
    def is_alive(self) -> bool:
        """Whether there is a process that can be asked."""
        return self._worker is not None and self._worker.is_alive()

    def clear(self) -> None:
        """End the process, if there is one."""
        if self._worker:
            self._worker.stop()
        self._worker = None

    async def _ready(self) -> _Worker:
        """A process that lives and works on the current release; raises Refusal where there can be none."""
        if self._worker is None or not self._worker.serves(self._data):
            self.clear()
            self._worker = await self._started()
        return self._worker

    async def _started(self) -> _Worker:
        try:
            worker = await _Worker.start(self._data.current(), self._limits)
        except (ReleaseError, EOFError, OSError) as error:
            self.has_started = False
            raise _none(error) from error
        self.has_started = True
        return worker


def _none(error: Exception) -> Refusal:
    _LOG.error("No process can be started that runs queries: %s", str(error) or "it ended at once")
    return Refusal(503, "No query can be run now; the log says why").for_people("refused_busy")


class _Worker:
    """One process, and this end of the channel to it."""

    def __init__(
        self, process: subprocess.Popen[bytes], channel: AsyncChannel, release: Release, limits: Limits
    ) -> None:
        self._process, self._channel, self._release, self._limits = process, channel, release, limits
        self._kill = weakref.finalize(self, _end, process)
        self._kill.atexit = False  # the process ends by itself when this one does

    @classmethod
    async def start(cls, release: Release, limits: Limits) -> Self:
        """A process that can be asked; raises EOFError or OSError when it ends instead."""
        ours, theirs = socket.socketpair()
        channel = await AsyncChannel.over(ours)
        with theirs:
            descriptor = theirs.fileno()
            process = subprocess.Popen(  # noqa: S603 - this program, with a number; it starts in a moment
                [sys.executable, "-m", "esrgraph.web.workers.worker", str(descriptor)],
                pass_fds=[descriptor],
                stdin=subprocess.DEVNULL,
                process_group=0,
            )
        worker = cls(process, channel, release, limits)
        try:
            await worker._greet()
        except BaseException:
            worker.stop()
            raise
        return worker

    async def _greet(self) -> None:
        """Tell the process what it works on, and wait until it does."""
        self._channel.send(pickle.dumps(Start(self._release, self._release.base, self._limits)))
        isolation = (await self._channel.receive()).decode()
        log = _LOG.warning if isolation == "none" else _LOG.info
        log("Query process %d works on %s, kept off the network by: %s", self._process.pid, self._release.id, isolation)

    def serves(self, data: DataFolder) -> bool:
        """Whether it can be asked about the current release."""
        return self.is_alive() and self._release == data.current()

    @property
    def number(self) -> int:
        """The process's number, as the system has it."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Whether the process can be asked."""
        return self._process.poll() is None

    @property
    def why_ended(self) -> str:
        """The limit that has ended the process, or `other`."""
        return {-signal.SIGALRM: "time", -signal.SIGABRT: "memory"}.get(self._process.poll() or 0, "other")

    async def ask(self, question: Question) -> Content:
        """The answer to a question; raises Refusal where there is none, and the process may be gone then."""
        try:
            self._channel.send(pickle.dumps(question))
            head = orjson.loads(await self._channel.receive())
            body = await self._channel.receive()
        except EOFError:
            raise await self._death() from None
        if head["log"]:
            _LOG.error("%s", head["log"])
        if head["status"] != 200:
            raise Refusal(head["status"], body.decode(), known=head["known"])
        return Content(body, MEDIA[question.format], question.tag(self._release.id))

    def stop(self) -> None:
        """End the process."""
        self._channel.close()
        self._kill()

    async def _death(self) -> Refusal:
        """Why the process is gone, as its exit code says."""
        code = await asyncio.to_thread(self._process.wait)
        limits = self._limits
        if code == -signal.SIGALRM:
            detail = f"The query takes longer than it may ({limits.seconds:g} seconds); ask for less at once"
            late = Refusal(503, detail, known={"limit_seconds": limits.seconds})
            return late.for_people("refused_seconds", count=f"{limits.seconds:g}")
        if code == -signal.SIGABRT:
            detail = f"The query needs more memory than it may have ({limits.memory} bytes); ask for less at once"
            return Refusal(503, detail, known={"limit_memory": limits.memory}).for_people("refused_memory")
        if code != -signal.SIGKILL:
            _LOG.error("Query process %d ended by itself: exit code %d", self._process.pid, code)
        return Refusal(503, "The process that ran the query has ended; other queries are not affected")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process; the memory of a large one takes a while to be given back, and the event loop has no time."""
    process.kill()
    Thread(target=process.wait, daemon=True).start()
