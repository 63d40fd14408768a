"""A page to the ways it is cited and found: a sentence, BibTeX, CSL-JSON, and schema.org for search engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from esrgraph.rdf.formats import TRIPLES
from esrgraph.web.http.words import SiteWords
from esrgraph.web.pages.parts.summary import periods_of
from esrgraph.web.site import Opened

_TEX = {each: f"\\{each}" for each in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """How a page is cited: `text` is a sentence in the reader's language, the others are for reference managers."""

    text: str
    bibtex: str
    csl: str


def citation(opened: Opened, words: SiteWords, key: str, title: str, iri: str) -> Citation:
    """The citation of what a release says of a thing, by its IRI, which lasts, and the release's day and name."""
    name, site = opened.release.id, words("site_periods", periods=periods_of(opened))
    day = f"{name[:4]}-{name[4:6]}-{name[6:8]}"
    fields = {
        "title": f"{{{_tex(title)}}}",
        "howpublished": _tex(site),
        "year": day[:4],
        "note": _tex(name),
        "url": iri,
    }
    bibtex = "".join(f",\n  {field} = {{{value}}}" for field, value in fields.items())
    csl = {
        "id": key,
        "type": "webpage",
        "title": title,
        "container-title": site,
        "issued": {"date-parts": [[int(part) for part in day.split("-")]]},
        "version": name,
        "language": words.language,
        "URL": iri,
    }
    return Citation(
        words("kinds_citation", title=title, key=key, site=site, day=words.day(day), release=name, iri=iri),
        f"@misc{{{key}{bibtex}\n}}",
        orjson.dumps([csl], option=orjson.OPT_INDENT_2).decode(),
    )


def _tex(text: str) -> str:
    return "".join(_TEX.get(each, each) for each in text)


def breadcrumbs(opened: Opened, steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page, names and paths from the first page on, as a schema.org node."""
    base = opened.iris.base.rstrip("/")
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": f"{base}{path}"}
        for position, (name, path) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def data_links(opened: Opened, iri: str) -> list[tuple[str, str, str]]:
    """Name, media type and path of the data about a thing in each format."""
    return [(each.title, each.media_type, opened.path(opened.iris.data(iri, each.suffix))) for each in TRIPLES]
