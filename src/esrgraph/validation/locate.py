"""An engine's results to findings that a steward can act on: which project, whose, where in which document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from operator import attrgetter

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from esrgraph.ingest.source_lines import MetProblem, Place, Sources
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import select
from esrgraph.resources import report_query
from esrgraph.validation.findings import Finding, Shape, ValidationResult
from esrgraph.validation.wording import counted, details, elsewhere

_FIELD_OF_SCORE = {"directImpact": "direct", "indirectImpact": "indirect", "statement": "statement"}
_CRITERION = "{criterion}"
"""Stands in a shape's field for the criterion that its result's value names."""
_PROBLEM = re.compile(r"#problem-(\d+)$")
_ASSESSMENT = re.compile(r"sustainability-([a-z0-9-]+)")

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^<>\"{}|\\^`\x00-\x20]*")
_KEPT = 4096
"""So many answers to look-ups are kept; results of one subject come together."""
_FEW = 64
"""Of so many organisations the projects are kept; thousands may share one."""
_MANY = 2_000
"""After so many rows the store is opened anew: the library keeps what it has read of one for as long as it is open."""
_MOST_PROJECTS = 10
"""So many are named in a value; thousands may share an organisation."""


@dataclass(frozen=True, slots=True)
class _Use:
    """An organisation in a project, as the project gives it; `part` is the participation's own name."""

    project: str
    part: str
    name: str | None
    type: str | None


_Rows = Callable[[str, str, str], list[dict[str, str | None]]]
"""The rows of a query about one thing: of its name, its variable and the thing's IRI."""

_TOLD: Mapping[str, Callable[[_Use], str | None]] = {
    "prefLabel": attrgetter("name"),
    "altLabel": attrgetter("name"),
    "organisationType": attrgetter("type"),
}
"""What a project says of an organisation, by the property that rules hold against what other projects say."""


class Locator:
    """The look-ups that turn results into findings: each is made when a result needs it, so that few are kept.

    `opened` gives the store, opened anew if it is large.
    """

    def __init__(self, opened: Callable[[], Store], sources: Sources, iris: Iris, shapes: Iterable[Shape]) -> None:
        self._sources = sources
        self._iris = iris
        self._shapes = {shape.iri: shape for shape in shapes}
        look_up = _look_ups(opened)
        self._rows = lru_cache(_KEPT)(look_up)
        self._uses = lru_cache(_FEW)(partial(_find_uses, look_up, self._rows))  # without self, which would then stay

    def findings(self, results: Iterable[ValidationResult]) -> Iterator[Finding]:
        """A finding for every result, in the order they come; then one for all of each shape that is told once."""
        together: defaultdict[str, list[ValidationResult]] = defaultdict(list)
        for result in results:
            if self._shapes[result.shape].once:
                together[result.shape].append(result)
            else:
                yield self._finding(result, self._shapes[result.shape])
        for iri, alike in together.items():
            whole = replace(alike[0], focus=str(self._iris.dataset), value="")
            yield Finding(whole, self._shapes[iri], details=counted(len(alike)))

    def _finding(self, result: ValidationResult, shape: Shape) -> Finding:
        focus = result.focus.strip("<>")
        kind, key = self._iris.parse(focus) or ("", "")
        organisation = focus if kind == "organisation" else None
        uses = self._used_as(organisation, result) if organisation else []
        project = key if kind == "project" else (uses[0].project if uses else None)
        field = self._field(focus, result, shape)
        met = self._met(focus, project)
        if uses and uses[0].part != "applicant":
            field = "partners"
        listed = self._as_listed(focus if organisation else _text(result.value))
        place = self._place(project, field, met, listed)
        owner = self._row("projects", "project", self._iris.project(project).value) if project else {}
        name = self._label(organisation) if organisation else None
        return Finding(
            result=result,
            shape=shape,
            place=place,
            project=project,
            organisation=name if organisation else owner.get("organisation"),
            authority=owner.get("authority"),
            objective=owner.get("objective"),
            field=field,
            value=self._value(focus, result, uses),
            details=details(met.message, met.remedy) if met else elsewhere(self._others(organisation, result)),
        )

    def _met(self, focus: str, project: str | None) -> MetProblem | None:
        """The problem of reading that a focus node stands for."""
        numbered = _PROBLEM.search(focus)
        return self._sources.problem(project, int(numbered[1])) if numbered and project else None

    def _as_listed(self, iri: str) -> str:
        """How a list on a page names a thing: an organisation by its business ID, all else by its name."""
        kind, key = self._iris.parse(iri) or ("", "")
        return key if kind == "organisation" and key[:1].isdigit() else self._label(iri) or ""

    def _place(self, project: str | None, field: str | None, met: MetProblem | None, listed: str) -> Place:
        if project is None:
            return Place()
        if met and met.line is not None:
            return self._sources.place_of_line(project, met.line)
        return self._sources.place_within(project, field, listed) if field else self._sources.place(project, field)

    def _field(self, focus: str, result: ValidationResult, shape: Shape) -> str | None:
        if problem := self._problem(focus):
            return problem["field"]
        part = focus.partition("#")[2]
        assessment = _ASSESSMENT.fullmatch(part)
        if assessment:
            score = _FIELD_OF_SCORE.get(result.path.strip("<>").rpartition("#")[2])
            return ".".join(filter(None, ("sustainability", assessment[1], score)))
        if shape.field and _CRITERION in shape.field:
            return shape.field.replace(_CRITERION, _text(result.value).rpartition("/")[2])
        return shape.field

    def _used_as(self, organisation: str, result: ValidationResult) -> list[_Use]:
        """The projects that give the organisation the name or type that the result is about; else all of them."""
        uses = self._uses(organisation)
        value = _text(result.value)
        value = self._label(value) or value
        return [use for use in uses if value and value in (use.name, use.type)] or uses

    def _others(self, organisation: str | None, result: ValidationResult) -> list[str]:
        """The other names, types or business IDs that stand against the one of the result, each with its projects."""
        value = _text(result.value)
        told = _TOLD.get(result.path.strip("<>").replace("#", "/").rpartition("/")[2])
        if organisation is None or told is None or not value:
            return []
        if others := self._uses(value):  # another organisation, of the same name
            return [_with_projects(value.rpartition("/")[2], others)]
        own, uses = self._label(value) or value, self._uses(organisation)
        texts = sorted({text for use in uses if (text := told(use)) and text != own})
        return [_with_projects(text, [use for use in uses if told(use) == text]) for text in texts]

    def _value(self, focus: str, result: ValidationResult, uses: list[_Use]) -> str:
        if problem := self._problem(focus):
            return problem["text"] or ""
        text = _text(result.value)
        return _with_projects(self._label(text) or text, uses)

    def _problem(self, focus: str) -> Mapping[str, str | None]:
        """The field and the text of the problem of reading that a focus node stands for; empty where it is none."""
        return self._row("problems", "problem", focus) if _PROBLEM.search(focus) else {}

    def _row(self, name: str, variable: str, iri: str) -> Mapping[str, str | None]:
        """The last row of a query about one thing; empty where there is none."""
        rows = self._rows(name, variable, iri)
        return rows[-1] if rows else {}

    def _label(self, iri: str) -> str | None:
        """The Finnish label, or the only one, of a thing."""
        return _label(self._rows, iri)


