"""The id of a thing to what is known of it: its facts with names, and who links to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.rdf.ontology import shorten_iri
from esrgraph.rdf.vocabulary import Rdfs
from esrgraph.web.assistant.text_answer import LONGEST_CELL, MOST_BYTES, RowsPage, answer_text, cell_text
from esrgraph.web.http.problems import Refusal
from esrgraph.web.linked_data.description import Description, describe, iri_of, is_known
from esrgraph.web.linked_data.nearest import refuse_missing
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.search.opening import index_of
from esrgraph.web.site import Opened

_FEW = 12
"""Values of a property that are told of one that has many."""
_LINKS = 20
"""Links that are told of a thing that has many."""
_ELLIPSIS = "…"
_SHORT = (
    f"Texts over {LONGEST_CELL} characters end in {_ELLIPSIS}, and of many values a few are shown: whole=true has all."
)
_REPEATED = {Rdfs.label}
"""Says again, for simple queries, what other properties say with languages."""
_WHOLE_BYTES = 4 * MOST_BYTES
"""Bytes of one thing that is asked for with its long texts."""


def thing_text(opened: Opened, id: str, language: str, *, whole: bool) -> str:
    """What is known of a thing by its id, IRI, page, project code or business ID.

    Raises Refusal where there is none, with those that are close to it.
    """
    thing = thing_of(opened, id)
    description = describe(opened, NamedNode(thing.value.partition("#")[0]))
    if description is None:
        raise refuse_missing(opened, thing)
    reader = PageReader(language)
    name = link(opened, description.thing.value, reader).name.value
    facts = [quad for quad in description.facts if quad.subject == thing]
    parts = [f"{cell_text(thing, opened.iris)}: {name}", _facts_text(opened, facts, reader, whole=whole)]
    if thing == description.thing:
        parts.append(_links_text(opened, description, reader))
    return answer_text(opened, parts, opened.iris.page(thing.value))


def thing_of(opened: Opened, id: str) -> NamedNode:
    """The IRI that an id stands for; raises Refusal where nothing is known of it."""
    path = id.strip().partition("?")[0]
    for start in (f"{opened.iris.base}id/", f"{opened.iris.base}page/"):
        path = path.removeprefix(start)
    found = index_of(opened).jump(path) if "/" not in path else None
    if found:
        return NamedNode(opened.iris.thing(*found).value.replace("%2F", "/"))
    if "/" not in path:
        raise Refusal(404, f"{id!r} is no id, as project/S22580; search or reconcile gives the id of a name")
    whole, _, part = path.partition("#")
    for thing in _possible_iris(opened, whole):
        full = NamedNode(f"{thing.value}#{part}") if part else thing
        if is_known(opened, full):
            return full
    raise refuse_missing(opened, iri_of(opened, whole))


def _possible_iris(opened: Opened, path: str) -> Iterator[NamedNode]:
    """The IRI with the path as it stands in answers, which is percent-encoded, and as people write it."""
    if path.isascii() and path.isprintable() and not set(path) & set(' <>"{}|\\^`'):
        yield NamedNode(f"{opened.iris.base}id/{path}")
    yield iri_of(opened, path)


def _facts_text(opened: Opened, facts: list[Quad], reader: PageReader, *, whole: bool) -> str:
    """A line a property: its values, a few of many unless all are wanted."""
    values: dict[str, list[str]] = defaultdict(list)
    for quad in facts:
        if quad.predicate not in _REPEATED:
            values[shorten_iri(quad.predicate.value)].append(_value(opened, quad.object, reader, whole=whole))
    few, most = (len(facts), _WHOLE_BYTES) if whole else (_FEW, MOST_BYTES)
    rows = tuple((name, _listed(sorted(found), few)) for name, found in values.items())
    table = RowsPage(("property", "value"), rows, len(rows)).text(most, most, paged=False)
    is_short = not whole and (_ELLIPSIS in table or any(len(found) > few for found in values.values()))
    return f"{table}\n{_SHORT}" if is_short else table


def _listed(values: list[str], most: int) -> str:
    more = f"; and {len(values) - most} more" if len(values) > most else ""
    return "; ".join(values[:most]) + more


def _value(opened: Opened, term: object, reader: PageReader, *, whole: bool) -> str:
    """A value with the name of the thing that it is."""
    text = cell_text(term, opened.iris)
    if isinstance(term, Literal):
        text = text if whole or len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}{_ELLIPSIS}"
        return f"{text} @{term.language}" if term.language else text
    if isinstance(term, NamedNode) and opened.iris.parse(term.value) and "#" not in term.value:
        name = link(opened, term.value, reader).name.value
        return f"{text} ({name})"
    return text


def _links_text(opened: Opened, description: Description, reader: PageReader) -> str:
    """The first links to a thing from elsewhere, those from things before those from parts of things."""
    thing = description.thing
    found = [quad for quad in description.incoming if quad.object == thing]
    found.sort(key=lambda quad: "#" in str(quad.subject))
    rows = tuple(
        (_value(opened, quad.subject, reader, whole=False), shorten_iri(quad.predicate.value))
        for quad in found[:_LINKS]
    )
    table = RowsPage(("linked from", "by"), rows, max(description.links, len(rows))).text(MOST_BYTES // 2, paged=False)
    rest = f"the rest: sparql SELECT ?from ?by {{ ?from ?by {thing} }}" if description.links > len(rows) else ""
    return f"{table}\n{rest}".strip()
