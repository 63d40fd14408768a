"""The statistics of a release: cubes that keep the Recommendation's constraints, with numbers as counted here again."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import product
from pathlib import Path
from string import Template

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from benchmarks.cubes import PAIRS, ask
from conftest import ROOT
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.store import open_read_only, select
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos, Xsd
from esrgraph.release.cube.cubes import CUBES, DIMENSIONS, MEASURES, Cube
from esrgraph.release.cube.observations import count_cells
from esrgraph.release.cube.projects import NOT_KNOWN, read_projects
from esrgraph.release.folder import DataFolder

GRAPH = HERE.graph("statistics")
PREFIXES = "".join(
    f"PREFIX {prefix}: <{NAMESPACES[prefix]}>\n" for prefix in ("dct", "esr", "owl", "qb", "rdfs", "skos")
)
CONSTRAINTS = {path.stem: path for path in sorted(Path(__file__).with_name("data-cube").glob("*.rq"))}
Row = dict[str, str]
Members = dict[str, Callable[[Row], set[str]]]
"""By dimension: what a row of the table of projects belongs to, as keys."""
Numbers = dict[str, dict[str, Decimal]]
"""By the key of an observation, and by measure."""


@pytest.fixture(scope="module")
def triples(data: DataFolder) -> list[Quad]:
    """The graph of statistics, by itself."""
    found = open_read_only(data.current().store).quads_for_pattern(None, None, None, GRAPH)
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in found]


@pytest.fixture
def cubes(triples: list[Quad]) -> Store:
    """The same, to be changed by a test."""
    store = Store()
    store.extend(triples)
    return store


# The integrity constraints of the Recommendation


def is_broken(store: Store, name: str) -> bool:
    """Whether a constraint finds something: with $p, for each link of a hierarchy (IC-20 and IC-21)."""
    text = CONSTRAINTS[name].read_text(encoding="utf-8")
    if "$p>" not in text:
        return bool(store.query(text))
    path = "qb:parentChildProperty/owl:inverseOf" if name == "ic-21" else "qb:parentChildProperty"
    links = select(store, f"{PREFIXES}SELECT DISTINCT ?p WHERE {{ ?list a qb:HierarchicalCodeList ; {path} ?p }}")
    return any(bool(store.query(Template(text).substitute(p=link["p"]))) for link in links)


def test_there_are_all_twenty_one() -> None:
    assert len(CONSTRAINTS) == 22
    assert {name[:5] for name in CONSTRAINTS} == {f"ic-{number:02}" for number in range(1, 22)}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_cubes_keep_a_constraint(cubes: Store, name: str) -> None:
    assert not is_broken(cubes, name)


ONE = "{ SELECT ?o WHERE { ?o a qb:Observation } ORDER BY ?o LIMIT 1 }"
MEASURED = """INSERT { ?dsd qb:component <x:by> . <x:by> qb:componentProperty qb:measureType .
    qb:measureType a qb:DimensionProperty . ?o qb:measureType ?kind }
    WHERE { ?o qb:dataSet/qb:structure ?dsd . BIND(%s AS ?kind) }"""
HIERARCHY = """INSERT { ?list a qb:HierarchicalCodeList ; qb:parentChildProperty %s }
    WHERE { ?dim qb:codeList ?list }"""
BREAKS = {
    "ic-01": "DELETE { ?o qb:dataSet ?set } WHERE { ?o qb:dataSet ?set }",
    "ic-02": "DELETE { ?set qb:structure ?dsd } WHERE { ?set qb:structure ?dsd }",
    "ic-03": "DELETE { ?term a qb:MeasureProperty } WHERE { ?term a qb:MeasureProperty }",
    "ic-04": "DELETE { ?dim rdfs:range ?any } WHERE { ?dim a qb:DimensionProperty ; rdfs:range ?any }",
    "ic-05": "DELETE { ?dim qb:codeList ?any } WHERE { ?dim qb:codeList ?any }",
    "ic-06": "INSERT { ?part qb:componentRequired false } WHERE { ?part qb:measure ?any }",
    "ic-07": "INSERT DATA { <x:key> a qb:SliceKey }",
    "ic-08": """INSERT { ?dsd qb:sliceKey <x:key> . <x:key> a qb:SliceKey ; qb:componentProperty <x:other> }
        WHERE { ?dsd a qb:DataStructureDefinition }""",
    "ic-09": "INSERT DATA { <x:slice> a qb:Slice }",
    "ic-10": "INSERT DATA { <x:slice> qb:sliceStructure <x:key> . <x:key> qb:componentProperty esr:byFund }",
    "ic-11": f"DELETE {{ ?o esr:byFund ?fund }} WHERE {{ {ONE} ?o esr:byFund ?fund }}",
    "ic-12": f"INSERT {{ <x:twin> ?p ?v }} WHERE {{ {ONE} ?o ?p ?v }}",
    "ic-13": "INSERT { ?part qb:componentRequired true } WHERE { ?part qb:attribute ?any }",
    "ic-14": f"DELETE {{ ?o esr:projectCount ?n }} WHERE {{ {ONE} ?o esr:projectCount ?n }}",
    "ic-15": MEASURED % "<x:none>",
    "ic-16": MEASURED % "esr:projectCount",
    "ic-17": MEASURED % "esr:projectCount",
    "ic-18": f"INSERT {{ <x:set> qb:slice <x:slice> . <x:slice> qb:observation ?o }} WHERE {{ {ONE} }}",
    "ic-19a": """DELETE { ?list a skos:Collection } INSERT { ?list a skos:ConceptScheme }
        WHERE { ?list a skos:Collection }""",
    "ic-19b": "DELETE { ?list skos:member ?any } WHERE { ?list skos:member ?any }",
    "ic-20": HIERARCHY % "skos:narrower",
    "ic-21": HIERARCHY % "[ owl:inverseOf skos:broader ]",
}


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_finds_what_breaks_it(cubes: Store, name: str) -> None:
    cubes.update(PREFIXES + BREAKS[name])
    assert is_broken(cubes, name)


# What is counted, beside the tables of the dumps


def table(data: DataFolder, name: str) -> list[Row]:
    with (data.current().dumps / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def members(data: DataFolder) -> Members:
    groups, types = defaultdict(set), defaultdict(set)
    for row in table(data, "target_groups.csv"):
        if row["kind"] == "direct":
            groups[row["project"]] |= broader(row["target_group"])
    for row in table(data, "participations.csv"):
        types[row["project"]] |= {row["organisation_type_as_given"]} - {""}
    return {
        "fund": lambda row: {row["fund"]} - {""},
        "programme-period": lambda row: {row["programme_period"]} - {""},
        "year": lambda row: {row["planned_start"][:4]} - {""},
        "active-year": active_years,
        "region": lambda row: set(row["regions"].split("|")) - {""},
        "priority-axis": lambda row: {row["priority_axis"]} - {""},
        "specific-objective": lambda row: {row["specific_objective"]} - {""},
        "applicant-type": lambda row: types[row["code"]],
        "target-group": lambda row: groups[row["code"]],
    }


def broader(group: str) -> set[str]:
    """A target group and all above it, by the scheme's file."""
    scheme = parse(path=str(ROOT / "ontology/schemes/target-groups.ttl"), format=RdfFormat.TURTLE, base_iri=HERE.base)
    above = defaultdict(set)
    for quad in scheme:
        if quad.predicate == Skos.broader:
            above[quad.subject.value.rpartition("/")[2]].add(quad.object.value.rpartition("/")[2])
    found, new = set[str](), {group}
    while new:
        found |= new
        new = set[str]().union(*(above[each] for each in new)) - found
    return found


