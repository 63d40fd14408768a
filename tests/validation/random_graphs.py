"""Seeded random shapes and data in Turtle, small enough that every value meets every constraint sooner or later."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

PREFIXES = """
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NODES = [f"ex:n{number}" for number in range(6)]
PROPERTIES = ["ex:p", "ex:q", "ex:r"]
MEASURES = ["ex:v", "ex:w"]
"""Properties with values that have an order among them."""
CLASSES = ["ex:A", "ex:B", "ex:C"]
TEXTS = ['""', '"a"', '"ab"', '"aB c"', '"a\\n"', '"ä"', '"a"@fi', '"b"@fi', '"a"@sv', '"A"@en-GB', '"1"']
NUMBERS = ["1", "2", "-3", "2.0", "2.5", "1e0"]
DATES = ['"2020-01-01"^^xsd:date', '"2021-06-30"^^xsd:date', '"1999-12-31"^^xsd:date']
TIMES = ['"2020-01-01T00:00:00"^^xsd:dateTime', '"2021-06-30T12:00:00"^^xsd:dateTime']
OTHERS = ["true", "false", '"x"^^ex:own', '"x"^^xsd:integer', '"2020-02-31"^^xsd:date', '"maybe"^^xsd:boolean']
ORDERED = [NUMBERS, DATES, TIMES]
"""Values that have an order among them. A case that compares has one of these: pySHACL orders any two literals."""
DATATYPES = "xsd:string xsd:integer xsd:decimal xsd:boolean xsd:date xsd:double ex:own".split()
PATTERNS = ["^a", "b$", "a.?", "^[a-z]+$", r"\\d", "^(a|b)+$", "c?"]
LANGUAGES = ['"fi"', '"sv"', '"en"', '"*"']
KINDS = "IRI BlankNode Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral".split()
DEEPEST = 2
"""Conditions in conditions."""


class Case(NamedTuple):
    """A shapes graph and a data graph, both in Turtle."""

    shapes: str
    data: str


def random_case(seed: int) -> Case:
    """The case of a seed, always the same."""
    made = _Random(seed)
    return Case(PREFIXES + made.shapes(), PREFIXES + made.data())


class _Random(Random):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.compares = self.chance(0.6)
        self.ordered = self.choice(ORDERED)
        others = self.ordered if self.compares else [*NUMBERS, *DATES, *TIMES, *OTHERS]
        self.literals = [*TEXTS, *others]

    def data(self) -> str:
        subjects, objects = [*NODES, "_:x", "_:y"], [*NODES, "_:x", "_:y", *self.literals]
        lines = [f"{self.choice(subjects)} a {self.choice(CLASSES)} ." for _ in range(8)]
        lines += [
            f"{self.choice(subjects)} {self.choice(PROPERTIES)} {self.choice(objects)} ."
            for _ in range(self.randint(5, 30))
        ]
        lines += [
            f"{self.choice(subjects)} {self.choice(MEASURES)} {self.choice(self.ordered)} ."
            for _ in range(self.compares * self.randint(1, 8))
        ]
        lines += ["ex:B rdfs:subClassOf ex:A ."] * self.chance(0.5) + ["ex:A rdfs:subClassOf ex:C ."] * self.chance(0.2)
        return "\n".join(lines)

    def shapes(self) -> str:
        return "\n".join(f"ex:S{number} {self.target()} {self.body(0)} ." for number in range(self.randint(1, 2)))

    def chance(self, share: float) -> bool:
        return self.random() < share

    def target(self) -> str:
        kind = self.choice(["Class", "Class", "Node", "SubjectsOf", "ObjectsOf"])
        things = {"Class": CLASSES, "Node": [*NODES, '"a"', self.ordered[0], "ex:none"]}.get(kind, PROPERTIES)
        return f"sh:target{kind} {self.choice(things)} ;"

    def body(self, depth: int) -> str:
        """What a node shape says after its name and target."""
        parts = [f"sh:property [ {self.property_shape(depth)} ]" for _ in range(self.randint(0, 2))]
        parts += self.constraints(depth, self.randint(not parts, 2), NODE_CONSTRAINTS)
        parts += ["sh:deactivated true"] * self.chance(0.03)
        return " ; ".join(parts)

    def property_shape(self, depth: int) -> str:
        if self.compares and self.chance(0.15):
            path = self.choice([*MEASURES, "( ex:p ex:v )"])
            return f"sh:path {path} ; sh:{self.choice(PAIRWISE)} {self.choice(MEASURES)}"
        parts = [f"sh:path {self.path()}", *self.constraints(depth, self.randint(1, 2), PROPERTY_CONSTRAINTS)]
        if depth < DEEPEST and self.chance(0.15):
            parts.append(f"sh:property [ {self.property_shape(depth + 1)} ]")
        parts += ["sh:severity sh:Info"] * self.chance(0.1) + ["sh:deactivated true"] * self.chance(0.03)
        return " ; ".join(parts)

    def constraints(self, depth: int, number: int, among: list[str]) -> list[str]:
        unfit = (() if self.compares else COMPARISONS) + (() if depth < DEEPEST else CONDITIONS)
        kinds = self.sample([each for each in among if each not in unfit], number)
        return [CONSTRAINTS[kind](self, depth) for kind in kinds]

    def condition(self, depth: int) -> str:
        return f"[ {self.choice((self.body, self.property_shape))(depth + 1)} ]"

    def conditions(self, depth: int) -> str:
        return f"( {' '.join(self.condition(depth) for _ in range(self.randint(1, 3)))} )"

    def path(self, depth: int = 0) -> str:
        if depth > 1 or self.chance(0.6):
            return self.choice(PROPERTIES)
        kind = self.choice(["inverse", "sequence", "alternative", "zeroOrMore", "oneOrMore", "zeroOrOne"])
        if kind == "inverse":
            return f"[ sh:inversePath {self.choice(PROPERTIES)} ]"
        if kind == "sequence":
            return f"( {self.path(depth + 1)} {self.path(depth + 1)} )"
        if kind == "alternative":
            return f"[ sh:alternativePath ( {self.path(depth + 1)} {self.path(depth + 1)} ) ]"
        return f"[ sh:{kind}Path {self.path(depth + 1)} ]"

    def bound(self) -> str:
        return self.choice(self.ordered)

    def some(self, among: list[str]) -> str:
        return f"( {' '.join(self.sample(among, self.randint(1, 4)))} )"

    def closed(self) -> str:
        ignored = self.sample([*PROPERTIES, "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"], self.randint(0, 2))
        return "sh:closed true" + (f" ; sh:ignoredProperties ( {' '.join(ignored)} )" if ignored else "")


