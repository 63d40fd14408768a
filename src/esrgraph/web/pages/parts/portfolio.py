"""What an organisation does, over all its projects: by the tally, for some organisations have thousands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import DefaultGraph, Literal, NamedNode

from esrgraph.rdf.vocabulary import Esr, Xsd
from esrgraph.release.tally import Rows
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.site import Opened

_ROLES = {"applicant": Esr.applicant, "co-implementer": Esr.coImplementer, "support-transferee": Esr.supportTransferee}


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A project as one organisation's: its roles, the planned days, and the EU and state funding in euros of the whole
    project; None where not stated."""

    iri: str
    roles: tuple[str, ...]
    start: str | None
    end: str | None
    granted: Decimal | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The projects of an organisation, those that began last first, and those by its role in them, as rows of the
    tally; the organisations it shares projects with (`partners`) or municipalities (`neighbours`), each with how many,
    the most first."""

    rows: Rows
    roles: Mapping[str, Rows]
    partners: tuple[tuple[str, int], ...]
    neighbours: tuple[tuple[str, int], ...]


@remembered(most=1024)
def portfolio(opened: Opened, organisation: str) -> Portfolio:
    """The portfolio of the organisation with an IRI."""
    roles = {role: _rows_of(opened, term, NamedNode(organisation)) for role, term in _ROLES.items()}
    return Portfolio(
        np.unique(np.concatenate([*roles.values()])),
        roles,
        _sharing_organisations(opened, organisation, Esr.collaborator, Esr.sharedProjects),
        _sharing_organisations(opened, organisation, Esr.sharingOrganisation, Esr.sharedMunicipalities),
    )


def undertakings(opened: Opened, held: Portfolio, rows: Rows) -> Iterator[Undertaking]:
    """Some projects of a portfolio."""
    table, start = tally_of(opened), opened.iris.project("").value
    for row in rows:
        yield Undertaking(
            f"{start}{table.codes[row]}",
            tuple(role for role, own in held.roles.items() if row in own),
            table.starts[row] or None,
            table.ends[row] or None,
            None if np.isnan(table.granted[row]) else exact(table.granted[row]),
        )


def exact(amount: float) -> Decimal:
    """An amount of the tally, in euros, as it was stated."""
    return Decimal(str(amount))


def are_from_lists(opened: Opened, rows: Rows) -> bool:
    """Whether none of some projects has a page, which would tell of partners and places."""
    return bool(_from_lists(opened)[rows].all())


@remembered(most=1)
def _from_lists(opened: Opened) -> NDArray[np.bool_]:
    """Which projects, by the rows of the tally, are known from lists alone."""
    known = np.zeros(len(tally_of(opened).codes), dtype=bool)
    known[_rows_of(opened, Esr.knownFromList, Literal("true", datatype=Xsd.boolean))] = True
    return known


def _rows_of(opened: Opened, term: NamedNode, value: NamedNode | Literal) -> Rows:
    """The projects of which a value is stated."""
    start, places = len(opened.iris.project("").value), tally_of(opened).places
    quads = opened.store.quads_for_pattern(None, term, value, DefaultGraph())
    codes = (quad.subject.value[start:] for quad in quads)  # type: ignore[union-attr]
    return np.array(sorted(places[code] for code in codes if code in places), dtype=np.intp)


def _sharing_organisations(
    opened: Opened, organisation: str, ends: NamedNode, weight: NamedNode
) -> tuple[tuple[str, int], ...]:
    """The organisations at the other ends of the nodes that join two, with their numbers, the most first."""
    rows = opened.rows("sharing", organisation=NamedNode(organisation), ends=ends, weight=weight)
    found = ((row["other"] or "", int(row["number"] or 0)) for row in rows)
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
