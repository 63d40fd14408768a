"""The page about an authority that is responsible for projects."""

from __future__ import annotations

from collections.abc import Mapping

from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.words import Words
from esrgraph.web.pages.parts.facts import Text
from esrgraph.web.pages.parts.selection import Selection
from esrgraph.web.site import Opened


def authority_page(
    opened: Opened, key: str, words: Words, query: Mapping[str, str]
) -> tuple[str, Mapping[str, object]] | None:
    """The template and the values of the page about an authority; None where there is none."""
    authority = Selection(opened, "authority", key, words, query)
    if not authority.facts.is_a(Esr.Authority):
        return None
    return "authority.html", authority.page(
        [(Text(words("listings_authorities")), "/authorities")],
        None,
        groups=authority.shared("target-group"),
        objectives=authority.shared("specific-objective"),
        map=authority.regions(),
    )
