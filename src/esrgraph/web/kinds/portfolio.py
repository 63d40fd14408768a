"""What an organisation does, over all its projects: gone through once in a release and then remembered, for some
organisations have thousands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import NamedNode

from esrgraph.vocabulary import Esr
from esrgraph.web.site import Opened

_LINKS = {"applicant": Esr.applicant, "co-implementer": Esr.coImplementer, "support-transferee": Esr.supportTransferee}


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


@lru_cache(maxsize=1024)
def portfolio(opened: Opened, organisation: str) -> Portfolio:
    """The portfolio of the organisation with an IRI."""
    roles: dict[str, list[str]] = {}
    for role, term in _LINKS.items():
        for quad in opened.store.quads_for_pattern(None, term, NamedNode(organisation)):
            roles.setdefault(quad.subject.value, []).append(role)  # type: ignore[union-attr]
    undertakings = (_undertaking(opened, iri, tuple(held)) for iri, held in roles.items())
    return Portfolio(
        tuple(sorted(sorted(undertakings, key=lambda each: each.iri), key=lambda each: each.start or "", reverse=True)),
        _sharing(opened, organisation, Esr.collaborator, Esr.sharedProjects),
        _sharing(opened, organisation, Esr.sharingOrganisation, Esr.sharedMunicipalities),
    )


def _undertaking(opened: Opened, iri: str, roles: tuple[str, ...]) -> Undertaking:
    project = NamedNode(iri)

    def value(term: NamedNode) -> str | None:
        quad = next(opened.store.quads_for_pattern(project, term, None), None)
        return None if quad is None else quad.object.value  # type: ignore[union-attr]

    def amount(term: NamedNode) -> Decimal | None:
        text = value(term)
        return None if text is None else Decimal(text)

    return Undertaking(
        iri,
        roles,
        value(Esr.plannedStart),
        value(Esr.plannedEnd),
        amount(Esr.grantedEuAndStateFunding),
        amount(Esr.realisedEuAndStateFunding),
    )


def _sharing(opened: Opened, organisation: str, ends: NamedNode, weight: NamedNode) -> tuple[tuple[str, int], ...]:
    """The organisations at the other ends of the nodes that join two, with their numbers, the most first."""
    found: list[tuple[str, int]] = []
    for joint in opened.store.quads_for_pattern(None, ends, NamedNode(organisation)):
        node = joint.subject
        both = (quad.object.value for quad in opened.store.quads_for_pattern(node, ends, None))  # type: ignore[union-attr]
        other = next(each for each in both if each != organisation)
        (number,) = opened.store.quads_for_pattern(node, weight, None)
        found.append((other, int(number.object.value)))  # type: ignore[union-attr]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))
