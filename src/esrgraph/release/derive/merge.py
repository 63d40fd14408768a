"""A sorted N-Triples file and lines in any order to one sorted file, in bounded memory."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, compress, count
from operator import ne
from pathlib import Path
from typing import IO, NamedTuple

from esrgraph.errors import ReleaseError
from esrgraph.release.memo import Digests, TripleDigests

_RUN = 256 << 20
"""Bytes of lines sorted in memory at a time."""
_BLOCK = 1 << 20
"""Bytes of lines read at a time: a block that is in order is sorted as fast as it is compared."""


class Merged(NamedTuple):
    """A merged file: its SHA-256, its `lines`, how many of them were `added`, and the `digests` of what was to be."""

    sha256: str
    lines: int
    added: int
    digests: Digests


def merge_into(target: Path, added: Path) -> Merged:
    """Put the lines of `added` in their places in `target`, which is sorted. A line stands once.

    Sorted runs lie beside `added` until the merge is done.
    """
    digest, digests, written, before = hashlib.sha256(), TripleDigests(), 0, 0
    merged = added.with_name("merged.nt")
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in (target, *_sorted_runs(added))]
        output = stack.enter_context(merged.open("wb"))
        for lines, of_target, of_added in _merged(files):
            content = b"".join(lines)
            digests.add(of_added)
            digest.update(content)
            output.write(content)
            written += len(lines)
            before += of_target
    merged.replace(target)
    return Merged(digest.hexdigest(), written, written - before, digests.digests())


def sort_into(target: Path, source: Path) -> None:
    """Write the lines of a file into another one in order, each once. Sorted runs lie beside the source."""
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("rb")) for path in _sorted_runs(source)]
        output = stack.enter_context(target.open("wb"))
        for lines, _, _ in _merged(files):
            output.writelines(lines)


def _merged(files: Sequence[IO[bytes]]) -> Iterator[tuple[list[bytes], int, list[bytes]]]:
    """The lines of sorted files in order, each once, many at a time (all up to where the first of the blocks ends), how
    many of them stand in the first file, and those of the others."""
    blocks: list[list[bytes]] = [[] for _ in files]
    last = b""
    while True:
        blocks = [lines or file.readlines(_BLOCK) for lines, file in zip(blocks, files, strict=True)]
        if not any(blocks):
            return
        bound = min(lines[-1] for lines in blocks if lines)
        places = [bisect_right(lines, bound) for lines in blocks]
        if not any(places):  # else it would never end
            raise ReleaseError(f"{files[0].name} is not in order, and cannot be merged; build with --no-cache")
        first, *others = (lines[:place] for lines, place in zip(blocks, places, strict=True))
        added = _each_once(chain.from_iterable(others), last)
        yield _each_once(chain(first, added), last), len(first), added
        blocks = [lines[place:] for lines, place in zip(blocks, places, strict=True)]
        last = bound


def _each_once(lines: Iterable[bytes], last: bytes) -> list[bytes]:
    """The lines in order, each once, after a last one that they do not repeat."""
    ordered = sorted(lines)
    return list(compress(ordered, map(ne, ordered, chain((last,), ordered))))


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
