"""What a notebook's user asks of pages, as of a release: tables, problems, findings, and what is shown."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import esrgraph
from conftest import EXAMPLES
from esrgraph import Data, DataFolder, Pages


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
