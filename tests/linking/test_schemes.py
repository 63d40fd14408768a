"""A name on a page finds what it stood for in the project's time; what it does not find is told, never guessed."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from conftest import ROOT, SHARED
from esrgraph import resources
from esrgraph.errors import SchemeError
from esrgraph.extraction.forms import esf2014
from esrgraph.linking.concept_names import Concept, Names
from esrgraph.linking.schemes import Resolution, load_schemes
from esrgraph.rdf.vocabulary import Skos
from esrgraph.record import Label

CORPUS = sorted((SHARED / "corpus").glob("*.txt"))


def test_a_name_finds_its_place_whatever_its_case_and_spacing_and_in_swedish_too() -> None:
    schemes = load_schemes()

    assert schemes.municipality("Joensuu", date(2021, 8, 1), date(2023, 8, 31)) == Resolution("167")
    assert schemes.municipality(" JOENSUU\N{NO-BREAK SPACE}", None, None) == Resolution("167")
    assert schemes.municipality("A\N{COMBINING DIAERESIS}a\N{COMBINING DIAERESIS}nekoski", None, None).notation == "992"
    assert schemes.municipality("Kimitoön", None, None) == schemes.municipality("Kemiönsaari", None, None)
    assert schemes.municipality("Koski", None, None) == Resolution("284")


def test_a_sub_region_and_a_region_are_found_by_nominative_and_genitive() -> None:
    schemes = load_schemes()

    assert schemes.sub_region("Joensuun", None, None) == schemes.sub_region("Joensuu", None, None) == Resolution("122")
    assert schemes.sub_region("Pielisen Karjalan", None, None) == Resolution("125")
    assert schemes.sub_region("Kotka-Haminan", None, None) == Resolution("082")
    assert schemes.region("Lapin") == schemes.region("Lappi") == schemes.region("Lappland") == Resolution("19")


def test_a_merged_municipality_resolves_for_a_project_that_knew_it() -> None:
    schemes = load_schemes()

    assert schemes.municipality("Valtimo", date(2019, 12, 31), date(2021, 1, 1)) == Resolution("911")
    assert schemes.municipality("Valtimo", None, date(2030, 1, 1)) == Resolution("911")
    assert schemes.municipality("Valtimo", None, None) == Resolution("911")


def test_a_municipality_merged_before_the_start_does_not_resolve_and_its_successor_is_named() -> None:
    resolution = load_schemes().municipality("Valtimo", date(2020, 1, 1), None)

    assert resolution == Resolution(
        None,
        "merged-municipality",
        "The municipality Valtimo was merged into Nurmes on 2020-01-01, before the project's start, 2020-01-01",
        "Check the period and the name on the page; it is now part of Nurmes (541)",
    )


def test_a_municipality_that_did_not_exist_yet_does_not_resolve() -> None:
    resolution = load_schemes().municipality("Raasepori", date(2007, 1, 1), date(2008, 12, 31))

    assert (resolution.notation, resolution.code) == (None, "not-yet-valid-municipality")
    assert "exists from 2009-01-01" in (resolution.message or "")
    assert load_schemes().municipality("Raasepori", date(2008, 1, 1), None) == Resolution("710")


def test_a_sub_region_that_ended_before_the_start_tells_where_its_municipalities_are() -> None:
    schemes = load_schemes()
    ended = schemes.sub_region("Kyrönmaan", date(2021, 1, 1), date(2022, 1, 1))

    assert schemes.sub_region("Kyrönmaan", date(2020, 12, 31), None) == Resolution("151")
    assert (ended.notation, ended.code) == (None, "ended-sub-region")
    assert ended.remedy is not None
    assert ended.remedy.endswith("its municipalities are now in Seinäjoki (142) and Vaasa (152)")


def test_an_unknown_name_is_never_guessed_but_close_ones_are_told() -> None:
    schemes = load_schemes()
    misspelt = schemes.municipality("Joensu", None, None)

    assert (misspelt.notation, misspelt.code) == (None, "unknown-municipality")
    assert misspelt.message == 'No municipality is called "Joensu"'
    assert misspelt.remedy == "Check the spelling on the page; close to it: Joensuu"
    assert schemes.region("Atlantis").remedy == "Check the spelling on the page"
    assert schemes.region("").code == "unknown-region"
    assert schemes.authority("Joku virasto").code == "unknown-authority"
    assert schemes.organisation_type("Uusi tyyppi").code == "unknown-organisation-type"
    assert schemes.status("Kesken").code == "unknown-status"
    assert schemes.procedure("Ehkä").code == "unknown-procedure"


def test_a_name_that_two_places_bore_is_ambiguous_unless_the_dates_decide() -> None:
    old = Concept("1", "Kylä", ("Kylä",), (), valid_to=date(2015, 12, 31))
    new = Concept("2", "Kylä", ("Kylä",), (), valid_from=date(2016, 1, 1))
    names = Names("municipality", [old, new])

    assert names.resolve("Kylä", date(2014, 1, 1), date(2015, 1, 1)) == Resolution("1")
    assert names.resolve("Kylä", date(2016, 1, 1), None) == Resolution("2")
    assert names.resolve("Kylä").code == "ambiguous-municipality"


def test_the_number_decides_and_a_differing_wording_is_told() -> None:
    schemes = load_schemes()
    differing = schemes.specific_objective(Label("12.4", "Yritysten ja yrittäjien muutoskyvykkyyden lisääminen"))
    exchanged = schemes.priority_axis(Label("4", "Sosiaalinen osallisuus ja köyhyyden torjunta"))

    assert schemes.specific_objective(Label("12.3.", "digitaalisten taitojen  parantaminen")) == Resolution("12.3")
    assert (differing.notation, differing.code) == ("12.4", "wording-differs")
    assert (exchanged.notation, exchanged.code) == ("4", "wording-of-another")
    assert exchanged.remedy == "Check the number on the page; that is the wording of 5"


def test_a_number_that_the_programme_does_not_have_does_not_resolve() -> None:
    resolution = load_schemes().priority_axis(Label("10", "Digitaalisten taitojen parantaminen"))

    assert (resolution.notation, resolution.code) == (None, "unknown-priority-axis")
    assert resolution.remedy == "Check the number on the page; known are 1, 2, 3, 4, 5, 6, 7, 8, 9"


def test_an_objective_knows_its_axis_and_an_axis_its_fund_though_numbers_do_not_tell() -> None:
    schemes = load_schemes()

    assert (schemes.objective_axis("10.1"), schemes.objective_axis("12.3"), schemes.objective_axis("13.1")) == (
        "5",
        "9",
        None,
    )
    assert (schemes.axis_fund("5"), schemes.axis_fund("8"), schemes.axis_fund("10")) == ("ESR", "EAKR", None)


def test_the_other_words_of_a_page_resolve() -> None:
    schemes = load_schemes()

    assert schemes.status("Toiminnassa") == Resolution("active")
    assert schemes.status("Toiminta päättynyt") == Resolution("ended")
    assert schemes.procedure("Vain yksi hakija") == Resolution("single-applicant")
    assert schemes.organisation_type("Kunta") == Resolution("municipality")
    assert schemes.authority("Etelä-Savon elinkeino-, liikenne- ja ympäristökeskus") == Resolution(
        "etela-savo-ely-centre"
    )


def test_places_have_the_parents_of_the_day() -> None:
    schemes = load_schemes()

    assert schemes.place_parents("090", date(2020, 12, 31)) == ("103", "10")
    assert schemes.place_parents("090", date(2021, 1, 1)) == schemes.place_parents("090", None) == ("122", "12")
    assert schemes.place_parents("911", date(2024, 1, 1)) == ("125", "12")
    with pytest.raises(KeyError):
        schemes.place_parents("999", None)


def test_criteria_and_dimensions_come_in_page_order() -> None:
    schemes = load_schemes()

    assert [len([c for c in schemes.criteria if c.dimension == d.notation]) for d in schemes.dimensions] == [5, 5, 5]
    assert schemes.criteria[0].label == "Luonnonvarojen käytön kestävyys"
    assert schemes.criteria[14].label == "Ympäristöosaaminen"


def test_the_schemes_are_read_once() -> None:
    assert load_schemes() is load_schemes()


def mentions(path: Path) -> Iterator[tuple[str, str, Resolution]]:
    """Every name of a place, authority, axis, objective, type and status on a page, and what it resolves to."""
    page = path.read_text("utf-8")
    schemes = load_schemes()
    start, end = (date(*map(int, reversed(day.split(".")))) for day in re.findall(r"\d+\.\d+\.20\d\d", page)[:2])
    dated = {"Kunnat": schemes.municipality, "Seutukunnat": schemes.sub_region}
    for label, look_up in dated.items():
        for name in re.findall(rf"^{label}: (.*)$", page, re.M)[0].split(", "):
            yield label, name, look_up(name, start, end)
    for name in re.findall(r"^Maakunnat: (.*)$", page, re.M)[0].split(", "):
        yield "Maakunnat", name, schemes.region(name)
    numbered = {"Toimintalinja": schemes.priority_axis, "Erityistavoite": schemes.specific_objective}
    for label, by_label in numbered.items():
        for number, wording in re.findall(rf"^{label}: ([\d.]+)\. (.*)$", page, re.M):
            yield label, number, by_label(Label(number, wording))
    named = {
        "Vastuuviranomainen": schemes.authority,
        "Organisaatiotyyppi": schemes.organisation_type,
        "Toiminnan tila": schemes.status,
    }
    for label, by_name in named.items():
        for name in re.findall(rf"^{label}: (.*)$", page, re.M):
            yield label, name, by_name(name)


@pytest.mark.skipif(len(CORPUS) != 5, reason="the captured pages are not here")
def test_every_name_on_the_captured_pages_resolves() -> None:
    found = [mention for path in CORPUS for mention in mentions(path)]
    count = {label: len([name for kind, name, _ in found if kind == label]) for label in {kind for kind, *_ in found}}

    assert [(label, name) for label, name, resolution in found if resolution.code or not resolution.notation] == []
    assert (count["Maakunnat"], count["Seutukunnat"], count["Kunnat"]) == (8, 24, 82)
    assert all(count[label] == 5 for label in ("Toimintalinja", "Erityistavoite", "Vastuuviranomainen"))


def test_the_form_and_the_schemes_agree_on_procedures_and_criteria() -> None:
    schemes = load_schemes()
    labels = {dimension.notation: dimension.label for dimension in schemes.dimensions}
    criteria = [(labels[c.dimension], c.notation, c.label) for c in schemes.criteria]

    form = [(d, notation, label) for d, group in esf2014.CRITERIA.items() for notation, label in group.items()]
    assert criteria == form
    assert {c.label: c.notation for c in schemes.procedures.by_notation.values()} == esf2014.PROCEDURES


def test_a_missing_or_broken_scheme_is_a_scheme_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    present = resources.resources("ontology/schemes", ".ttl")
    monkeypatch.setattr(resources, "root", lambda: tmp_path)
    with pytest.raises(SchemeError, match="is missing"):
        load_schemes.__wrapped__()
    (tmp_path / "ontology" / "schemes").mkdir(parents=True)
    without_finnish = f'<id/status/x> <{Skos.notation.value}> "x" ; <{Skos.prefLabel.value}> "x"@en .'
    for broken, complaint in (("<a> <b", "not Turtle"), (without_finnish, "no Finnish label")):
        for path in present:
            (tmp_path / "ontology" / "schemes" / path.name).write_text(broken, "utf-8")
        with pytest.raises(SchemeError, match=complaint):
            load_schemes.__wrapped__()


def test_resources_of_an_installed_package_go_before_those_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resources.resource("ontology") == ROOT / "ontology"
    (tmp_path / "ontology").mkdir()
    monkeypatch.setattr(resources, "_INSTALLED", tmp_path)
    assert resources.resource("ontology") == tmp_path / "ontology"


def test_resources_are_found_by_suffix_and_a_missing_folder_is_told() -> None:
    assert "municipalities.ttl" in [path.name for path in resources.resources("ontology/schemes", ".ttl")]
    assert resources.resources("ontology/schemes", ".none") == ()
    with pytest.raises(SchemeError, match="nowhere/here is missing"):
        resources.resources("nowhere/here", ".ttl")
