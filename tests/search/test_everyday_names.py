"""What organisations are called every day leads to them and to their projects, and the list of it is in order."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos
from esrgraph.resources import resource
from esrgraph.search import Query, SearchIndex
from esrgraph.search.everyday_names import EverydayNames, abbreviation
from esrgraph.search.name_keys import asked_keys, base_keys, written_keys
from growth import require_growth
from indexed import index_store

SCHOOL, OFFICE = HERE.thing("organisation", "9900101-0"), HERE.thing("organisation", "9900102-9")


def organisation(thing: NamedNode, name: str, *, may_be_person: bool = False) -> list[Quad]:
    facts = [Quad(thing, Rdf.type, Esr.Organisation), Quad(thing, Skos.prefLabel, Literal(name))]
    return facts + ([Quad(thing, Esr.mayBePerson, Literal(True))] if may_be_person else [])


def taking_part(code: str, title: str, thing: NamedNode, name: str) -> list[Quad]:
    project = HERE.project(code)
    part = HERE.part(project, "applicant")
    return [
        Quad(project, Rdf.type, Esr.Project),
        Quad(project, Esr.code, Literal(code)),
        Quad(project, Dct.title, Literal(title, language="fi")),
        Quad(project, Esr.participation, part),
        Quad(part, Esr.organisation, thing),
        Quad(part, Esr.nameAsGiven, Literal(name)),
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    store, folder = Store(), tmp_path_factory.mktemp("names") / "search"
    store.extend(organisation(SCHOOL, "Tuuliharjun ammattikorkeakoulu Oy (TUHAMK)"))
    store.extend(organisation(OFFICE, "Opetushallitus"))
    store.extend(organisation(HERE.thing("organisation", "9900103-7"), "Kaarlo Keksitty (KAKE)", may_be_person=True))
    store.extend(taking_part("S10001", "Karhu", SCHOOL, "Tuuliharjun ammattikorkeakoulu"))
    store.extend(taking_part("S10002", "Susi", OFFICE, "Opetushallitus"))
    index_store(store, folder)
    return SearchIndex.open(folder)


def found(index: SearchIndex, text: str) -> list[str]:
    return [hit.key for hit in index.search(Query(text)).hits]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ("Tuuliharju amk", ["9900101-0", "S10001"]),
        ("tuuliharjun AMK", ["9900101-0", "S10001"]),
        ("tuhamk", ["9900101-0", "S10001"]),
        ("OPH", ["9900102-9", "S10002"]),
        ("utbildningsstyrelsen", ["9900102-9", "S10002"]),
        ("Finnish National Agency for Education", ["9900102-9", "S10002"]),
        ("oph susi", ["S10002"]),
        ("KAKE", []),
    ],
)
def test_an_everyday_name_finds_the_organisation_first_and_then_its_projects(
    index: SearchIndex, asked: str, keys: list[str]
) -> None:
    assert found(index, asked) == keys


def test_a_project_found_by_an_everyday_name_says_whose(index: SearchIndex) -> None:
    project = index.search(Query("OPH", filters={"kind": ("project",)})).hits[0]
    assert [(match.field, match.words) for match in project.why] == [("co-implementer", ("Opetushallitus",))]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Geologian tutkimuskeskus (GTK)", "GTK"),
        ("Teknologian tutkimuskeskus VTT Oy", "VTT"),
        ("Oulun ammattikorkeakoulu (Oamk)", "Oamk"),
        ("Hotelli Havu Oy (Sulautunut)", ""),
        ("Luonnon apu (Turku)", ""),
        ("KOULUTUSKESKUS HAVU", ""),
        ("Havu OYJ", ""),
        ("(GTK)", ""),
    ],
)
def test_abbreviations_are_read_from_names(name: str, short: str) -> None:
    assert abbreviation(name)[1] == short


def test_the_work_on_a_name_grows_with_the_name() -> None:
    assert abbreviation("x" * 20_000) == ("x" * 20_000, "")
    require_growth(abbreviation, "x" * 5_000, "x" * 20_000)


def test_no_organisation_is_called_what_a_place_is() -> None:
    names = EverydayNames(["Oulun laitos (OULU)"], places=["Oulu"])
    assert names.of("Oulun laitos") == names.of("Oulu-yliopisto") == frozenset()
    assert names.of("Havu-yliopisto") == {"Havu"}


def test_a_name_is_the_same_in_other_writings_and_forms_but_not_another_name() -> None:
    assert written_keys("Pohjois-Karjala") == written_keys("pohjois karjala") == written_keys("POHJOISKARJALA")
    assert base_keys("Lappi", "fi") & asked_keys("Lapissa")
    assert not base_keys("Lappi", "fi") & asked_keys("Itä-Lappi")
    assert not written_keys("x" * 1000)


def test_the_list_is_in_order_and_says_where_each_name_is_from() -> None:
    path: Path = resource("ontology", "schemes", "everyday-names.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = [tuple(row.values()) for row in rows]
    assert known == sorted(set(known))
    assert all(row["name"] and row["everyday_name"] and row["source"] for row in rows)
    assert {row["language"] for row in rows} == {"", "fi", "sv", "en"}
    assert len(rows) > 90
