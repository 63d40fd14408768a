"""The page about a project: everything that its own page states, and what follows from it, laid out for reading."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from pyoxigraph import NamedNode

from esrgraph.extraction.forms import FORMS
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.record import PROPERTIES
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.web.charts.bars import Bars, bars
from esrgraph.web.charts.scales import Figure
from esrgraph.web.http.json_ld import linked_data
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.labels import term_label
from esrgraph.web.pages.parts.alike import can_be_compared, similar_projects
from esrgraph.web.pages.parts.citing import breadcrumbs, citation, data_links
from esrgraph.web.pages.parts.correction import Correction, correction
from esrgraph.web.pages.parts.facts import (
    PageReader,
    TextInLanguage,
    ThingFacts,
    ThingLink,
    join_links,
    link,
    links,
    literal_text,
)
from esrgraph.web.pages.parts.findings import findings_of
from esrgraph.web.pages.parts.listed import rows_of
from esrgraph.web.pages.parts.parties import address, parties
from esrgraph.web.pages.parts.pictured import timeline, where
from esrgraph.web.pages.parts.sustainability import profile
from esrgraph.web.pages.parts.target_groups import target_groups
from esrgraph.web.site import Opened

_QUESTIONS = {
    "project_gender_analysis": (Esr.genderAnalysisDone, Esr.genderAnalysisDoneStatement),
    "project_gender_mainstreamed": (Esr.genderMainstreamed, Esr.genderMainstreamedStatement),
    "project_gender_objective": (Esr.genderEqualityIsMainObjective, Esr.genderEqualityIsMainObjectiveStatement),
}
_AMOUNTS = {
    "project_eu_and_state": (Esr.grantedEuAndStateFunding, Esr.realisedEuAndStateFunding),
    "project_public": (Esr.plannedPublicFunding, Esr.realisedPublicFunding),
}
_COUNTS = {
    "project_companies": (Esr.plannedCompanies, Esr.realisedCompanies),
    "project_persons": (Esr.plannedPersons, Esr.realisedPersons),
}
_COUNTS_OF_2007 = {
    f"project_{name}": (term_of(PROPERTIES[f"planned_{name}"]), term_of(PROPERTIES[f"realised_{name}"]))
    for name in (
        *("persons", "women", "new_jobs", "new_jobs_for_women"),
        *("new_companies", "new_companies_by_women"),
    )
}


_LAID_OUT = {
    *(Dct.title, Dct.abstract, Esr.finalReportSummary, Esr.plannedStart, Esr.plannedEnd, Esr.nationwide),
    *(Esr.directTargetGroupText, Esr.indirectTargetGroupText),
    *chain.from_iterable(_AMOUNTS.values()),
    *chain.from_iterable(_COUNTS.values()),
    *chain.from_iterable(_COUNTS_OF_2007.values()),
    *chain.from_iterable(_QUESTIONS.values()),
}
_FURTHER = tuple(term for term in map(term_of, PROPERTIES.values()) if term not in _LAID_OUT)
"""What a page states besides, shown under the names that the ontology gives it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What was planned and what came of it, in euros or in heads; None where it is not stated."""

    name: str
    planned: Decimal | None
    realised: Decimal | None

    @property
    def share(self) -> float | None:
        """Realised of planned, where both are known and something was planned."""
        return float(self.realised / self.planned) if self.planned and self.realised is not None else None


_SECTIONS = {
    "head": "basics",
    "parties": "parties",
    "summary": "summary",
    "groups": "target-groups",
    "money": "funding",
    "places": "places",
    "counts": "participants",
    "equality": "equality",
    "sustainability": "sustainability",
    "report": "final-report",
}
"""The sections of a project's page, in their order, with their keys in the scheme of sections."""
_SECTIONS_OF_LIST = ("head", "parties", "money")
"""What an official list says of a project."""


@dataclass(frozen=True, slots=True)
class PlannedPeriod:
    """The planned days (YYYY-MM-DD) and the months that lie between them; None where a day is not stated."""

    start: str | None
    end: str | None

    @property
    def months(self) -> int | None:
        """Months from the first day to the last, to the nearest one; None too where the end lies before the start."""
        if not self.start or not self.end or self.is_reversed:
            return None
        days = (date.fromisoformat(self.end) - date.fromisoformat(self.start)).days + 1
        return max(round(days / 30.44), 1)

    @property
    def is_reversed(self) -> bool:
        """Whether the end lies before the start, so that one of the days is wrong."""
        return bool(self.start and self.end and self.end < self.start)


