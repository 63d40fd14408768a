"""Templates to HTML pages: what every page has in common."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request

from esrgraph.language import LANGUAGES
from esrgraph.web.http.disclosure import disclose
from esrgraph.web.http.language import choose_language
from esrgraph.web.http.responses import Content
from esrgraph.web.http.site_paths import prefix_of
from esrgraph.web.http.words import SiteWords

HTML = "text/html; charset=utf-8"
_ROOTED = re.compile(r' (?:[a-z]+:)?(?:href|src|action|formaction|data-suggest|data-endpoint)="(?=/)')
"""An attribute up to the address in it, which begins at the site's root; in text, quotation marks are escaped."""


def page(request: Request, *templates: str, **values: object) -> Content:
    """The page that a template (the first there is of several) makes of values, in the language of the request.

    A template has `t` (Words), `language`, `languages` (address of this page in each), `href(path, **query)`, which
    keeps the language that an address asked for, `path`, and what `disclose` tells. Paths in it are those of the site
    at the root of its host; where it is not there, they get what stands before them at the end.
    """
    language = choose_language(request)
    kept = {"lang": language} if request.query_params.get("lang") in LANGUAGES else {}

    def href(path: str, **query: object) -> str:
        return address(path, {**{name: value for name, value in query.items() if value is not None}, **kept})

    shown = {
        "t": SiteWords(language),
        "language": language,
        "languages": {each: _in(request, each) for each in LANGUAGES},
        "href": href,
        "path": request.url.path,
        **disclose(request),
        **values,
    }
    html, prefix = _environment().select_template(templates).render(shown), prefix_of(request)
    return Content((_ROOTED.sub(rf"\g<0>{prefix}", html) if prefix else html).encode(), HTML)


def read_templates() -> None:
    """Have all templates at hand: to read one for the first time takes longer than to make a page of it."""
    for name in _environment().list_templates(extensions=("html",)):
        _environment().get_template(name)


def address(path: str, query: dict[str, object]) -> str:
    """A path with a query string; a fragment stays last.

    >>> address("/page/project/S1#applicant", {"lang": "sv"})
    '/page/project/S1?lang=sv#applicant'
    """
    plain, hash_, fragment = path.partition("#")
    joined = f"{plain}{'&' if '?' in plain else '?'}{urlencode(query, doseq=True)}" if query else plain
    return f"{joined}{hash_}{fragment}"


def _in(request: Request, language: str) -> str:
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    path = quote(f"/{request.scope['path'].lstrip('/')}", safe="/:@!$&'()*+,;=~")
    return f"{path}?{urlencode([*pairs, ('lang', language)])}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("esrgraph.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["Markup"] = Markup
    return environment
