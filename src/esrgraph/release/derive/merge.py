"""A sorted N-Triples file and lines in any order to one sorted file, in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from heapq import merge
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

_RUN = 256 << 20
"""Bytes of lines sorted in memory at a time."""
_BATCH = 10_000
"""Lines written at a time."""


class Merged(NamedTuple):
    """A merged file: its SHA-256, its `lines`, and how many of them were `added`."""

    sha256: str
    lines: int
    added: int


def merge_into(target: Path, added: Path) -> Merged:
    """Put the lines of `added` in their places in `target`, which is sorted. A line stands once.

    Sorted runs lie beside `added` until the merge is done.
    """
    digest, written, before = hashlib.sha256(), 0, _count(target)
    merged = added.with_name("merged.nt")
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in (target, *_sorted_runs(added))]
        output = stack.enter_context(merged.open("wb"))
        lines = map(itemgetter(0), groupby(merge(*files)))
        while batch := list(islice(lines, _BATCH)):
            content = b"".join(batch)
            digest.update(content)
            output.write(content)
            written += len(batch)
    merged.replace(target)
    return Merged(digest.hexdigest(), written, written - before)


def _count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b""))


def _sorted_runs(path: Path) -> Iterator[Path]:
    with path.open("rb") as file:
        for number in count():
            lines = file.readlines(_RUN)
            if not lines:
                return
            run = path.with_name(f"run-{number}.nt")
            with run.open("wb") as output:
                output.writelines(sorted(lines))
            yield run
