"""What is counted by what: the cubes of a release, their dimensions and measures, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, SdmxDimension, Xsd


@dataclass(frozen=True, slots=True)
class CubeDimension:
    """What projects are counted by, and the property of observations that says so.

    It `adds_up` where a project has one member of it, or none that is known: sums over the others count some projects
    more than once.
    """

    name: str
    term: NamedNode
    adds_up: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """What an observation states, and whether it is in euros; else it is a number of projects."""

    name: str
    term: NamedNode
    in_euros: bool = False

    @property
    def range(self) -> NamedNode:
        """The datatype of its values."""
        return Xsd.decimal if self.in_euros else Xsd.integer


@dataclass(frozen=True, slots=True)
class Cube:
    """One cube: the names of its dimensions and of its measures, in their order."""

    name: str
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]

    def dataset(self, iris: Iris) -> NamedNode:
        """The IRI of the cube as a qb:DataSet."""
        return iris.within_dataset("cube", self.name)


DIMENSIONS: Mapping[str, CubeDimension] = {
    each.name: each
    for each in (
        CubeDimension("fund", Esr.byFund),
        CubeDimension("programme-period", Esr.byProgrammePeriod),
        CubeDimension("year", SdmxDimension.refPeriod),
        CubeDimension("active-year", SdmxDimension.refPeriod, adds_up=False),
        CubeDimension("region", SdmxDimension.refArea, adds_up=False),
        CubeDimension("priority-axis", Esr.byPriorityAxis),
        CubeDimension("specific-objective", Esr.bySpecificObjective),
        CubeDimension("applicant-type", Esr.byApplicantType),
        CubeDimension("target-group", Esr.byTargetGroup, adds_up=False),
    )
}
YEARS = ("year", "active-year")
"""Those whose members are years."""
MEASURES: Mapping[str, Measure] = {
    each.name: each
    for each in (
        Measure("projects", Esr.projectCount),
        Measure("granted", Esr.grantedTotal, in_euros=True),
        Measure("granted-known", Esr.grantedCount),
        Measure("realised", Esr.realisedTotal, in_euros=True),
        Measure("realised-known", Esr.realisedCount),
        Measure("granted-divided", Esr.grantedDividedTotal, in_euros=True),
        Measure("realised-divided", Esr.realisedDividedTotal, in_euros=True),
    )
}
_ALWAYS = ("fund", "programme-period")
_WHOLE = ("projects", "granted", "granted-known", "realised", "realised-known")
_DIVIDED = (*_WHOLE, "granted-divided", "realised-divided")
CUBES = (
    Cube("year", (*_ALWAYS, "year"), _WHOLE),
    Cube("region", (*_ALWAYS, "year", "region"), _DIVIDED),
    Cube("priority-axis", (*_ALWAYS, "year", "priority-axis"), _WHOLE),
    Cube("specific-objective", (*_ALWAYS, "year", "specific-objective"), _WHOLE),
    Cube("applicant-type", (*_ALWAYS, "year", "applicant-type"), _WHOLE),
    Cube("target-group", (*_ALWAYS, "year", "target-group"), _WHOLE),
    Cube("region-and-specific-objective", (*_ALWAYS, "region", "specific-objective"), _DIVIDED),
    Cube("region-and-target-group", (*_ALWAYS, "region", "target-group"), _WHOLE),
    Cube("active-year", (*_ALWAYS, "active-year"), ("projects",)),
    Cube("active-year-and-region", (*_ALWAYS, "active-year", "region"), ("projects",)),
)
"""A few small ones: one with all the dimensions would have more cells than there are projects. None holds totals beside
parts, so that no sum counts both; those of all projects stand in the cube of years."""
