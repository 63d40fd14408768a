"""What a build makes of some triples, kept for the next one, which has it again where those triples are the same.

What is made of a graph is made of the triples of some properties: where none of these has changed, neither has what is
made. So what is kept has a key: what was asked, by which code, and a digest of all triples that it reads.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import orjson

from esrgraph.errors import ReleaseError
from esrgraph.rdf.store import Graph, select
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.runtime.code_version import package_version
from esrgraph.runtime.damaged import have_folder, remove, tell_damaged

_TYPE = str(Rdf.type).encode()
_BLOCK = 1 << 20
_SHA256 = hashlib.sha256().digest_size

Digests = Mapping[str, str]
"""By property, and by `property class` for rdf:type, a digest of all triples with it, in N-Triples terms; by
`property ?` one of their subjects alone, for what does not depend on the values."""
Terms = frozenset[str] | None
"""What there are digests by; None where it is not known which."""


class TripleDigests:
    """Takes the digests of lines of N-Triples, which come in the same order whenever these are the same."""

    def __init__(self) -> None:
        self._digests: defaultdict[bytes, hashlib._Hash] = defaultdict(hashlib.sha256)

    def add(self, lines: Iterable[bytes]) -> None:
        """Take some more, many at a time."""
        found: defaultdict[bytes, list[bytes]] = defaultdict(list)
        for line in lines:
            subject, term, _ = line.split(b" ", 2)
            found[term].append(line)
            found[term + b" ?"].append(subject)
        for line in found.pop(_TYPE, ()):
            found[line[line.index(b" ") + 1 : -3]].append(line)
        for term, theirs in found.items():
            self._digests[term].update(b"".join(theirs))

    def digests(self) -> Digests:
        """The digests of all that came."""
        return {term.decode(): digest.hexdigest() for term, digest in self._digests.items()}


def digests_of(ntriples: Path) -> Digests:
    """The digests of a sorted N-Triples file."""
    taken = TripleDigests()
    with ntriples.open("rb") as file:
        while lines := file.readlines(_BLOCK):
            taken.add(lines)
    return taken.digests()


def _unknown(query: str) -> Terms:
    return None


@dataclass(frozen=True, slots=True)
class Memo:
    """Files kept in a folder from one build to the next; without one, nothing is kept.

    A file that is damaged is made again. `base` is that of the IRIs, `reads` tells the terms that a query depends on
    (None where it cannot), for each of which there is a digest: those of no graph yet where there are none at all.
    """

    folder: Path | None = None
    base: str = ""
    reads: Callable[[str], Terms] = _unknown
    digests: Digests | None = None

    def of(self, ntriples: Path) -> Memo:
        """The same for the triples of a sorted N-Triples file."""
        return replace(self, digests=digests_of(ntriples)) if self.folder else self

    def with_more(self, digests: Digests) -> Memo:
        """The same with more triples, by their digests."""
        before = self.digests
        if before is None:
            return self
        terms = before.keys() | digests.keys()
        return replace(self, digests={term: f"{before.get(term)} {digests.get(term)}" for term in terms})

    def begin(self) -> None:
        """Make room for what this build will have, beside what the last one had, or one that was killed.

        Raises ReleaseError where the folder cannot be written.
        """
        if self.folder:
            try:
                self._make_room()
            except OSError as error:
                raise ReleaseError(
                    f"The cache {self.folder} cannot be written ({error.strerror}); let this user write in it, "
                    "or remove it, or build with --no-cache"
                ) from error

    def _make_room(self) -> None:
        for each in (Path(self.folder or ""), self._last, self._new):
            have_folder(each)
            with TemporaryFile(dir=each):
                pass
        for left in self._new.iterdir():
            if (self._last / left.name).is_dir():
                remove(self._last / left.name)
            left.replace(self._last / left.name)

    def end(self) -> None:
        """Forget what this build had no use for."""
        if self.folder:
            shutil.rmtree(self._last)
            self._new.rename(self._last)

    def make(self, question: str, terms: Terms, targets: Sequence[Path], make: Callable[[], object]) -> None:
        """Have files: as they were kept for the same question, asked of the same triples; or made, and kept.

        `terms` are all that the answer depends on.
        """
        if not self.has(question, terms, targets):
            make()
            for name, target in zip(self._names(question, terms, targets), targets, strict=False):
                _copy_checked(target, self._new / name)

    def has(self, question: str, terms: Terms, targets: Sequence[Path]) -> bool:
        """Whether the files were kept; they are there now."""
        names = self._names(question, terms, targets)
        return bool(names) and all(map(self._restore, names, targets))

    def _names(self, question: str, terms: Terms, targets: Sequence[Path]) -> list[str]:
        """The names of the files that are kept; none where nothing can be."""
        if self.folder is None or self.digests is None or terms is None:
            return []
        digests = [f"{term} {self.digests.get(term)}" for term in sorted(terms)]
        key = hashlib.sha256("\0".join((package_version(), self.base, question, *digests)).encode()).hexdigest()
        return [f"{key}-{number}" for number in range(len(targets))]

    def content(self, question: str, terms: Terms, make: Callable[[], bytes]) -> bytes:
        """The same for what is no file."""
        with TemporaryDirectory() as folder:
            target = Path(folder) / "content"
            self.make(question, terms, [target], lambda: target.write_bytes(make()))
            return target.read_bytes()

    def rows(self, store: Graph, query: str) -> list[dict[str, str | None]]:
        """The rows of a SELECT query, as `select` gives them."""
        rows: list[dict[str, str | None]] = orjson.loads(
            self.content(query, self.reads(query), lambda: orjson.dumps(select(store, query)))
        )
        return rows

    @property
    def _last(self) -> Path:
        return Path(self.folder or "") / "last"

    @property
    def _new(self) -> Path:
        return Path(self.folder or "") / "new"

    def _restore(self, name: str, target: Path) -> bool:
        """Whether a file was kept whole, and is the target now."""
        kept = self._new / name
        with suppress(FileNotFoundError):
            (self._last / name).replace(kept)
        try:
            file = kept.open("rb")
        except FileNotFoundError:
            return False
        except OSError:  # a folder, or a file that this user may not read
            remove(kept)
        else:
            with file, target.open("wb") as output:
                told = file.read(_SHA256)
                if _copy(file, output, name) == told:
                    return True
        tell_damaged(self._last.parent)
        return False


NO_MEMO = Memo()
"""Keeps nothing."""


def _copy_checked(source: Path, target: Path) -> None:
    """Copy a file to one that begins with a checksum over its name and content."""
    with source.open("rb") as file, target.open("wb") as output:
        output.write(bytes(_SHA256))
        checksum = _copy(file, output, target.name)
        output.seek(0)
        output.write(checksum)


def _copy(file: IO[bytes], output: IO[bytes], name: str) -> bytes:
    """Copy what is left of a file; returns a SHA-256 over a name and that."""
    digest = hashlib.sha256(name.encode())
    while block := file.read(_BLOCK):
        digest.update(block)
        output.write(block)
    return digest.digest()
