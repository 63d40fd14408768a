"""What else is known of a thing to whether it agrees with what is asked: a municipality, a code, a day."""

from __future__ import annotations

from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from esrgraph.language.finnish import parse_date
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Dct, Esr, Skos, Xsd
from esrgraph.search.normal_name import normal_name
from esrgraph.search.reconciliation.name_index import fold_code

IDENTIFYING = (Esr.businessId, Esr.code, Skos.notation)
"""Properties of which a value is one thing's alone."""
_NAMING = (Skos.prefLabel, Skos.altLabel, Dct.title)
_YEAR = 4
"""Digits of a year, which agrees with any of its days."""


class AskedProperty(NamedTuple):
    """What somebody knows of the thing beside its name: of any of the properties `terms`, any of the `values`."""

    name: str
    terms: tuple[NamedNode, ...]
    values: tuple[str, ...]

    @property
    def identifies(self) -> bool:
        """Whether a value of it is one thing's alone."""
        return any(term in IDENTIFYING for term in self.terms)


class Evidence:
    """One property that is asked for, weighed for one thing after the other: `meant` are the things that its values
    may mean, where they are known by name."""

    def __init__(self, graph: Graph, iris: Iris, asked: AskedProperty, meant: tuple[NamedNode, ...]) -> None:
        self._graph, self._iris, self.asked, self._meant = graph, iris, asked, meant

    def agrees_with(self, thing: str) -> bool | None:
        """Whether a thing has one of the values; None where it has none at all."""
        node, stated = NamedNode(thing), False
        for term in self.asked.terms:
            if any(self._first(node, term, each) for each in self._meant):
                return True
            first = self._first(node, term, None)
            stated |= first is not None
            if first and not (self._meant and isinstance(first.object, NamedNode)) and self._is_among(node, term):
                return True
        return False if stated else None

    def _first(self, thing: NamedNode, term: NamedNode, value: NamedNode | None) -> Quad | None:
        return next(iter(self._graph.quads_for_pattern(thing, term, value, DefaultGraph())), None)

    def _is_among(self, thing: NamedNode, term: NamedNode) -> bool:
        values = [quad.object for quad in self._graph.quads_for_pattern(thing, term, None, DefaultGraph())]
        return any(self._agrees(term, value, text) for value in values for text in self.asked.values)

    def _agrees(self, term: NamedNode, value: object, text: str) -> bool:
        if isinstance(value, NamedNode):
            return self._names(value, text)
        if not isinstance(value, Literal):
            return False
        if term in IDENTIFYING:
            return fold_code(value.value) == fold_code(text)
        if value.datatype == Xsd.date:
            return _is_day(value.value, text)
        if value.datatype in (Xsd.decimal, Xsd.integer):
            return _number(value.value) == _number(text)
        return normal_name(value.value).compact == normal_name(text).compact

    def _names(self, thing: NamedNode, text: str) -> bool:
        """Whether a text is the IRI, the id, the code or a name of a thing; of who may be a person, none is."""
        if self._first(thing, Esr.mayBePerson, None) is not None:
            return False
        kind, key = self._iris.parse(thing.value) or ("", "")
        if text in (thing.value, f"{kind}/{key}", key):
            return True
        quads = (quad for term in _NAMING for quad in self._graph.quads_for_pattern(thing, term, None, DefaultGraph()))
        names = (quad.object.value for quad in quads if isinstance(quad.object, Literal))
        return any(normal_name(text).compact == normal_name(name).compact for name in names)


def _is_day(day: str, text: str) -> bool:
    """Whether a text is a day (ISO 8601, or as in Finland), or its year.

    >>> _is_day("2018-08-01", "1.8.2018"), _is_day("2018-08-01", "2018"), _is_day("2018-08-01", "2018-08-01T00:00:00Z")
    (True, True, True)
    """
    given = parse_date(text.strip())
    if given:
        return day == given.isoformat()
    text = text.strip().partition("T")[0].partition(" ")[0]
    return day.startswith(text) if text.isdigit() and len(text) == _YEAR else day == text


def _number(text: str) -> float | None:
    """A number, with a comma or a point before its decimals, and spaces between its thousands.

    >>> _number("1 328 000,50"), _number("x")
    (1328000.5, None)
    """
    try:
        return float("".join(text.split()).replace(",", "."))
    except ValueError:
        return None
