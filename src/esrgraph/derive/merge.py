"""A sorted N-Triples file and lines in any order to one sorted file, in bounded memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path

_RUN = 256 << 20
"""Bytes of lines sorted in memory at a time."""
_BATCH = 10_000
"""Lines written at a time."""


def merge_into(target: Path, added: Path) -> str:
    """Put the lines of `added` in their places in `target`, which is sorted; returns its SHA-256. A line stands once.

    Sorted runs lie beside `added` until the merge is done.
    """
    digest = hashlib.sha256()
    merged = added.with_name("merged.nt")
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in (target, *_sorted_runs(added))]
        output = stack.enter_context(merged.open("wb"))
        lines = map(itemgetter(0), groupby(merge(*files)))
        while batch := b"".join(islice(lines, _BATCH)):
            digest.update(batch)
            output.write(batch)
    merged.replace(target)
    return digest.hexdigest()


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