def active_years(row: Row) -> set[str]:
    start, end = row["planned_start"], row["planned_end"]
    if not start or not end or end < start or int(end[:4]) - int(start[:4]) > 15:
        return set()
    return {str(year) for year in range(int(start[:4]), int(end[:4]) + 1)}


def expected(data: DataFolder, members: Members, cube: Cube) -> Numbers:
    """The numbers of a cube by the key of the observation, from the table of projects."""
    cells: Numbers = {}
    for row in table(data, "projects.csv"):
        regions = len(members["region"](row)) or 1
        given = {name: row[f"{name}_eu_and_state_funding"] for name in ("granted", "realised")}
        adds = {"projects": Decimal(1)}
        for name, text in given.items():
            amount = Decimal(text or 0)
            adds |= {name: amount, f"{name}-known": Decimal(bool(text)), f"{name}-divided": amount / regions}
        for cell in product(*(members[name](row) or {"not-known"} for name in cube.dimensions)):
            sums = cells.setdefault("_".join(cell), dict.fromkeys(cube.measures, Decimal()))
            for measure in cube.measures:
                sums[measure] += adds[measure]
    return cells


def stated(triples: list[Quad], cube: Cube) -> Numbers:
    names = {measure.term: name for name, measure in MEASURES.items()}
    start = f"{cube.dataset(HERE).value}#"
    found = defaultdict(dict)
    for quad in triples:
        if quad.subject.value.startswith(start) and quad.predicate in names:
            found[quad.subject.value.removeprefix(start)][names[quad.predicate]] = Decimal(quad.object.value)
    return dict(found)


