"""The rows of official lists that are about a project, and what is known from each."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.pages.parts.facts import ThingFacts
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row in one language: its list, with address and day where these are known, and its line there; `given` names
    what is known from it alone, `further` is what it says besides."""

    file: str
    line: str
    address: str | None
    day: str | None
    given: tuple[str, ...]
    further: tuple[str, ...]


def rows_of(opened: Opened, facts: ThingFacts, language: str) -> list[ShownRow]:
    """The rows about a project, in the order of their lists."""
    rows = [_shown(opened, ThingFacts(opened, iri), language) for iri in facts.iris(Esr.listRow)]
    return sorted(rows, key=lambda row: (row.day or "", row.file, row.line), reverse=True)


def _shown(opened: Opened, row: ThingFacts, language: str) -> ShownRow:
    listed = ThingFacts(opened, row.iri_of(Dct.isPartOf) or row.iri)
    given = [NamedNode(iri) for iri in row.iris(Esr.givesProperty)]
    return ShownRow(
        file=listed.value(Esr.fileName) or "",
        line=row.value(Esr.rowNumber) or "",
        address=listed.iri_of(Dct.source),
        day=listed.value(Esr.retrieved),
        given=tuple(sorted(term_label(term.value, language) for term in given)),
        further=tuple(sorted(text.value for text in row.texts(Esr.statedInList))),
    )
