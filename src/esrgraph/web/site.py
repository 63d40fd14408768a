"""What every answer is made from: the release in use, opened once, and kept open while a request still reads it."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock, Thread
from time import sleep
from weakref import ref

from pyoxigraph import NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph, select
from esrgraph.release.folder import DataFolder, Release
from esrgraph.release.history import Past, past
from esrgraph.resources import resource
from esrgraph.web.memory import Memory, remembered
from esrgraph.web.workers.pool import Workers

PLACE_OF_ASSISTANT = "/mcp"
"""Where assistants ask over HTTP, if they may."""
_MOST_COLLECTIONS, _BETWEEN_COLLECTIONS = 120, 0.5
"""How often circles are looked for after a switch, seconds apart: longer than any request lasts."""
_THOROUGH = 10
"""One in so many times, what was set apart from being looked through is looked through as well."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Opened:
    """A release with its triples open for reading; the queries that pages ask are named by their files.

    What is found out about the release is kept in its `memory`. Nothing holds it but who answers from it, so that with
    the last of them its files are closed and all that is known of it is forgotten.
    """

    release: Release
    store: Graph
    iris: Iris
    memory: Memory = field(default_factory=dict, init=False, repr=False)

    def rows(self, name: str, **bindings: NamedNode) -> list[dict[str, str | None]]:
        """The rows of the SELECT query `sparql/pages/<name>.rq`, some of its variables bound."""
        return select(self.store, page_query(name), **bindings)

    def expect(self, iris: Iterable[str]) -> None:
        """Tell a graph that is far away which things will be asked for together."""
        expect = getattr(self.store, "expect", None)
        if expect:
            expect(iris)

    def path(self, address: str) -> str:
        """An address of this site as a path, so that it works under whatever name the server is reached."""
        return f"/{address.removeprefix(self.iris.base)}"

    @remembered(most=1)
    def past(self) -> Past:
        """What the release tells of itself."""
        return past(self.release)


class Site:
    """A data folder as it is served; `workers` run the queries that come from outside, and `for_assistants` says
    whether the Model Context Protocol is spoken.

    Its `is_rehearsed` says whether pages have been made, so that nobody has to wait for what takes long to load.

    The `memory` is of the releases that lie in the folder beside the one in use; it begins anew with each of those.
    """

    def __init__(self, data: DataFolder, workers: Workers, *, for_assistants: bool = False) -> None:
        self.data, self.workers, self.for_assistants = data, workers, for_assistants
        self.memory: Memory = {}
        self.is_rehearsed = True
        self._opened: Opened | None = None
        self._opening = Lock()

    def opened(self) -> Opened:
        """The release that is current now; raises ReleaseError where there is none."""
        opened = self._opened
        if opened is None or opened.release != self.data.current():
            opened = self._take_up()
        return opened

    @remembered(most=64)
    def past(self, release: Release) -> Past:
        """What one of the releases tells of itself."""
        return past(release)

    def _take_up(self) -> Opened:
        with self._opening:
            release, opened = self.data.current(), self._opened
            if opened is None or opened.release != release:
                if opened is not None:
                    self.workers.renew()
                    Thread(target=_collect, args=(ref(opened),), daemon=True).start()
                self._opened = opened = Opened(release, release.graph(), Iris(release.base))
                self.memory.clear()
            return opened


def _collect(opened: ref[Opened]) -> None:
    """Look for circles until nothing holds a release that is no longer in use: a page leaves some behind, for a
    template's macros and its values hold each other, and a server that nobody asks would not look by itself. The
    circles of a page that was under way when the rest of memory was set apart are found only where that is looked
    through too."""
    for turn in range(_MOST_COLLECTIONS):
        thorough = turn % _THOROUGH == 1
        if thorough:
            gc.unfreeze()
        gc.collect()
        if thorough:
            gc.freeze()
        if opened() is None:
            return
        sleep(_BETWEEN_COLLECTIONS)


@cache
def page_query(name: str) -> str:
    """The text of `sparql/pages/<name>.rq`."""
    return resource("sparql", "pages", f"{name}.rq").read_text(encoding="utf-8")
