"""What else is known of a thing to whether it agrees with what is asked: a municipality, a code, a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pyoxigraph import DefaultGraph, Literal, NamedNode

from esrgraph.language.finnish import parse_date
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Dct, Esr, Skos, Xsd
from esrgraph.search.reconciliation.name_index import fold_code
from esrgraph.search.reconciliation.normal_name import normal_name

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


def agreement(graph: Graph, iris: Iris, thing: str, asked: AskedProperty) -> bool | None:
    """Whether one of a thing's values of a property is one of those asked for; None where it has no value."""
    node = NamedNode(thing)
    known = [quad for term in asked.terms for quad in graph.quads_for_pattern(node, term, None, DefaultGraph())]
    if not known:
        return None
    return any(_agrees(graph, iris, each.predicate, each.object, text) for each in known for text in asked.values)


def _agrees(graph: Graph, iris: Iris, term: NamedNode, value: object, text: str) -> bool:
    if isinstance(value, NamedNode):
        return _names(graph, iris, value, text)
    if not isinstance(value, Literal):
        return False
    if term in IDENTIFYING:
        return fold_code(value.value) == fold_code(text)
    if value.datatype == Xsd.date:
        return _is_day(value.value, text)
    if value.datatype in (Xsd.decimal, Xsd.integer):
        return _number(value.value) == _number(text)
    return normal_name(value.value).compact == normal_name(text).compact


def _names(graph: Graph, iris: Iris, thing: NamedNode, text: str) -> bool:
    """Whether a text is the IRI, the id, the code or a name of a thing."""
    kind, key = iris.parse(thing.value) or ("", "")
    if text in (thing.value, f"{kind}/{key}") or fold_code(text) == fold_code(key):
        return True
    compact = normal_name(text).compact
    return any(compact == normal_name(each).compact for each in _labels(graph, thing))


def _labels(graph: Graph, thing: NamedNode) -> Iterable[str]:
    if next(graph.quads_for_pattern(thing, Esr.mayBePerson, None, DefaultGraph()), None) is not None:
        return  # whether a person is meant is not to be found out by trying names
    for term in _NAMING:
        for quad in graph.quads_for_pattern(thing, term, None, DefaultGraph()):
            yield quad.object.value  # type: ignore[union-attr]


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
