"""Questions to answers, by processes that can be killed: the one way in which text from outside reaches the engine.

Neither concurrent.futures nor pebble does it: the first cannot end one process, and with both the order of waiting
queries is fixed when they come, so that one client can hold up all others. A thread for each process waits on its pipe;
a process that is ended or dies takes one query with it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import signal
import subprocess
import sys
import weakref
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from multiprocessing import Pipe
from threading import Lock, Thread

import orjson

from esrgraph.errors import ReleaseError
from esrgraph.query import is_steady
from esrgraph.release import DataFolder, Release
from esrgraph.web.frame.refusal import Refusal
from esrgraph.web.frame.reply import Content
from esrgraph.web.sparql.cache import Cache
from esrgraph.web.sparql.formats import MEDIA
from esrgraph.web.sparql.limits import Limits
from esrgraph.web.sparql.question import Question
from esrgraph.web.sparql.turns import TooMany, Turns
from esrgraph.web.sparql.worker import Start

_LOG = logging.getLogger(__name__)


class Workers:
    """The processes that answer questions on the release which is current when a question's turn comes."""

    def __init__(self, data: DataFolder, limits: Limits) -> None:
        self.limits = limits
        self._data, self._cache = data, Cache(limits.cache)
        self._turns: Turns[_Job] = Turns(limits.concurrency + limits.queue, limits.share)
        self._starting = Lock()
        self._threads: list[Thread] = []
        weakref.finalize(self, self._turns.close)

    async def run(self, question: Question, client: str) -> Content:
        """The answer to a question, from memory where it was asked before on the same release.

        `client` is who asks (an address): clients have turns of equal right. To cancel the call ends the query.

        Raises Refusal, with the limit named:
            400 the text is no query (line and column); 403 it is SERVICE or an update;
            406 its result has no such format; 422 its result has too many rows or bytes;
            429 the client, or 503 the server, has too many queries waiting; 503 it takes too long or too much memory.
        """
        tag = self.tag(question)
        kept = self.kept(tag) if tag else None
        if kept:
            return kept
        job = _Job(question)
        self._queue(client, job)
        try:
            content = await asyncio.wrap_future(job.answer)
        except asyncio.CancelledError:
            job.abandon()
            raise
        if content.name:
            self._cache.put(content.name, content)
        return content

    def tag(self, question: Question) -> str | None:
        """A name for the answer on the current release, known without asking; None where it changes with every run."""
        return question.tag(self._data.current().id) if is_steady(question.text) else None

    def kept(self, tag: str) -> Content | None:
        """The answer that goes by a tag, if it is in memory."""
        return self._cache.get(tag)

    def start(self) -> None:
        """Start all processes now, not when they are first needed."""
        self._start_threads(at_once=True)

    def close(self) -> None:
        """Take no more questions, and end the processes once those that wait are answered."""
        self._turns.close()

    def _queue(self, client: str, job: _Job) -> None:
        try:
            self._turns.put(client, job)
        except TooMany as error:
            raise _busy(self.limits, own=error.own) from None
        self._start_threads(at_once=False)

    def _start_threads(self, *, at_once: bool) -> None:
        with self._starting:
            while len(self._threads) < self.limits.concurrency:
                arguments = (self._turns, self._data, self.limits, at_once)
                thread = Thread(target=_work, args=arguments, name="queries", daemon=True)
                thread.start()
                self._threads.append(thread)


def _busy(limits: Limits, *, own: bool) -> Refusal:
    headers = {"Retry-After": str(math.ceil(limits.seconds))}
    if own:
        detail = f"You have {limits.share} queries running or waiting, the most that one client may have; wait for them"
        return Refusal(429, detail, headers=headers, known={"limit_share": limits.share})
    detail = f"{limits.queue} queries are waiting, the most that may; try again in a while"
    return Refusal(503, detail, headers=headers, known={"limit_queue": limits.queue})


