"""Results by what names them, the least recently used dropped first, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from esrgraph.web.http.responses import Content, PackedContent

Kept = TypeVar("Kept", Content, PackedContent)

_LARGEST_SHARE = 4
"""One result may take the cache's size divided by this."""
_OVERHEAD = 500
"""Bytes that an entry takes beside its body."""


class Cache(Generic[Kept]):
    """Keeps contents of immutable data: what a name stands for never changes."""

    def __init__(self, most: int) -> None:
        """`most` is in bytes, as contents are kept."""
        self._most, self._size = most, 0
        self.hits = self.misses = 0
        self._contents: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, name: str) -> Kept | None:
        """What goes by that name, if it is kept."""
        with self._lock:
            if name in self._contents:
                self.hits += 1
                self._contents.move_to_end(name)
            else:
                self.misses += 1
            return self._contents.get(name)

    def put(self, name: str, content: Kept) -> None:
        """Keep a content, unless it is so large that it would drive out most others."""
        size = content.size + _OVERHEAD
        if size > self._most // _LARGEST_SHARE:
            return
        with self._lock:
            if name not in self._contents:
                self._contents[name] = content
                self._size += size
            while self._size > self._most:
                _, dropped = self._contents.popitem(last=False)
                self._size -= dropped.size + _OVERHEAD
