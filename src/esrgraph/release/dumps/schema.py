"""What the tables hold: their columns, what each column says in RDF, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from pyoxigraph import NamedNode

from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Dct, Esr, Skos
from esrgraph.record import PROPERTIES, Project, YesNo

SEPARATOR = "|"
"""Between the values of a cell that holds several."""

_DATATYPES: dict[Any, str] = {date: "date", Decimal: "decimal", int: "integer"}

Titles = tuple[str, str, str]
"""In Finnish, Swedish and English."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the values of a property, under the labels that the ontology gives it unless `titles` says others.

    `kind` is that of the things it names, as in their IRIs: the cell holds their keys. A `labelled` column has one
    after it with their Finnish labels. `about` is the template, below the base, of a subject that is not the row's.
    """

    name: str
    term: NamedNode
    datatype: str = "string"
    kind: str = ""
    labelled: bool = False
    many: bool = False
    titles: Titles | None = None
    about: str = ""
    predicate: str = ""
    """A template in place of the property's IRI."""
    silent: bool = False
    """Whether it says nothing in RDF, and only helps to make the IRI that another column or the row has."""

    @property
    def label_name(self) -> str:
        """The name of the column of labels."""
        return f"{self.name}_label"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `about` is the template of a row's subject below the base, `key` the columns that tell rows apart,
    `references` the columns that name a row of another table, by that table's first column."""

    file: str
    titles: Titles
    about: str
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]


def _named(name: str, term: NamedNode, kind: str, *, many: bool = False) -> Column:
    """A column of things by their keys, with their labels beside."""
    return Column(name, term, kind=kind, labelled=True, many=many)


def _values() -> Iterator[Column]:
    """A column for each value that the graph states of a project as it is, but prose; in the order of the form."""
    types = get_type_hints(Project)
    for field, name in PROPERTIES.items():
        datatype = "boolean" if types[field] is YesNo else _DATATYPES.get(get_args(types[field])[0])
        if datatype:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.partition(":")[2])
            yield Column(words.lower(), term_of(name), datatype)


_PROJECT = Column("project", Esr.code, about="id/project/{project}")

PROJECTS = Table(
    "projects.csv",
    ("Hankkeet", "Projekt", "Projects"),
    "id/project/{code}",
    ("code",),
    (("applicant", "organisations.csv"),),
    (
        Column("code", Esr.code),
        Column("title", Dct.title, titles=("nimi", "namn", "title")),
        _named("fund", Esr.fund, "fund"),
        _named("status", Esr.status, "status"),
        _named("priority_axis", Esr.priorityAxis, "priority-axis"),
        _named("specific_objective", Esr.specificObjective, "specific-objective"),
        _named("responsible_authority", Esr.responsibleAuthority, "authority"),
        _named("applicant", Esr.applicant, "organisation"),
        _named("applicant_procedure", Esr.applicantProcedure, "procedure"),
        *_values(),
        _named("regions", Esr.region, "region", many=True),
        _named("sub_regions", Esr.subRegion, "sub-region", many=True),
    ),
)
ORGANISATIONS = Table(
    "organisations.csv",
    ("Organisaatiot", "Organisationer", "Organisations"),
    "id/organisation/{+organisation}",
    ("organisation",),
    (),
    (
        Column("organisation", Dct.identifier, titles=("organisaatio", "organisation", "organisation"), silent=True),
        Column("business_id", Esr.businessId),
        Column("name", Skos.prefLabel, titles=("nimi", "namn", "name")),
        Column("other_names", Skos.altLabel, many=True, titles=("muut nimet", "andra namn", "other names")),
        _named("types", Esr.organisationType, "organisation-type", many=True),
        Column("project_count", Esr.projectCount, "integer"),
        Column("granted_total", Esr.grantedTotal, "decimal"),
    ),
)
PARTICIPATIONS = Table(
    "participations.csv",
    ("Osallistumiset", "Deltaganden", "Participations"),
    "id/project/{project}#{participation}",
    ("project", "participation"),
    (("project", "projects.csv"), ("organisation", "organisations.csv")),
    (
        _PROJECT,
        Column("participation", Dct.identifier, titles=("osallistuminen", "deltagande", "participation"), silent=True),
        _named("role", Esr.role, "role"),
        Column("organisation", Esr.organisation, kind="organisation"),
        Column("name_as_given", Esr.nameAsGiven),
        _named("organisation_type_as_given", Esr.organisationTypeAsGiven, "organisation-type"),
    ),
)
MUNICIPALITIES = Table(
    "project_municipalities.csv",
    ("Hankkeiden kunnat", "Projektens kommuner", "Municipalities of projects"),
    "id/project/{project}",
    ("project", "municipality"),
    (("project", "projects.csv"),),
    (
        _PROJECT,
        _named("municipality", Esr.municipality, "municipality"),
        Column(
            "region",
            Esr.withinRegion,
            kind="region",
            labelled=True,
            titles=("kunnan maakunta", "kommunens landskap", "region of the municipality"),
            about="id/municipality/{municipality}",
        ),
    ),
)
TARGET_GROUPS = Table(
    "target_groups.csv",
    ("Hankkeiden kohderyhmät", "Projektens målgrupper", "Target groups of projects"),
    "id/project/{project}",
    ("project", "kind", "target_group"),
    (("project", "projects.csv"),),
    (
        _PROJECT,
        Column(
            "kind",
            Dct.type,
            titles=(
                "varsinainen (direct) vai välillinen (indirect)",
                "direkt (direct) eller indirekt (indirect)",
                "direct or indirect",
            ),
            silent=True,
        ),
        Column(
            "target_group",
            Esr.mentionedGroup,
            kind="target-group",
            labelled=True,
            titles=("kohderyhmä", "målgrupp", "target group"),
            predicate=f"{Esr.NAMESPACE}{{kind}}TargetGroup",
        ),
    ),
)
TABLES = (PROJECTS, ORGANISATIONS, PARTICIPATIONS, MUNICIPALITIES, TARGET_GROUPS)
