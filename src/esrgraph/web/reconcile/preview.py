"""A thing in a small frame: enough to tell whether it is the one that is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.requests import Request

from esrgraph.rdf.vocabulary import Dct, Esr, Skos
from esrgraph.web.http.headers import POLICY
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.pages.parts.facts import PageReader, ThingFacts, link, links
from esrgraph.web.reconcile.service import Service

FRAMED = POLICY.partition("; frame-ancestors")[0]
"""The content security policy of what others show in a frame, a file of their own too, which no pattern allows."""
_TOLD = (
    *(Esr.code, Esr.businessId, Skos.notation, Skos.altLabel, Esr.organisationType, Dct.isReplacedBy, Esr.validTo),
    *(Esr.withinSubRegion, Esr.withinRegion, Skos.broader, Esr.applicant, Esr.plannedStart, Esr.plannedEnd),
    *(Esr.municipality, Esr.responsibleAuthority, Esr.specificObjective, Esr.status, Esr.grantedEuAndStateFunding),
    *(Esr.projectCount, Esr.participantGrantedTotal),
)
"""The properties that a preview tells, in this order."""
_MOST_VALUES = 4
_DAYS = (Esr.plannedStart, Esr.plannedEnd, Esr.validTo)
_EUROS = (Esr.grantedEuAndStateFunding, Esr.participantGrantedTotal)


@dataclass(frozen=True, slots=True)
class PreviewFact:
    """What a preview tells of a thing: the name of a property, and its values."""

    label: str
    value: str


def preview(request: Request, service: Service, id: str) -> Content:
    """The page; raises Refusal (404) where there is no such thing."""
    thing = service.thing(id)
    if thing is None:
        raise Refusal(404, f"There is nothing with the id {id!r}")
    facts, reader = ThingFacts(service.opened, thing.value), PageReader(service.language, carried=True)
    shown = link(service.opened, thing.value, reader)
    return page(
        request,
        "reconcile-preview.html",
        words=SiteWords(service.language),
        own_language=service.language,
        name=shown.name,
        path=f"{shown.path}{reader.suffix}",
        type=service.type_of(service.id_of(thing.value).partition("/")[0])["name"],
        facts=list(_facts(service, facts, reader)),
    )


def _facts(service: Service, facts: ThingFacts, reader: PageReader) -> Iterator[PreviewFact]:
    for term in _TOLD:
        if term == Skos.broader and facts.has(Esr.withinRegion):
            continue  # which is the same in other words
        values = _values(service, facts, term, reader)
        if values:
            more = " …" if len(values) > _MOST_VALUES else ""
            yield PreviewFact(term_label(term.value, service.language), ", ".join(values[:_MOST_VALUES]) + more)


def _values(service: Service, facts: ThingFacts, term: NamedNode, reader: PageReader) -> list[str]:
    words = SiteWords(service.language)
    texts = [each.value for each in facts.texts(term) if each.language in ("", service.language)]
    if term == Skos.notation:
        return [each for each in texts if any(map(str.isdigit, each))]  # others are made of the name
    if term in _DAYS:
        return [words.day(each) for each in texts]
    if term in _EUROS:
        return [words.euros(each) for each in texts]
    if term == Esr.projectCount:
        return [words.number(each) for each in texts]
    things = [each for each in facts.iris(term) if not service.is_hidden(each)]
    return texts + [each.name.value for each in links(service.opened, things, reader)]
