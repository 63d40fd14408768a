"""What one project page says, as frozen values: every field with its raw text, its normalised value and its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar

T = TypeVar("T")


CONTACT_WITHHELD = "contact-withheld"
"""The code of the problem that a field holds a detail of the contact person, and is not published."""
NATURES = ("real", "sample", "fictional")
"""What the projects of a data set are: all that there are, some of them, or made up."""

MARK = "[…]"
"""What stands in a text where something of a person was."""


class State(StrEnum):
    """How a field stands on its page: three ways of having no stated value are kept apart."""

    STATED = "stated"
    """The page gives a text for the field; `value` is None where that text cannot be read."""
    BLANK = "blank"
    """The page has the field's label and nothing (or a dash) after it."""
    INFERRED = "inferred"
    """The page does not say it; `value` follows from something else that it says."""
    WITHHELD = "withheld"
    """The page says it, but it would tell of a person; `value` is None."""
    ABSENT = "absent"
    """The page does not have the field: cut off, lost, or of a variant without it."""


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One field of a page: the value (or None), the text it was read from, and the line (from 1) it starts on."""

    value: T | None = None
    raw: str | None = None
    line: int | None = None
    state: State = State.ABSENT


class Severity(StrEnum):
    """How much a problem matters to whoever keeps the data."""

    ERROR = "error"
    """A fact of the page is lost or wrong."""
    WARNING = "warning"
    """A fact is doubtful, inferred or incomplete."""
    INFO = "info"
    """Nothing is lost; the source is worth a look."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something on a page that needs a look: which field, which line (from 1), what is wrong, what to do.

    `text` is what the page says there, where that may be published.
    """

    line: int | None
    field: str
    code: str
    message: str
    remedy: str
    severity: Severity = Severity.WARNING
    text: str | None = None


def named_twice(line: int | None, field: str, text: str) -> Problem:
    """That a list on a page has a name twice."""
    message, remedy = f"The list has {text!r} twice", "Take one out, or put the right name in its place"
    return Problem(line, field, "named-twice", message, remedy, Severity.WARNING, text)


@dataclass(frozen=True, slots=True)
class Label:
    """A numbered label of the programme, as `9. REACT-EU:n ESR-toimenpiteet`: its number and its wording."""

    number: str
    wording: str


class Role(StrEnum):
    """What an organisation is to a project; the values are the notations of `ontology/schemes/roles.ttl`."""

    APPLICANT = "applicant"
    CO_IMPLEMENTER = "co-implementer"
    SUPPORT_TRANSFEREE = "support-transferee"


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact person: personal data, so its `repr` says nothing and nothing outside the record may read it."""

    name: Field[str] = field(default_factory=Field)
    position: Field[str] = field(default_factory=Field)
    email: Field[str] = field(default_factory=Field)
    phone: Field[str] = field(default_factory=Field)

    def __repr__(self) -> str:
        return "Contact(withheld)"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Section 2 without the contact person."""

    name: Field[str] = field(default_factory=Field)
    organisation_type: Field[str] = field(default_factory=Field)
    business_id: Field[str] = field(default_factory=Field)
    street_address: Field[str] = field(default_factory=Field)
    phone: Field[str] = field(default_factory=Field)
    postcode: Field[str] = field(default_factory=Field)
    post_office: Field[str] = field(default_factory=Field)
    website: Field[str] = field(default_factory=Field)


@dataclass(frozen=True, slots=True)
class Partner:
    """One line under `Osatoteuttajat` or `Tuen siirronsaajat`."""

    role: Role
    name: Field[str]
    business_id: Field[str]


@dataclass(frozen=True, slots=True)
class YesNo:
    """A yes/no statement of section 8.1 with the free text that follows it."""

    answer: Field[bool] = field(default_factory=Field)
    statement: Field[str] = field(default_factory=Field)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One criterion of section 8.2: direct and indirect impact, each 0-10, and a line of free text.

    `criterion` is the notation in `ontology/schemes/criteria.ttl`.
    """

    criterion: str
    direct: Field[int] = field(default_factory=Field)
    indirect: Field[int] = field(default_factory=Field)
    statement: Field[str] = field(default_factory=Field)


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """The place of a project that is carried out in one place (section 6)."""

    street_address: Field[str] = field(default_factory=Field)
    postcode: Field[str] = field(default_factory=Field)
    post_office: Field[str] = field(default_factory=Field)


@dataclass(frozen=True, slots=True)
class Source:
    """The captured document that a project was read from."""

    name: str = ""
    sha256: str = ""
    format: str = "text"
    url: str | None = None
    retrieved: date | None = None


def _stated_by(term: str, kind: type = Field) -> Any:
    """A field that the graph states of the project by that property; the words of a yes or no by `<term>Statement`."""
    return field(default_factory=kind, metadata={"property": term})


