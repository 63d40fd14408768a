"""What the stages of a build take: seconds of the clock and of the processor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Time(NamedTuple):
    """Seconds of the clock, and of the processor in this process and in those that it waited for."""

    clock: float
    processor: float

    def __add__(self, other: Time) -> Time:  # type: ignore[override]
        """Both together."""
        return Time(self.clock + other.clock, self.processor + other.processor)

    def __sub__(self, other: Time) -> Time:
        """What lies between two readings."""
        return Time(self.clock - other.clock, self.processor - other.processor)


def now() -> Time:
    """A reading, from which another one can be taken away."""
    *processor, _ = os.times()
    return Time(time.perf_counter(), sum(processor))


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """A task that tells how long it took, wherever it ran."""

    task: Callable[[], T]

    def __call__(self) -> tuple[T, Time]:
        """What the task returns, and what it took."""
        start = now()
        result = self.task()
        return result, now() - start


@dataclass(slots=True)
class Stopwatch:
    """What each stage took. Stages that ran side by side take more seconds together than went by."""

    stages: dict[str, Time] = field(default_factory=dict)

    def add(self, stage: str, time: Time) -> None:
        """Add to the time of a stage."""
        self.stages[stage] = self.stages.get(stage, Time(0, 0)) + time

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = now()
        try:
            yield
        finally:
            self.add(stage, now() - start)
