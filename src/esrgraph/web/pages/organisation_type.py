"""The page about a type of organisation: those that are of it, and the projects that they take part in."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr, Skos
from esrgraph.web.http.words import SiteWords
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.facts import TextInLanguage
from esrgraph.web.pages.parts.selection import Selection
from esrgraph.web.pages.parts.summary import most, tally_of
from esrgraph.web.site import Opened

_SHOWN = 20


def organisation_type_page(
    opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about a type; None where there is none."""
    kind = Selection(opened, "organisation-type", key, words, query)
    if not kind.facts.is_a(Skos.Concept):
        return None
    of_kind = _of_type(opened, kind.facts.iri)
    return "organisation-type.html", kind.page(
        [(TextInLanguage(words("listings_organisation_types")), "/organisation-types")],
        None,
        organisations=[(kind.to("organisation", each), count) for each, count in of_kind[:_SHOWN]],
        of_type=len(of_kind),
        groups=kind.common_things("target-group"),
        objectives=kind.common_things("specific-objective"),
        map=kind.regions(),
    )


@remembered(most=64)
def _of_type(opened: Opened, kind: str) -> tuple[tuple[str, int], ...]:
    """The organisations of a type with their numbers of projects, the most first."""
    start = opened.iris.thing("organisation", "").value
    counts = tally_of(opened).counts("organisation")
    quads = opened.store.quads_for_pattern(None, Esr.organisationType, NamedNode(kind))
    keys = (quad.subject.value.removeprefix(start) for quad in quads)  # type: ignore[union-attr]
    return most({key: counts.get(key, 0) for key in keys})
