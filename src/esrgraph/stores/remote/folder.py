"""A data folder whose releases are asked where they were pushed to, each as soon as it is there whole."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from threading import Lock, Thread

from esrgraph.errors import EndpointError, EsrgraphError
from esrgraph.release.folder import DataFolder, Release
from esrgraph.sparql.client import Client
from esrgraph.stores.push import count_triples, release_graph
from esrgraph.stores.remote.remote_store import RemoteGraph

_LOG = logging.getLogger(__name__)
_AGAIN = 5.0
"""Seconds between two looks for a release that is not there yet."""


@dataclass(frozen=True, slots=True)
class PushedRelease(Release):
    """A release whose triples are asked over the network: its own store is not opened."""

    upstream: Client

    @property
    def endpoint(self) -> str:
        """Where its triples are asked."""
        return self.upstream.url

    def graph(self) -> RemoteGraph:
        """Its triples; nothing is asked yet."""
        return RemoteGraph(self.upstream, release_graph(self), self.base)

    def require(self) -> None:
        """Raise EndpointError where the endpoint fails, or does not hold all triples of the release."""
        held, triples = len(self.graph()), count_triples(self)
        if held != triples:
            raise EndpointError(
                f"{self.endpoint} holds {held} triples of the release {self.id}, which has {triples}; push it with: "
                f"esrgraph push --data {self.folder.parent.parent} --to URL"
            )


class _Taken:
    """The release in use, and when the endpoint was last asked whether it holds another."""

    def __init__(self) -> None:
        self._release: PushedRelease | None = None
        self._looked = 0.0
        self._lock = Lock()

    def latest(self, newest: PushedRelease) -> PushedRelease:
        taken = self._release
        if taken == newest:
            return newest
        if taken is None:
            newest.require()
            self._release = newest
            return newest
        if self._is_due():
            Thread(target=self._look, args=(newest,), name="upstream", daemon=True).start()
        return taken

    def _is_due(self) -> bool:
        with self._lock:
            now = time.monotonic()
            due = now - self._looked >= _AGAIN
            self._looked = now if due else self._looked
        return due

    def _look(self, newest: PushedRelease) -> None:
        try:
            newest.require()
        except EsrgraphError as error:
            _LOG.warning("The release %s is not in use yet: %s", newest.id, error)
        else:
            self._release = newest
            _LOG.info("The release %s is in use", newest.id)


@dataclass(frozen=True, slots=True)
class PushedFolder(DataFolder):
    """The releases in a folder; `current` is the newest of which the endpoint is known to hold all triples."""

    upstream: Client
    _taken: _Taken = field(default_factory=_Taken, compare=False, repr=False)

    def current(self) -> Release:
        """The release in use. One that the folder has switched to is looked for beside the requests, and taken into
        use once it is there; until then, it is the one before.

        Raises:
            ReleaseError: the folder holds no release.
            EndpointError: the endpoint fails or does not hold the release, and none was in use before.
        """
        return self._taken.latest(PushedRelease(DataFolder.current(self).folder, self.upstream))
