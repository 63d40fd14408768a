"""A name to the things that may bear it, by the names in the search index."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from esrgraph.search import Query
from esrgraph.search.analysis import fold_diacritics
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.search.found import plain
from esrgraph.web.search.opening import index_of
from esrgraph.web.site import Opened

_LOOKED_AT = 30
"""Things whose names are compared."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A thing that a name may mean: `score` from 0 to 100; `sure` where the name is its own and no other's."""

    iri: str
    name: str
    matched: str
    score: float
    sure: bool


def matching_names(
    opened: Opened, name: str, kinds: tuple[str, ...], limit: int, language: str
) -> tuple[NameMatch, ...]:
    """The things of some kinds that a name, a project code or a business ID may mean, the likeliest first."""
    index = index_of(opened)
    coded = index.jump(name)
    if coded and coded[0] in kinds:
        iri = opened.iris.thing(*coded).value
        return (NameMatch(iri, link(opened, iri, PageReader(language)).name.value, name, 100.0, True),)
    suggested = (each for each in index.suggest(name, _LOOKED_AT, language) if each.kind in kinds)
    found = {each.iri: _match(each.iri, name, each.label, each.matched) for each in suggested}
    query = Query(name, {"kind": kinds}, limit=_LOOKED_AT, language=language, facets=())
    for hit in index.search(query).hits:
        found.setdefault(hit.iri, _match(hit.iri, name, plain(hit.title), ""))
    ranked = sorted(found.values(), key=lambda each: (-each.score, each.iri))
    exact = [each for each in ranked if each.score == 100]
    return tuple(
        NameMatch(each.iri, each.name, each.matched, each.score, len(exact) == 1 and each.score == 100)
        for each in ranked[:limit]
    )


def _match(iri: str, asked: str, name: str, matched: str) -> NameMatch:
    score = max(_likeness(asked, each) for each in (name, matched))
    return NameMatch(iri, name, matched, score, False)


def _likeness(one: str, other: str) -> float:
    first, second = (" ".join(fold_diacritics(each).split()) for each in (one, other))
    return fuzz.ratio(first, second)
