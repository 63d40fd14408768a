"""A release's triples as files to download: N-Triples, Turtle and JSON-LD, compressed, with checksums."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, parse

from esrgraph.serialize import write_rdf

_LEVEL = 6
_NAMES = {"ntriples": "esr.nt.gz", "turtle": "esr.ttl.gz", "jsonld": "esr.jsonld.gz"}


def write_dumps(ntriples: Path, folder: Path, base: str, done: Callable[[], None]) -> None:
    """Write every dump of a sorted N-Triples file, and their checksums; `done` is called after each.

    The files depend on the triples alone: the compressed ones hold neither name nor time.
    """
    folder.mkdir()
    for name, file in _NAMES.items():
        with _compressed(folder / file) as output, ntriples.open("rb") as source:
            if name == "ntriples":
                shutil.copyfileobj(source, output, 1 << 20)
            else:
                write_rdf(parse(source, format=RdfFormat.N_TRIPLES), output, name, base)
        done()
    sums = "".join(f"{_sha256(folder / file)}  {file}\n" for file in sorted(_NAMES.values()))
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")


@contextmanager
def _compressed(path: Path) -> Iterator[IO[bytes]]:
    with path.open("wb") as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as output:
        yield output  # type: ignore[misc]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
