"""Who takes part in a project, as its page gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from esrgraph.linking.schemes import load_schemes
from esrgraph.rdf.vocabulary import Esr, Foaf, Locn, Schema
from esrgraph.web.pages.parts.facts import PageReader, ThingFacts, ThingLink, link
from esrgraph.web.site import Opened

ROLES = ("applicant", "co-implementer", "support-transferee")


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation in a project: its page, its name as given there, and what else is given of the applicant.

    `anchor` is the fragment of the participation's IRI, so that the IRI leads to its place on the page. `town` is the
    municipality that the post town of the address is called as, to the letter.
    """

    anchor: str
    role: ThingLink
    organisation: ThingLink
    name: str | None
    kind: ThingLink | None
    address: str
    town: ThingLink | None
    phone: str | None
    homepage: str | None


def parties(opened: Opened, project: ThingFacts, reader: PageReader) -> list[Party]:
    """The organisations in a project, the applicant first."""
    found = [_party(opened, node, reader) for node in project.iris(Esr.participation)]
    order = {role: place for place, role in enumerate(ROLES)}
    return sorted(found, key=lambda each: (order.get(each.role.key, len(order)), each.organisation.name.value))


def _party(opened: Opened, node: str, reader: PageReader) -> Party:
    facts = ThingFacts(opened, node)
    kind = facts.iri_of(Esr.organisationTypeAsGiven)
    return Party(
        node.partition("#")[2],
        link(opened, facts.iri_of(Esr.role) or "", reader),
        link(opened, facts.iri_of(Esr.organisation) or "", reader),
        facts.value(Esr.nameAsGiven),
        link(opened, kind, reader) if kind else None,
        address(opened, facts.iri_of(Locn.address)),
        _town(opened, facts.iri_of(Locn.address), reader),
        facts.value(Schema.telephone),
        facts.iri_of(Foaf.homepage),
    )


def address(opened: Opened, node: str | None) -> str:
    """An address on one line; empty where there is none."""
    facts = ThingFacts(opened, node) if node else None
    if not facts:
        return ""
    place = " ".join(filter(None, (facts.value(Locn.postCode), facts.value(Locn.postName))))
    return ", ".join(filter(None, (facts.value(Locn.thoroughfare), place)))


def _town(opened: Opened, node: str | None, reader: PageReader) -> ThingLink | None:
    name = ThingFacts(opened, node).value(Locn.postName) if node else None
    code = _municipalities().get(name.casefold()) if name else None
    return link(opened, opened.iris.concept("municipality", code).value, reader) if code else None


@cache
def _municipalities() -> Mapping[str, str]:
    """The codes of the municipalities of today by name in Finnish and Swedish; without names that several have."""
    named: dict[str, set[str]] = {}
    for code, each in load_schemes().municipalities.by_notation.items():
        for name in (*each.finnish_names, *each.other_names) if each.valid_to is None else ():
            named.setdefault(name.casefold(), set()).add(code)
    return {name: codes.pop() for name, codes in named.items() if len(codes) == 1}
