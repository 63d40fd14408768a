"""The fields of the full-text index: what is searched, counted, sorted by and given back."""

from __future__ import annotations

from functools import cache

from tantivy import Schema, SchemaBuilder

from esrgraph.mapping.kinds import FACETS as KINDS

FACETS = ("kind", *KINDS, "year", "granted")
"""What results are counted and narrowed by: the keys of things, years, and classes of granted money."""

GROUPS = {"name": 6.0, "about": 2.0, "prose": 1.0}
"""Where words are looked for, and how much a word there counts: names and titles, what a thing is linked to, prose."""

_GROUP_OF = {
    "name": "name",
    "other-name": "name",
    "abstract": "prose",
    "final-report": "prose",
    "direct-target-group-text": "prose",
    "indirect-target-group-text": "prose",
    "gender-equality": "prose",
}

PLACES = 1 << 24
"""More than there can be documents: keys to sort by hold a value and, below it, the document's place."""
MOST = (1 << 64) // PLACES - 1
"""The greatest value of a key to sort by: some 11,000 million euros in cents; what is more comes beside it."""

FILES = {"index": "index", "words": "words.sqlite", "sample": "sample.txt"}
"""What stands in a release's search folder."""


def group_of(field: str) -> str:
    """The group that a text's field is searched in."""
    return _GROUP_OF.get(field, "about")


def words_field(group: str) -> str:
    """The field of a group's words as they stand, in their order: for phrases and for the beginnings of words."""
    return f"{group}_words"


def terms_field(group: str) -> str:
    """The field of a group's terms."""
    return f"{group}_terms"


def facet_field(facet: str) -> str:
    """The field of a facet's values."""
    return f"facet_{facet.replace('-', '_')}"


@cache
def schema() -> Schema:
    """The index's schema. `written_name` and `base_name` hold the keys of names (`name_keys`); the latter those that
    the former lacks.

    `newest` and `most_granted` are unique, so that no order is left to chance.
    """
    builder = SchemaBuilder()
    for group in GROUPS:
        builder.add_text_field(words_field(group), tokenizer_name="whitespace", index_option="position")
        builder.add_text_field(terms_field(group), tokenizer_name="whitespace", index_option="freq")
    for facet in FACETS:
        builder.add_text_field(facet_field(facet), tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    for field in ("written_name", "base_name"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for number in ("place", "newest", "most_granted", "most_named", "granted_cents"):
        builder.add_unsigned_field(number, indexed=number == "granted_cents", fast=True)
    builder.add_bytes_field("document", stored=True)
    return builder.build()
