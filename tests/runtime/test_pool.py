"""Work side by side in processes: the results are in order, failures come through, a killed process is told of."""

import os
import signal
from functools import partial

import pytest

from esrgraph.errors import InputError, ReleaseError
from esrgraph.runtime.parallel import run_all
from esrgraph.runtime.timing import Stopwatch, Time, Timed


def fail() -> None:
    raise InputError("nothing to read")


def end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    done: list[None] = []
    assert run_all([partial(pow, 2, n) for n in range(5)], jobs, lambda: done.append(None)) == [1, 2, 4, 8, 16]
    assert len(done) == 5


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_comes_through(jobs: int) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        run_all([partial(pow, 2, 2), fail], jobs)


def test_a_killed_process_is_told_of() -> None:
    with pytest.raises(ReleaseError, match="fewer --jobs"):
        run_all([partial(pow, 2, 2), end], 2)


def test_what_the_processes_took_is_known_when_the_work_is_done() -> None:
    watch = Stopwatch()
    with watch.timed("sums"):
        timed = run_all([Timed(partial(sum, range(3_000_000))), Timed(partial(sum, range(3_000_000)))], 2)
    assert watch.stages["sums"].processor >= sum(time.processor for _, time in timed)


def test_each_task_is_timed_in_its_own_process_and_counts_for_its_stage() -> None:
    timed = run_all([Timed(partial(sum, range(2_000_000))), Timed(partial(pow, 2, 2))], 2)
    (total, long), (_, short) = timed
    assert total == sum(range(2_000_000))
    assert long.processor > short.processor >= 0
    watch = Stopwatch()
    for _, time in timed:
        watch.add("sums", time)
    assert watch.stages == {"sums": long + short}
    assert long - short == Time(long.clock - short.clock, long.processor - short.processor)