class _Job:
    """A question on its way to its answer."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.answer: Future[Content] = Future()
        self._lock = Lock()
        self._end: Callable[[], None] | None = None
        self.abandoned = False

    def abandon(self) -> None:
        """Nobody waits for the answer any more: end the process if it works on it."""
        with self._lock:
            self.abandoned = True
            if self._end:
                self._end()

    def ended_by(self, end: Callable[[], None] | None) -> None:
        """What ends the work on this question, at once if it was abandoned before; None when there is no work on it."""
        with self._lock:
            self._end = end
            if end and self.abandoned:
                end()

    def answered(self, answer: Content | Refusal) -> None:
        """Give the answer to who waits for it, if anybody does."""
        try:
            if isinstance(answer, Refusal):
                self.answer.set_exception(answer)
            else:
                self.answer.set_result(answer)
        except InvalidStateError:
            return


def _work(turns: Turns[_Job], data: DataFolder, limits: Limits, at_once: bool) -> None:
    """Answer one question after the other with one process, renewed when it dies and when the release changes."""
    worker = _ready(None, data, limits) if at_once else None
    while taken := turns.take():
        client, job = taken
        if not job.abandoned:
            worker = _ready(worker, data, limits)
            job.answered(worker.ask(job) if worker else Refusal(503, "No query can be run now; the log says why"))
        if worker and job.abandoned:  # its process was ended, or will have been in a moment
            worker.stop()
            worker = None
        turns.done(client)
    if worker:
        worker.stop()


def _ready(worker: _Worker | None, data: DataFolder, limits: Limits) -> _Worker | None:
    """The same worker if it lives and works on the current release, or else another one; None if there can be none."""
    try:
        release = data.current()
        if worker and worker.release == release and worker.is_alive():
            return worker
        if worker:
            worker.stop()
        return _Worker(release, limits)
    except (ReleaseError, EOFError, OSError) as error:
        _LOG.error("No process can be started that runs queries: %s", error or "it ended at once")
        return None


class _Worker:
    """One process, and this end of the pipe to it."""

    def __init__(self, release: Release, limits: Limits) -> None:
        self.release, self._limits = release, limits
        self._connection, theirs = Pipe()
        descriptor = theirs.fileno()
        self._process = subprocess.Popen(  # noqa: S603 - this program, with a number
            [sys.executable, "-m", "esrgraph.web.sparql.worker", str(descriptor)],
            pass_fds=[descriptor],
            stdin=subprocess.DEVNULL,
            process_group=0,
        )
        theirs.close()
        self._connection.send(Start(release.store, release.base, limits))
        isolation = self._connection.recv_bytes().decode()
        log = _LOG.warning if isolation == "none" else _LOG.info
        log("Query process %d works on %s, kept off the network by: %s", self._process.pid, release.id, isolation)

    def is_alive(self) -> bool:
        """Whether the process can be asked."""
        return self._process.poll() is None

    def ask(self, job: _Job) -> Content | Refusal:
        """The answer to a question, or why there is none; the process may be gone then."""
        job.ended_by(self._process.kill)
        try:
            self._connection.send(job.question)
            head = orjson.loads(self._connection.recv_bytes())
            body = self._connection.recv_bytes()
        except (EOFError, OSError):
            return self._death()
        finally:
            job.ended_by(None)
        if head["status"] != 200:
            return Refusal(head["status"], body.decode(), known=head["known"])
        steady = is_steady(job.question.text)
        name = job.question.tag(self.release.id) if steady else None
        return Content(body, MEDIA[job.question.format], name)

    def _death(self) -> Refusal:
        """Why the process is gone, as its exit code says."""
        code = self._process.wait()
        limits = self._limits
        if code == -signal.SIGALRM:
            detail = f"The query takes longer than it may ({limits.seconds:g} seconds); ask for less at once"
            return Refusal(503, detail, known={"limit_seconds": limits.seconds})
        if code == -signal.SIGABRT:
            detail = f"The query needs more memory than it may have ({limits.memory} bytes); ask for less at once"
            return Refusal(503, detail, known={"limit_memory": limits.memory})
        if code != -signal.SIGKILL:
            _LOG.error("Query process %d ended by itself: exit code %d", self._process.pid, code)
        return Refusal(503, "The process that ran the query has ended; other queries are not affected")

    def stop(self) -> None:
        """End the process."""
        self._connection.close()
        self._process.kill()
        self._process.wait()
