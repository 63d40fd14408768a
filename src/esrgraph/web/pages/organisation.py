"""The page about an organisation: its names, projects, money, partners, and where it is active."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.web.http.json_ld import linked_data
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import iri_of, possible_persons
from esrgraph.web.pages.parts.citing import breadcrumbs, citation, data_links
from esrgraph.web.pages.parts.elsewhere import matches, same_as
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingFacts, ThingLink, join_links, link, links
from esrgraph.web.pages.parts.findings import findings_of
from esrgraph.web.pages.parts.parties import ROLES
from esrgraph.web.pages.parts.pictured import network_of, where
from esrgraph.web.pages.parts.portfolio import Portfolio, Undertaking, are_from_lists, exact, portfolio, undertakings
from esrgraph.web.pages.parts.summary import counts_of, granted_by_fund, tally_of, years_begun
from esrgraph.web.site import Opened

PROJECTS = 50
"""Projects shown on one page."""
MANY = 10
"""Projects from which on their beginnings are shown by year."""
OTHERS = 25
"""Partners, and organisations in the same municipalities, shown."""


def organisation_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about an organisation, with page `?projects=` of its projects, from 1;
    None where there is no such organisation."""
    facts = ThingFacts(opened, iri_of(opened, f"organisation/{key}").value)
    if not facts.is_a(Esr.Organisation):
        return None
    reader = PageReader(words.language, "lang" in query)
    held = portfolio(opened, facts.iri)
    turns = max(1, -(-len(held.rows) // PROJECTS))
    turn = _turn(query.get("projects", "1"), turns)
    municipalities = links(opened, facts.iris(Esr.activeIn), reader)
    shown = undertakings(opened, held, held.rows[(turn - 1) * PROJECTS : turn * PROJECTS])
    return "organisation.html", {
        **_identity(opened, facts, key, words, reader),
        **_figures(facts, held, reader, opened),
        "turn": turn,
        "turns": turns,
        "projects": [_project(opened, each, reader) for each in shown],
        "municipality_count": len(municipalities),
        "municipalities": join_links(municipalities),
        "map": where(each.key for each in municipalities),
        "network": network_of(opened, facts.iri, reader),
        "partners": _others(opened, held.partners, reader),
        "neighbours": _others(opened, held.neighbours, reader),
    }


def _turn(text: str, turns: int) -> int:
    """The page that an address asks for, or the nearest that there is."""
    return min(max(int(text[:9]), 1), turns) if text.isascii() and text.isdigit() else 1


def _identity(
    opened: Opened, facts: ThingFacts, key: str, words: SiteWords, reader: PageReader
) -> Mapping[str, object]:
    """What the organisation is called and known by."""
    name = facts.text(Skos.prefLabel) or TextInLanguage(key)
    others = [each for each in facts.texts(Skos.altLabel) if each.value != name.value]
    findings, may_be_person = findings_of(opened), facts.iri in possible_persons(opened)
    page = opened.iris.page(facts.iri)
    node = {
        "@id": facts.iri,
        "@type": "Organization",
        "name": name.value,
        "alternateName": [each.value for each in others],
        "identifier": facts.value(Esr.businessId),
        "sameAs": same_as(facts),
        "mainEntityOfPage": page,
    }
    steps = [(words("home"), "/"), (words("nav_organisations"), "/organisations"), (name.value, opened.path(page))]
    return {
        "iri": facts.iri,
        "may_be_person": may_be_person,
        "key": key,
        "name": name,
        "other_names": others,
        "business_id": facts.value(Esr.businessId),
        "kinds": links(opened, facts.iris(Esr.organisationType), reader),
        "named_like": links(opened, facts.iris(Esr.namedLike), reader),
        "namesakes": _namesakes(opened, facts.iri, reader),
        "findings": findings.about(facts.iri, words.language) if findings else None,
        "citation": citation(opened, words, key, name.value, facts.iri),
        "linked_data": None if may_be_person else linked_data(node, breadcrumbs(opened, steps)),
        "data": data_links(opened, facts.iri),
        "elsewhere": matches(facts),
        "release": opened.release.id,
    }


def _namesakes(opened: Opened, iri: str, reader: PageReader) -> list[tuple[ThingLink, int]]:
    """The organisations that are known by the same name alone, with their numbers of projects."""
    quads = opened.store.quads_for_pattern(None, Esr.namedLike, NamedNode(iri), DefaultGraph())
    named = sorted(quad.subject.value for quad in quads)  # type: ignore[union-attr]
    counts = counts_of(opened, "organisation")
    return [(link(opened, each, reader), counts.get(_key(opened, each), 0)) for each in named]


def _key(opened: Opened, iri: str) -> str:
    """The key of an organisation as in its IRI."""
    return iri.removeprefix(f"{opened.iris.base}id/organisation/")


def _figures(facts: ThingFacts, held: Portfolio, reader: PageReader, opened: Opened) -> Mapping[str, object]:
    """Projects by role, and the money of those it applied for."""
    table, applied = tally_of(opened), held.roles["applicant"]
    compared = applied[~np.isnan(table.granted[applied]) & ~np.isnan(table.realised[applied])]
    return {
        "project_count": len(held.rows),
        "roles": [(_role(opened, role, reader), len(held.roles[role])) for role in ROLES if len(held.roles[role])],
        "granted_total": facts.number(Esr.grantedTotal),
        "by_fund": granted_by_fund(opened, applied, reader),
        "applied": len(applied),
        "compared": len(compared),
        "compared_granted": sum(map(exact, table.granted[compared].tolist()), Decimal(0)),
        "compared_realised": sum(map(exact, table.realised[compared].tolist()), Decimal(0)),
        "years": years_begun(table, held.rows) if len(held.rows) >= MANY else None,
        "is_from_lists": are_from_lists(opened, held.rows),
        "partner_count": len(held.partners),
        "neighbour_count": len(held.neighbours),
    }


def _project(opened: Opened, each: Undertaking, reader: PageReader) -> Mapping[str, object]:
    return {
        "link": link(opened, each.iri, reader),
        "roles": [_role(opened, role, reader) for role in each.roles],
        "start": each.start,
        "end": each.end,
        "granted": each.granted,
    }


def _role(opened: Opened, role: str, reader: PageReader) -> TextInLanguage:
    return link(opened, opened.iris.concept("role", role).value, reader).name


def _others(opened: Opened, others: tuple[tuple[str, int], ...], reader: PageReader) -> list[tuple[ThingLink, int]]:
    return [(link(opened, iri, reader), shared) for iri, shared in others[:OTHERS]]