@pytest.mark.parametrize("cube", CUBES, ids=lambda cube: cube.name)
def test_a_cube_has_the_numbers_of_the_tables(
    data: DataFolder, triples: list[Quad], members: Members, cube: Cube
) -> None:
    counted = expected(data, members, cube)
    found = stated(triples, cube)
    assert found.keys() == counted.keys() != set()
    for key, sums in counted.items():
        assert found[key] == {name: pytest.approx(value, abs=Decimal("0.005")) for name, value in sums.items()}


@pytest.mark.parametrize("cube", [cube for cube in CUBES if len(cube.dimensions) > 3], ids=lambda cube: cube.name)
def test_sums_add_up_where_the_structure_says_so(triples: list[Quad], cube: Cube) -> None:
    whole, part = ({name: Decimal() for name in cube.measures} for _ in range(2))
    reference = next(
        each for each in CUBES if each.name == ("active-year" if "active-year" in cube.dimensions else "year")
    )
    for total, source in ((whole, reference), (part, cube)):
        for sums in stated(triples, source).values():
            for name in cube.measures:
                total[name] += sums.get(name, Decimal())
    if all(DIMENSIONS[name].adds_up for name in cube.dimensions):
        assert part == whole
    else:
        assert part["projects"] > whole["projects"]


def test_divided_amounts_of_regions_add_up(triples: list[Quad]) -> None:
    by_name = {cube.name: stated(triples, cube) for cube in CUBES}
    for name in ("granted", "realised"):
        whole = sum(sums[name] for sums in by_name["year"].values())
        for cube in ("region", "region-and-specific-objective"):
            divided = sum(sums[f"{name}-divided"] for sums in by_name[cube].values())
            assert divided == pytest.approx(whole, abs=Decimal("0.005") * len(by_name[cube]))


@pytest.mark.parametrize("name", PAIRS)
def test_a_cube_answers_what_the_projects_do(data: DataFolder, name: str) -> None:
    _, raw = ask(data.current().store, PAIRS[name].raw)
    _, cube = ask(data.current().store, PAIRS[name].cube)
    assert raw == cube != []


def test_everything_has_its_name_in_three_languages(cubes: Store) -> None:
    for kind in ("qb:DataSet", "qb:DimensionProperty", "qb:MeasureProperty"):
        query = f"SELECT ?thing ?lang WHERE {{ ?thing a {kind} ; rdfs:label ?label BIND(LANG(?label) AS ?lang) }}"
        found = defaultdict(list)
        for row in select(cubes, PREFIXES + query):
            found[row["thing"]].append(row["lang"])
        assert found
        assert {tuple(sorted(filter(None, each))) for each in found.values()} == {("en", "fi", "sv")}


# Made-up projects


def facts(name: str, *values: tuple[NamedNode, NamedNode | Literal]) -> Iterator[Quad]:
    project = HERE.project(name)
    yield Quad(project, Rdf.type, Esr.Project)
    for term, value in values:
        yield Quad(project, term, value)


def test_a_project_counts_once_where_two_of_its_groups_have_one_above_them() -> None:
    store = Store()
    above, *below = (HERE.concept("target-group", name) for name in ("all", "one", "other"))
    store.extend(Quad(each, Skos.broader, above) for each in below)
    euros = (Esr.grantedEuAndStateFunding, Literal("1000.5", datatype=Xsd.decimal))
    regions = [(Esr.region, HERE.concept("region", code)) for code in ("01", "05")]
    store.extend(facts("S1", euros, *regions, *((Esr.directTargetGroup, each) for each in below)))
    store.extend(facts("S2"))
    counted = count_cells(CUBES, read_projects(store))
    groups = {cell[-1]: sums for cell, sums in counted["target-group"].items()}
    assert {key.rpartition("/")[2]: (sums["projects"], sums["granted"]) for key, sums in groups.items()} == {
        "all": (1, Decimal("1000.5")),
        "one": (1, Decimal("1000.5")),
        "other": (1, Decimal("1000.5")),
        NOT_KNOWN: (1, 0),
    }
    placed = {cell[-1].rpartition("/")[2]: sums for cell, sums in counted["region"].items()}
    assert {key: (sums["granted"], sums["granted-divided"], sums["granted-known"]) for key, sums in placed.items()} == {
        "01": (Decimal("1000.5"), Decimal("500.25"), 1),
        "05": (Decimal("1000.5"), Decimal("500.25"), 1),
        NOT_KNOWN: (0, 0, 0),
    }
