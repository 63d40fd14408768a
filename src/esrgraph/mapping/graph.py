"""A described project to triples in the terms of the ontology; no blank nodes, every fact asserted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from esrgraph.documents.formats import BY_NAME
from esrgraph.errors import require_type
from esrgraph.extraction.lists.legal_forms import is_name_of_organisation
from esrgraph.language.detect import language_of
from esrgraph.linking.resolve import ResolvedNames
from esrgraph.mapping.describe import Described
from esrgraph.mapping.organisations import Given, Organisations
from esrgraph.rdf.iris import HERE, Iris, web_address
from esrgraph.rdf.ntriples import Value, prose_line, triple_line
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Dct, Esr, Foaf, Locn, Prov, Rdf, Schema
from esrgraph.record import (
    PROPERTIES,
    Annotation,
    Applicant,
    Contact,
    Field,
    Problem,
    Project,
    Role,
    SiteAddress,
    State,
    YesNo,
)

_PARTICIPANT = {
    Role.APPLICANT: Esr.applicant,
    Role.CO_IMPLEMENTER: Esr.coImplementer,
    Role.SUPPORT_TRANSFEREE: Esr.supportTransferee,
}
_STATED = [(name, term_of(stated), term_of(f"{stated}Statement")) for name, stated in PROPERTIES.items()]

Facts = Iterator[str]
"""N-Triples lines."""


def to_quads(described: Described, iris: Iris = HERE, *, include_contacts: bool = False) -> Iterator[Quad]:
    """Every fact of one project and of the organisations as it alone gives them.

    In a corpus, organisations are gathered over all projects first: see `project_facts` and `organisations_given`.
    """
    require_type(described, Described, "described", "describe_page gives what is known of a page")
    facts = "".join(project_facts(described, iris, include_contacts=include_contacts))
    yield from parse(facts, format=RdfFormat.N_TRIPLES)
    organisations = Organisations()
    organisations.add(organisations_given(described, iris))
    yield from organisations.quads(iris)


def project_facts(described: Described, iris: Iris, *, include_contacts: bool = False) -> Facts:
    """Every fact of one project that no other project states: all subjects lie at or below the project's IRI."""
    project, subject = described.project, iris.project(described.project.code)
    yield from stated_facts(described, iris)
    yield from problem_facts(project.code, described.problems, iris)
    yield from _source(subject, project, iris)
    yield from _copy(subject, project, iris)
    if include_contacts:
        yield from _contact(subject, project.contact, iris)


def stated_facts(described: Described, iris: Iris) -> Facts:
    """What a page, or a row of a list, states of a project."""
    project, links = described.project, described.links
    subject = iris.project(project.code)
    yield triple_line(subject, Rdf.type, Esr.Project)
    yield from _fact(subject, Esr.code, project.code)
    yield from _stated_facts(subject, project)
    yield from _programme(subject, project, links, iris)
    yield from _participations(subject, described, iris)
    yield from _places(subject, project.site, links, iris)
    yield from _sustainability(subject, project, iris)
    yield from _target_groups(subject, described, iris)


def organisations_given(described: Described, iris: Iris) -> Iterator[Given]:
    """The organisations of a project as it gives them."""
    project = described.project
    for position, (role, name, business_id) in enumerate(_parties(project)):
        if name.value is None and business_id.value is None:
            continue
        key = _organisation(described, position, name.value, business_id.value, iris).value
        organisation_type = None if position else described.links.organisation_type
        is_applicant = role is Role.APPLICANT
        yield Given(
            key, business_id.value, name.value, organisation_type, is_applicant, listed=described.listed is not None
        )


def _parties(project: Project) -> Iterator[tuple[Role, Field[str], Field[str]]]:
    """Role, name and business ID of everyone in the project; the applicant comes first, if the page has one."""
    yield Role.APPLICANT, project.applicant.name, project.applicant.business_id
    for partner in project.partners:
        yield partner.role, partner.name, partner.business_id


def _organisation(
    described: Described, position: int, name: str | None, business_id: str | None, iris: Iris
) -> NamedNode:
    """Who takes part. A list gives names alone: one that can be nobody's but an organisation's stands for it."""
    if described.listed and business_id is None and name and is_name_of_organisation(name):
        return iris.named_organisation(name)
    return iris.organisation(business_id, described.project.code, position)


