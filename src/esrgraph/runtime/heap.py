"""Memory that is free to the system that it came from."""

from __future__ import annotations

import ctypes
import sys


def give_back() -> None:
    """Have the C library give back what it holds free; glibc keeps much of what other libraries have let go."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
