"""The page of a thing whose kind has pages of its own; every other thing has the page about anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from starlette.requests import Request

from esrgraph.mapping.kinds import KINDS, PAGED
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content, PackedContent
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.page_cache import keep_page
from esrgraph.web.pages.objective import axis_page, objective_page
from esrgraph.web.pages.organisation import organisation_page
from esrgraph.web.pages.organisation_type import organisation_type_page
from esrgraph.web.pages.parts.facts import TextInLanguage
from esrgraph.web.pages.parts.selection import Selection
from esrgraph.web.pages.place import municipality_page, region_page, sub_region_page
from esrgraph.web.pages.project import project_page
from esrgraph.web.pages.target_group import target_group_page
from esrgraph.web.site import Opened

View = Callable[[Opened, str, SiteWords, Mapping[str, str]], tuple[str, Mapping[str, object]] | None]
"""From a release, a thing's key, the reader's words and the query of the address to a template and its values; None
where there is no such page."""

_FRAME = "selection.html"
"""The template of kinds that have none of their own."""


def _concept_page(
    kind: str, opened: Opened, key: str, words: SiteWords, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The page about a concept of a kind that shows what the projects which have it in common share."""
    concept, listing = Selection(opened, kind, key, words, query), KINDS[kind].listing
    if not concept.facts.is_a(KINDS[kind].type):
        return None
    return f"{kind}.html", concept.page(
        [(TextInLanguage(words(f"listings_{listing.replace('-', '_')}")), f"/{listing}")],
        None,
        groups=concept.common_things("target-group"),
        objectives=concept.common_things("specific-objective"),
        map=concept.regions(),
    )


_OWN: Mapping[str, View] = {
    "project": project_page,
    "organisation": organisation_page,
    "municipality": municipality_page,
    "sub-region": sub_region_page,
    "region": region_page,
    "target-group": target_group_page,
    "specific-objective": objective_page,
    "priority-axis": axis_page,
    "organisation-type": organisation_type_page,
}
"""Pages that show what those of no other kind do."""
_VIEWS: Mapping[str, View] = {kind: _OWN.get(kind, partial(_concept_page, kind)) for kind in PAGED}


def own_page(request: Request, opened: Opened, path: str) -> Content | PackedContent | None:
    """The page about the thing at a path below `id/`, if its kind has pages of its own and there is such a thing."""
    kind, _, key = path.partition("/")
    view = _VIEWS.get(kind)
    if view is None or not key:
        return None

    def make() -> Content | None:
        made = view(opened, key, SiteWords(choose_language(request)), request.query_params)
        return page(request, made[0], _FRAME, **made[1]) if made else None

    return keep_page(request, opened, make)
