"""Linked data: the IRI of a thing leads to its page or its data, in the format that was asked for."""

from __future__ import annotations

from urllib.parse import quote

from pyoxigraph import NamedNode, Quad
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from esrgraph.rdf.formats import TRIPLES
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Dct, Foaf, Rdf
from esrgraph.release.dataset.edition import LICENCE
from esrgraph.web.http.negotiation import choose
from esrgraph.web.http.problems import Refusal
from esrgraph.web.http.rdf_content import rdf_content
from esrgraph.web.http.responses import Content, reply
from esrgraph.web.linked_data.description import Description, describe, iri_of, is_known, with_parts
from esrgraph.web.linked_data.nearest import refuse_missing
from esrgraph.web.linked_data.signposts import TypedLink, data_links, link_header, page_links
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened, Site

FORMATS = {each.suffix: (each.name, each.media_type) for each in TRIPLES}
SUFFIXES = {media: suffix for suffix, (_, media) in FORMATS.items()} | {"application/json": "jsonld"}
"""What a client that takes a media type is given; the first where it takes anything."""
PROFILES = {"eurio": NAMESPACES["eurio"]}
"""The ontologies in whose terms there are data too, each in the graph of that name; `?_profile=` takes either."""


def routes(site: Site) -> list[Route]:
    """`/id/...`, which is the thing, and `/data/....<suffix>`, which is what is known of it."""

    async def thing(request: Request) -> Response:
        return await run_in_threadpool(_see_other, request, site.opened(), (*SUFFIXES, "text/html"))

    async def data(request: Request) -> Response:
        path, _, suffix = request.path_params["path"].rpartition(".")
        if suffix not in FORMATS:
            return await run_in_threadpool(_see_other, request, site.opened(), tuple(SUFFIXES))
        profile = request.query_params.get("_profile")
        if profile is None:
            content, links = await run_in_threadpool(_data, site.opened(), path, suffix, page_number(request))
        else:
            content, links = await run_in_threadpool(_data_in_terms, site.opened(), path, suffix, profile)
        return reply(request, content, headers={"Link": links})

    return [Route("/id/{path:path}", thing), Route("/data/{path:path}", data)]


def page_number(request: Request) -> int:
    """The page that an address asks for with `?page=`, from 1."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0):
        raise Refusal(404, f"There is no page {text!r}; pages are numbered from 1").for_people(
            "refused_page", number=text
        )
    return int(text)


def paging_links(place: str, number: int, pages: int) -> str:
    """The Link header's relations of one page among several to the others (RFC 8288); empty where there is one."""
    numbers = {"first": 1, "prev": number - 1, "next": number + 1, "last": pages}
    there = {name: each for name, each in numbers.items() if pages > 1 and 1 <= each <= pages}
    return "".join(f', <{place}?page={each}>; rel="{name}"' for name, each in there.items())


def _see_other(request: Request, opened: Opened, offered: tuple[str, ...]) -> Response:
    """303 to the document about a thing that the client can read best."""
    path = request.path_params["path"]
    thing = iri_of(opened, path)
    if not is_known(opened, thing):
        raise refuse_missing(opened, thing)
    media = choose(request.headers.get("accept"), offered)
    if media is None:
        raise Refusal(
            406,
            f"There is none of the media types asked for; there are {', '.join(offered)}",
            headers={"Vary": "Accept", "Link": link_header(data_links(opened, path))},
        )
    place = quote(path, safe="-._~/")
    address = f"/page/{place}" if media == "text/html" else f"/data/{place}.{SUFFIXES[media]}"
    return RedirectResponse(address, 303, {"Vary": "Accept", "Link": link_header(page_links(opened, path))})


@remembered(most=512)
def _data(opened: Opened, path: str, suffix: str, number: int) -> tuple[Content, str]:
    """One page of the data about a thing, with its Link header."""
    thing = iri_of(opened, path)
    description = describe(opened, thing, number)
    if description is None:
        raise Refusal(404, f"{thing.value} has no page {number}") if number > 1 else refuse_missing(opened, thing)
    place = f"/data/{quote(path, safe='-._~/')}.{suffix}"
    others = sorted((*description.incoming, *description.labels), key=_subject)
    facts = [*_document(opened, description, place), *description.facts, *others]
    header = link_header(data_links(opened, path)) + paging_links(place, number, description.pages)
    return rdf_content(facts, FORMATS[suffix][0], opened.iris.base), header


@remembered(most=128)
def _data_in_terms(opened: Opened, path: str, suffix: str, profile: str) -> tuple[Content, str]:
    """The data about a thing in the terms of another ontology, as its named graph has them, with its Link header."""
    names = {known: name for name, namespace in PROFILES.items() for known in (name, namespace)}
    if profile not in names:
        raise Refusal(404, f"There is no profile {profile!r}; there is {', '.join(names)}")
    thing, graph = iri_of(opened, path), opened.iris.graph(names[profile])
    facts = with_parts(opened, thing, graph)
    if not facts:
        raise Refusal(404, f"The graph {graph.value} tells nothing of {thing.value}")
    content = rdf_content((quad.triple for quad in facts), FORMATS[suffix][0], opened.iris.base)
    profiled = TypedLink(PROFILES[names[profile]], "profile")
    return content, link_header([*data_links(opened, path), profiled])


def _document(opened: Opened, description: Description, place: str) -> list[Quad]:
    """What the document says of itself."""
    turn = f"?page={description.number}" if description.number > 1 else ""
    document = NamedNode(f"{opened.iris.base}{place.removeprefix('/')}{turn}")
    return [
        Quad(document, Rdf.type, NamedNode(f"{Foaf.NAMESPACE}Document")),
        Quad(document, NamedNode(f"{Foaf.NAMESPACE}primaryTopic"), description.thing),
        Quad(document, NamedNode(f"{Dct.NAMESPACE}isPartOf"), opened.iris.dataset),
        Quad(document, NamedNode(f"{Dct.NAMESPACE}license"), NamedNode(LICENCE)),
    ]


def _subject(quad: Quad) -> str:
    return str(quad.subject)
