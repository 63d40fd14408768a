"""What the values of facets, kinds and fields are called in a reader's language."""

from __future__ import annotations

import re

from esrgraph.mapping.kinds import NUMBERED
from esrgraph.web.http.words import SiteWords, texts
from esrgraph.web.linked_data.description import possible_persons
from esrgraph.web.pages.parts.facts import PageReader, link, number_in, years_of
from esrgraph.web.site import Opened

_CLASS = re.compile(r"(\d{1,12})-(\d{0,12})")


def facet_name(facet: str, words: SiteWords) -> str:
    """What a facet, or another parameter of a search, is called."""
    return words(f"search_{facet.replace('-', '_')}")


def value_name(facet: str, key: str, opened: Opened, words: SiteWords) -> str:
    """What a value is called; one that nothing is known of, its key."""
    if facet == "kind":
        return _known_name(f"search_kinds_{key.replace('-', '_')}", key, words)
    if facet == "granted":
        return _class_name(key, words)
    if facet in ("min", "max"):
        return words.euros(key)
    if facet == "year":
        return key
    if facet == "programme-period":
        return years_of(key)
    iri = opened.iris.concept(facet, key).value
    if facet == "organisation" and iri in possible_persons(opened):
        return words("views_unnamed")
    name = link(opened, iri, PageReader(words.language)).name.value
    if facet not in NUMBERED or name == key:
        return name
    period = f" ({years_of(key[:9])})" if key.count("-") > 1 else ""
    number = number_in(key)  # which is all that is known of some axes: their name is "Toimintalinja 3"
    return f"{name}{period}" if name.endswith(f" {number}") else f"{number}. {name}{period}"


def kind_name(kind: str, words: SiteWords) -> str:
    """What one thing of a kind is called: `hanke`."""
    return _known_name(f"search_one_{kind.replace('-', '_')}", kind, words)


def place_of(field: str, words: SiteWords) -> str:
    """Where a word was found, as an adverb: `nimessä`."""
    return _known_name(f"search_in_{field.replace('-', '_')}", field, words)


def _known_name(name: str, key: str, words: SiteWords) -> str:
    return words(name) if name in texts() else key


def _class_name(key: str, words: SiteWords) -> str:
    """A class of money granted, whose upper end belongs to the next one."""
    found = _CLASS.fullmatch(key)
    if not found:
        return key
    least, most = found.groups()
    if not most:
        return words("search_granted_from", least=words.euros(least))
    if not int(least):
        return words("search_granted_below", most=words.euros(most))
    return words("search_granted_between", least=words.number(least), most=words.euros(most))
