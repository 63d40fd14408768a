"""Takes the network away from the process that calls it, as far as the kernel lets it."""

from __future__ import annotations

import ctypes
import os

_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_BIND_AND_CONNECT_TCP = 3


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


def cut_off() -> str:
    """Leave the network for good; returns what is in force now: `namespace`, `landlock` or `none`.

    A network namespace of its own holds no device, not even the loopback. Where it is not allowed, Landlock (Linux 6.7)
    refuses TCP. Must be called before the process has a second thread.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "unshare"):
        return "none"
    if libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USERS | _NEW_NETWORK) == 0:
        return "namespace"
    return "landlock" if _landlock(libc) else "none"


def _landlock(libc: ctypes.CDLL) -> bool:
    rules = _Ruleset(0, _BIND_AND_CONNECT_TCP)
    ruleset = libc.syscall(_CREATE_RULESET, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if ruleset < 0:
        return False
    try:
        return bool(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)
