"""What every answer is made from: the release in use, opened once, and kept open while a request still reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph, select
from esrgraph.release.folder import DataFolder, Release
from esrgraph.resources import resource
from esrgraph.web.workers.pool import Workers


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A release with its triples open for reading; the queries that pages ask are named by their files.

    There is one of each release in use, so it is equal to itself alone and quick to look up by.
    """

    release: Release
    store: Graph
    iris: Iris

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


@dataclass(frozen=True, slots=True)
class Site:
    """A data folder as it is served; `workers` run the queries that come from outside."""

    data: DataFolder
    workers: Workers

    def opened(self) -> Opened:
        """The release that is current now; raises ReleaseError where there is none."""
        return _open(self.data.current())


@lru_cache(maxsize=2)
def _open(release: Release) -> Opened:
    return Opened(release, release.graph(), Iris(release.base))


@lru_cache
def page_query(name: str) -> str:
    """The text of `sparql/pages/<name>.rq`."""
    return resource("sparql", "pages", f"{name}.rq").read_text(encoding="utf-8")
