"""Results of a search as a reader sees them: title, facts, extract, and why each was found."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import DefaultGraph, Literal, NamedNode

from esrgraph.rdf.vocabulary import Dct, Esr
from esrgraph.search import Hit, Marked
from esrgraph.web.linked_data.description import possible_persons
from esrgraph.web.pages.parts.facts import PageReader, ThingLink, link
from esrgraph.web.pages.parts.summary import counts_of
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class About:
    """The facts of a result beside what the index knows: of a project its applicant, planned days and money in euros;
    of anything else the place that it is in, and how many projects name it. `language` is that of its texts."""

    language: str = ""
    applicant: ThingLink | None = None
    start: str | None = None
    end: str | None = None
    granted: Decimal | None = None
    within: ThingLink | None = None
    projects: int | None = None


@dataclass(frozen=True, slots=True)
class ThingHit:
    """One result: `path` of its page, `why` as fields with the words found there."""

    kind: str
    key: str
    iri: str
    path: str
    title: Marked
    snippet: Marked
    why: tuple[tuple[str, tuple[str, ...]], ...]
    about: About


def describe_hit(hit: Hit, opened: Opened, reader: PageReader) -> ThingHit:
    """A hit with its facts."""
    return ThingHit(
        hit.kind,
        hit.key,
        hit.iri,
        opened.path(opened.iris.page(hit.iri)),
        hit.title,
        hit.snippet,
        tuple((match.field, match.words) for match in hit.why),
        _project(hit, opened, reader) if hit.kind == "project" else _other(hit, opened, reader),
    )


def plain(marked: Marked) -> str:
    """A text without its marks."""
    return "".join(piece.text for piece in marked)


def _project(hit: Hit, opened: Opened, reader: PageReader) -> About:
    title, granted = _value(opened, hit.iri, Dct.title), _text(opened, hit.iri, Esr.grantedEuAndStateFunding)
    return About(
        (title.language or "") if isinstance(title, Literal) else "",
        _link(opened, hit.iri, Esr.applicant, reader),
        _text(opened, hit.iri, Esr.plannedStart),
        _text(opened, hit.iri, Esr.plannedEnd),
        None if granted is None else Decimal(granted),
    )


def _other(hit: Hit, opened: Opened, reader: PageReader) -> About:
    return About(
        link(opened, hit.iri, reader).name.language,
        within=_link(opened, hit.iri, Esr.withinRegion, reader),
        projects=counts_of(opened, hit.kind).get(hit.iri.removeprefix(f"{opened.iris.base}id/{hit.kind}/"), 0),
    )


def _value(opened: Opened, iri: str, term: NamedNode) -> Literal | NamedNode | None:
    """One value of a property: a result needs few of a thing's many facts."""
    quad = next(opened.store.quads_for_pattern(NamedNode(iri), term, None, DefaultGraph()), None)
    return quad.object if quad else None  # type: ignore[return-value]  # no blank nodes, no triples


def _text(opened: Opened, iri: str, term: NamedNode) -> str | None:
    value = _value(opened, iri, term)
    return None if value is None else value.value


def _link(opened: Opened, iri: str, term: NamedNode, reader: PageReader) -> ThingLink | None:
    """The thing that a property leads to; nobody who may be a natural person is named in a result."""
    other = _text(opened, iri, term)
    return None if other is None or other in possible_persons(opened) else link(opened, other, reader)