CONSTRAINTS: dict[str, Callable[[_Random, int], str]] = {
    "class": lambda made, _: f"sh:class {made.choice(CLASSES)}",
    "datatype": lambda made, _: f"sh:datatype {made.choice(DATATYPES)}",
    "nodeKind": lambda made, _: f"sh:nodeKind sh:{made.choice(KINDS)}",
    "minCount": lambda made, _: f"sh:minCount {made.randint(0, 4)}",
    "maxCount": lambda made, _: f"sh:maxCount {made.randint(0, 4)}",
    "minExclusive": lambda made, _: f"sh:minExclusive {made.bound()}",
    "minInclusive": lambda made, _: f"sh:minInclusive {made.bound()}",
    "maxExclusive": lambda made, _: f"sh:maxExclusive {made.bound()}",
    "maxInclusive": lambda made, _: f"sh:maxInclusive {made.bound()}",
    "minLength": lambda made, _: f"sh:minLength {made.randint(1, 4)}",
    "maxLength": lambda made, _: f"sh:maxLength {made.randint(0, 4)}",
    "pattern": lambda made, _: f'sh:pattern "{made.choice(PATTERNS)}"' + ' ; sh:flags "i"' * made.chance(0.3),
    "languageIn": lambda made, _: f"sh:languageIn {made.some(LANGUAGES)}",
    "uniqueLang": lambda made, _: "sh:uniqueLang true",
    "equals": lambda made, _: f"sh:equals {made.choice(PROPERTIES)}",
    "disjoint": lambda made, _: f"sh:disjoint {made.choice(PROPERTIES)}",
    "hasValue": lambda made, _: f"sh:hasValue {made.choice([*NODES, *made.literals])}",
    "in": lambda made, _: f"sh:in {made.some([*NODES, *made.literals])}",
    "closed": lambda made, _: made.closed(),
    "node": lambda made, depth: f"sh:node [ {made.body(depth + 1)} ]",
    "not": lambda made, depth: f"sh:not {made.condition(depth)}",
    "and": lambda made, depth: f"sh:and {made.conditions(depth)}",
    "or": lambda made, depth: f"sh:or {made.conditions(depth)}",
    "xone": lambda made, depth: f"sh:xone {made.conditions(depth)}",
}
CONDITIONS = ("node", "not", "and", "or", "xone")
COMPARISONS = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
PAIRWISE = ("lessThan", "lessThanOrEquals")
PROPERTY_CONSTRAINTS = [each for each in CONSTRAINTS if each != "closed"]
NODE_CONSTRAINTS = [each for each in CONSTRAINTS if each not in ("minCount", "maxCount", "uniqueLang")]
