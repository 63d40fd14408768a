"""Pages and official lists to one graph: a page wins, a row gives what no page states, and both are sources."""

import gzip
import io
import zipfile
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from conftest import EXAMPLES
from esrgraph.errors import InputError
from esrgraph.ingest.assemble import Assembly, assemble, in_order
from esrgraph.ingest.completion import complete
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Dct, Esr, Prov, Skos

BASE = "http://localhost:8000/id/"
HEADER = (
    "Koodi,Rahasto,Hankkeen nimi,Tl,Viranomainen,Tila,Aloituspvm,Päättymispvm,Toteuttajan nimi,Myönnetty EU- ja valtion"
    " rahoitus,Toteutunut EU- ja valtion rahoitus,Suunniteltu julkinen rahoitus yhteensä,Toteutunut julkinen rahoitus"
    " yhteensä;"
)
ELY = "Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus"
AGREEING = (
    f"S39001,ESR,Suunta löytyy: nuorten  polku palkkatyöhön,3,{ELY},Toiminta päättynyt,1.8.2018,31.12.2020,"
    "TUULIHARJUN AMMATTIKORKEAKOULU OY,{granted},{realised},{planned},{public};"
)
LISTED = (
    f"S39201,ESR,Kirjat, kannet ja kaupunki,3,{ELY},Toiminnassa,1.1.2015,31.12.2016,Kuusirannan kaupunki,"
    "100000,0,120000,-876.5;"
)
TRADER = f"A79202,EAKR,Sorvi,1,{ELY},Toiminnassa,1.1.2015,31.12.2016,LAAKSORINNE ONNI,5000,0,9000,0;"


