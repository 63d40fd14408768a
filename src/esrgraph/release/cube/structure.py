"""Cubes to what describes them: data sets, structure definitions, properties and code lists, with labels."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.store import Graph
from esrgraph.rdf.vocabulary import Rdfs, Skos
from esrgraph.release.cube.cubes import CUBES, DIMENSIONS, MEASURES, YEARS, Cube, CubeDimension, Measure
from esrgraph.release.cube.observations import Cells, not_known
from esrgraph.release.cube.projects import NOT_KNOWN
from esrgraph.release.dataset.statements import DatasetFacts, Properties, Value, in_languages

LABELS = (Rdfs.label, Skos.prefLabel, Skos.notation)
"""The properties that this reads."""
_EURO = NamedNode("http://publications.europa.eu/resource/authority/currency/EUR")
_UNIT = term_of("sdmx-attribute:unitMeasure")


def structure_quads(counted: Mapping[str, Cells], store: Graph, iris: Iris) -> list[Quad]:
    """All that a reader of the observations needs and a store's default graph would have to be asked for otherwise: the
    graph of statistics can be read by itself."""
    facts = DatasetFacts()
    for cube in CUBES:
        _describe_cube(facts, cube, iris)
    for dimension in DIMENSIONS.values():
        _describe_dimension(facts, dimension, store, iris)
    for measure in MEASURES.values():
        _describe_measure(facts, measure, store)
    facts.add(_UNIT, {"a": [term_of("rdf:Property"), term_of("qb:AttributeProperty")], **_label("unit")})
    facts.add(_EURO, {"a": term_of("skos:Concept"), **_label("euro", "skos:prefLabel")})
    for name, members in _members(counted).items():
        _describe_codes(facts, name, members, store, iris)
    return facts.quads


def _describe_cube(facts: DatasetFacts, cube: Cube, iris: Iris) -> None:
    node = cube.dataset(iris)
    structure = iris.part(node, "structure")
    components: list[CubeDimension | Measure] = [DIMENSIONS[name] for name in cube.dimensions]
    components += [MEASURES[name] for name in cube.measures]
    facts.add(
        node,
        {
            "a": term_of("qb:DataSet"),
            "dct:identifier": cube.name,
            "dct:isPartOf": iris.dataset,
            "qb:structure": structure,
            **_label(cube.name),
            "rdfs:comment": _texts(f"{cube.name}-comment"),
        },
    )
    specified: list[Value] = [
        _component(facts, iris.part(node, f"structure-{each.name}"), each, order)
        for order, each in enumerate(components, start=1)
    ]
    unit: Properties = {
        "a": term_of("qb:ComponentSpecification"),
        "qb:attribute": _UNIT,
        "qb:componentProperty": _UNIT,
        "qb:componentAttachment": term_of("qb:MeasureProperty"),
    }
    specified.append(facts.add(iris.part(node, "structure-unit"), unit))
    facts.add(structure, {"a": term_of("qb:DataStructureDefinition"), "qb:component": specified})


def _component(facts: DatasetFacts, node: NamedNode, of: CubeDimension | Measure, order: int) -> NamedNode:
    """What a cube says of a dimension or measure; of a dimension, whether sums over it add up, or why not."""
    role = "qb:dimension" if isinstance(of, CubeDimension) else "qb:measure"
    note = _texts("adds-up" if of.adds_up else f"{of.name}-does-not-add-up") if isinstance(of, CubeDimension) else None
    return facts.add(
        node,
        {
            "a": term_of("qb:ComponentSpecification"),
            role: of.term,
            "qb:componentProperty": of.term,
            "qb:order": order,
            "rdfs:comment": note,
        },
    )


def _describe_dimension(facts: DatasetFacts, dimension: CubeDimension, store: Graph, iris: Iris) -> None:
    known = _labels(store, dimension.term, Rdfs.label)
    kinds: list[Value] = [term_of("rdf:Property"), term_of("qb:DimensionProperty")]
    if dimension.name in YEARS:  # one property, whose values are no concepts but where none is known
        facts.add(dimension.term, {"a": kinds, "rdfs:range": term_of("rdfs:Resource"), **_label("ref-period")})
        return
    facts.add(
        dimension.term,
        {
            "a": [*kinds, term_of("qb:CodedProperty")],
            "rdfs:range": Skos.Concept,
            "rdfs:label": known or _texts("ref-area"),
            "qb:codeList": _code_list(dimension.name, iris),
        },
    )


def _describe_measure(facts: DatasetFacts, measure: Measure, store: Graph) -> None:
    facts.add(
        measure.term,
        {
            "a": [term_of("rdf:Property"), term_of("qb:MeasureProperty")],
            "rdfs:range": measure.range,
            "rdfs:label": _labels(store, measure.term, Rdfs.label),
            "sdmx-attribute:unitMeasure": _EURO if measure.in_euros else None,
        },
    )


def _members(counted: Mapping[str, Cells]) -> dict[str, set[str]]:
    """The members of each dimension but years, those of all cubes together."""
    found: dict[str, set[str]] = {}
    for cube in CUBES:
        for place, name in enumerate(cube.dimensions):
            if name not in YEARS:
                found.setdefault(name, {NOT_KNOWN}).update(cell[place] for cell in counted[cube.name])
    return found


def _describe_codes(facts: DatasetFacts, name: str, members: Iterable[str], store: Graph, iris: Iris) -> None:
    """A code list: the concepts of the schemes that there are, and one for what is not known."""
    unknown = facts.add(not_known(iris), {"a": Skos.Concept, **_label("not-known", "skos:prefLabel")})
    codes: list[Value] = [unknown]
    for member in sorted(set(members) - {NOT_KNOWN}):
        node = NamedNode(member)
        labels, notations = (_labels(store, node, term) for term in (Skos.prefLabel, Skos.notation))
        codes.append(facts.add(node, {"a": Skos.Concept, "skos:prefLabel": labels, "skos:notation": notations}))
    facts.add(_code_list(name, iris), {"a": term_of("skos:Collection"), "skos:member": codes})


def _code_list(dimension: str, iris: Iris) -> NamedNode:
    return iris.within_dataset("code-list", dimension)


def _labels(store: Graph, node: NamedNode, term: NamedNode) -> list[Value]:
    found = (quad.object for quad in store.quads_for_pattern(node, term, None, DefaultGraph()))
    return sorted((each for each in found if isinstance(each, Literal)), key=str)


def _label(name: str, term: str = "rdfs:label") -> Properties:
    return {term: _texts(name)}


def _texts(name: str) -> list[Value]:
    texts = _words()[name]
    return in_languages((texts["fi"], texts["sv"], texts["en"]))


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
