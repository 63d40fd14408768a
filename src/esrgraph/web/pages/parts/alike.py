"""A project to those most like it, each with what the two have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.pages.parts.facts import PageReader, ThingFacts, ThingLink, link, links
from esrgraph.web.site import Opened

MOST = 5
"""Similar projects shown."""
NAMED = 3
"""Things in common that are named."""
FACETS: Mapping[str, NamedNode] = {
    "objective": Esr.specificObjective,
    "groups": Esr.directTargetGroup,
    "municipalities": Esr.municipality,
}
"""What likeness is made of, as in `release/derive/similar.py`."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A similar project, how alike it is (0-1), and why: by facet the first things in common, and how many more."""

    project: ThingLink
    likeness: float
    common: Mapping[str, tuple[list[ThingLink], int]]


def similar_projects(opened: Opened, facts: ThingFacts, reader: PageReader) -> list[Alike]:
    """The projects most like one, the most alike first."""
    found: list[tuple[float, str]] = []
    for quad in opened.store.quads_for_pattern(None, Esr.similarProject, NamedNode(facts.iri)):
        pair = ThingFacts(opened, quad.subject.value)  # type: ignore[union-attr]
        other = next(each for each in pair.iris(Esr.similarProject) if each != facts.iri)
        found.append((-float(pair.number(Esr.similarity) or 0), other))
    return [
        Alike(link(opened, iri, reader), -likeness, _common(opened, facts, ThingFacts(opened, iri), reader))
        for likeness, iri in sorted(found)[:MOST]
    ]


def can_be_compared(facts: ThingFacts) -> bool:
    """Whether anything but the objective is known of a project to find similar ones by."""
    return facts.has(Esr.directTargetGroup) or facts.has(Esr.municipality)


def _common(
    opened: Opened, one: ThingFacts, other: ThingFacts, reader: PageReader
) -> Mapping[str, tuple[list[ThingLink], int]]:
    both = {name: sorted({*one.iris(term)} & {*other.iris(term)}) for name, term in FACETS.items()}
    return {
        name: (links(opened, iris, reader)[:NAMED], max(0, len(iris) - NAMED)) for name, iris in both.items() if iris
    }
