"""What is looked for of what somebody typed: how much of it, phrases, words that only join others, and misspellings."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf
from esrgraph.search import Query, SearchIndex
from esrgraph.search.query_parser import clean_input
from indexed import index_store

ANIMALS = "karhu susi kettu hirvi jänis orava mäyrä ilves ahma näätä kärppä saukko"
TITLES = {
    "S10001": ANIMALS,
    "S10002": "karhu ja susi metsässä",
    "S10003": "susi metsässä",
    "S10004": "nuorille tukea, kurs och resa",
    "S10005": "Kausi2020",
    "S10007": "työttömien reitti",
    "S10008": "työtön",
    "S10009": "Nokian satama, noin sata soutajaa, jossa on venettä",
    "S10010": "veneenveistäjien 4G-verkko",
    "S10006": "qwrtpsdfghjklzxcvbnmqwrt qwrtpsdfghjklzxcvbnmqwrtp",
}
ALIKE = {"abcda": 1, "abcdb": 2, "abcdc": 3, "abcdd": 4}
"""Words that one letter makes of one another, and how many projects have each."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """One project for each title, and some for each of the words that are alike: half of those in prose."""
    store, folder = Store(), tmp_path_factory.mktemp("index") / "search"
    for code, title in TITLES.items():
        store.extend(project(code, (Dct.title, title)))
    number = 20000
    for word, count in ALIKE.items():
        for part in range(count):
            number += 1
            store.extend(project(f"S{number}", ((Dct.title, Dct.abstract)[part % 2], word)))
    index_store(store, folder)
    return SearchIndex.open(folder)


def project(code: str, *texts: tuple[NamedNode, str]) -> list[Quad]:
    thing = HERE.project(code)
    facts = [Quad(thing, Rdf.type, Esr.Project), Quad(thing, Esr.code, Literal(code))]
    return facts + [Quad(thing, term, Literal(text, language="fi")) for term, text in texts]


def found(index: SearchIndex, text: str) -> list[str]:
    return sorted(hit.key for hit in index.search(Query(text, limit=100, facets=())).hits)


def corrected(index: SearchIndex, word: str) -> tuple[str, ...] | None:
    """The words that stand for one that nothing has; None where something has it."""
    return index.search(Query(word, facets=())).corrected.get(word)


def test_a_search_is_looked_at_up_to_a_number_of_characters(index: SearchIndex) -> None:
    assert found(index, f"{'metsässä':<295}karhu") == ["S10002"]
    assert index.search(Query(f"{'metsässä':<296}karhu")).begun == ("karh",), "a letter is cut off"
    assert found(index, f"{'metsässä':<300}karhu") == ["S10002", "S10003"]


def test_a_search_is_looked_at_up_to_a_number_of_words(index: SearchIndex) -> None:
    *eleven, twelfth = ANIMALS.split()
    assert len(eleven) == 11
    assert found(index, f"{ANIMALS} metsässä") == ["S10001"]
    assert found(index, f"{' '.join(eleven)} metsässä {twelfth}") == []
    assert found(index, f'"{ANIMALS} metsässä"') == ["S10001"]
    assert found(index, f'"{" ".join(eleven)} metsässä {twelfth}"') == []
    assert found(index, f'{" ".join(eleven)} {twelfth} "susi metsässä"') == [], "phrases come first"


def test_one_word_in_quotation_marks_is_that_form_alone(index: SearchIndex) -> None:
    assert found(index, "nuoret") == found(index, '"nuorille"') == ["S10004"]
    assert found(index, '"nuoret"') == []
    assert found(index, '"karhu"') == ["S10001", "S10002"]
    assert found(index, '"karhu" metsässä') == ["S10002"]
    assert found(index, '"karhu" "susi metsässä"') == ["S10002"]


@pytest.mark.parametrize("joining", ["ja", "och", "the", "JA"])
def test_a_word_that_only_joins_others_counts_for_nothing_beside_them(index: SearchIndex, joining: str) -> None:
    assert found(index, f"susi {joining} metsässä") == ["S10002", "S10003"]
    assert found(index, f'"susi metsässä" {joining}') == ["S10002", "S10003"]


def test_a_word_that_only_joins_others_is_looked_for_by_itself(index: SearchIndex) -> None:
    assert found(index, "ja") == ["S10002"]
    assert found(index, "och") == ["S10004"]
    assert found(index, '"karhu ja susi"') == ["S10002"], "and within a phrase"
    assert found(index, '"susi ja karhu"') == []


def test_what_is_looked_for_keeps_what_was_typed(index: SearchIndex) -> None:
    read = index._asking.read('"susi metsässä" karhu')
    assert [clause.text for clause in read] == ["susi metsässä", "karhu"]


def test_what_cannot_be_written_is_passed_over(index: SearchIndex) -> None:
    assert found(index, "kar\ud800hu") == found(index, "karhu")
    assert clean_input("a\udfffb\u0308") == "ab\u0308"


def test_a_phrase_is_never_corrected(index: SearchIndex) -> None:
    results = index.search(Query('"susi metsässs"'))
    assert (results.total, results.corrected) == (0, {})


@pytest.mark.parametrize("typed", ["orva", "orawa", "oravva", "roava", "orav8", "oraav", "oravaa7"])
def test_a_word_one_edit_away_from_one_that_is_there_finds_it(index: SearchIndex, typed: str) -> None:
    one_edit = typed != "oravaa7"
    assert corrected(index, typed) == (("orava",) if one_edit else ())
    assert found(index, typed) == (["S10001"] if one_edit else [])


def test_digits_are_corrected_too_but_a_number_is_no_other_number(index: SearchIndex) -> None:
    assert corrected(index, "kausi2021") == corrected(index, "kavsi2020") == ("kausi2020",)
    assert found(index, "2021") == found(index, "2020") == []
    assert corrected(index, "10011") == ()


def test_a_word_without_its_diacritics_finds_all_forms_of_the_one_that_is_there(index: SearchIndex) -> None:
    assert found(index, "tyottomien") == found(index, "työttömien") == ["S10007", "S10008"]
    assert corrected(index, "tyottomien") is None


def test_a_word_that_is_there_in_any_form_is_not_corrected(index: SearchIndex) -> None:
    for word in ("orava", "oravan", "nuoret", "abcda"):
        assert corrected(index, word) is None


def test_a_misspelt_word_stands_for_the_commonest_and_finds_all_their_forms(index: SearchIndex) -> None:
    assert corrected(index, "abcdx") == ("abcdd", "abcdc", "abcdb")
    assert len(found(index, "abcdx")) == 4 + 3 + 2
    assert corrected(index, "nuorile") == ("nuorille",)
    assert found(index, "nuorile") == ["S10004"]


def test_words_that_are_very_short_or_long_are_not_corrected(index: SearchIndex) -> None:
    longest, too_long = TITLES["S10006"].split()
    assert (len(longest), len(too_long)) == (24, 25)
    assert corrected(index, "suz") == corrected(index, f"{too_long[:-1]}x") == ()
    assert corrected(index, "sasi") == ("susi",)
    assert corrected(index, f"{longest[:-1]}x") == (longest,)


def begun(index: SearchIndex, text: str) -> tuple[str, ...]:
    return index.search(Query(text, facets=())).begun


def test_a_word_that_nothing_has_whole_is_looked_for_as_a_beginning(index: SearchIndex) -> None:
    assert (found(index, "sout"), begun(index, "sout")) == (["S10009"], ("sout",))
    assert found(index, "sout satama") == ["S10009"], "beside other words too"
    assert (found(index, "veneenveis"), corrected(index, "veneenveis")) == (["S10010"], None)
    assert begun(index, "soutaja") == (), "what is there whole, in any form, is no beginning"
    assert (found(index, "so"), begun(index, "so")) == ([], ()), "two letters begin too many words"
    marked = index.search(Query("sout")).hits[0].title
    assert [piece.text for piece in marked if piece.marked] == ["soutajaa"]


@pytest.mark.parametrize(("word", "other"), [("joka", "jossa"), ("ollaan", "on")])
def test_function_words_are_no_forms_of_others(index: SearchIndex, word: str, other: str) -> None:
    assert (found(index, word), found(index, other)) == ([], ["S10009"])
    assert found(index, "noin") == ["S10009"]


def test_the_name_of_a_place_is_no_form_of_a_common_noun(index: SearchIndex) -> None:
    assert found(index, "Nokia") == found(index, "Nokian") == ["S10009"]
    assert [match.words for match in index.search(Query("Nokia")).hits[0].why] == [("Nokian",)]


def test_a_question_is_asked_for_what_it_is_about(index: SearchIndex) -> None:
    assert found(index, "mitä hankkeita on Nokialla") == found(index, "projects in Nokia") == ["S10009"]
    assert found(index, "hanke") == [], "but what everything is can be asked for by itself"


def test_codes_are_found_however_they_stand(index: SearchIndex) -> None:
    for text in ("S10001", "s 10001", "s-10001", "S10001.", "hanke S10001", "(S10001)"):
        assert (found(index, text), index.jump(text)) == (["S10001"], ("project", "S10001")), text
    assert found(index, "S10001, S10003") == ["S10001", "S10003"]
    assert index.jump("S10001 S10003") is index.jump("S10001 karhu") is None
    assert found(index, "S10001 metsässä") == []
    assert found(index, "xS10001y S10001") == [], "what a code is only a part of is no code"


def test_a_code_that_is_not_there_is_told_with_its_nearest(index: SearchIndex) -> None:
    results = index.search(Query("S10012"))
    assert (results.total, results.corrected) == (0, {"S10012": ()})
    assert results.suggested == {"S10012": ("S10010", "S10009", "S10008")}
    assert index.search(Query("s 99999")).suggested["s99999"][0] == "S20010"
    assert index.search(Query("10001")).suggested == {"10001": ("S10001",)}


def test_what_is_between_hyphens_is_a_word(index: SearchIndex) -> None:
    assert found(index, "4G") == found(index, "4G verkko") == found(index, "4G-verkot") == ["S10010"]
    assert found(index, "satama-soutaja") == ["S10009"], "and parts of a word that nothing has are looked for"


def test_corrections_are_spelt_as_the_texts_spell_them_and_know_base_forms(index: SearchIndex) -> None:
    assert corrected(index, "tyottomian") == ("työttömien",)
    assert corrected(index, "venenveistäjät") == ("veneenveistäjä",)
    assert found(index, "venenveistäjät") == ["S10010"]
    assert corrected(index, "noka") != ("noki",), "a word is no other word's base form"


def test_a_rare_word_that_is_like_a_common_one_is_told(tmp_path: Path) -> None:
    store = Store()
    for number in range(40):
        store.extend(project(f"S{10000 + number}", (Dct.title, "ammattikorkeakoulun reitti")))
    store.extend(project("S20000", (Dct.title, "ammatikorkeakoulu")))
    index_store(store, tmp_path / "search")
    results = SearchIndex.open(tmp_path / "search").search(Query("ammatikorkeakoulu"))
    assert [hit.key for hit in results.hits] == ["S20000"]
    assert results.suggested == {"ammatikorkeakoulu": ("ammattikorkeakoulu",)}


def test_a_quotation_mark_left_open_ends_with_the_query(index: SearchIndex) -> None:
    assert found(index, '"karhu ja susi') == found(index, '"karhu ja susi"') == ["S10002"]
    assert found(index, '"susi karhu') == []


def test_what_was_asked_can_be_asked_again(index: SearchIndex) -> None:
    assert index.search(Query('"susi metsässä" ja karhu zzz')).asked == ('"susi metsässä"', "karhu", "zzz")