def _label(rows: _Rows, iri: str) -> str | None:
    found = rows("labels", "thing", iri)
    return found[-1]["label"] if found else None


def _look_ups(opened: Callable[[], Store]) -> _Rows:
    """Look-ups in a store that is opened anew after many rows."""
    store, read = opened(), 0

    def look_up(name: str, variable: str, iri: str) -> list[dict[str, str | None]]:
        nonlocal store, read
        if read > _MANY:
            del store
            store, read = opened(), 0
        found = _rows(store, name, variable, iri)
        read += len(found)
        return found

    return look_up


def _find_uses(look_up: _Rows, rows: _Rows, organisation: str) -> list[_Use]:
    """The projects that name an organisation, in the order of their participations."""
    return [_use(row, rows) for row in look_up("names", "organisation", organisation)]


def _use(row: Mapping[str, str | None], rows: _Rows) -> _Use:
    whole, _, part = (row["participation"] or "").partition("#")
    stated = row["type"]
    return _Use(whole.rpartition("/")[2], part, row["name"], _label(rows, stated or "") or stated)


def _with_projects(text: str, uses: Iterable[_Use]) -> str:
    """A text with the projects that give it; without where it is none."""
    projects = list(dict.fromkeys(use.project for use in uses))
    where = ", ".join(projects[:_MOST_PROJECTS])
    more = f" + {len(projects) - _MOST_PROJECTS}" if len(projects) > _MOST_PROJECTS else ""
    return f"{text} ({where}{more})" if where and text else text


def _rows(store: Store, name: str, variable: str, iri: str) -> list[dict[str, str | None]]:
    """The rows of a query of `sparql/reports/` about one thing; none where the text is no IRI."""
    if not _IRI.fullmatch(iri):
        return []
    return select(store, report_query(name), **{variable: NamedNode(iri)})


@lru_cache(maxsize=4096)
def _text(term: str) -> str:
    """The plain text of an N-Triples term: an IRI as it is, a literal's value; "" for none."""
    if not term:
        return ""
    (quad,) = parse(f"<x:s> <x:p> {term} .", format=RdfFormat.N_TRIPLES)
    value = quad.object
    return value.value if isinstance(value, (NamedNode, Literal)) else str(value)
