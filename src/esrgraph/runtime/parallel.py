"""Work that need not wait for one another: one after the other in this process, or side by side in worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from esrgraph.errors import ReleaseError
from esrgraph.runtime.heap import search_seldom

T = TypeVar("T")
Run = Callable[[Sequence[Callable[[], None]]], object]
"""What runs tasks that do not wait for one another, wherever."""


@contextmanager
def processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of worker processes, gone at the end of the block; what has not begun is left out where the block fails.

    Raises ReleaseError where a worker process is killed.
    """
    is_whole = False
    with ProcessPoolExecutor(jobs, get_context("spawn"), search_seldom) as pool:
        try:
            yield pool
            is_whole = True
        except BrokenProcessPool as error:
            raise ReleaseError(
                "A worker process ended before its work was done (killed, perhaps for want of memory);"
                " build again, with fewer --jobs if it was memory"
            ) from error
        finally:
            pool.shutdown(wait=is_whole, cancel_futures=True)


def one_after_the_other(tasks: Sequence[Callable[[], None]]) -> None:
    """Run tasks in this process."""
    for task in tasks:
        task()


def run_all(tasks: Sequence[Callable[[], T]], jobs: int, done: Callable[[], None] = lambda: None) -> list[T]:
    """What each task returns, in their order; `done` is called when one of them is.

    With more than one job the tasks run in worker processes, and those that take longest should come first. They and
    what they return are pickled then, so a task is a function of a module with its arguments bound.

    Raises ReleaseError where a worker process is killed.
    """
    if jobs == 1 or len(tasks) <= 1:
        return run_in(None, tasks, done)
    with processes(min(jobs, len(tasks))) as pool:
        return run_in(pool, tasks, done)


def run_in(pool: Executor | None, tasks: Sequence[Callable[[], T]], done: Callable[[], None]) -> list[T]:
    """The same in the processes of a pool, which are left for more; without one, in this process."""
    if pool is None:
        return [_told(task, done) for task in tasks]
    under_way = [pool.submit(task) for task in tasks]
    for future in as_completed(under_way):
        future.result()
        done()
    return [future.result() for future in under_way]


def _told(task: Callable[[], T], done: Callable[[], None]) -> T:
    result = task()
    done()
    return result
