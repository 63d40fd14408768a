"""Memory that is free: given back to the system that it came from, put together at once, or looked for seldom."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_LARGEST_SET_ASIDE = 1
"""`M_MXFAST` of glibc's malloc.h: the option, in bytes."""
_OF_ITSELF = 64 * ctypes.sizeof(ctypes.c_size_t) // 4
_YOUNG = 50_000
"""Objects between two searches for garbage, in place of Python's 700: some megabytes."""


def give_back() -> None:
    """Have the C library give back what it holds free; glibc keeps much of what other libraries have let go."""
    if trim := _function("malloc_trim"):
        trim(0)


@contextmanager
def nothing_set_aside() -> Iterator[None]:
    """Have the C library put free memory together at once, while the block lasts: glibc sets small pieces aside, and
    where millions are let go, going through them again and again takes a tenth of the time."""
    option = _function("mallopt") or (lambda *_: None)
    option(_LARGEST_SET_ASIDE, 0)
    try:
        yield
    finally:
        option(_LARGEST_SET_ASIDE, _OF_ITSELF)


@contextmanager
def seldom_searched() -> Iterator[None]:
    """Search seldom for objects that are kept by one another alone, while the block lasts: a build makes hardly any,
    and millions that the search goes through."""
    before = gc.get_threshold()
    search_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def search_seldom() -> None:
    """The same in a process of its own, to its end."""
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def _function(name: str) -> Callable[..., Any] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
