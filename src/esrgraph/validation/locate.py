"""An engine's results to findings that a steward can act on: which project, whose, where in which document."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from esrgraph.ingest.source_lines import Place, Sources
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import select
from esrgraph.resources import resource
from esrgraph.validation.findings import Finding, Shape, ValidationResult

_FIELD_OF_SCORE = {"directImpact": "direct", "indirectImpact": "indirect", "statement": "statement"}
_CRITERION = "{criterion}"
"""Stands in a shape's field for the criterion that its result's value names."""
_ASSESSMENT = re.compile(r"sustainability-([a-z0-9-]+)")

_MOST_PROJECTS = 10
"""So many are named in a value; thousands may share an organisation."""


@dataclass(frozen=True, slots=True)
class _Use:
    """An organisation in a project, as the project gives it; `part` is the participation's own name."""

    project: str
    part: str
    name: str | None
    type: str | None


class Locator:
    """The look-ups that turn results into findings, made once from a store and its sources."""

    def __init__(self, store: Store, sources: Sources, iris: Iris, shapes: Iterable[Shape]) -> None:
        self._sources = sources
        self._iris = iris
        self._shapes = {shape.iri: shape for shape in shapes}
        self._owners = {row["project"]: row for row in _rows(store, "projects")}
        self._problems = {row["problem"]: row for row in _rows(store, "problems")}
        self._uses = _uses(_rows(store, "names"))
        self._labels = _labels(store)

    def findings(self, results: Iterable[ValidationResult]) -> Iterator[Finding]:
        """A finding for every result, in the order they come."""
        for result in results:
            yield self._finding(result, self._shapes[result.shape])

    def _finding(self, result: ValidationResult, shape: Shape) -> Finding:
        focus = result.focus.strip("<>")
        kind, key = self._iris.parse(focus) or ("", "")
        organisation = focus if kind == "organisation" else None
        uses = self._used_as(organisation, result) if organisation else []
        project = key if kind == "project" else (uses[0].project if uses else None)
        field = self._field(focus, result, shape)
        place = self._sources.place(project, field) if project else Place()
        if uses and uses[0].part != "applicant":
            field = "partners"
            place = self._sources.place_of(uses[0].project, key if key[:1].isdigit() else uses[0].name or "")
        owner = self._owners.get(self._iris.project(project).value, {}) if project else {}
        name = self._labels.get(organisation or "")
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
        )

    def _field(self, focus: str, result: ValidationResult, shape: Shape) -> str | None:
        if focus in self._problems:
            return self._problems[focus]["field"]
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
        uses = self._uses.get(organisation, [])
        value = _text(result.value)
        return [use for use in uses if value and value in (use.name, use.type)] or uses

    def _value(self, focus: str, result: ValidationResult, uses: list[_Use]) -> str:
        if focus in self._problems:
            return self._problems[focus]["text"] or ""
        text = _text(result.value)
        text = self._labels.get(text, text)
        projects = list(dict.fromkeys(use.project for use in uses))
        where = ", ".join(projects[:_MOST_PROJECTS])
        more = f" + {len(projects) - _MOST_PROJECTS}" if len(projects) > _MOST_PROJECTS else ""
        return f"{text} ({where}{more})" if where and text else text


def _rows(store: Store, name: str) -> list[dict[str, str | None]]:
    return select(store, resource("sparql", "reports", f"{name}.rq").read_text(encoding="utf-8"))


def _uses(rows: list[dict[str, str | None]]) -> Mapping[str, list[_Use]]:
    uses: defaultdict[str, list[_Use]] = defaultdict(list)
    for row in rows:
        whole, _, part = (row["participation"] or "").partition("#")
        uses[row["organisation"] or ""].append(_Use(whole.rpartition("/")[2], part, row["name"], row["type"]))
    return uses


def _labels(store: Store) -> Mapping[str, str]:
    """The Finnish label, or the only one, of every thing that has one."""
    rows = _rows(store, "labels")
    return {row["thing"] or "": row["label"] or "" for row in rows}


@lru_cache(maxsize=4096)
def _text(term: str) -> str:
    """The plain text of an N-Triples term: an IRI as it is, a literal's value; "" for none."""
    if not term:
        return ""
    (quad,) = parse(f"<x:s> <x:p> {term} .", format=RdfFormat.N_TRIPLES)
    value = quad.object
    return value.value if isinstance(value, (NamedNode, Literal)) else str(value)
