"""Rows to the compact text that an assistant reads: a page of them, with what is missing and what it rests on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import orjson
from pyoxigraph import NamedNode

from esrgraph.errors import ReleaseError
from esrgraph.rdf.iris import Iris
from esrgraph.sparql.results import to_text
from esrgraph.web.site import Opened, Site

MOST_BYTES = 8_000
"""Bytes of the rows of one answer: all that is asked stays in an assistant's context."""
LONGEST_CELL = 300
"""Characters of a cell in a table."""


@dataclass(frozen=True, slots=True)
class RowsPage:
    """Some of `total` rows, from the one number `offset` (from 0) on, under the names of their columns."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    offset: int = 0

    def without_empty_columns(self) -> RowsPage:
        """The same without columns in which no row has anything."""
        kept = [i for i in range(len(self.names)) if any(row[i] for row in self.rows)]
        rows = tuple(tuple(row[i] for i in kept) for row in self.rows)
        return RowsPage(tuple(self.names[i] for i in kept), rows, self.total, self.offset)

    def text(self, most: int = MOST_BYTES, longest: int = LONGEST_CELL, *, paged: bool = True) -> str:
        """What there is of it, then a table with tabs: as many rows as fit into so many bytes, and at least one.

        Cells have so many characters at most. Where it is `paged`, the rest can be had by its offset.
        """
        lines = ["\t".join(_cell(text, longest) for text in row) for row in self.rows]
        ends = list(accumulate(len(line.encode()) + 1 for line in lines))
        fitting = max(bisect_right(ends, most), min(1, len(lines)))
        shown = [line.encode()[:most].decode(errors="ignore") for line in lines[:fitting]]
        status = [self._status(fitting, paged=paged)]
        if any(len(text) > longest for row in self.rows[:fitting] for text in row):
            status.append(f"texts over {longest} characters end in …; look_up with whole=true has them whole")
        return "\n".join([" | ".join(status), *(["\t".join(self.names)] if shown else []), *shown])

    def _status(self, shown: int, *, paged: bool) -> str:
        end = self.offset + shown
        which = f"{self.offset + 1}-{end}" if shown else "none"
        told = f"total: {self.total} | shown: {which} | complete: {'yes' if shown == self.total else 'no'}"
        return f"{told} | next: offset={end}" if paged and shown and end < self.total else told


def _cell(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def page_of(names: Sequence[str], rows: Iterable[Sequence[object]], iris: Iris, offset: int, limit: int) -> RowsPage:
    """The rows from `offset` on, `limit` at most, with all counted; cells are terms or texts."""
    kept, total = [], 0
    for row in rows:
        if offset <= total < offset + limit:
            kept.append(tuple(cell_text(term, iris) for term in row))
        total += 1
    return RowsPage(tuple(names), tuple(kept), total, offset)


def cell_text(term: object, iris: Iris) -> str:
    """A term as an assistant reads it, and can look it up by: a thing of the release as `project/S22580`.

    >>> cell_text(NamedNode("http://localhost:8000/id/project/S22580#applicant"), Iris())
    'project/S22580#applicant'
    """
    if isinstance(term, str):
        return term
    if isinstance(term, NamedNode) and iris.parse(term.value):
        return term.value.removeprefix(f"{iris.base}id/")
    return to_text(term, iris)


def opened_release(site: Site) -> Opened:
    """The release in use; raises ReleaseError where it holds contact persons' data, which no assistant is given."""
    opened = site.opened()
    manifest: dict[str, Any] = orjson.loads(opened.release.manifest.read_bytes())
    if manifest["include_contacts"]:
        raise ReleaseError(
            f"The release {opened.release.id} holds contact persons' data, which is not given to assistants; "
            "build it without --include-contacts"
        )
    return opened


def answer_text(opened: Opened, parts: Iterable[str], address: str = "") -> str:
    """The parts of an answer, and under them its `address` as a page, and the release that it rests on."""
    base, release = opened.iris.base, opened.release.id
    links = [
        f"page: {address}" if address else "",
        f"page of an id: {base}page/ID",
        f"release: {base}releases#{release}",
    ]
    return "\n".join(filter(None, [*parts, "--", *links]))
