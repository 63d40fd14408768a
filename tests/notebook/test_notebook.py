"""What a notebook's user asks for after the first three lines: tables, answers, findings, groups, refusals."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import duckdb
import pandas
import polars
import pytest

import esrgraph
from conftest import EXAMPLES, ROOT
from esrgraph import Data, DataFolder, Pages
from esrgraph.rdf.vocabulary import Esr


@pytest.fixture(scope="module")
def pages() -> Pages:
    return esrgraph.open_pages(EXAMPLES)


@pytest.fixture(scope="module")
def opened(data: DataFolder) -> Data:
    return esrgraph.open_data(data.path)


def test_pages_are_one_row_a_project(pages: Pages) -> None:
    codes = pages.tables.projects.column("code")
    assert len(codes) == len(set(codes)) == 22
    assert {row["outcome"] for row in pages.documents} >= {"published", "merged", "rejected"}
    row = next(row for row in pages.tables.projects if row["code"] == "S39001")
    assert row["planned_start"] == date(2018, 8, 1)
    assert isinstance(row["granted_eu_and_state_funding"], Decimal)
    assert isinstance(row["regions"], tuple)


def test_keys_keep_their_zeros(opened: Data) -> None:
    municipalities = {str(row["region"]) for row in opened.tables.municipalities if row["region"]}
    assert any(each.startswith("0") for each in municipalities)
    frame = opened.tables.municipalities.to_pandas()
    assert any(each.startswith("0") for each in frame["region"].dropna())


def test_an_organisation_has_its_projects(pages: Pages, opened: Data) -> None:
    for tables in (pages.tables, opened.tables):
        row = next(row for row in tables.organisations if row["organisation"] == "9900101-0")
        stated = [each for each in tables.participations if each["organisation"] == "9900101-0"]
        assert row["projects"] == tuple(dict.fromkeys(each["project"] for each in stated))
        assert row["projects"]
    assert "granted_total" not in pages.tables.organisations.columns
    assert any(opened.tables.organisations.column("granted_total"))


def test_problems_say_where(pages: Pages) -> None:
    cut = next(row for row in pages.problems if row["code"] == "cut-off")
    assert all(cut[name] for name in ("project", "document", "line", "remedy"))


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


def test_findings_by_ones_own_shapes(pages: Pages, opened: Data, tmp_path: Path) -> None:
    mine = tmp_path / "mine.ttl"
    mine.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix esr: <https://w3id.org/esrgraph/ontology#> .\n"
        "[] a sh:NodeShape ; sh:targetClass esr:Project ; sh:property"
        ' [ sh:path esr:code ; sh:pattern "^X" ; sh:message "Not an X"@en ] .'
    )
    for each in (pages, opened):
        only = each.validate(shapes=[mine])
        assert [row["message"] for row in only if row["project"]] == ["Not an X"] * 22
        assert len(each.validate(more_shapes=[mine])) > len(only)


def test_one_file_of_shapes_is_one_file(opened: Data) -> None:
    for one in ("nowhere.ttl", Path("nowhere.ttl")):
        with pytest.raises(esrgraph.EsrgraphError, match=r"The shapes file nowhere\.ttl cannot be read"):
            opened.validate(more_shapes=one)


def test_a_query_that_is_no_text_is_told_by_name(opened: Data) -> None:
    with pytest.raises(TypeError, match="text is of type NoneType; it is a query in SPARQL"):
        opened.query(None)  # type: ignore[arg-type]


def test_groups_are_recognised_with_ones_own_patterns(tmp_path: Path) -> None:
    text = "Hankkeen kohderyhmänä ovat opettajat"
    assert esrgraph.recognise(text).column("concept") == ["teaching-staff"]
    known = (ROOT / "ontology" / "schemes" / "target-group-patterns.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(known.replace("[roles]", "[rolez]", 1), encoding="utf-8")
    with pytest.raises(esrgraph.EsrgraphError, match='did you mean "roles"'):
        esrgraph.recognise(text, patterns=mine)
    mine.write_text(known, encoding="utf-8")
    assert esrgraph.recognise(text, patterns=mine) == esrgraph.recognise(text)


def test_tables_become_data_frames(opened: Data) -> None:
    frame = opened.tables.projects.to_pandas()
    assert str(frame["planned_start"].dtype).startswith("datetime64")
    assert str(frame["granted_eu_and_state_funding"].dtype) == "float64"
    assert set(frame["code"]) == set(opened.tables.projects.column("code"))


def test_what_is_shown_is_short(pages: Pages, opened: Data) -> None:
    described = esrgraph.describe_page((EXAMPLES / "S39001.txt").read_bytes())
    for shown in (pages, opened, described, described.project, pages.tables.projects):
        assert len(repr(shown)) < 500
    assert "<table" in pages.tables.projects._repr_html_()
    html = described._repr_html_()
    assert "Hankekoodi" not in html
    assert "S39001" in html
    assert described.project.contact.name.raw
    assert str(described.project.contact.name.raw) not in html
    assert "contact." not in html


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
