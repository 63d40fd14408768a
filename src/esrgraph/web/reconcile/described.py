"""What tells things with similar names apart, in a line."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, NamedNode

from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.search.reconciliation import NamedThing
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.summary import counts_of
from esrgraph.web.reconcile.service import Service

_CODED = ("project", "organisation", "municipality", "sub-region", "region", "priority-axis", "specific-objective")
"""The kinds of things whose codes people know."""


def describe(service: Service, thing: NamedThing, matched: str = "") -> str:
    """Its code, what it belongs to, its years or its projects; and the name that was found, where it has another."""
    name = thing.name_in(service.language)
    also = matched if matched and matched.casefold() not in (name.casefold(), thing.key.casefold()) else ""
    return " · ".join(filter(None, (*_parts(service, thing), also)))


def _parts(service: Service, thing: NamedThing) -> Iterator[str]:
    words = SiteWords(service.language)
    yield next(iter(thing.codes), "") if thing.kind in _CODED else ""
    if thing.kind == "project":
        yield _named(service, thing, Esr.applicant)
        years = [_value(service, thing, term)[:4] for term in (Esr.plannedStart, Esr.plannedEnd)]
        yield "–".join(filter(None, dict.fromkeys(years)))
        return
    replaced = _named(service, thing, Dct.isReplacedBy)
    yield words("reconcile_merged", name=replaced) if replaced else ""
    yield _named(service, thing, Esr.organisationType if thing.kind == "organisation" else Esr.withinRegion)
    key_in_iri = thing.iri.removeprefix(f"{service.opened.iris.base}id/{thing.kind}/")
    yield words.counted("organisation_projects", counts_of(service.opened, thing.kind).get(key_in_iri, 0))


def _value(service: Service, thing: NamedThing, term: NamedNode) -> str:
    """One value of a property: a line needs few of a thing's many facts."""
    quads = service.opened.store.quads_for_pattern(NamedNode(thing.iri), term, None, DefaultGraph())
    return next((quad.object.value for quad in quads), "")  # type: ignore[union-attr]


def _named(service: Service, thing: NamedThing, term: NamedNode) -> str:
    """The name of the thing that a property leads to; of nobody who may be a person."""
    iri = _value(service, thing, term)
    if not iri or service.is_hidden(iri):
        return ""
    return link(service.opened, iri, PageReader(service.language)).name.value
