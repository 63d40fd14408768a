"""Fifty questions that people ask of such data, each a file beside its answer: what a new term or query is measured by.

They are what audits, evaluations, monitoring committees, studies and journalists ask or report of the structural funds,
in other words. Each file says its question, where it comes from, the trap in it, and what data it would need to be
answered whole. Answers are of the examples; counted.py counts some of them once more, from the tables of the dumps.
"""

import csv
import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from pyoxigraph import Store

from conftest import ROOT
from counted import COUNTED, Tables
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.release.folder import DataFolder
from esrgraph.sparql import run
from esrgraph.sparql.catalogue import parse_query
from esrgraph.sparql.results import write_result
from esrgraph.sparql.tokens import variables

FILES = sorted((Path(__file__).parent / "questions").glob("*.rq"))


@pytest.fixture(scope="module")
def store(data: DataFolder) -> Store:
    return open_read_only(data.current().store)


def answer(store: Store, path: Path) -> str:
    output = BytesIO()
    write_result(run(store, parse_query(path.read_text(encoding="utf-8"), path.name), {}), output, "csv", HERE)
    return output.getvalue().decode().replace("\r\n", "\n")


def head(path: Path) -> dict[str, str]:
    """What the lines above the query say: `question`, `source`, and where there is one `trap` and `needs`."""
    return dict(re.findall(r"^# (\w+): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE))


# The files


def test_there_are_fifty_and_each_says_what_is_asked_and_by_whom() -> None:
    assert [path.name[:3] for path in FILES] == [f"{number:02}-" for number in range(1, 51)]
    for path in FILES:
        assert {"question", "source"} <= set(head(path)) <= {"question", "source", "trap", "needs"}, path.name


def test_four_are_answered_in_part_because_the_pages_do_not_state_the_rest() -> None:
    assert [path.stem for path in FILES if "needs" in head(path)] == [
        "03-realised-by-year-of-end",
        "04-grants-of-one-authority-in-a-year",
        "28-types-that-work-together",
        "40-participants-planned-and-realised",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_has_its_answer(path: Path, store: Store, request: pytest.FixtureRequest) -> None:
    made, golden = answer(store, path), path.with_suffix(".csv")
    if request.config.getoption("--update-golden"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")
    assert len(made.splitlines()) > 1, "nobody in examples/ is an answer"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_has_terms_of_the_ontology_and_one_order_of_its_rows(path: Path, store: Store) -> None:
    text = path.read_text(encoding="utf-8")
    ontology = "".join(each.read_text(encoding="utf-8") for each in (ROOT / "ontology").glob("*.ttl"))
    assert not [term for term in re.findall(r"\besr:\w+", text) if f"\n{term}\n" not in ontology]
    rows = list(csv.DictReader(answer(store, path).splitlines()))
    if len(rows) > 1:
        order = sorted(variables(text[text.rindex("ORDER BY") :]) & set(rows[0]))
        alike = {tuple(row.values()) for row in rows}
        assert len({tuple(row[each] for each in order) for row in rows}) == len(alike)


def test_no_answer_is_left_over() -> None:
    assert {path.stem for path in FILES[0].parent.iterdir()} == {path.stem for path in FILES}


# Counted once more, without SPARQL


@pytest.fixture(scope="module")
def tables(data: DataFolder) -> Tables:
    return Tables(data.current().dumps)


def plain(value: object) -> str:
    """A number or text as both sides write it."""
    return f"{Decimal(str(value)).normalize():f}" if re.fullmatch(r"-?\d+(\.\d+)?", str(value)) else str(value)


@pytest.mark.parametrize("number", COUNTED)
def test_the_tables_of_the_dumps_give_the_same_answer(number: str, store: Store, tables: Tables) -> None:
    path = next(path for path in FILES if path.name.startswith(number))
    counted = COUNTED[number](tables)
    columns = len(counted[0])
    answered = list(csv.reader(answer(store, path).splitlines()))[1:]
    assert sorted(tuple(map(plain, row[:columns])) for row in answered) == sorted(
        tuple(map(plain, row)) for row in counted
    )