def project_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about the project with the code `key`; None where there is none."""
    facts = ThingFacts(opened, opened.iris.project(key).value)
    if not facts.is_a(Esr.Project):
        return None
    return "project.html", _Project(opened, facts, key, words, PageReader(words.language, "lang" in query)).values()


class _Project:
    """One project in one language."""

    def __init__(self, opened: Opened, facts: ThingFacts, code: str, words: SiteWords, reader: PageReader) -> None:
        self._opened, self._facts, self._code, self._words = opened, facts, code, words
        self._reader = reader
        self._title = facts.text(Dct.title) or TextInLanguage(code)
        self._period = self._one(Esr.programmePeriod)
        self._is_of_2007 = self._period is not None and self._period.key == "2007-2013"
        self._is_from_list = facts.flag(Esr.knownFromList) or False

    @property
    def _sections(self) -> Collection[str]:
        """Those that the project's form has, or the list that it is known from."""
        if self._is_from_list:
            return _SECTIONS_OF_LIST
        period = self._period.key if self._period else ""
        forms = [set(form.sections.values()) for form in FORMS if form.name == period] or [set(_SECTIONS.values())]
        has_summary = self._facts.has(Dct.abstract)
        own = next((each for each in forms if ("summary" in each) is has_summary), forms[0])
        return [name for name, key in _SECTIONS.items() if key in own]

    def values(self) -> Mapping[str, object]:
        """Everything that the template shows."""
        facts = self._facts
        dimensions = profile(self._opened, facts, self._reader)
        period = PlannedPeriod(facts.value(Esr.plannedStart), facts.value(Esr.plannedEnd))
        municipalities = self._many(Esr.municipality)
        findings = findings_of(self._opened)
        return {
            "iri": facts.iri,
            "code": self._code,
            "title": self._title,
            "has_title": facts.text(Dct.title) is not None,
            "status": self._one(Esr.status),
            "programme_period": self._period,
            "sections": tuple(self._sections),
            "is_of_2007": self._is_of_2007,
            "is_from_list": self._is_from_list,
            "rows": rows_of(self._opened, facts, self._words.language),
            "division": self._one(Esr.division),
            "project_type": self._one(Esr.projectType),
            "homepages": facts.iris(Esr.website),
            "nationwide": facts.flag(Esr.nationwide) or False,
            "fund": self._one(Esr.fund),
            "axis": self._one(Esr.priorityAxis),
            "objective": self._one(Esr.specificObjective),
            "authority": self._one(Esr.responsibleAuthority),
            "procedure": self._one(Esr.applicantProcedure),
            "procedure_inferred": facts.flag(Esr.applicantProcedureInferred) or False,
            "abstract": facts.text(Dct.abstract),
            "report": facts.text(Esr.finalReportSummary),
            "parties": parties(self._opened, facts, self._reader),
            "period": period,
            "timeline": None if period.is_reversed else timeline(period.start, period.end),
            "money": self._pairs(_AMOUNTS),
            "money_bars": self._money_bars(),
            "counts": self._pairs(_COUNTS_OF_2007 if self._is_of_2007 else _COUNTS),
            "municipality_count": len(municipalities),
            "places": {
                "project_municipalities": join_links(municipalities),
                "project_sub_regions": join_links(self._many(Esr.subRegion)),
                "project_regions": join_links(self._many(Esr.region)),
            },
            "map": where(each.key for each in municipalities),
            "site": address(self._opened, facts.iri_of(Esr.siteAddress)),
            "target_groups": target_groups(self._opened, facts, self._reader),
            "questions": [
                (name, facts.flag(answer), facts.text(statement)) for name, (answer, statement) in _QUESTIONS.items()
            ],
            "profile": dimensions,
            "findings": findings.about(self._code, self._words.language) if findings else None,
            "similar": similar_projects(self._opened, facts, self._reader),
            "comparable": can_be_compared(facts),
            "correction": self._correction(period),
            "further": self._further(),
            "source": self._source(),
            "in_copy": self._in_copy(),
            "citation": citation(self._opened, self._words, self._code, self._title.value, facts.iri),
            "linked_data": self._linked_data(),
            "data": data_links(self._opened, facts.iri),
            "release": self._opened.release.id,
        }

    def _one(self, term: NamedNode) -> ThingLink | None:
        iri = self._facts.iri_of(term)
        return link(self._opened, iri, self._reader) if iri else None

    def _many(self, term: NamedNode) -> list[ThingLink]:
        return links(self._opened, self._facts.iris(term), self._reader)

    def _pairs(self, rows: Mapping[str, tuple[NamedNode, NamedNode]]) -> list[Pair]:
        return [
            Pair(name, self._facts.number(planned), self._facts.number(realised))
            for name, (planned, realised) in rows.items()
        ]

    def _further(self) -> list[tuple[str, list[TextInLanguage]]]:
        """The name of each property that has no place of its own on the page, with its values."""
        found = ((term_label(term.value, self._words.language), self._facts.literals(term)) for term in _FURTHER)
        return [(name, [literal_text(each, self._words) for each in values]) for name, values in found if values]

    def _money_bars(self) -> Bars | None:
        """The amounts that are stated, by source; None without any."""
        pairs = [each for each in self._pairs(_AMOUNTS) if each.planned is not None or each.realised is not None]
        figures = [Figure(self._words(each.name), each.planned, second=each.realised) for each in pairs]
        return bars(figures, "euros") if figures else None

    def _correction(self, period: PlannedPeriod) -> Correction:
        page = self._opened.iris.page(self._facts.iri)
        granted = self._facts.number(Esr.grantedEuAndStateFunding)
        status, source = self._one(Esr.status), self._facts_of_source().iri_of(Dct.source)
        seen = (
            ("correction_page", page),
            ("project_source_address", source),
            ("project_period", " – ".join(self._words.day(day or "?") for day in (period.start, period.end))),
            ("correction_status", status.name.value if status else None),
            ("project_eu_and_state", self._words.euros(granted) if granted is not None else None),
        )
        named = [(self._words(label), value) for label, value in seen if value]
        return correction(self._opened, self._words, self._code, self._title.value, named)

    def _in_copy(self) -> Mapping[str, bool]:
        """Whether our copy of the page has each of its sections, so that what is missing there is missing on the page
        itself."""
        held = set(self._facts.iris(Esr.capturedSection))
        sections = {each: self._opened.iris.concept("page-section", _SECTIONS[each]).value for each in self._sections}
        return {name: section in held for name, section in sections.items()}

    def _facts_of_source(self) -> ThingFacts:
        """The page; what a row of a list gives is told beside it."""
        return ThingFacts(self._opened, f"{self._facts.iri}#source")

    def _source(self) -> Mapping[str, Any]:
        facts = self._facts_of_source()
        return {
            "address": facts.iri_of(Dct.source),
            "retrieved": facts.value(Esr.retrieved),
            "file": facts.value(Esr.fileName),
            "sha256": facts.value(Esr.sha256),
            "format": facts.value(Dct.format),
            "cut_off_after": facts.value(Esr.cutOffAfterLine),
        }

    def _linked_data(self) -> object:
        facts, opened = self._facts, self._opened
        abstract, granted = facts.text(Dct.abstract), facts.value(Esr.grantedEuAndStateFunding)
        applicant = facts.iri_of(Esr.applicant)
        page, fund = opened.iris.page(facts.iri), self._one(Esr.fund)
        amount = {"@type": "MonetaryAmount", "currency": "EUR", "value": float(granted)} if granted else None
        project = {
            "@id": facts.iri,
            "@type": "Thing",
            "additionalType": Esr.Project.value,
            "name": self._title.value,
            "identifier": self._code,
            "description": abstract.value if abstract else None,
        }
        grant = {
            "@type": "MonetaryGrant",
            "identifier": self._code,
            "name": self._title.value,
            "description": self._words("project_grant_means") if amount else None,
            "amount": amount,
            "funder": {"@type": "Organization", "@id": facts.iri_of(Esr.fund), "name": fund.name.value}
            if fund
            else None,
            "fundedItem": {"@id": facts.iri},
        }
        webpage = {
            "@id": page,
            "@type": "WebPage",
            "name": self._title.value,
            "inLanguage": self._words.language,
            "about": {"@id": facts.iri},
            "mentions": {"@id": applicant} if applicant else None,
            "license": LICENCE,
        }
        steps = [(self._words("home"), "/"), (self._words("nav_objectives"), "/objectives")]
        objective = self._one(Esr.specificObjective)
        steps += [(objective.name.value, objective.path)] if objective else []
        return linked_data(webpage, project, grant, breadcrumbs(opened, [*steps, (self._code, opened.path(page))]))
