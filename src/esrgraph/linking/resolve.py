"""The names on a page to what they stand for: notations of the schemes, by the project's own dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from esrgraph.linking.schemes import Resolution, Schemes
from esrgraph.record import Field, Problem, Project, Severity, named_twice

T = TypeVar("T")

_WIDEST = 300
"""So much (characters) of a name that stands for nothing known is kept."""


@dataclass(frozen=True, slots=True)
class ResolvedNames:
    """What the names of a project stand for; None or absent where the page has no name or the name is unresolved."""

    division: str | None = None
    priority_axis: str | None = None
    specific_objective: str | None = None
    project_type: str | None = None
    status: str | None = None
    authority: str | None = None
    organisation_type: str | None = None
    regions: tuple[str, ...] = ()
    sub_regions: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    seat: str | None = None


def resolve(project: Project, schemes: Schemes) -> tuple[ResolvedNames, tuple[Problem, ...]]:
    """The links of a project, and a problem for every name that is unresolved or written otherwise.

    A name that stands for nothing known is kept as the problem's text, never linked by a guess.
    """
    resolver = _Resolver()
    start, end = project.planned_start.value, project.planned_end.value
    axis, objective = project.priority_axis, project.specific_objective
    links = ResolvedNames(
        division=resolver.one("division", project.division, schemes.division),
        priority_axis=resolver.one(
            "priority_axis", axis, lambda label: schemes.priority_axis(label, project.period, project.fund.value)
        ),
        specific_objective=resolver.one("specific_objective", objective, schemes.specific_objective),
        project_type=resolver.one("project_type", project.project_type, schemes.project_type),
        status=resolver.one("status", project.status, schemes.status),
        authority=resolver.one("authority", project.authority, schemes.authority),
        organisation_type=resolver.one(
            "applicant.organisation_type", project.applicant.organisation_type, schemes.organisation_type
        ),
        regions=resolver.many("regions", project.regions, schemes.region),
        sub_regions=resolver.many(
            "sub_regions", project.sub_regions, lambda name: schemes.sub_region(name, start, end)
        ),
        municipalities=resolver.many(
            "municipalities", project.municipalities, lambda name: schemes.municipality(name, start, end)
        ),
        seat=_seat(project, schemes),
    )
    return links, tuple(resolver.problems)


def _seat(project: Project, schemes: Schemes) -> str | None:
    """The municipality that the applicant's post town is the name of; post towns with other names are no problems."""
    town = project.applicant.post_office.value
    named = schemes.municipalities.concepts_named(town) if town else ()
    return named[0].notation if len(named) == 1 else None


class _Resolver:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def one(self, name: str, field: Field[T], look_up: Callable[[T], Resolution]) -> str | None:
        if field.value is None:
            return None
        return self._notation(name, field.raw or str(field.value), look_up(field.value), field.line)

    def many(self, name: str, field: Field[tuple[str, ...]], look_up: Callable[[str], Resolution]) -> tuple[str, ...]:
        self._tell_of_doubles(name, field)
        found = (self._notation(name, *each, field.line) for each in _resolved(field.value or (), look_up))
        return tuple(dict.fromkeys(notation for notation in found if notation is not None))

    def _tell_of_doubles(self, name: str, field: Field[tuple[str, ...]]) -> None:
        """Names that a list has twice; as values, each is there once."""
        given = Counter(text for each in (field.raw or "").split(",") if (text := " ".join(each.split())))
        self.problems += (named_twice(field.line, name, text[:_WIDEST]) for text in given if given[text] > 1)

    def _notation(self, name: str, text: str, resolution: Resolution, line: int | None) -> str | None:
        if resolution.code:
            severity = Severity.WARNING if resolution.notation is None else Severity.INFO
            message, remedy = resolution.message or "", resolution.remedy or ""
            self.problems.append(Problem(line, name, resolution.code, message, remedy, severity, text[:_WIDEST]))
        return resolution.notation


def _resolved(names: Iterable[str], look_up: Callable[[str], Resolution]) -> list[tuple[str, Resolution]]:
    """Each name with what it stands for; two that a comma cut apart are one (`Koski, Tl`)."""
    found: list[tuple[str, Resolution]] = []
    for name in names:
        resolution = look_up(name)
        if resolution.notation is None and found:
            whole = f"{found[-1][0]} {name}"
            if (joined := look_up(whole)).notation:
                found[-1] = whole, joined
                continue
        found.append((name, resolution))
    return found