class Facts:
    """The objects of a graph by subject and property."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self._objects: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for quad in parse(path=str(assembly.ntriples), format=RdfFormat.N_TRIPLES):
            self._objects[quad.subject.value, quad.predicate.value].add(quad.object.value)

    def __call__(self, thing: str, term: object) -> set[str]:
        return {each.removeprefix(BASE) for each in self._objects[f"{BASE}{thing}", term.value]}

    def outcomes(self) -> dict[str, str]:
        documents = self.assembly.outcomes.documents()
        return {each["name"]: each["outcome"] for each in documents if each["outcome"] != "skipped"}

    def problems(self) -> list[dict[str, str]]:
        documents = self.assembly.outcomes.documents()
        return [each for document in documents for each in document.get("problems", ())]


def build(folder: Path, *rows: str, pages: dict[str, str] | None = None, day: str = "2016-06-30") -> Facts:
    """The graph of pages and of a list with these rows."""
    given = folder / "given"
    given.mkdir()
    (given / "list.csv").write_bytes("\n".join((HEADER, *rows)).encode("latin-1"))
    (given / "captures.csv").write_text(f"file,url,retrieved\nlist.csv,https://www.example.fi/lista,{day}\n")
    for name, text in (pages or {}).items():
        (given / name).write_text(text, encoding="utf-8")
    return Facts(assemble([given], folder, Iris()))


def page() -> str:
    return (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")


@given(
    st.sets(st.from_regex(r"[AS][0-9]{1,3}(-[0-9])?", fullmatch=True)),
    st.sets(st.sampled_from(["#a", "#b-1", ""]), min_size=1),
)
def test_lines_of_projects_are_in_order_whichever_code_begins_another(codes: set[str], parts: set[str]) -> None:
    blocks = [sorted(f'<{BASE}project/{code}{part}> <p> "v" .\n'.encode() for part in parts) for code in sorted(codes)]
    lines = b"".join(in_order(map(b"".join, blocks))).splitlines(keepends=True)
    assert lines == sorted(line for block in blocks for line in block)


def test_the_graph_of_a_list_in_which_codes_begin_others_is_in_order(tmp_path: Path) -> None:
    rows = [LISTED.replace("S39201", code) for code in ("A5311", "A53117", "A531170", "A53118")]
    lines = build(tmp_path, *rows).assembly.ntriples.read_bytes().splitlines()
    assert lines == sorted(set(lines))


def test_a_project_of_a_list_alone_is_published_as_such(tmp_path: Path) -> None:
    facts = build(tmp_path, LISTED)
    project = "project/S39201"
    assert facts(project, Esr.knownFromList) == {"true"}
    assert facts(project, Dct.title) == {"Kirjat, kannet ja kaupunki"}
    assert facts(project, Esr.priorityAxis) == {"priority-axis/3"}
    assert facts(project, Esr.realisedPublicFunding) == {"-876.5"}
    (row,) = facts(project, Prov.wasDerivedFrom)
    assert facts(row, Esr.rowNumber) == {"2"}
    assert {Esr.plannedStart.value, Esr.applicant.value} <= facts(row, Esr.givesProperty)
    (source,) = facts(row, Dct.isPartOf)
    assert facts(source, Esr.fileName) == {"list.csv"}
    assert facts(source, Esr.retrieved) == {"2016-06-30"}
    assert facts.outcomes() == {"list.csv#S39201": "published"}


def test_a_workbook_is_known_by_what_is_in_it_never_by_its_name(tmp_path: Path) -> None:
    def workbook(*rows: list[str]) -> bytes:
        book, file = openpyxl.Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(file)
        return file.getvalue()

    heading = ["Koodi", "Rahasto", "Hankkeen nimi", "Aloituspvm"]
    lists = [workbook(heading, [f"S3930{number}", "ESR", "Taitoa", "1.4.2015"]) for number in range(4)]
    given = tmp_path / "given"
    given.mkdir()
    (given / "vienti").write_bytes(lists[0])
    (given / "vienti.xlsx.gz").write_bytes(gzip.compress(lists[1]))
    (given / "vienti.xlsx").write_bytes(lists[2])
    (given / "menot.xlsx").write_bytes(workbook(["Päivä", "Menot"]))
    with zipfile.ZipFile(given / "a.zip", "w") as archive:
        archive.writestr("vienti", lists[3])
    outcomes = {each["name"]: each["outcome"] for each in assemble([given], tmp_path, Iris()).outcomes.documents()}
    assert outcomes == {
        "vienti#S39300": "published",
        "vienti.xlsx.gz#S39301": "published",
        "vienti.xlsx#S39302": "published",
        "a.zip/vienti#S39303": "published",
        "menot.xlsx": "skipped",
    }
    with pytest.raises(InputError, match="no sheet that is a list"):
        assemble([given / "menot.xlsx"], tmp_path, Iris())


def test_what_a_page_states_wins_and_the_row_gives_the_rest(tmp_path: Path) -> None:
    without_status = page().replace("Toiminnan tila: Toiminta päättynyt", "Toiminnan tila:")
    row = AGREEING.format(granted=1, realised=2, planned=3, public=4)
    facts = build(tmp_path, row, pages={"S39001.txt": without_status})
    project = "project/S39001"
    assert facts(project, Esr.knownFromList) == set()
    assert facts(project, Esr.status) == {"status/ended"}
    assert len(facts(project, Esr.grantedEuAndStateFunding)) == 1
    (node,) = facts(project, Esr.listRow)
    assert facts(project, Prov.wasDerivedFrom) == {"project/S39001#source", node}
    assert facts(node, Esr.givesProperty) == {Esr.status.value}
    assert facts.outcomes() == {"S39001.txt": "published", "list.csv#S39001": "listed"}


def test_a_row_that_adds_nothing_is_no_source_and_the_project_is_listed_all_the_same(tmp_path: Path) -> None:
    row = AGREEING.format(granted=1, realised=2, planned=3, public=4)
    facts = build(tmp_path, row, pages={"S39001.txt": page()})
    assert facts("project/S39001", Prov.wasDerivedFrom) == {"project/S39001#source"}
    assert len(facts("project/S39001", Esr.listRow)) == 1


def test_an_applicant_that_the_page_lacks_comes_from_the_row(tmp_path: Path) -> None:
    nameless = page()
    for label in ("Hakijan virallinen nimi", "Y-tunnus"):
        start = nameless.index(f"{label}:")
        nameless = nameless[:start] + f"{label}:" + nameless[nameless.index("\n", start) :]
    row = AGREEING.format(granted=1, realised=2, planned=3, public=4)
    facts = build(tmp_path, row, pages={"S39001.txt": nameless})
    named = "organisation/named/tuuliharjun-ammattikorkeakoulu-oy"
    assert facts("project/S39001", Esr.applicant) == {named}
    assert facts(named, Skos.prefLabel) == {"TUULIHARJUN AMMATTIKORKEAKOULU OY"}
    assert facts("project/S39001#applicant", Esr.organisation) == {named}


def test_where_a_page_and_a_list_disagree_both_are_told_with_their_days(tmp_path: Path) -> None:
    row = AGREEING.format(granted=1, realised=2, planned=3, public=4).replace("31.12.2020", "30.6.2020")
    row = row.replace("palkkatyöhön", "työhön")
    facts = build(tmp_path, row, pages={"S39001.txt": page()})
    told = {each["field"]: each for each in facts.problems() if each["code"] == "list-disagrees"}
    assert {"title", "planned_end", "granted_eu_and_state"} <= set(told)
    assert "applicant.name" not in told
    assert "status" not in told
    assert told["planned_end"]["message"] == (
        "The list list.csv, 2016-06-30 says '2020-06-30', S39001.txt says '2020-12-31'"
    )
    assert told["planned_end"]["text"] == "2020-12-31 (S39001.txt) ≠ 2020-06-30 (list.csv, 2016-06-30)"
    assert told["planned_end"]["line"]


def test_of_two_lists_the_later_one_wins(tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    (given / "a.csv").write_bytes(f"{HEADER}\n{LISTED}".encode("latin-1"))
    (given / "b.csv").write_bytes(f"{HEADER}\n{LISTED}".replace("31.12.2016", "31.12.2017").encode("latin-1"))
    (given / "captures.csv").write_text("file,url,retrieved\na.csv,,2016-06-30\nb.csv,,2018-01-31\n")
    facts = Facts(assemble([given], tmp_path, Iris()))
    assert facts("project/S39201", Esr.plannedEnd) == {"2017-12-31"}
    assert len(facts("project/S39201", Esr.listRow)) == 2
    (told,) = [each for each in facts.problems() if each["code"] == "list-disagrees"]
    assert "b.csv, 2018-01-31 says '2017-12-31'" in told["message"]


def test_an_organisation_by_its_name_points_to_the_one_that_bears_it(tmp_path: Path) -> None:
    facts = build(tmp_path, LISTED, pages={"S39001.txt": page()})
    named = "organisation/named/kuusirannan-kaupunki"
    assert facts("project/S39201", Esr.applicant) == {named}
    assert facts(named, Esr.namedLike) == {"organisation/9900103-7"}
    assert facts(named, Esr.businessId) == set()


def test_a_name_that_may_be_a_persons_is_no_thing_of_its_own(tmp_path: Path) -> None:
    """Two sole traders of one name are two, and their aid is not added up."""
    facts = build(tmp_path, TRADER, TRADER.replace("A79202", "A79203"))
    assert facts("project/A79202", Esr.applicant) == {"organisation/unidentified/A79202-0"}
    assert facts("project/A79203", Esr.applicant) == {"organisation/unidentified/A79203-0"}


def test_a_row_that_cannot_be_placed_costs_itself(tmp_path: Path) -> None:
    facts = build(tmp_path, LISTED, "S39202,ESR,Rikki")
    assert facts.outcomes() == {"list.csv:3": "rejected", "list.csv#S39201": "published"}


def test_a_list_that_says_nothing_ends_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Koodi,Rahasto,Aloituspvm\nS39001,ESR,1.1.2015\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"The list has no column Hankkeen nimi\. Export the list again"):
        assemble([path], tmp_path, Iris())


def test_what_a_page_withholds_is_not_taken_from_a_list() -> None:
    project = Iris().project("S39001").value
    row = f'<{project}> <{Dct.title.value}> "Nimi" .\n<{project}> <{Esr.listRow.value}> <{project}#row-1> .\n'.encode()
    page_lines = f'<{project}> <{Esr.code.value}> "S39001" .\n'.encode()
    assert b'"Nimi"' in complete(page_lines, [row], project)
    assert b'"Nimi"' not in complete(page_lines, [row], project, ["title"])
