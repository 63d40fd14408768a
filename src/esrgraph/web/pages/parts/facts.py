"""What a store states of one thing, as values that a template can show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from pyoxigraph import DefaultGraph, Literal, NamedNode

from esrgraph.rdf.vocabulary import Rdf, Xsd
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import labels_of
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened


@dataclass(frozen=True, slots=True)
class TextInLanguage:
    """A text in the language it is written in, which is not always the reader's; "" where it is not known."""

    value: str
    language: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """The text's lines that hold something."""
        return [line for line in self.value.splitlines() if line.strip()]


@dataclass(frozen=True, slots=True)
class ThingLink:
    """A thing of the release by its name, with the path of its page, and both as an HTML link for a reader."""

    name: TextInLanguage
    path: str
    key: str
    html: Markup

    @property
    def number(self) -> str:
        """The number of an axis or objective: its key, of which axes of earlier periods have period and fund before."""
        return number_in(self.key)

    @property
    def business_id(self) -> str:
        """The business ID of an organisation, which is its key then; "" where it has none."""
        return "" if "/" in self.key else self.key


@dataclass(frozen=True, slots=True)
class PageReader:
    """Who a page is for: a language, and whether links must carry it, because the address did."""

    language: str
    carried: bool = False

    @property
    def suffix(self) -> str:
        """The query string of links."""
        return f"?lang={self.language}" if self.carried else ""


def years_of(period: str) -> str:
    """The key of a programme period as its years, for where a heading says that it is a period.

    >>> years_of("2014-2020")
    '2014–2020'
    """
    return period.replace("-", "–")


def number_in(key: str) -> str:
    """The number that the key of an axis or objective is, or ends in.

    >>> number_in("10.1"), number_in("2007-2013-ESR-2")
    ('10.1', '2')
    """
    return key.rpartition("-")[2]


def number_place(key: str) -> tuple[int, list[int]]:
    """What axes and objectives are sorted by: their numbers, those of earlier periods after the others.

    >>> sorted(["10.1", "2007-2013-ESR-2", "9.2"], key=number_place)
    ['9.2', '10.1', '2007-2013-ESR-2']
    """
    return key.count("-"), [int(part) if part.isdigit() else 0 for part in number_in(key).split(".")]


class ThingFacts:
    """The facts of one thing, read at once. Each question has an answer where nothing is stated: None or nothing."""

    def __init__(self, opened: Opened, iri: str) -> None:
        self.iri = iri
        self._values: dict[NamedNode, list[NamedNode | Literal]] = defaultdict(list)
        for quad in opened.store.quads_for_pattern(NamedNode(iri), None, None, DefaultGraph()):
            self._values[quad.predicate].append(quad.object)  # type: ignore[arg-type]  # no blank nodes, no triples

    def __bool__(self) -> bool:
        return bool(self._values)

    def is_a(self, kind: NamedNode) -> bool:
        """Whether the thing is of a class."""
        return kind in self._values.get(Rdf.type, ())

    def has(self, term: NamedNode) -> bool:
        """Whether a property has any value."""
        return bool(self._values.get(term))

    def iris(self, term: NamedNode) -> list[str]:
        """The IRIs of the things that a property leads to, sorted."""
        return sorted(value.value for value in self._values.get(term, ()) if isinstance(value, NamedNode))

    def iri_of(self, term: NamedNode) -> str | None:
        """The first of them."""
        return next(iter(self.iris(term)), None)

    def literals(self, term: NamedNode) -> list[Literal]:
        """The literals of a property, sorted."""
        found = (value for value in self._values.get(term, ()) if isinstance(value, Literal))
        return sorted(found, key=lambda literal: (literal.value, literal.language or ""))

    def texts(self, term: NamedNode) -> list[TextInLanguage]:
        """Their texts."""
        return [TextInLanguage(value.value, value.language or "") for value in self.literals(term)]

    def text(self, term: NamedNode) -> TextInLanguage | None:
        """The first of them."""
        return next(iter(self.texts(term)), None)

    def value(self, term: NamedNode) -> str | None:
        """Its plain text."""
        text = self.text(term)
        return text.value if text else None

    def number(self, term: NamedNode) -> Decimal | None:
        """A number; zero is one."""
        value = self.value(term)
        return None if value is None else Decimal(value)

    def flag(self, term: NamedNode) -> bool | None:
        """A yes or no."""
        value = self.value(term)
        return None if value is None else value == "true"


def literal_text(literal: Literal, words: SiteWords) -> TextInLanguage:
    """A value as a reader has it: days, numbers, a yes or no in the reader's language, any other text as it is."""
    if literal.datatype == Xsd.date:
        return TextInLanguage(words.day(literal.value))
    if literal.datatype in (Xsd.decimal, Xsd.integer):
        return TextInLanguage(words.number(literal.value, len(literal.value.partition(".")[2])))
    if literal.datatype == Xsd.boolean:
        return TextInLanguage(words("thing_yes" if literal.value == "true" else "thing_no"))
    return TextInLanguage(literal.value, literal.language or "")


@remembered(most=50_000)
def link(opened: Opened, iri: str, reader: PageReader) -> ThingLink:
    """The link to a thing's page under its name in a language, or in Finnish, or in whichever it has; else its key."""
    _, key = opened.iris.parse(iri) or ("", iri)
    names = {quad.object.language or "": quad.object.value for quad in labels_of(opened, iri)}  # type: ignore[union-attr]
    chosen = next((each for each in (reader.language, "fi", "", "sv", "en") if each in names), None)
    name = TextInLanguage(key) if chosen is None else TextInLanguage(names[chosen], chosen)
    path = opened.path(opened.iris.page(iri))
    foreign = Markup(' lang="{}"').format(name.language) if name.language not in ("", reader.language) else ""
    html = Markup('<a href="{}{}"{}>{}</a>').format(path, reader.suffix, foreign, name.value)
    return ThingLink(name, path, key, html)


def links(opened: Opened, iris: list[str], reader: PageReader) -> list[ThingLink]:
    """The links to things, by name."""
    return sorted((link(opened, iri, reader) for iri in iris), key=lambda each: each.name.value.casefold())


def join_links(links: Iterable[ThingLink]) -> Markup:
    """Links with commas between them; joined here, for some lists hold every municipality."""
    return Markup(", ").join(each.html for each in links)
