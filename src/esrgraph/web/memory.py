"""What was found out once about a release: it is kept with the release, and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from weakref import ref

Memory = dict[Callable[..., Any], Callable[..., Any]]
"""By function: the same function with its latest results at hand."""


class Remembering(Protocol):
    """What results can be kept with."""

    @property
    def memory(self) -> Memory:
        """Those that are kept."""


Owner = TypeVar("Owner", bound=Remembering)
Asked = ParamSpec("Asked")
Known = TypeVar("Known")
_Function = Callable[Concatenate[Owner, Asked], Known]


def remembered(most: int) -> Callable[[_Function[Owner, Asked, Known]], _Function[Owner, Asked, Known]]:
    """Keep the latest results of a function, at most so many, with its first argument; any thread may ask.

    A module that kept them by release would keep every old release open with them.
    """

    def decorate(function: _Function[Owner, Asked, Known]) -> _Function[Owner, Asked, Known]:
        @wraps(function)
        def recall(owner: Owner, /, *asked: Asked.args, **named: Asked.kwargs) -> Known:
            known = owner.memory.get(function)
            if known is None:
                known = owner.memory.setdefault(function, lru_cache(most)(partial(_ask, function, ref(owner))))
            result: Known = known(*asked, **named)
            return result

        return recall

    return decorate


def _ask(function: Callable[..., Known], owner: ref[Any], *asked: Any, **named: Any) -> Known:
    """Ask of an owner that does not hold itself: it is gone with the last who holds it, not when circles are sought."""
    return function(owner(), *asked, **named)
