"""Releases in a data folder: written beside the current one, then taken into use by switching one link."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp
from typing import IO, Any

import orjson

from esrgraph.errors import OtherLayout, ReleaseError, ReleaseLocked
from esrgraph.rdf.store import Graph, open_read_only

try:
    import fcntl
except ImportError:  # Windows: what only reads releases runs there too
    fcntl = None  # type: ignore[assignment]

LAYOUT = 2
"""The layout of the releases that this version writes. Older ones are served, too; only an index with other fields is
not asked. A release that does not say its layout has the first."""
_UNFINISHED = ".building-"
_LINK = "current"


def day_of(release: str) -> date | None:
    """The day of a release, by its name; None where that tells none.

    >>> day_of("20251121T093000Z-0a1b2c3d").isoformat()
    '2025-11-21'
    """
    try:
        return datetime.strptime(release[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).date()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Release:
    """One release: an immutable folder. The files of it that are not there yet have their names here."""

    folder: Path

    @property
    def id(self) -> str:
        """`<UTC time>-<content hash>`."""
        return self.folder.name

    @property
    def store(self) -> Path:
        """The Oxigraph store."""
        return self.folder / "store"

    @property
    def dumps(self) -> Path:
        """The folder of dumps with their checksums."""
        return self.folder / "dumps"

    @property
    def pieces(self) -> Path:
        """Where the pieces of the graph stand in the dumps, for the build of the next release."""
        return self.folder / "pieces"

    @property
    def reports(self) -> Path:
        """The folder of validation reports."""
        return self.folder / "reports"

    @property
    def sources(self) -> Path:
        """Where the facts stand in the source documents, for the reports."""
        return self.reports / "sources.sqlite"

    @property
    def validation(self) -> Path:
        """The validation report as JSON, which the next release's reports are compared with."""
        return self.reports / "validation.json"

    @property
    def search(self) -> Path:
        """The full-text index."""
        return self.folder / "search"

    @property
    def names(self) -> Path:
        """The index of names that lists are reconciled with."""
        return self.folder / "names"

    @property
    def changes(self) -> Path:
        """What changed since the release before, as JSON."""
        return self.folder / "changes.json"

    @property
    def events(self) -> Path:
        """The folder of its pages in the stream of events."""
        return self.folder / "events"

    @property
    def dataset(self) -> Path:
        """The description of the dataset (DCAT-AP, VoID), as Turtle."""
        return self.folder / "dataset.ttl"

    @property
    def queries(self) -> Path:
        """The folder of the catalogue's results with default parameters."""
        return self.folder / "queries"

    @property
    def tally(self) -> Path:
        """Which project is linked with what, as tables that pages count in."""
        return self.folder / "tally.npz"

    @property
    def documents(self) -> Path:
        """What became of every document, one JSON object a line."""
        return self.folder / "documents.jsonl"

    @property
    def manifest(self) -> Path:
        """What the release was built from and by what, with counts and times."""
        return self.folder / "manifest.json"

    @property
    def file_sums(self) -> Path:
        """The checksums of its files that never change; missing in what earlier versions built."""
        return self.folder / "files.sha256"

    def read_manifest(self) -> dict[str, Any]:
        """What the manifest says.

        Raises ReleaseError where it cannot be read, and OtherLayout where it tells of a later layout than this version
        knows.
        """
        try:
            manifest = orjson.loads(self.manifest.read_bytes())
        except (OSError, orjson.JSONDecodeError) as error:
            raise ReleaseError(f"The release {self.folder} has no readable manifest; build it again") from error
        if not isinstance(manifest, dict):
            raise ReleaseError(f"The manifest {self.manifest} is not whole; build the release again")
        layout = manifest.get("layout", 1)
        if isinstance(layout, int) and layout > LAYOUT:
            raise OtherLayout(
                f"The release {self.id} has layout {layout}, and this version reads layouts up to {LAYOUT}: "
                "use the version that has built it, or build it again with this one"
            )
        return manifest

    @property
    def base(self) -> str:
        """The base IRI it was built for; raises ReleaseError where the manifest cannot be read."""
        base = self.read_manifest().get("base")
        if not isinstance(base, str):
            raise ReleaseError(f"The manifest {self.manifest} has no base IRI; build the release again")
        return base

    @property
    def endpoint(self) -> str | None:
        """Where its triples are asked over the network; None where they are in its own store."""
        return None

    def graph(self) -> Graph:
        """Its triples, opened for reading; raises ReleaseError where they cannot be, as of a later layout."""
        self.read_manifest()
        return open_read_only(self.store)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The folder that holds all releases and the link `current` to the one in use."""

    path: Path

    @property
    def cache(self) -> Path:
        """What builds keep for the next one; it can be removed at any time."""
        return self.path / "cache" / "captures.sqlite"

    @property
    def memo(self) -> Path:
        """What builds made of some triples, kept beside it for the next one."""
        return self.path / "cache" / "made"

    @property
    def known_documents(self) -> Path:
        """What builds keep of the index's documents; it can be removed at any time."""
        return self.path / "cache" / "documents.sqlite"

    @property
    def _releases(self) -> Path:
        return self.path / "releases"

    @property
    def _link(self) -> Path:
        return self.path / _LINK

    def current(self) -> Release:
        """The release in use; raises ReleaseError where none has been built, or the folder cannot be read."""
        try:
            folder = os.path.join(self.path, os.readlink(f"{self.path}/{_LINK}"))
            os.stat(folder)
        except PermissionError as error:
            raise ReleaseError(
                f"The data folder {self.path} cannot be read: {error.strerror}; let this user read it"
            ) from error
        except OSError as error:
            raise ReleaseError(
                f"{self.path} holds no release; make one with: esrgraph build PATH --data {self.path}"
            ) from error
        return _release(folder)

    def last(self) -> Release | None:
        """The release in use, or None before the first."""
        return self.current() if self._link.exists() else None

    def releases(self) -> tuple[Release, ...]:
        """All finished releases, oldest first."""
        folders = self._releases.glob("[!.]*") if self._releases.is_dir() else ()
        return tuple(Release(folder) for folder in sorted(folders))

    def before(self, release: Release) -> Release | None:
        """The release before another one, if it is still there."""
        older = [each for each in self.releases() if each.id < release.id]
        return older[-1] if older else None

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """A new folder to write a release into, removed again unless `publish` takes it.

        Only one writer at a time has it; what a killed writer left behind is removed first.

        Raises:
            ReleaseLocked: another build is writing to this data folder.
            ReleaseError: the folder cannot be written to.
        """
        try:
            self._releases.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.path):
                lock = (self.path / ".lock").open("w")
        except OSError as error:
            raise _unwritable(self.path, error) from error
        with lock:
            self._take(lock)
            try:
                for left in self._releases.glob(f"{_UNFINISHED}*"):
                    shutil.rmtree(left)
                working = Path(mkdtemp(prefix=_UNFINISHED, dir=self._releases))
            except OSError as error:
                raise _unwritable(self._releases, error) from error
            working.chmod(0o755)
            try:
                yield working
            finally:
                shutil.rmtree(working, ignore_errors=True)

    def _take(self, lock: IO[str]) -> None:
        """Lock a file for as long as it is open."""
        if fcntl is None:
            raise ReleaseError(
                "Releases are built on Linux and macOS, where a folder can be locked and a link switched"
            )
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseLocked(
                f"Another build is writing to {self.path}; wait until it is done, or give another --data"
            ) from error

    def publish(self, working: Path, name: str) -> Release:
        """Take a written folder into use under `name`: one rename, then one switch of the link."""
        folder = self._releases / name
        number = 2
        while folder.exists():
            folder = self._releases / f"{name}-{number}"
            number += 1
        _sync(working)
        working.rename(folder)
        link = self.path / ".current"
        link.unlink(missing_ok=True)
        link.symlink_to(folder.relative_to(self.path))
        link.replace(self._link)
        _sync(self.path)
        return Release(folder)

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the newest `keep` releases, never the current one; returns the names of those removed.

        Each goes out of sight at once, as what a killed writer left; to be called while `writing`.
        """
        current = self.current()
        old = [each for each in self.releases()[:-keep] if each.id != current.id]
        for each in old:
            shutil.rmtree(each.folder.rename(self._releases / f"{_UNFINISHED}{each.id}"))
        return tuple(each.id for each in old)


def _unwritable(folder: Path, error: OSError) -> ReleaseError:
    return ReleaseError(
        f"The folder {folder} cannot be written to: {error.strerror}; "
        "let this user write in it and in what it holds, or give another --data"
    )


@lru_cache(maxsize=8)
def _release(folder: str) -> Release:
    """Asked several times a request, for one folder after the other."""
    return Release(Path(folder))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
