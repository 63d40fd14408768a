"""Scores say what docs/validation.md defines, are measured as DQV, and are kept from release to release."""

import shutil
from pathlib import Path

import orjson
import pytest
from lxml import html
from pyoxigraph import RdfFormat, Store

from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder
from esrgraph.resources import resource
from esrgraph.validation.report import WrittenReport
from esrgraph.validation.scores import QualityScores, Score, from_records, to_record
from kept import Kept

PAGES = ("S39001.txt", "S39012.txt", "captures.csv")


def scored(folder: Path) -> None:
    """Two releases: in the second, a page has lost a violation with the line that had it."""
    pages = folder / "pages"
    pages.mkdir()
    for name in PAGES:
        shutil.copy(resource("examples") / name, pages / name)
    built = DataFolder(folder / "data")
    build_release([pages], built, Options())
    page = pages / "S39012.txt"
    page.write_text(page.read_text(encoding="utf-8").replace("9900104-6", "9900104-5"), encoding="utf-8")
    build_release([pages], built, Options())


@pytest.fixture(scope="module")
def data(kept: Kept) -> DataFolder:
    return DataFolder(kept(scored) / "data")


def reports(data: DataFolder) -> list[dict]:
    return [orjson.loads(release.validation.read_bytes()) for release in data.releases()]


def test_a_release_has_the_scores_of_those_before_it(data: DataFolder) -> None:
    first, second = reports(data)
    assert [each["release"] for each in second["scores"]] == [first["release"], second["release"]]
    assert second["scores"][0] == first["scores"][0]
    assert len(list(WrittenReport(data.current().validation).scores())) == 2


def test_the_scores_are_what_they_are_defined_as(data: DataFolder) -> None:
    for report in reports(data):
        scores = report["scores"][-1]["whole"]
        projects = [each["project"] for each in report["completeness"]["byProject"]]
        invalid = {each["project"] for each in report["findings"] if each["severity"] == "violation"}
        assert scores["validity"] == [len(projects) - len(invalid & set(projects)), len(projects)]
        of = report["completeness"]["byProject"]
        assert scores["completeness"] == [sum(each[name] for each in of) for name in ("present", "asked")]
        assert scores["timeliness"][1] == len(projects)
        assert 0 < scores["links"][0] <= scores["links"][1]
        sums = [sum(own["validity"][at] for own in report["scores"][-1]["authorities"].values()) for at in (0, 1)]
        assert sums == scores["validity"]


def test_a_business_id_that_is_mended_is_a_link_more(data: DataFolder) -> None:
    before, after = (each["whole"]["links"] for each in reports(data)[-1]["scores"])
    assert (after[0] - before[0], after[1] - before[1]) == (1, 0)


def test_scores_are_measurements_of_the_data_quality_vocabulary(data: DataFolder) -> None:
    store = Store()
    store.load((data.current().reports / "validation.ttl").read_bytes(), RdfFormat.TURTLE)
    rows = store.query(
        """PREFIX dqv: <http://www.w3.org/ns/dqv#> PREFIX dct: <http://purl.org/dc/terms/>
        SELECT ?on ?metric ?value ?day { ?it a dqv:QualityMeasurement ; dqv:computedOn ?on ;
            dqv:isMeasurementOf ?metric ; dqv:value ?value ; dct:date ?day .
            ?metric a dqv:Metric ; dqv:inDimension ?dimension }"""
    )
    found = [(row["on"].value, row["metric"].value, float(row["value"].value)) for row in rows]
    assert {metric.rpartition("#")[2] for _, metric, _ in found} == {
        f"score-of-{name}" for name in ("completeness", "validity", "timeliness", "links")
    }
    assert all(0 <= value <= 1 for *_, value in found)
    assert sum(on.endswith("/dataset") for on, *_ in found) == 8
    assert any("/id/authority/" in on for on, *_ in found)


def test_what_is_written_is_read_back() -> None:
    scores = QualityScores({"links": Score(1, 2)}, {"lapin-liitto": {"validity": Score(0, 3)}}, "r", None)
    assert list(from_records([to_record(scores)])) == [scores]


@pytest.mark.parametrize(("language", "dimension"), [("fi", "Virheettömyys"), ("sv", "Felfrihet"), ("en", "Validity")])
def test_the_page_of_a_release_has_a_table_of_its_scores(data: DataFolder, language: str, dimension: str) -> None:
    part, whole = reports(data)[-1]["scores"][-1]["whole"]["validity"]
    name = "validation.html" if language == "fi" else f"validation.{language}.html"
    page = html.parse(data.current().reports / name)
    (row,) = page.xpath(f"//section[@id='scores']//tr[starts-with(th, '{dimension}')]")
    assert row.xpath("string(td[1])") == f"{part}/{whole}"