@dataclass(frozen=True, slots=True)
class Project:
    """One project, as one page describes it. Amounts are whole euros, dates are days, places are names as given."""

    code: str
    code_line: int | None = None
    source: Source = field(default_factory=Source)
    period: str = "2014-2020"
    variant: str = "A"
    fund: Field[str] = field(default_factory=Field)
    title: Field[str] = _stated_by("dct:title")
    division: Field[str] = field(default_factory=Field)
    priority_axis: Field[Label] = field(default_factory=Field)
    specific_objective: Field[Label] = field(default_factory=Field)
    project_type: Field[str] = field(default_factory=Field)
    planned_start: Field[date] = _stated_by("esr:plannedStart")
    planned_end: Field[date] = _stated_by("esr:plannedEnd")
    status: Field[str] = field(default_factory=Field)
    authority: Field[str] = field(default_factory=Field)
    applicant: Applicant = field(default_factory=Applicant)
    homepages: Field[tuple[str, ...]] = field(default_factory=Field)
    contact: Contact = field(default_factory=Contact)
    procedure: Field[str] = field(default_factory=Field)
    partners: tuple[Partner, ...] = ()
    summary: Field[str] = _stated_by("dct:abstract")
    direct_target_groups: Field[str] = _stated_by("esr:directTargetGroupText")
    indirect_target_groups: Field[str] = _stated_by("esr:indirectTargetGroupText")
    granted_eu_and_state: Field[Decimal] = _stated_by("esr:grantedEuAndStateFunding")
    realised_eu_and_state: Field[Decimal] = _stated_by("esr:realisedEuAndStateFunding")
    planned_public: Field[Decimal] = _stated_by("esr:plannedPublicFunding")
    realised_public: Field[Decimal] = _stated_by("esr:realisedPublicFunding")
    nationwide: Field[bool] = _stated_by("esr:nationwide")
    regions: Field[tuple[str, ...]] = field(default_factory=Field)
    sub_regions: Field[tuple[str, ...]] = field(default_factory=Field)
    municipalities: Field[tuple[str, ...]] = field(default_factory=Field)
    site: SiteAddress = field(default_factory=SiteAddress)
    planned_companies: Field[int] = _stated_by("esr:plannedCompanies")
    realised_companies: Field[int] = _stated_by("esr:realisedCompanies")
    planned_persons: Field[int] = _stated_by("esr:plannedPersons")
    realised_persons: Field[int] = _stated_by("esr:realisedPersons")
    planned_women: Field[int] = _stated_by("esr:plannedWomen")
    realised_women: Field[int] = _stated_by("esr:realisedWomen")
    planned_new_jobs: Field[int] = _stated_by("esr:plannedNewJobs")
    realised_new_jobs: Field[int] = _stated_by("esr:realisedNewJobs")
    planned_new_jobs_for_women: Field[int] = _stated_by("esr:plannedNewJobsForWomen")
    realised_new_jobs_for_women: Field[int] = _stated_by("esr:realisedNewJobsForWomen")
    planned_new_companies: Field[int] = _stated_by("esr:plannedNewCompanies")
    realised_new_companies: Field[int] = _stated_by("esr:realisedNewCompanies")
    planned_new_companies_by_women: Field[int] = _stated_by("esr:plannedNewCompaniesByWomen")
    realised_new_companies_by_women: Field[int] = _stated_by("esr:realisedNewCompaniesByWomen")
    gender_analysis_done: YesNo = _stated_by("esr:genderAnalysisDone", YesNo)
    gender_mainstreamed: YesNo = _stated_by("esr:genderMainstreamed", YesNo)
    gender_equality_is_main_objective: YesNo = _stated_by("esr:genderEqualityIsMainObjective", YesNo)
    sustainability: tuple[Assessment, ...] = ()
    final_report_summary: Field[str] = _stated_by("esr:finalReportSummary")
    cut_off_after: int | None = None
    """The last line, where the page ends before its last section."""
    sections: tuple[str, ...] = ()
    """The sections of the form that the copy has whole: what is missing there is missing on the page itself."""
    whole: bool = False
    """Whether the copy has every section of the form."""

    def fields(self) -> Iterator[tuple[str, Field[Any]]]:
        """Every field with its dotted name, in page order.

        `applicant.business_id`, `partners[1].name`, `sustainability.well-being.direct`.
        """
        stated = iter(zip(_PATHS, _GET_ALL(self), strict=True))
        for several, above in _SEVERAL.items():
            yield from islice(stated, above)
            yield from _fields_of_several(several, getattr(self, several))
        yield from stated

    def __repr__(self) -> str:
        stated = sum(field.state is State.STATED for _, field in self.fields())
        return f"<project {self.code} of {self.period}: {stated} fields stated>"


PROPERTIES = {each.name: str(each.metadata["property"]) for each in fields(Project) if "property" in each.metadata}
"""The property (as in `dct:title`) by each field of a project that is stated as it is: a value, prose, a yes or no."""


_PARTS = {each.__name__: each for each in (Applicant, Contact, Partner, YesNo, Assessment, SiteAddress)}


def _paths(record: type) -> Iterator[str]:
    """The dotted names of the fields of a class of the record, those of its parts among them."""
    for each in fields(record):
        kind = str(each.type)
        if kind.startswith("Field["):
            yield each.name
        elif kind in _PARTS:
            yield from (f"{each.name}.{own}" for own in _paths(_PARTS[kind]))


_PATHS = tuple(_paths(Project))
_GET_ALL = attrgetter(*_PATHS)
_SEVERAL = {"partners": _PATHS.index("summary"), "sustainability": len(_PATHS) - _PATHS.index("summary") - 1}
"""What a project can have several of, each with the number of fields that stand between it and the one above."""
_OWN_PATHS = {each: tuple(_paths(each)) for each in (Partner, Assessment)}


def _fields_of_several(name: str, parts: Sequence[Partner | Assessment]) -> Iterator[tuple[str, Field[Any]]]:
    for number, each in enumerate(parts, start=1):
        own = f"{name}.{each.criterion}" if isinstance(each, Assessment) else f"{name}[{number}]"
        yield from ((f"{own}.{path}", getattr(each, path)) for path in _OWN_PATHS[type(each)])


@dataclass(frozen=True, slots=True)
class Mention:
    """A target group found in prose: the concept, the exact words, their offsets (characters), the rule that fired."""

    concept: str
    text: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A candidate that was not taken as a target group, and why."""

    concept: str
    text: str
    start: int
    end: int
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """What was found in one text, and what was considered and turned down; both in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
