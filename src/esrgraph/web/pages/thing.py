"""A page about anything: its facts, its parts and who links to it, under the labels that the ontology gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from esrgraph.mapping.kinds import FACETS
from esrgraph.rdf.iris import is_web_address
from esrgraph.rdf.ontology import shorten_iri
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.responses import Content, PackedContent, reply
from esrgraph.web.http.templating import page
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.dereferencing import FORMATS, page_number, paging_links
from esrgraph.web.linked_data.description import Description, describe, iri_of, labels_of
from esrgraph.web.linked_data.labels import documentation_path, term_label
from esrgraph.web.linked_data.nearest import refuse_missing
from esrgraph.web.linked_data.signposts import link_header, page_links
from esrgraph.web.page_cache import known_page
from esrgraph.web.pages.kinds import own_page
from esrgraph.web.pages.parts.facts import literal_text
from esrgraph.web.site import Opened, Site

_SHOWN_FIRST = ("rdf:type", "skos:prefLabel", "dct:title", "skos:altLabel", "skos:notation", "esr:code")


@dataclass(frozen=True, slots=True)
class PropertyValue:
    """One value of a property: a text in a language, a link, or a part with groups of its own."""

    text: str
    language: str = ""
    href: str = ""
    anchor: str = ""
    groups: tuple[PropertyValues, ...] = ()


@dataclass(frozen=True, slots=True)
class PropertyValues:
    """The values of one property; `href` leads to the property's documentation."""

    label: str
    href: str
    values: list[PropertyValue] = field(default_factory=list)


def routes(site: Site) -> list[Route]:
    """`/page/...`, for things that have no page of their own."""

    async def about(request: Request) -> Response:
        opened = site.opened()
        known = known_page(request, opened)
        if known:
            return reply(request, known, headers=_headers(opened, request.path_params["path"]))
        content, headers = await run_in_threadpool(_page, request, opened)
        return reply(request, content, headers=headers)

    return [Route("/page/{path:path}", about)]


def _headers(opened: Opened, path: str) -> dict[str, str]:
    return {"Link": link_header(page_links(opened, path)), "Vary": "Accept-Language"}


def _page(request: Request, opened: Opened) -> tuple[Content | PackedContent, dict[str, str]]:
    path, number = request.path_params["path"], page_number(request)
    own = own_page(request, opened, path) if number == 1 else None
    if own is not None:
        return own, _headers(opened, path)
    thing = iri_of(opened, path)
    description = describe(opened, thing, number)
    if description is None:
        if number == 1:
            raise refuse_missing(opened, thing)
        raise Refusal(404, f"{thing.value} has no page {number}").for_people("refused_page", number=number)
    place = quote(path, safe="-._~/")
    kind, key = opened.iris.parse(thing.value) or ("", "")
    content = page(
        request,
        "thing.html",
        title=_name(opened, thing.value, choose_language(request)),
        iri=thing.value,
        place=place,
        formats={suffix: media for suffix, (_, media) in FORMATS.items()},
        shown=_Shown(opened, description, choose_language(request)),
        description=description,
        narrowed={kind: key} if kind in FACETS else None,
    )
    link = link_header(page_links(opened, path)) + paging_links(f"/page/{place}", number, description.pages)
    return content, {"Link": link, "Vary": "Accept-Language"}


class _Shown:
    """A description as groups of values in one language."""

    def __init__(self, opened: Opened, description: Description, language: str) -> None:
        self._opened, self._thing = opened, description.thing
        self._language, self._words = language, SiteWords(language)
        self._about: dict[str, list[Quad]] = defaultdict(list)
        for quad in (*description.facts, *(each for each in description.incoming if each.object != self._thing)):
            self._about[quad.subject.value].append(quad)  # type: ignore[union-attr]
        self._incoming = [quad for quad in description.incoming if quad.object == self._thing]

    @property
    def facts(self) -> tuple[PropertyValues, ...]:
        """The thing's own facts, with its parts inside."""
        return self._groups(self._thing.value)

    @property
    def incoming(self) -> list[PropertyValues]:
        """What links to the thing, by the property that does."""
        return self._sorted((quad.predicate.value, self._value(quad.subject)) for quad in self._incoming)

    def _groups(self, subject: str) -> tuple[PropertyValues, ...]:
        pairs = ((quad.predicate.value, quad.object) for quad in self._about[subject])
        return tuple(self._sorted((name, self._value(term)) for name, term in pairs if term != self._thing))

    def _sorted(self, pairs: Iterable[tuple[str, PropertyValue]]) -> list[PropertyValues]:
        groups: dict[str, PropertyValues] = {}
        for predicate, value in pairs:
            if predicate not in groups:
                groups[predicate] = PropertyValues(term_label(predicate, self._language), documentation_path(predicate))
            groups[predicate].values.append(value)
        for group in groups.values():
            group.values.sort(key=lambda value: (value.language, value.text))
        order = {name: place for place, name in enumerate(_SHOWN_FIRST)}
        ranked = sorted(groups, key=lambda iri: (order.get(shorten_iri(iri), len(order)), groups[iri].label.casefold()))
        return [groups[predicate] for predicate in ranked]

    def _value(self, term: object) -> PropertyValue:
        if isinstance(term, Literal):
            text = literal_text(term, self._words)
            return PropertyValue(text.value, text.language)
        assert isinstance(term, NamedNode)  # noqa: S101 - there are no blank nodes in a release
        iri, _, anchor = term.value.partition("#")
        if iri == self._thing.value and anchor:
            return PropertyValue(anchor, anchor=anchor, groups=self._groups(term.value))
        if self._opened.iris.parse(term.value):
            name = _name(self._opened, iri, self._language)
            return PropertyValue(
                name, href=f"{self._opened.path(self._opened.iris.page(iri))}{'#' if anchor else ''}{anchor}"
            )
        address = term.value if is_web_address(term.value) else ""
        return PropertyValue(term_label(term.value, self._language), href=documentation_path(term.value) or address)


def _name(opened: Opened, iri: str, language: str) -> str:
    """What a thing is called in a language, or else in any; its key where it has no name."""
    names = {quad.object.language or "": quad.object.value for quad in labels_of(opened, iri)}  # type: ignore[union-attr]
    chosen = next((names[each] for each in (language, "fi", "", "sv", "en") if each in names), None)
    return chosen or (opened.iris.parse(iri) or ("", iri))[1]