def _fact(subject: NamedNode, term: NamedNode, value: Value | None) -> tuple[str, ...]:
    """The fact, unless there is no value: zero euros is a fact, None is not."""
    return () if value is None else (triple_line(subject, term, value),)


def _prose(subject: NamedNode, term: NamedNode, field: Field[str]) -> tuple[str, ...]:
    return () if field.value is None else (prose_line(subject, term, field.value, language_of(field.value)),)


def _stated_facts(subject: NamedNode, project: Project) -> Facts:
    for name, stated, statement in _STATED:
        field = getattr(project, name)
        if isinstance(field, YesNo):
            yield from _fact(subject, stated, field.answer.value)
            yield from _prose(subject, statement, field.statement)
        elif isinstance(field.value, str):
            yield from _prose(subject, stated, field)
        else:
            yield from _fact(subject, stated, field.value)


def _programme(subject: NamedNode, project: Project, links: ResolvedNames, iris: Iris) -> Facts:
    concepts = (
        (Esr.programmePeriod, "programme-period", project.period),
        (Esr.fund, "fund", project.fund.value),
        (Esr.division, "division", links.division),
        (Esr.priorityAxis, "priority-axis", links.priority_axis),
        (Esr.specificObjective, "specific-objective", links.specific_objective),
        (Esr.projectType, "project-type", links.project_type),
        (Esr.status, "status", links.status),
        (Esr.responsibleAuthority, "authority", links.authority),
        (Esr.applicantProcedure, "procedure", project.procedure.value),
    )
    for term, scheme, notation in concepts:
        if notation is not None:
            yield triple_line(subject, term, iris.concept(scheme, notation))
    for address in project.homepages.value or ():
        yield from _fact(subject, Esr.website, web_address(address))
    if project.procedure.state is State.INFERRED:
        yield from _fact(subject, Esr.applicantProcedureInferred, True)


def _participations(subject: NamedNode, described: Described, iris: Iris) -> Facts:
    project = described.project
    for position, (role, name, business_id) in enumerate(_parties(project)):
        if name.value is None and business_id.value is None:
            continue  # nobody is named: a blank or lost section
        organisation = _organisation(described, position, name.value, business_id.value, iris)
        own_name = role if role is Role.APPLICANT else f"{role}-{business_id.value or position}"
        node = iris.part(subject, own_name)
        yield triple_line(subject, _PARTICIPANT[role], organisation)
        yield triple_line(subject, Esr.participation, node)
        yield triple_line(node, Rdf.type, Esr.Participation)
        yield triple_line(node, Esr.organisation, organisation)
        yield triple_line(node, Esr.role, iris.concept("role", role))
        yield from _fact(node, Esr.nameAsGiven, name.value)
        if role is Role.APPLICANT:
            yield from _as_given(subject, node, described, iris)


def _as_given(subject: NamedNode, node: NamedNode, described: Described, iris: Iris) -> Facts:
    applicant = described.project.applicant
    if described.links.organisation_type:
        concept = iris.concept("organisation-type", described.links.organisation_type)
        yield triple_line(node, Esr.organisationTypeAsGiven, concept)
    if described.links.seat:
        yield triple_line(node, Esr.seat, iris.thing("municipality", described.links.seat))
    yield from _fact(node, Schema.telephone, applicant.phone.value)
    yield from _fact(node, Foaf.homepage, web_address(applicant.website.value))
    address = iris.part(subject, "applicant-address")
    yield from _address(node, Locn.address, address, applicant)


def _address(subject: NamedNode, term: NamedNode, node: NamedNode, given: Applicant | SiteAddress) -> Facts:
    parts = (
        (Locn.thoroughfare, given.street_address.value),
        (Locn.postCode, given.postcode.value),
        (Locn.postName, given.post_office.value),
    )
    if any(value for _, value in parts):
        yield triple_line(subject, term, node)
        yield triple_line(node, Rdf.type, Locn.Address)
        for part, value in parts:
            yield from _fact(node, part, value)


def _places(subject: NamedNode, site: SiteAddress, links: ResolvedNames, iris: Iris) -> Facts:
    places = (
        (Esr.region, "region", links.regions),
        (Esr.subRegion, "sub-region", links.sub_regions),
        (Esr.municipality, "municipality", links.municipalities),
    )
    for term, kind, codes in places:
        for code in codes:
            yield triple_line(subject, term, iris.thing(kind, code))
    yield from _address(subject, Esr.siteAddress, iris.part(subject, "site"), site)


