"""The tally of a release: the same numbers as SPARQL counts, and the same again from its file."""

from pathlib import Path

import numpy as np
import pytest

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder
from esrgraph.release.tally import BY_TYPE, LINKS, NOW, Tally, read_tally, stated_in, tally, write_tally

PREFIX = "PREFIX esr: <https://w3id.org/esrgraph/ontology#>\n"


@pytest.fixture(scope="module")
def counted(data: DataFolder) -> Tally:
    return read_tally(data.current().tally)


def numbers(data: DataFolder, query: str) -> dict[str, float]:
    """What a query of ?thing and ?number answers, by the thing's key."""
    rows = select(open_read_only(data.current().store), PREFIX + query)
    return {(row["thing"] or "").partition("/id/")[2].partition("/")[2]: float(row["number"] or 0) for row in rows}


@pytest.mark.parametrize("kind", LINKS)
def test_counts_and_sums_are_those_of_sparql(data: DataFolder, counted: Tally, kind: str) -> None:
    path = "|".join(f"esr:{term.value.partition('#')[2]}" for term in LINKS[kind])
    if kind == "municipality":
        path += "/<http://purl.org/dc/terms/isReplacedBy>*"
    counts = (
        f"SELECT ?thing (COUNT(DISTINCT ?p) AS ?number) WHERE {{ ?p a esr:Project ; {path} ?thing }} GROUP BY ?thing"
    )
    pairs = f"SELECT DISTINCT ?p ?thing WHERE {{ ?p a esr:Project ; {path} ?thing }}"
    sums = f"""SELECT ?thing (SUM(?euros) AS ?number)
        WHERE {{ {{ {pairs} }} ?p esr:grantedEuAndStateFunding ?euros }} GROUP BY ?thing"""
    assert counted.counts(kind) == numbers(data, counts) != {}
    assert counted.money(kind) == numbers(data, sums)


def test_counts_are_those_that_the_graph_states(data: DataFolder, counted: Tally) -> None:
    stated = numbers(data, "SELECT ?thing ?number WHERE { ?thing a esr:Organisation ; esr:projectCount ?number }")
    assert counted.counts("organisation") == stated


def test_projects_of_a_merged_municipality_are_those_of_todays_too_and_are_in_one_place(counted: Tally) -> None:
    nastola, lahti = (set(counted.projects_of("municipality", [code])) for code in ("532", "398"))
    assert nastola
    assert nastola < lahti
    assert not counted.projects_of(NOW, ["532"]).size
    assert set(counted.projects_of(NOW, ["398"])) == lahti


def test_projects_count_for_the_types_of_whoever_takes_part(data: DataFolder, counted: Tally) -> None:
    query = """SELECT ?thing (COUNT(DISTINCT ?p) AS ?number)
        WHERE { ?p esr:participation/esr:organisation/esr:organisationType ?thing } GROUP BY ?thing"""
    assert counted.counts(BY_TYPE) == numbers(data, query)


def test_projects_stand_in_the_order_of_their_start(counted: Tally) -> None:
    assert list(counted.starts) == sorted(counted.starts, reverse=True)
    assert len(counted.codes) == len(set(counted.codes)) == len(counted.granted) == 22


def test_a_selection_holds_each_project_once(counted: Tally) -> None:
    both = counted.projects_of("municipality", ["167", "398"])
    one, other = (set(counted.projects_of("municipality", [code])) for code in ("167", "398"))
    assert list(both) == sorted(one | other)
    assert not len(counted.projects_of("municipality", ["no such code"]))
    assert counted.counts("region", both[:0]) == {}


def test_projects_of_one_place_alone(counted: Tally) -> None:
    regions = counted.links["region"]
    alone = [row for row in counted.all if len(regions.of(row)) == 1]
    assert list(regions.only(counted.all)) == alone != []


def test_a_file_holds_the_whole_tally(data: DataFolder, counted: Tally, tmp_path: Path) -> None:
    made = tally(stated_in(open_read_only(data.current().store)), HERE)
    write_tally(made, tmp_path / "tally.npz")
    for each in (counted, read_tally(tmp_path / "tally.npz")):
        assert (each.codes, each.starts, each.ends) == (made.codes, made.starts, made.ends)
        assert np.array_equal(each.granted, made.granted, equal_nan=True)
        assert all(each.counts(kind) == made.counts(kind) for kind in made.links)
