"""What is found: a thing with its texts, codes and facets, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class SearchText(NamedTuple):
    """One text of a document: the field that it is in, its language (`fi`, `sv`, `en`, or "" for a name), the text,
    its characters composed."""

    field: str
    language: str
    text: str


@dataclass(slots=True)
class SearchDocument:
    """One thing that can be found, with all that it is found by.

    `codes` are project code or business ID; `facets` the values of each facet; `projects` how many name it;
    `granted` euros.
    """

    kind: str
    key: str
    iri: str
    codes: list[str] = field(default_factory=list)
    texts: list[SearchText] = field(default_factory=list)
    facets: dict[str, set[str]] = field(default_factory=dict)
    projects: int = 0
    start: date | None = None
    granted: Decimal | None = None

    def add_facet(self, name: str, *keys: str) -> None:
        """Add values of a facet."""
        self.facets.setdefault(name, set()).update(keys)
