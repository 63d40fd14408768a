"""A data folder as a server takes releases from it: each is looked at first, and a damaged one is never in use."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from esrgraph.errors import EsrgraphError, OtherLayout, ReleaseError, UnreadableRelease
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.release.files import require_files, require_readable
from esrgraph.release.folder import DataFolder, Release
from esrgraph.release.history import require_history
from esrgraph.release.tally import read_tally
from esrgraph.search import SearchIndex
from esrgraph.search.reconciliation import NameIndex

_LOG = logging.getLogger(__name__)
_MOMENT = 0.001
"""Seconds for which a release that was looked for is the newest: an answer asks several times."""
_AGAIN = 60.0
"""Seconds after which a damaged release is looked at once more: its files may still have been on their way here."""


def inspect(release: Release) -> None:
    """Look whether a release can be served; raises ReleaseError, or InputError for its base, with what is damaged.

    One whose triples are elsewhere has its own store unopened; a tally and names are missing in what earlier versions
    built. Where it fails for missing rights alone, UnreadableRelease says so.
    """
    try:
        _inspect(release)
    except OtherLayout:
        raise
    except (EsrgraphError, OSError):
        require_readable(release)
        raise


def _inspect(release: Release) -> None:
    Iris(release.base)
    manifest = _read_manifest(release)
    for path in (release.documents, release.dataset, release.dumps, release.queries, release.validation):
        if not path.exists():
            if "layout" in manifest:
                raise ReleaseError(f"{path} is missing; build the release again")
            raise OtherLayout(
                f"The release {release.id} is of an early version, whose releases have no {path.name}: build its pages "
                "again with this version"
            )
    require_files(release)
    if release.endpoint is None:
        _read_store(release)
    SearchIndex.check(release.search)
    if release.names.exists():
        NameIndex.check(release.names)
    require_history(release)
    with suppress(FileNotFoundError, KeyError):
        read_tally(release.tally)


def _read_store(release: Release) -> None:
    """Raise ReleaseError where nothing can be had of its triples, by subject or by property."""
    try:
        found = [next(release.graph().quads_for_pattern(None, term, None, None), None) for term in (None, Rdf.type)]
    except (OSError, RuntimeError, ValueError) as error:
        raise ReleaseError(f"The store {release.store} is damaged ({error}); build the release again") from error
    if None in found:
        raise ReleaseError(f"The store {release.store} holds nothing; build the release again")


def _read_manifest(release: Release) -> Mapping[str, Any]:
    """The manifest; raises ReleaseError where it does not say what every page tells, or tells of a later layout."""
    manifest = release.read_manifest()
    if not isinstance(manifest.get("layout", 1), int) or not isinstance(manifest.get("include_contacts"), bool):
        raise ReleaseError(f"The manifest {release.manifest} is not whole; build the release again")
    return manifest


class _Taken:
    """The release in use, and those found damaged."""

    def __init__(self) -> None:
        self._release: Release | None = None
        self._damaged: dict[str, float] = {}
        self._said = ""
        self._lock = Lock()
        self._until = 0.0

    def latest(self, folder: DataFolder) -> Release:
        if self._release and time.monotonic() < self._until:
            return self._release
        until = time.monotonic() + _MOMENT
        try:
            newest = folder.current()
        except EsrgraphError as error:
            if self._release is None:
                raise
            self._say(f"{error}; {self._release.id} serves on")
            return self._release
        if newest != self._release:
            with self._lock:
                self._take(newest, folder)
        assert self._release is not None  # noqa: S101 - `_take` raises where there is none
        self._until = until
        return self._release

    def is_damaged(self, release: Release) -> bool:
        return release.id in self._damaged

    def _take(self, newest: Release, folder: DataFolder) -> None:
        for release in self._choice(newest, folder):
            if release == self._release or self._is_sound(release):
                if release != newest:
                    self._say(f"The release {newest.id} is not in use; {release.id} is served in its place")
                self._release = release
                return
        raise ReleaseError(f"No release in {folder.path} can be served: {self._said}")

    def _choice(self, newest: Release, folder: DataFolder) -> Iterator[Release]:
        """The releases that may be served, best first; where the triples are elsewhere, older ones are not there."""
        yield newest
        if self._release and self._release.folder.is_dir():
            yield self._release
        if newest.endpoint is None:
            yield from (release for release in reversed(folder.releases()) if release.folder != newest.folder)

    def _is_sound(self, release: Release) -> bool:
        now = time.monotonic()
        if now - self._damaged.get(release.id, -_AGAIN) < _AGAIN:
            return False
        try:
            inspect(release)
        except EsrgraphError as error:
            self._damaged[release.id] = now
            is_whole = isinstance(error, OtherLayout | UnreadableRelease)
            self._say(str(error) if is_whole else f"The release {release.id} is damaged: {error}")
            return False
        self._damaged.pop(release.id, None)
        return True

    def _say(self, what: str) -> None:
        """Log what is the matter, once and not with every request."""
        if what != self._said:
            _LOG.error("%s", what)
        self._said = what


@dataclass(frozen=True, slots=True)
class SoundFolder(DataFolder):
    """The releases of a folder; `current` is the newest that is sound, and once one is in use, it or a newer one."""

    folder: DataFolder
    _taken: _Taken = field(default_factory=_Taken, compare=False, repr=False)

    @classmethod
    def over(cls, folder: DataFolder) -> SoundFolder:
        """The sound releases of a data folder."""
        return cls(folder.path, folder)

    def current(self) -> Release:
        """The release in use; raises ReleaseError, and what the folder raises, where none can be."""
        return self._taken.latest(self.folder)

    def releases(self) -> tuple[Release, ...]:
        """All finished releases, oldest first, without those found damaged."""
        return tuple(each for each in self.folder.releases() if not self._taken.is_damaged(each))
