"""Graphs in pieces, as a build has them for what is made of a graph piece by piece."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from esrgraph.rdf.iris import HERE, Iris
from esrgraph.release.dumps import Dumps, shares_of
from esrgraph.release.dumps.piece_forms import PieceForm
from esrgraph.release.folder import Release


@contextmanager
def pieced(ntriples: Path, *further: PieceForm, iris: Iris = HERE, previous: Release | None = None) -> Iterator[Dumps]:
    """The parts of a sorted N-Triples file, with those of further forms, for as long as the block lasts; what a
    `previous` release has of its pieces is taken from it."""
    with TemporaryDirectory() as folder:
        release = Release(Path(folder))
        release.pieces.mkdir()
        dumps = Dumps(ntriples, release, iris, shares_of(ntriples), previous, further=further)
        for share in dumps.shares:
            dumps.write_part(share)
        yield dumps
