"""What a notebook's user asks of a release after the first three lines: tables, answers, refusals."""

from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import pandas
import polars
import pytest

import esrgraph
from esrgraph import Data, DataFolder
from esrgraph.rdf.vocabulary import Esr


@pytest.fixture(scope="module")
def opened(data: DataFolder) -> Data:
    return esrgraph.open_data(data.path)


def test_keys_keep_their_zeros(opened: Data) -> None:
    municipalities = {str(row["region"]) for row in opened.tables.municipalities if row["region"]}
    assert any(each.startswith("0") for each in municipalities)
    frame = opened.tables.municipalities.to_pandas()
    assert any(each.startswith("0") for each in frame["region"].dropna())


def test_a_question_is_answered_with_typed_rows(opened: Data) -> None:
    asked = next(row for row in opened.questions if row["name"] == "projects-of-municipality")
    assert "municipality=" in str(asked["parameters"])
    answer = opened.ask("projects-of-municipality", municipality="992")
    assert answer.column("project")
    rows = opened.query(f"SELECT ?start {{ ?project <{Esr.plannedStart.value}> ?start }}")
    assert all(isinstance(row["start"], date) for row in rows)
    assert opened.query("ASK { ?s ?p ?o }")[0]["answer"] is True
    assert opened.query(f"CONSTRUCT WHERE {{ ?s a <{Esr.Project.value}> }}").columns == (
        "subject",
        "predicate",
        "object",
    )


def test_one_file_of_shapes_is_one_file(opened: Data) -> None:
    for one in ("nowhere.ttl", Path("nowhere.ttl")):
        with pytest.raises(esrgraph.EsrgraphError, match=r"The shapes file nowhere\.ttl cannot be read"):
            opened.validate(more_shapes=one)


def test_a_query_that_is_no_text_is_told_by_name(opened: Data) -> None:
    with pytest.raises(TypeError, match="text is of type NoneType; it is a query in SPARQL"):
        opened.query(None)  # type: ignore[arg-type]


def test_tables_become_data_frames(opened: Data) -> None:
    frame = opened.tables.projects.to_pandas()
    assert str(frame["planned_start"].dtype).startswith("datetime64")
    assert str(frame["granted_eu_and_state_funding"].dtype) == "float64"
    assert set(frame["code"]) == set(opened.tables.projects.column("code"))


def test_markup_of_a_page_stays_text_in_a_notebook() -> None:
    frame = esrgraph.Frame("<b>", ("<i>",), (("<script>",),))
    assert "<script>" not in frame._repr_html_()
    assert "<b>" not in frame._repr_html_()


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: esrgraph.describe_page("examples/S39001.txt"), TypeError, "content is of type str; "),  # type: ignore[arg-type]
        (lambda: esrgraph.read_page("x"), TypeError, "open_pages"),  # type: ignore[arg-type]
        (lambda: esrgraph.parse_page(b"x"), TypeError, "read_page gives"),  # type: ignore[arg-type]
        (lambda: list(esrgraph.to_quads(b"x")), TypeError, "describe_page gives"),  # type: ignore[arg-type]
        (lambda: list(esrgraph.read_documents("examples")), TypeError, r"Path\('pages'\)"),  # type: ignore[arg-type]
        (lambda: esrgraph.open_pages(3), TypeError, "paths is of type int"),  # type: ignore[arg-type]
        (esrgraph.open_pages, esrgraph.EsrgraphError, "Name the files"),
        (lambda: esrgraph.open_pages("nowhere"), esrgraph.EsrgraphError, "nowhere does not exist"),
        (lambda: esrgraph.open_data("nowhere"), esrgraph.EsrgraphError, "esrgraph build PATH --data nowhere"),
        (lambda: esrgraph.recognise(b"x"), TypeError, "text is of type bytes"),  # type: ignore[arg-type]
        (lambda: esrgraph.recognise("x", patterns="nowhere"), esrgraph.EsrgraphError, "no pattern file nowhere"),
        (lambda: esrgraph.write_rdf([], BytesIO(), "ttl", ""), esrgraph.EsrgraphError, "no format 'ttl'; there"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_by_name(call, error: type[Exception], said: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(error, match=said):
        call()


def test_a_question_and_a_column_that_are_not_there_are_told(opened: Data) -> None:
    with pytest.raises(esrgraph.EsrgraphError, match="the catalogue has"):
        opened.ask("nothing")
    with pytest.raises(esrgraph.EsrgraphError, match="query:1:"):
        opened.query("SELEKT ?x {}")
    with pytest.raises(esrgraph.EsrgraphError, match="no column 'amount'"):
        opened.tables.projects.column("amount")
    with pytest.raises(esrgraph.EsrgraphError, match="Nowhere"):
        opened.ask("projects-of-municipality", municipality="Nowhere")


def test_every_public_name_is_there() -> None:
    assert {"__version__", "open_data", "open_pages", "recognise", "Frame"} <= set(esrgraph.__all__)
    assert all(getattr(esrgraph, name) for name in esrgraph.__all__)


@pytest.mark.parametrize(
    "read",
    [
        lambda path: pandas.read_csv(path, dtype=str)["municipality"],
        lambda path: polars.read_csv(path, infer_schema=False)["municipality"],
        lambda path: duckdb.sql(f"SELECT * FROM read_csv('{path}', all_varchar = true)").df()["municipality"],
    ],
)  # fmt: skip
def test_the_lines_of_the_documentation_keep_zeros(read, data: DataFolder) -> None:  # type: ignore[no-untyped-def]
    path = data.current().dumps / "project_municipalities.csv"
    assert {len(each) for each in read(path)} == {3}
