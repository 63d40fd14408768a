"""What an organisation does, over all its projects: gone through once in a release and then remembered, for some
organisations have thousands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.memory import remembered
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
    realised: Decimal | None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The projects of an organisation, those that began last first; the organisations it shares projects with
    (`partners`) or municipalities (`neighbours`), each with how many, the most first."""

    undertakings: tuple[Undertaking, ...]
    partners: tuple[tuple[str, int], ...]
    neighbours: tuple[tuple[str, int], ...]


@remembered(most=1024)
def portfolio(opened: Opened, organisation: str) -> Portfolio:
    """The portfolio of the organisation with an IRI."""
    return Portfolio(
        tuple(sorted(_undertakings(opened, organisation), key=lambda each: each.start or "", reverse=True)),
        _sharing_organisations(opened, organisation, Esr.collaborator, Esr.sharedProjects),
        _sharing_organisations(opened, organisation, Esr.sharingOrganisation, Esr.sharedMunicipalities),
    )


def _undertakings(opened: Opened, organisation: str) -> Iterator[Undertaking]:
    """By IRI; of several values for one thing, which validation finds, the first counts."""
    rows = opened.rows("undertakings", organisation=NamedNode(organisation))
    for iri, of_one in groupby(rows, key=itemgetter("project")):
        first, *others = of_one
        held = {row["role"] for row in (first, *others)}
        yield Undertaking(
            iri or "",
            tuple(role for role, term in _ROLES.items() if term.value in held),
            first["start"],
            first["end"],
            _amount(first["granted"]),
            _amount(first["realised"]),
        )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _sharing_organisations(
    opened: Opened, organisation: str, ends: NamedNode, weight: NamedNode
) -> tuple[tuple[str, int], ...]:
    """The organisations at the other ends of the nodes that join two, with their numbers, the most first."""
    rows = opened.rows("sharing", organisation=NamedNode(organisation), ends=ends, weight=weight)
    found = ((row["other"] or "", int(row["number"] or 0)) for row in rows)
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
