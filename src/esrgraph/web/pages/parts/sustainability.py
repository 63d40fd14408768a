"""A project's assessments of its sustainability beside the means of its objective, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import PageReader, TextInLanguage, ThingFacts, ThingLink, link
from esrgraph.web.site import Opened

_POSITION = NamedNode(f"{Esr.NAMESPACE}position")


@dataclass(frozen=True, slots=True)
class ImpactFigure:
    """An impact on a scale of 0-10, None where not stated, and its mean over the projects of the objective."""

    value: int | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion of a project."""

    criterion: ThingLink
    direct: ImpactFigure
    indirect: ImpactFigure
    statement: TextInLanguage | None


@dataclass(frozen=True, slots=True)
class DimensionRows:
    """The assessments of one dimension of sustainable development."""

    name: TextInLanguage
    assessments: tuple[CriterionRow, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of an objective's projects by one criterion, from 0 to 10."""

    criterion: ThingLink
    direct: float
    indirect: float


def profile(opened: Opened, project: ThingFacts, reader: PageReader) -> list[DimensionRows]:
    """The dimensions that a project assesses, with their criteria; empty where the page has none."""
    objective = project.iri_of(Esr.specificObjective)
    means = _means(opened, objective) if objective else {}
    ranked = []
    for node in project.iris(Esr.sustainabilityAssessment):
        facts = ThingFacts(opened, node)
        criterion = facts.iri_of(Esr.criterion) or ""
        ranked.append((_rank(opened, criterion), _assessment(opened, facts, criterion, means, reader)))
    ranked.sort(key=lambda pair: pair[0])
    return [
        DimensionRows(link(opened, dimension, reader).name, tuple(assessment for _, assessment in group))
        for (_, dimension), group in groupby(ranked, key=lambda pair: pair[0][:2])
    ]


def means(opened: Opened, objective: str, reader: PageReader) -> list[Mean]:
    """The means of an objective's projects, in the order of the page; empty where no project states assessments."""
    found = sorted(_means(opened, objective).items(), key=lambda pair: _rank(opened, pair[0]))
    return [Mean(link(opened, criterion, reader), *impacts) for criterion, impacts in found]


def _assessment(
    opened: Opened, facts: ThingFacts, criterion: str, means: Mapping[str, tuple[float, float]], reader: PageReader
) -> CriterionRow:
    direct, indirect = means.get(criterion, (None, None))
    return CriterionRow(
        link(opened, criterion, reader),
        _impact(facts.value(Esr.directImpact), direct),
        _impact(facts.value(Esr.indirectImpact), indirect),
        facts.text(Esr.statement),
    )


def _impact(value: str | None, mean: float | None) -> ImpactFigure:
    return ImpactFigure(None if value is None else int(value), mean)


@remembered(most=256)
def _rank(opened: Opened, criterion: str) -> tuple[int, str, int]:
    """Where a criterion stands: the place of its dimension, the dimension, its own place."""
    facts = ThingFacts(opened, criterion)
    dimension = facts.iri_of(Skos.broader) or ""
    return int(ThingFacts(opened, dimension).value(_POSITION) or 0), dimension, int(facts.value(_POSITION) or 0)


@remembered(most=256)
def _means(opened: Opened, objective: str) -> Mapping[str, tuple[float, float]]:
    """The means of an objective's projects by criterion, direct and indirect."""
    found = {}
    for node in ThingFacts(opened, objective).iris(Esr.sustainabilityMean):
        facts = ThingFacts(opened, node)
        direct, indirect = facts.number(Esr.meanDirectImpact), facts.number(Esr.meanIndirectImpact)
        found[facts.iri_of(Esr.meanCriterion) or ""] = float(direct or 0), float(indirect or 0)
    return found
