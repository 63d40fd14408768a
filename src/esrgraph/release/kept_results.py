"""Results to files that a build keeps for the next one, each under all that it was made from."""

from __future__ import annotations

import gzip
import os
import shutil
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Self

from esrgraph.release.fingerprints import fingerprints

_LEVEL = 1
_PIECE = 1 << 20
_DAMAGES = (OSError, EOFError, zlib.error)

Names = frozenset[str] | None
"""The names whose triples a result hangs on; None where it may hang on anything."""


def _unknown(_: str) -> Names:
    return None


@dataclass(frozen=True, slots=True)
class KeptResults:
    """A folder of results, compressed. `version` is that of the code that makes them, `reads` what tells which names a
    text hangs on, `fingerprints` those of each name's triples in the graph that is asked.

    Without a folder nothing is kept. A file that is damaged is made again. Tasks in any process may use it.
    """

    folder: Path | None = None
    version: str = ""
    reads: Callable[[str], Names] = _unknown
    fingerprints: Mapping[str, str] = field(default_factory=dict)

    def of_graph(self, ntriples: Path) -> Self:
        """The same results, for the graph in a sorted N-Triples file."""
        return replace(self, fingerprints=fingerprints(ntriples)) if self.folder else self

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """What is not used within the block is removed at its end."""
        if self.folder is None:
            yield
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self.folder) as mark:
            begin = os.stat(mark.name).st_mtime_ns
            yield
            for path in self.folder.iterdir():
                if path.stat().st_mtime_ns < begin:
                    path.unlink()

    def write(self, target: Path, make: Callable[[Path], object], names: Names, *made_from: str) -> None:
        """Write to `target` what hangs on some names and is made from texts: as it was kept, or as `make` writes it."""
        path = self._path(names, made_from)
        if path is None:
            make(target)
        elif not _take(path, target):
            make(target)
            _keep(target, path)

    def _path(self, names: Names, made_from: tuple[str, ...]) -> Path | None:
        if self.folder is None or names is None:
            return None
        found = sorted((name, self.fingerprints[name]) for name in names if name in self.fingerprints)
        return self.folder / sha256(repr((self.version, made_from, found)).encode()).hexdigest()


NOTHING_KEPT = KeptResults()


def _take(path: Path, target: Path) -> bool:
    """Copy what was kept; whether it was there, and whole."""
    try:
        with gzip.open(path) as kept, target.open("wb") as output:
            shutil.copyfileobj(kept, output, _PIECE)
        path.touch()
    except _DAMAGES:
        target.unlink(missing_ok=True)
        return False
    return True


def _keep(made: Path, path: Path) -> None:
    """Keep a copy, whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with made.open("rb") as content, gzip.open(part, "wb", _LEVEL) as kept:
            shutil.copyfileobj(content, kept, _PIECE)
        part.replace(path)
    except OSError:  # a full disk, or a folder that is read-only: the result itself is there
        with suppress(OSError):
            part.unlink(missing_ok=True)
