"""What the tables hold: their columns, what each column says in RDF, and how they hang together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
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

READERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "integer": int,
    "boolean": lambda text: text == "true",
}
"""The value of a cell's text, by the column's datatype; texts stay as they are, so that codes keep their zeros."""
_DATATYPES: dict[Any, str] = {date: "date", Decimal: "decimal", int: "integer", bool: "boolean"}

Titles = tuple[str, str, str]
"""In Finnish, Swedish and English."""


@dataclass(frozen=True, slots=True)
class TableColumn:
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
class DumpTable:
    """One table: `about` is the template of a row's subject below the base, `key` the columns that tell rows apart,
    `references` the columns that name a row of another table, by that table's first column."""

    file: str
    titles: Titles
    about: str
    key: tuple[str, ...]
    references: tuple[tuple[str, str], ...]
    columns: tuple[TableColumn, ...]


def _named_column(name: str, term: NamedNode, kind: str, *, many: bool = False) -> TableColumn:
    """A column of things by their keys, with their labels beside."""
    return TableColumn(name, term, kind=kind, labelled=True, many=many)


def _values() -> Iterator[TableColumn]:
    """A column for each value that the graph states of a project as it is, but prose; in the order of the form."""
    types = get_type_hints(Project)
    for field, name in PROPERTIES.items():
        datatype = "boolean" if types[field] is YesNo else _DATATYPES.get(get_args(types[field])[0])
        if datatype:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.partition(":")[2])
            yield TableColumn(words.lower(), term_of(name), datatype)


_PROJECT = TableColumn("project", Esr.code, about="id/project/{project}")

PROJECTS = DumpTable(
    "projects.csv",
    ("Hankkeet", "Projekt", "Projects"),
    "id/project/{code}",
    ("code",),
    (("applicant", "organisations.csv"),),
    (
        TableColumn("code", Esr.code),
        TableColumn("title", Dct.title, titles=("nimi", "namn", "title")),
        _named_column("programme_period", Esr.programmePeriod, "programme-period"),
        _named_column("fund", Esr.fund, "fund"),
        _named_column("division", Esr.division, "division"),
        _named_column("status", Esr.status, "status"),
        _named_column("priority_axis", Esr.priorityAxis, "priority-axis"),
        _named_column("specific_objective", Esr.specificObjective, "specific-objective"),
        _named_column("project_type", Esr.projectType, "project-type"),
        _named_column("responsible_authority", Esr.responsibleAuthority, "authority"),
        _named_column("applicant", Esr.applicant, "organisation"),
        _named_column("applicant_procedure", Esr.applicantProcedure, "procedure"),
        *_values(),
        TableColumn("realised_eu_funding", Esr.realisedEuFunding, "decimal"),
        TableColumn("known_from_list", Esr.knownFromList, "boolean"),
        _named_column("regions", Esr.region, "region", many=True),
        _named_column("sub_regions", Esr.subRegion, "sub-region", many=True),
    ),
)
ORGANISATIONS = DumpTable(
    "organisations.csv",
    ("Organisaatiot", "Organisationer", "Organisations"),
    "id/organisation/{+organisation}",
    ("organisation",),
    (),
    (
        TableColumn(
            "organisation", Dct.identifier, titles=("organisaatio", "organisation", "organisation"), silent=True
        ),
        TableColumn("business_id", Esr.businessId),
        TableColumn("name", Skos.prefLabel, titles=("nimi", "namn", "name")),
        TableColumn("other_names", Skos.altLabel, many=True, titles=("muut nimet", "andra namn", "other names")),
        _named_column("types", Esr.organisationType, "organisation-type", many=True),
        TableColumn("project_count", Esr.projectCount, "integer"),
        TableColumn("granted_total", Esr.grantedTotal, "decimal"),
    ),
)
PARTICIPATIONS = DumpTable(
    "participations.csv",
    ("Osallistumiset", "Deltaganden", "Participations"),
    "id/project/{project}#{participation}",
    ("project", "participation"),
    (("project", "projects.csv"), ("organisation", "organisations.csv")),
    (
        _PROJECT,
        TableColumn(
            "participation", Dct.identifier, titles=("osallistuminen", "deltagande", "participation"), silent=True
        ),
        _named_column("role", Esr.role, "role"),
        TableColumn("organisation", Esr.organisation, kind="organisation"),
        TableColumn("name_as_given", Esr.nameAsGiven),
        _named_column("organisation_type_as_given", Esr.organisationTypeAsGiven, "organisation-type"),
    ),
)
MUNICIPALITIES = DumpTable(
    "project_municipalities.csv",
    ("Hankkeiden kunnat", "Projektens kommuner", "Municipalities of projects"),
    "id/project/{project}",
    ("project", "municipality"),
    (("project", "projects.csv"),),
    (
        _PROJECT,
        _named_column("municipality", Esr.municipality, "municipality"),
        TableColumn(
            "region",
            Esr.withinRegion,
            kind="region",
            labelled=True,
            titles=("kunnan maakunta", "kommunens landskap", "region of the municipality"),
            about="id/municipality/{municipality}",
        ),
    ),
)
TARGET_GROUPS = DumpTable(
    "target_groups.csv",
    ("Hankkeiden kohderyhmät", "Projektens målgrupper", "Target groups of projects"),
    "id/project/{project}",
    ("project", "kind", "target_group"),
    (("project", "projects.csv"),),
    (
        _PROJECT,
        TableColumn(
            "kind",
            Dct.type,
            titles=(
                "varsinainen (direct) vai välillinen (indirect)",
                "direkt (direct) eller indirekt (indirect)",
                "direct or indirect",
            ),
            silent=True,
        ),
        TableColumn(
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
