"""Random shapes on random data: the compiled shapes find what pySHACL finds, but where pySHACL departs from SHACL.

`ESRGRAPH_RANDOM_CASES=20000 pytest tests/validation/test_differential.py` asks more of them, and
`ESRGRAPH_RANDOM_SEED=5000` other ones; each case has a seed, which a failure names.
"""

import os
from typing import NamedTuple

import pytest
from pyoxigraph import RdfFormat, Store, parse
from random_graphs import PREFIXES, Case, random_case

from esrgraph.errors import ShapesError
from esrgraph.validation.blank_nodes import name_blank_nodes
from esrgraph.validation.compiler.compile import compile_shapes
from esrgraph.validation.compiler.run import run
from esrgraph.validation.findings import ValidationResult
from esrgraph.validation.reference import engine as reference
from esrgraph.validation.shapes import ShapesGraph

CASES = int(os.environ.get("ESRGRAPH_RANDOM_CASES", "300"))
SEED = int(os.environ.get("ESRGRAPH_RANDOM_SEED", "0"))
AT_A_TIME = 50


class Compared(NamedTuple):
    """What both engines find; what the compiler hands over is left out on both sides, `handed_over` counts it."""

    compiled: set[ValidationResult]
    refereed: set[ValidationResult]
    handed_over: int


def compared(case: Case) -> Compared:
    shapes = ShapesGraph(name_blank_nodes(quad.triple for quad in parse(case.shapes, format=RdfFormat.TURTLE)))
    store = Store()
    store.load(case.data, format=RdfFormat.TURTLE)
    plan = compile_shapes(shapes, store)
    left = {node.value for node in plan.handed_over}
    refereed = {each for each in reference.results(store, shapes, shapes.nodes) if each.shape not in left}
    return Compared(run(store, plan.selects), refereed, len(left))


@pytest.mark.parametrize("start", range(SEED, SEED + CASES, AT_A_TIME))
def test_both_engines_agree_on_random_shapes(start: int) -> None:
    found = {seed: compared(random_case(seed)) for seed in range(start, min(start + AT_A_TIME, SEED + CASES))}
    different = {seed: each.compiled ^ each.refereed for seed, each in found.items() if each.compiled != each.refereed}
    assert different == {}
    assert sum(len(each.compiled) for each in found.values()) > len(found)  # most of them find something
    assert sum(each.handed_over == 0 for each in found.values()) > len(found) / 2


class Departure(NamedTuple):
    """Where pySHACL departs from SHACL, and why: shapes and data on which it finds `refereed` in place of `compiled`.

    Both are numbers of results; `refereed` is None where pySHACL refuses the shapes.
    """

    reason: str
    shapes: str
    data: str
    compiled: int
    refereed: int | None


DEPARTURES = [
    Departure(
        "4.3: what SPARQL cannot compare violates a bound; rdflib orders a number after a day",
        "ex:S sh:targetObjectsOf ex:p ; sh:minExclusive '2020-01-01'^^xsd:date .",
        "ex:n1 ex:p 1 .",
        1,
        0,
    ),
    Departure(
        "4.3: an ill-formed literal cannot be compared; rdflib orders it by its datatype",
        "ex:S sh:targetObjectsOf ex:p ; sh:minExclusive '2020-01-01'^^xsd:date .",
        "ex:n1 ex:p 'x'^^xsd:integer .",
        1,
        0,
    ),
    Departure(
        "4.5.3: values that cannot be compared violate; rdflib orders texts with a language",
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ] .",
        "ex:n1 ex:p 'a'@fi ; ex:q 'b'@sv .",
        1,
        0,
    ),
    Departure(
        "4.5.3: an IRI cannot be compared; pySHACL compares its text",
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ] .",
        "ex:n1 ex:p 'a' ; ex:q ex:n2 .",
        1,
        0,
    ),
    Departure(
        "4.5.3: a blank node cannot be compared; pySHACL fails in place of a result",
        "ex:S sh:targetSubjectsOf ex:p ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ] .",
        "ex:n1 ex:p [] ; ex:q 1 .",
        1,
        None,
    ),
    Departure(
        "4.6.4: a node conforms to one of no shapes never; pySHACL refuses the empty list, which is a SHACL list",
        "ex:S sh:targetSubjectsOf ex:p ; sh:xone () .",
        "ex:n1 ex:p 1 .",
        1,
        None,
    ),
]


@pytest.mark.parametrize("departure", DEPARTURES, ids=lambda departure: departure.reason)
def test_where_pyshacl_departs_from_shacl(departure: Departure) -> None:
    """They are kept out of the random graphs; where one fails, pySHACL has been mended, and they can have it."""
    case = Case(PREFIXES + departure.shapes, PREFIXES + departure.data)
    if departure.refereed is None:
        with pytest.raises(ShapesError):
            compared(case)
        return
    found = compared(case)
    assert (len(found.compiled), len(found.refereed)) == (departure.compiled, departure.refereed)
