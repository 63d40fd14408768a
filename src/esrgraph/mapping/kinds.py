"""The kinds of things that have IRIs and pages: the one table that counts, search, facets, lists and pages read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr, Skos

_PLACE = "AdministrativeArea"


@dataclass(frozen=True, slots=True)
class Kind:
    """Things of one kind: `name` is the first step of their IRIs below `id/`, `type` a class that all of them are of.

    `of_project` are the properties that lead from a project to one; none where that is more than a link. `listing` is
    the address of the list that they stand in, without its slash: each of them has a page then. `keys` says what
    their keys are, to programs that ask by them; `schema` what they are to schema.org.
    """

    name: str
    type: NamedNode = Skos.Concept
    of_project: tuple[NamedNode, ...] = ()
    listing: str = ""
    keys: str = ""
    schema: str = "DefinedTerm"


KINDS: Mapping[str, Kind] = {
    each.name: each
    for each in (
        Kind("project", Esr.Project, schema="Project"),
        Kind(
            "organisation",
            Esr.Organisation,
            (Esr.applicant, Esr.coImplementer, Esr.supportTransferee),
            "organisations",
            "Business ID of an organisation that takes part, or its key as in its IRI.",
            "Organization",
        ),
        Kind(
            "municipality",
            Esr.Municipality,
            (Esr.municipality,),
            "places",
            "Code of a municipality, as 167.",
            schema=_PLACE,
        ),
        Kind("sub-region", Esr.SubRegion, (Esr.subRegion,), "places", "Code of a sub-region, as 122.", schema=_PLACE),
        Kind("region", Esr.Region, (Esr.region,), "places", "Code of a region, as 12.", schema=_PLACE),
        Kind(
            "authority",
            Esr.Authority,
            (Esr.responsibleAuthority,),
            "authorities",
            "Key of a responsible authority, as in its IRI.",
            "GovernmentOrganization",
        ),
        Kind("programme-period", of_project=(Esr.programmePeriod,), keys="2007-2013 or 2014-2020."),
        Kind("fund", of_project=(Esr.fund,), keys="ESR or EAKR, as in its IRI."),
        Kind("division", of_project=(Esr.division,)),
        Kind(
            "priority-axis",
            Esr.PriorityAxis,
            (Esr.priorityAxis,),
            "objectives",
            "Number of a priority axis, as 5; of 2007-2013 with period and fund, as 2007-2013-ESR-2.",
        ),
        Kind(
            "specific-objective",
            Esr.SpecificObjective,
            (Esr.specificObjective,),
            "objectives",
            "Number of an objective, as 10.1.",
        ),
        Kind(
            "target-group",
            Esr.TargetGroup,
            (Esr.directTargetGroup, Esr.indirectTargetGroup),
            "target-groups",
            "Key of a target group; narrower ones count.",
        ),
        Kind("organisation-type", listing="organisation-types", keys="Key of an organisation type."),
        Kind("status", of_project=(Esr.status,), keys="active, ended or discontinued."),
        Kind("project-type", of_project=(Esr.projectType,)),
        Kind("role"),
        Kind("procedure"),
        Kind("criterion"),
        Kind("mention-rule", Esr.MentionRule),
        Kind("page-section"),
        Kind("esf-indicator"),
        Kind("major-region", Esr.MajorRegion, schema=_PLACE),
        Kind("list", Esr.SourceDocument),
        Kind("scheme", NamedNode(f"{Skos.NAMESPACE}ConceptScheme")),
    )
}
"""By name. A new kind with a page is a line here, and its words; a page and a template where it shows what others do
not."""
PAGED = ("project", *(name for name, each in KINDS.items() if each.listing))
"""Those whose things have pages of their own; all others have the page about anything."""
NUMBERED = ("priority-axis", "specific-objective")
"""Those whose things the programme numbers, which is how they are ordered and called."""
SEARCHED = (
    "project",
    "organisation",
    "municipality",
    "sub-region",
    "region",
    "authority",
    "target-group",
    "priority-axis",
    "specific-objective",
)
"""Those whose things the search finds, in the order in which equally good ones are found."""
FACETS = (
    "programme-period",
    "fund",
    "region",
    "sub-region",
    "municipality",
    "authority",
    "priority-axis",
    "specific-objective",
    "target-group",
    "organisation",
    "organisation-type",
    "status",
)
"""Those that the results of a search are counted and narrowed by."""


def schema_type(name: str) -> str:
    """What things of a kind are to schema.org; a term of a classification where the kind is not in the table."""
    return KINDS[name].schema if name in KINDS else "DefinedTerm"