def _sustainability(subject: NamedNode, project: Project, iris: Iris) -> Facts:
    for assessment in project.sustainability:
        if assessment.direct.state is State.ABSENT:
            continue
        node = iris.part(subject, f"sustainability-{assessment.criterion}")
        yield triple_line(subject, Esr.sustainabilityAssessment, node)
        yield triple_line(node, Rdf.type, Esr.SustainabilityAssessment)
        yield triple_line(node, Esr.criterion, iris.concept("criterion", assessment.criterion))
        yield from _fact(node, Esr.directImpact, assessment.direct.value)
        yield from _fact(node, Esr.indirectImpact, assessment.indirect.value)
        yield from _prose(node, Esr.statement, assessment.statement)


def _target_groups(subject: NamedNode, described: Described, iris: Iris) -> Facts:
    both = (
        ("direct", Esr.directTargetGroup, described.direct_groups),
        ("indirect", Esr.indirectTargetGroup, described.indirect_groups),
    )
    for kind, term, annotation in both:
        for notation in dict.fromkeys(mention.concept for mention in annotation.mentions):
            yield triple_line(subject, term, iris.concept("target-group", notation))
        yield from _mentions(subject, kind, annotation, iris)


def _mentions(subject: NamedNode, kind: str, annotation: Annotation, iris: Iris) -> Facts:
    for position, mention in enumerate(annotation.mentions, start=1):
        node = iris.part(subject, f"mention-{kind}-{position}")
        yield triple_line(subject, Esr.targetGroupMention, node)
        yield triple_line(node, Rdf.type, Esr.TargetGroupMention)
        yield triple_line(node, Esr.mentionedGroup, iris.concept("target-group", mention.concept))
        yield from _fact(node, Esr.mentionedWords, mention.text)
        yield from _fact(node, Esr.mentionStart, mention.start)
        yield from _fact(node, Esr.mentionEnd, mention.end)
        yield from _fact(node, Esr.mentionRule, mention.rule)
        yield from _fact(node, Esr.mentionIsDirect, kind == "direct")


def problem_facts(code: str, problems: Iterable[Problem], iris: Iris, *, start: int = 1) -> Facts:
    """The problems of a project's page, numbered from `start`."""
    subject = iris.project(code)
    for position, problem in enumerate(problems, start=start):
        node = iris.part(subject, f"problem-{position}")
        yield triple_line(subject, Esr.pageProblem, node)
        yield triple_line(node, Rdf.type, Esr.PageProblem)
        yield from _fact(node, Esr.problemCode, problem.code)
        yield from _fact(node, Esr.problemField, problem.field)
        yield from _fact(node, Esr.problemText, problem.text)


def _source(subject: NamedNode, project: Project, iris: Iris) -> Facts:
    source = project.source
    node, address = iris.part(subject, "source"), web_address(source.url)
    yield triple_line(subject, Prov.wasDerivedFrom, node)
    yield from _fact(subject, Foaf.page, address)
    yield triple_line(node, Rdf.type, Esr.SourceDocument)
    facts: Iterable[tuple[NamedNode, Value | None]] = (
        (Esr.fileName, source.name or None),
        (Esr.sha256, source.sha256 or None),
        (Dct.format, BY_NAME[source.format].media_type),
        (Dct.source, address),
        (Esr.retrieved, source.retrieved),
        (Esr.pageVariant, project.variant),
        (Esr.cutOffAfterLine, project.cut_off_after),
    )
    for term, value in facts:
        yield from _fact(node, term, value)


def _copy(subject: NamedNode, project: Project, iris: Iris) -> Facts:
    """What our copy of the page has, so that what it lacks can be told from what the page does not state."""
    yield from _fact(subject, Esr.capturedWhole, project.whole)
    for section in project.sections:
        yield triple_line(subject, Esr.capturedSection, iris.concept("page-section", section))


def _contact(subject: NamedNode, contact: Contact, iris: Iris) -> Facts:
    parts = (
        (Schema.name, contact.name.value),
        (Schema.jobTitle, contact.position.value),
        (Schema.email, contact.email.value),
        (Schema.telephone, contact.phone.value),
    )
    if any(value for _, value in parts):
        node = iris.part(subject, "contact")
        yield triple_line(subject, Esr.contact, node)
        yield triple_line(node, Rdf.type, Esr.ContactPerson)
        for term, value in parts:
            yield from _fact(node, term, value)
