"""Names in a list find the things that they mean, and are sure of it only where nothing else can be meant."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, Quad, Store

from benchmarks.reconciliation import Score, sets_of
from esrgraph.build import artefacts
from esrgraph.mapping.kinds import SEARCHED
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos
from esrgraph.release.folder import DataFolder, Release
from esrgraph.release.memo import Memo
from esrgraph.search.reconciliation import (
    NAMED_BY,
    AskedName,
    AskedProperty,
    NameCandidate,
    NamedThing,
    NameIndex,
    Reconciler,
    named_things,
)
from esrgraph.search.reconciliation.named_things import Name, NameSort

ORGANISATION = ("organisation",)


@pytest.fixture(scope="module")
def reconciler(data: DataFolder) -> Reconciler:
    release = data.current()
    return Reconciler(NameIndex.open(release.names), release.graph(), HERE)


def best(reconciler: Reconciler, text: str, *kinds: str) -> tuple[str, bool]:
    """The key of the first candidate, and whether it is sure."""
    found = reconciler.candidates(AskedName(text, kinds or ORGANISATION))
    return (found[0].thing.key, found[0].sure) if found else ("", False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Tuuliharjun ammattikorkeakoulu Oy", "9900101-0"),
        ("TUULIHARJUN AMK", "9900101-0"),
        ("Tuuliharjun ammattikorkeakoulu, O.Y.", "9900101-0"),
        ("Tuuliharjun ammattikorkaekoulu Oy", "9900101-0"),
        ("Pohjolan Taito, Työ ja Tuki r.y.", "9900102-9"),
        ("PTT", "9900102-9"),
        ("Pohjolan taito tyo & tuki", "9900102-9"),
        ("Suvantojen koulutus ky", "9900105-3"),
        ("Suvantojen koulutuskuntayht.", "9900105-3"),
        ("Suvantojen koulutus-kuntayhtymä", "9900105-3"),
        ("Ammattiopisto Suvanto", "9900105-3"),
        ("Vaskiportin säätiö", "9900104-5"),
        ("Föreningen Sälskärs Fyrljus r.f.", "9900118-4"),
        ("Pikselipelto osk", "9900112-5"),
        ("9900105-3", "9900105-3"),
        ("FI99001053", "9900105-3"),
        ("organisation/9900105-3", "9900105-3"),
        ("http://localhost:8000/id/organisation/9900105-3", "9900105-3"),
        ("Suvantojen koulutuskuntayhtymä (9900105-3)", "9900105-3"),
    ],
)
def test_an_organisation_is_found_as_people_write_it(reconciler: Reconciler, text: str, key: str) -> None:
    assert best(reconciler, text) == (key, True)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Jakobstad", "municipality", "598"),
        ("Luvia", "municipality", "442"),
        ("jyvaskyla", "municipality", "179"),
        ("Jyväkylä", "municipality", "179"),
        ("91", "municipality", "091"),
        ("KU091", "municipality", "091"),
        ("Birkaland", "region", "06"),
        ("North Karelia", "region", "12"),
        ("Kaustisen", "sub-region", "161"),
        ("SK161", "sub-region", "161"),
        ("Lapin ELY-keskus", "authority", "lappi-ely-centre"),
        ("Lapin ELY", "authority", "lappi-ely-centre"),
        ("TEM", "authority", "ministry-of-economic-affairs-and-employment"),
        ("NTM-centralen i Nyland", "authority", "uusimaa-ely-centre"),
        ("unga", "target-group", "young-people"),
        ("10.1", "specific-objective", "10.1"),
        ("S39001", "project", "S39001"),
        ("suunta löytyy - nuorten polku palkkatyöhön", "project", "S39001"),
    ],
)
def test_every_kind_is_found_by_names_and_codes(reconciler: Reconciler, text: str, kind: str, key: str) -> None:
    assert best(reconciler, text, kind) == (key, True)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Vaskiportin säätiö ry", "9900104-5"),
        ("Helmisalmen kaupunki", "9900111-7"),
        ("TAMK", "9900101-0"),
        ("Tuuliharjun ammattikorkeakoulu Oy 2", "9900101-0"),
    ],
)
def test_what_may_be_another_comes_first_and_is_not_sure(reconciler: Reconciler, text: str, key: str) -> None:
    assert best(reconciler, text) == (key, False)


def test_a_short_title_is_not_sure(reconciler: Reconciler) -> None:
    assert best(reconciler, "Suunta löytyy", "project") == ("S39001", False)


def test_a_name_that_two_kinds_have_is_not_sure(reconciler: Reconciler) -> None:
    assert best(reconciler, "Helsinki", "municipality", "sub-region")[1] is False
    assert best(reconciler, "Helsinki", "municipality") == ("091", True)


def test_scores_say_how_alike_a_name_is(reconciler: Reconciler) -> None:
    texts = (
        "vaskiportin säätiö SR",
        "Vaskiportin säätiö s.r.",
        "Vaskiportin säätiö",
        "Vaskiportin säätiö ry",
        "Säätiö",
    )
    scores = [reconciler.candidates(AskedName(text, ORGANISATION))[0].score for text in texts]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == 100
    assert 75 < scores[3] < 90


def test_nobody_who_may_be_a_person_is_found(reconciler: Reconciler) -> None:
    for text in ("LAAKSORINNE ONNI", "Onni Laaksorinne", "organisation/unidentified/A79202-0", "unidentified/A79202-0"):
        assert [each for each in reconciler.candidates(AskedName(text, ORGANISATION)) if each.score > 60] == []
    asked = AskedProperty("applicant", (Esr.applicant,), ("LAAKSORINNE ONNI",))
    (found,) = reconciler.candidates(AskedName("Sorvin hankinta", ("project",), (asked,), 1))
    assert found.agreements == {"applicant": False}


@pytest.mark.parametrize("text", ["", "  ", "?", "–", "🦆", "a" * 10_000, "\x00", "((((", "ry"])
def test_any_text_is_an_answerable_question(reconciler: Reconciler, text: str) -> None:
    assert all(not each.sure for each in reconciler.candidates(AskedName(text, ORGANISATION)))


def named(*names: str, key: str, unidentified: bool = False) -> NamedThing:
    own = tuple(Name(name, "", NameSort(min(place, 1))) for place, name in enumerate(names))
    return NamedThing("organisation", key, HERE.thing("organisation", key).value, own, (), unidentified)


def asked_of(things: list[NamedThing], text: str, data: DataFolder) -> list[NameCandidate]:
    graph = open_read_only(data.current().store)
    return Reconciler(NameIndex.of(things), graph, HERE).candidates(AskedName(text, ORGANISATION))


def test_a_part_in_brackets_is_not_taken_for_the_whole(data: DataFolder, reconciler: Reconciler) -> None:
    assert best(reconciler, "Lumikeron sosiaali- ja terveyskuntayhtymä") == ("9900119-2", True)
    assert best(reconciler, "LUSOTE") == ("9900119-2", True)
    iri, store = HERE.thing("organisation", "9900301-1"), Store()
    store.add(Quad(iri, Rdf.type, Esr.Organisation))
    store.add(Quad(iri, Skos.prefLabel, Literal("Havuniemen yliopisto (Lieksan yksikkö)")))
    things = list(named_things(store, HERE))
    for part in ("Havuniemen yliopisto", "Lieksan yksikkö"):
        assert [(each.score, each.sure) for each in asked_of(things, part, data)] == [(90, False)]


def test_of_two_with_one_name_neither_is_sure(data: DataFolder) -> None:
    twins = [named("Kultapuro Oy", key="9900301-1"), named("Kultapuro Oy", key="9900302-2")]
    assert [each.sure for each in asked_of(twins, "Kultapuro Oy", data)] == [False, False]


def test_one_without_a_business_id_does_not_stand_in_the_way(data: DataFolder) -> None:
    twins = [named("Kultapuro Oy", key="named/kultapuro-oy", unidentified=True), named("Kultapuro Oy", key="9900301-1")]
    found = asked_of(twins, "Kultapuro Oy", data)[0]
    assert (found.thing.key, found.sure) == ("9900301-1", True)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Joensuun kaupunki", "municipality", "167"),
        ("LUVIAN KUNTA ", "municipality", "442"),
        ("Helsingfors stad", "municipality", "091"),
        ("City of Helsinki", "municipality", "091"),
        ("Pohjois-Karjalan maakunta", "region", "12"),
        ("Lapin maakunta", "region", "19"),
        ("Nylands landskap", "region", "01"),
        ("Mikkelin seutukunta", "sub-region", "101"),
    ],
)
def test_a_place_is_known_with_the_word_for_its_kind(reconciler: Reconciler, text: str, kind: str, key: str) -> None:
    found = reconciler.candidates(AskedName(text, (kind,)))[0]
    assert (found.thing.key, found.score >= 95, found.sure) == (key, True, True)


def test_a_place_of_another_kind_or_a_body_named_after_it_is_not_meant(reconciler: Reconciler) -> None:
    for text, kinds in (("Lapin maakunta", ("municipality",)), ("Joensuun kaupunki", SEARCHED)):
        assert not any(each.sure for each in reconciler.candidates(AskedName(text, kinds)))


def test_one_without_a_business_id_is_not_meant_because_the_other_is_elsewhere(reconciler: Reconciler) -> None:
    def of(municipality: str) -> NameCandidate:
        asked = AskedProperty("municipality", (Esr.activeIn,), (municipality,))
        return reconciler.candidates(AskedName("Vaskiportin säätiö", ORGANISATION, (asked,)))[0]

    assert (of("Utsjoki").thing.unidentified, of("Utsjoki").sure) == (True, False)
    assert (of("Joensuu").thing.key, of("Joensuu").sure) == ("9900104-5", True)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Alalinnan Seudun Kehitys Oy", "Ylälinnan Seudun Kehitys Oy"),
        ("Etulahden kehittämisyhdistys ry", "Etulehdon kehittämisyhdistys ry"),
        ("Juurikko 2", "Juurikko 3"),
        ("Juurikko II", "Juurikko I"),
        ("Kultapuro ry", "Kultapuro Oy"),
        ("Sirul", "Sirol"),
    ],
)
def test_a_sibling_is_no_misspelling(data: DataFolder, text: str, near: str) -> None:
    (found,) = asked_of([named(near, key="9900301-1")], text, data)
    assert not found.sure


def test_the_wrong_legal_form_yields_to_the_right_one(data: DataFolder) -> None:
    things = [named("Kultapuro Oy", key="9900301-1"), named("Kultapuro ry", key="9900302-2")]
    assert [each.sure for each in asked_of(things, "Kultapuro", data)] == [False, False]
    found = asked_of(things, "kultapuro r.y.", data)
    assert [(each.thing.key, each.sure) for each in found] == [("9900302-2", True), ("9900301-1", False)]


def candidates(reconciler: Reconciler, text: str, term: object, name: str, value: str) -> list[NameCandidate]:
    asked = AskedProperty(name, (term,), (value,))  # type: ignore[arg-type]
    return reconciler.candidates(AskedName(text, ORGANISATION, (asked,)))


def test_what_else_is_known_tells(reconciler: Reconciler) -> None:
    plain = reconciler.candidates(AskedName("Vaskiportin saatio", ORGANISATION))[0]
    right = candidates(reconciler, "Vaskiportin saatio", Esr.businessId, "businessId", "9900104-5")[0]
    wrong = candidates(reconciler, "Vaskiportin säätiö sr", Esr.businessId, "businessId", "9900105-3")
    assert right.sure
    assert right.score >= plain.score
    assert {each.thing.key: each.agreements["businessId"] for each in wrong}["9900104-5"] is False
    assert not any(each.sure for each in wrong if each.thing.key == "9900104-5")


@pytest.mark.parametrize(
    ("value", "agrees"), [("2018-08-01", True), ("1.8.2018", True), ("2018", True), ("2017", False)]
)
def test_a_day_agrees_in_any_writing(reconciler: Reconciler, value: str, agrees: bool) -> None:
    asked = AskedProperty("plannedStart", (Esr.plannedStart,), (value,))
    found = reconciler.candidates(AskedName("S39001", ("project",), (asked,)))[0]
    assert (found.agreements["plannedStart"], found.sure) == (agrees, agrees)


@pytest.mark.parametrize(
    ("value", "agrees"), [("kontiolahti", True), ("Kontiolax", True), ("276", True), ("Utsjoki", False)]
)
def test_a_municipality_agrees_by_any_name(reconciler: Reconciler, value: str, agrees: bool) -> None:
    asked = AskedProperty("municipality", (Esr.municipality,), (value,))
    found = reconciler.candidates(AskedName("S39001", ("project",), (asked,)))[0]
    assert found.agreements["municipality"] is agrees


@pytest.fixture(scope="module")
def scores(data: DataFolder) -> dict[str, Score]:
    return dict(sets_of(data.current().graph(), HERE, seed=1))


def test_matches_are_right(scores: dict[str, Score]) -> None:
    matched = sum(each.matched for each in scores.values())
    wrong = [line for each in scores.values() for line in each.wrong if line.endswith("matched")]
    assert matched > 300
    assert sum(each.right for each in scores.values()) >= 0.99 * matched, wrong


@pytest.mark.parametrize("name", ["names as they are", "200 misspellings", "200 other writings"])
def test_what_is_meant_is_among_the_first_five(scores: dict[str, Score], name: str) -> None:
    assert scores[name].five >= 0.95 * scores[name].asked, scores[name].wrong


def test_names_depend_on_what_they_are_said_to_depend_on(data: DataFolder) -> None:
    store, some = open_read_only(data.current().store), Store()
    for quad in store.quads_for_pattern(None, None, None, DefaultGraph()):
        if not NAMED_BY.isdisjoint({str(quad.predicate), f"{quad.predicate} {quad.object}"}):
            some.add(quad)
    assert list(named_things(some, HERE)) == list(named_things(store, HERE))


def test_the_index_of_names_is_had_again_where_no_name_has_changed(
    data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    write_name_index = artefacts.write_name_index

    def recorded(things: Iterable[NamedThing], folder: Path) -> int:
        made.append(folder)
        return write_name_index(things, folder)

    monkeypatch.setattr(artefacts, "write_name_index", recorded)

    def index(name: str, digests: dict[str, str]) -> list[NamedThing]:
        release = Release(tmp_path / name)
        release.folder.mkdir()
        release.store.symlink_to(data.current().store)
        memo = Memo(tmp_path / "made", digests=digests)
        memo.begin()
        artefacts.names(release, HERE, memo, tmp_path / "names.zip")
        memo.end()
        found = NameIndex.open(release.names)
        return [thing for text in ("Tuuliharju", "Suvanto", "Joensuu") for thing in found.named_like(text, SEARCHED)]

    first = index("first", {})
    assert first
    assert index("again", {"<x:abstract>": "another"}) == first
    assert made == [tmp_path / "first" / "names"]
    index("other", {str(Skos.altLabel): "another"})
    assert len(made) == 2
