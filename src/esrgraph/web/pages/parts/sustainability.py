"""A project's assessments of its sustainability beside the means of its objective, in the order of the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import Facts, Link, Reader, Text, link
from esrgraph.web.site import Opened

_POSITION = NamedNode(f"{Esr.NAMESPACE}position")


@dataclass(frozen=True, slots=True)
class Impact:
    """An impact on a scale of 0-10, None where not stated, and its mean over the projects of the objective."""

    value: int | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One criterion of a project."""

    criterion: Link
    direct: Impact
    indirect: Impact
    statement: Text | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """The assessments of one dimension of sustainable development."""

    name: Text
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of an objective's projects by one criterion, from 0 to 10."""

    criterion: Link
    direct: float
    indirect: float


def profile(opened: Opened, project: Facts, reader: Reader) -> list[Dimension]:
    """The dimensions that a project assesses, with their criteria; empty where the page has none."""
    objective = project.iri_of(Esr.specificObjective)
    means = _means(opened, objective) if objective else {}
    ranked = []
    for node in project.iris(Esr.sustainabilityAssessment):
        facts = Facts(opened, node)
        criterion = facts.iri_of(Esr.criterion) or ""
        ranked.append((_rank(opened, criterion), _assessment(opened, facts, criterion, means, reader)))
    ranked.sort(key=lambda pair: pair[0])
    return [
        Dimension(link(opened, dimension, reader).name, tuple(assessment for _, assessment in group))
        for (_, dimension), group in groupby(ranked, key=lambda pair: pair[0][:2])
    ]


def means(opened: Opened, objective: str, reader: Reader) -> list[Mean]:
    """The means of an objective's projects, in the order of the page; empty where no project states assessments."""
    found = sorted(_means(opened, objective).items(), key=lambda pair: _rank(opened, pair[0]))
    return [Mean(link(opened, criterion, reader), *impacts) for criterion, impacts in found]


def _assessment(
    opened: Opened, facts: Facts, criterion: str, means: Mapping[str, tuple[float, float]], reader: Reader
) -> Assessment:
    direct, indirect = means.get(criterion, (None, None))
    return Assessment(
        link(opened, criterion, reader),
        _impact(facts.value(Esr.directImpact), direct),
        _impact(facts.value(Esr.indirectImpact), indirect),
        facts.text(Esr.statement),
    )


def _impact(value: str | None, mean: float | None) -> Impact:
    return Impact(None if value is None else int(value), mean)


@remembered(most=256)
def _rank(opened: Opened, criterion: str) -> tuple[int, str, int]:
    """Where a criterion stands: the place of its dimension, the dimension, its own place."""
    facts = Facts(opened, criterion)
    dimension = facts.iri_of(Skos.broader) or ""
    return int(Facts(opened, dimension).value(_POSITION) or 0), dimension, int(facts.value(_POSITION) or 0)


@remembered(most=256)
def _means(opened: Opened, objective: str) -> Mapping[str, tuple[float, float]]:
    """The means of an objective's projects by criterion, direct and indirect."""
    found = {}
    for node in Facts(opened, objective).iris(Esr.sustainabilityMean):
        facts = Facts(opened, node)
        direct, indirect = facts.number(Esr.meanDirectImpact), facts.number(Esr.meanIndirectImpact)
        found[facts.iri_of(Esr.meanCriterion) or ""] = float(direct or 0), float(indirect or 0)
    return found
