"""How far a long run has come, told to whoever watches it."""

from typing import Protocol


class Progress(Protocol):
    """Told how far a long run has come."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take the stage, the steps done in it, and how many it has (None: not known)."""


def silent(stage: str, done: int, total: int | None) -> None:
    """The progress of a run that nobody watches."""
