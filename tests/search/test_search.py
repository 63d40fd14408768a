"""People find what they look for, in the words that they use, and are told why; nothing they type does harm."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from shutil import rmtree

import pytest
import tantivy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from esrgraph.errors import InputError, OutdatedIndex, ReleaseError
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos, Xsd
from esrgraph.release.folder import DataFolder
from esrgraph.search import FACETS, MOST_HITS, Hit, Marked, Query, Results, SearchIndex, Sort
from esrgraph.search.analysis import WORD, compose_characters, fold_diacritics, form_of
from esrgraph.search.document import SearchDocument, SearchText
from esrgraph.search.highlight import SNIPPET, Wanted, find_matches, snippet
from esrgraph.search.projects import granted_class
from indexed import documents_of, index_store

FOUND = """
    nuoret                 nuorille
    nuorille               Nuorten
    nuori                  nuorissa
    työttömät              pitkäaikaistyöttömien
    työtön                 työttömyydestä työttömänä
    tyottomat              työttömiä
    tyottomat              pitkäaikaistyöttömien ja työttömät
    jyvaskyla              Jyväskylä
    jyvaskyla              Jyväskylässä
    JYVÄSKYLÄ              jyväskyläläinen Jyväskylän
    Jyväskylän             Jyväskylä
    Karjala                Pohjois-Karjalassa
    pohjois-karjala        Pohjois-Karjalan
    pohjois karjala        Pohjois-Karjalasta
    Uusimaa                Uudellamaalla
    uudenmaan              Uusimaa
    työntekijä             nuorisotyöntekijöiden
    nuorisotyö             nuorisotyöntekijöille
    nuoriso                nuorisotyö
    työvoima               työvoimapolitiikan
    työvoimapolitiikka     työvoimapolitiikkaan
    politiikka             työvoimapolitiikassa
    maahanmuuttaja         maahanmuuttajanaisille
    nainen                 maahanmuuttajanaisten
    naiset                 naisia
    yrittäjä               maatalousyrittäjien
    yritykset              yrityksissä
    kuntoutujat            mielenterveyskuntoutujia
    mielenterveys          mielenterveyskuntoutujat
    opinto-ohjaaja         opinto-ohjaajien
    ohjaaja                opinto-ohjaajat
    äidit                  yksinhuoltajaäideille
    NEET-nuoret            NEET-nuorille
    NEET                   NEET-nuorten
    TE toimisto            TE-toimistossa
    4G                     4G-verkkoon
    pk yritys              pk-yritysten
    react eu               REACT-EU
    IT-ala                 IT-alan
    vuotiaat               18-29-vuotiaat
    lapset                 lasten
    vuosi                  vuosien
    käsi                   käsien
    mies                   miehille
    kaupungit              kaupunkien
    2014                   kausi 2014–2020
    TE-toimisto            TE-toimistojen
    toimisto               TE-toimistossa
    ely                    ELY:n
    elan                   Élan
    Abo                    Åbo
"""
NOT_FOUND = """
    pitkäaikaistyötön      työttömät
    työ                    työttömille
    nuori                  nuohoojat
    nuoret                 vanhat
    nuorisotyö             nuorten työ
    kylä                   Jyväskylän
    uusi                   uhka
    kuusi                  kuusamo
    maahanmuuttajanaiset   maahanmuuttajat
    kunto                  kunnissa
    mies                   mieli
    yritys                 yrittäjä
    oim                    TE-toimisto
    lappi                  lapset
    vaasa                  vasara
"""
SWEDISH_FOUND = """
    ungdomar               ungdomarna
    unga                   unga
    foretagare             företagare
    företagare             företagarna
    skargard               skärgård
    Österbotten            Österbottens
    osterbotten            Österbotten
    utbildning             utbildningen
"""
SWEDISH_NOT_FOUND = """
    ungern                 ungdomar
    kvinnor                män
    företag                ungdom
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """What is asked, and the text: two spaces or more apart."""
    lines = [line.strip().split("  ", 1) for line in table.strip().splitlines()]
    return [(asked, text.strip()) for asked, text in lines]


TABLES = {
    "found": ("fi", pairs(FOUND)),
    "not found": ("fi", pairs(NOT_FOUND)),
    "swedish found": ("sv", pairs(SWEDISH_FOUND)),
    "swedish not found": ("sv", pairs(SWEDISH_NOT_FOUND)),
}


def project(
    code: str, title: str, language: str = "fi", *more: tuple[NamedNode, Literal | NamedNode]
) -> Iterable[Quad]:
    """A project with a title and whatever else is stated."""
    thing = HERE.project(code)
    yield Quad(thing, Rdf.type, Esr.Project)
    yield Quad(thing, Esr.code, Literal(code))
    yield Quad(thing, Dct.title, Literal(title, language=language))
    yield from (Quad(thing, predicate, value) for predicate, value in more)


def indexed(folder: Path, quads: Iterable[Quad]) -> SearchIndex:
    store = Store()
    store.extend(quads)
    index_store(store, folder)
    return SearchIndex.open(folder)


def keys(results: Results) -> list[str]:
    return [hit.key for hit in results.hits]


def plain(marked: Marked) -> str:
    return "".join(piece.text for piece in marked)


def marks(marked: Marked) -> list[str]:
    return [piece.text for piece in marked if piece.marked]


@pytest.fixture(scope="module")
def index(data: DataFolder) -> SearchIndex:
    """The index of the examples' release."""
    return SearchIndex.open(data.current().search)


@pytest.fixture(scope="module")
def documents(data: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> list[SearchDocument]:
    return documents_of(open_read_only(data.current().store), tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """One project for each line of the tables."""
    lines = [
        (f"S{number}{at}", text, language)
        for number, (language, rows) in enumerate(TABLES.values())
        for at, (_, text) in enumerate(rows, 1000)
    ]
    quads = [quad for line in lines for quad in project(*line)]
    return indexed(tmp_path_factory.mktemp("tables") / "search", quads)


@pytest.mark.parametrize("name", TABLES)
def test_words_are_found_in_all_their_forms_and_others_are_not(tables: SearchIndex, name: str) -> None:
    number = list(TABLES).index(name)
    wrong = []
    for at, (asked, text) in enumerate(TABLES[name][1], 1000):
        results = tables.search(Query(asked, limit=1000, facets=()))
        if (f"S{number}{at}" in keys(results)) != ("not" not in name):
            wrong.append((asked, text))
    assert not wrong


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert sum(len(rows) for _, rows in TABLES.values()) > 60


def test_every_hit_says_why(index: SearchIndex) -> None:
    results = index.search(Query("nuorille"))
    assert results.total == len(results.hits) > 5
    for hit in results.hits:
        assert hit.why
        assert all("nuor" in word.lower() for match in hit.why for word in match.words)
    first = next(hit for hit in results.hits if hit.key == "S39001")
    assert marks(first.title) == ["nuorten"]
    assert "nuoria" in marks(first.snippet)
    assert {"name", "abstract", "target-group", "final-report"} <= {match.field for match in first.why}


def test_a_project_is_found_by_its_partners_places_and_groups(index: SearchIndex) -> None:
    def why(text: str, key: str) -> set[str]:
        hits = {hit.key: hit for hit in index.search(Query(text, limit=100)).hits}
        return {match.field for match in hits[key].why}

    assert "applicant" in why("tuuliharju", "S39001") | why("Tuuliharjun ammattikorkeakoulu", "S39001")
    assert "co-implementer" in why("vaskiportin säätiö", "S39001")
    assert "municipality" in why("Joensuu", "S39001")
    assert "region" in why("North Karelia", "S39001")
    assert "authority" in why("etelä-savo", "S39001")
    assert why("S39001", "S39001") == {"code"}


def test_all_words_must_be_found(index: SearchIndex) -> None:
    both = set(keys(index.search(Query("nuoret joensuu", limit=100))))
    young = set(keys(index.search(Query("nuoret", limit=100))))
    joensuu = set(keys(index.search(Query("joensuu", limit=100))))
    assert both == young & joensuu != young
    assert keys(index.search(Query("nuoret ja joensuu"))) == keys(index.search(Query("nuoret joensuu")))


def test_a_phrase_stands_as_it_is_quoted(index: SearchIndex) -> None:
    assert keys(index.search(Query('"nuorten polku"'))) == ["S39001"]
    assert index.search(Query('"polku nuorten"')).total == 0
    assert index.search(Query("polku nuorten")).total > 0
    assert marks(index.search(Query('"nuorten polku"')).hits[0].title) == ["nuorten polku"]


def test_a_phrase_does_not_reach_from_one_text_into_the_next(tmp_path: Path) -> None:
    summary = (Esr.finalReportSummary, Literal("Siili juoksi.", language="fi"))
    abstract = (Dct.abstract, Literal("Kettu nukkui.", language="fi"))
    index = indexed(tmp_path / "search", project("S10001", "Karhu", "fi", abstract, summary))
    assert index.search(Query('"kettu nukkui"')).total == 1
    assert index.search(Query('"nukkui siili"')).total == 0


def test_a_misspelt_word_finds_what_is_like_it_and_says_so(index: SearchIndex) -> None:
    results = index.search(Query("nuorrten"))
    assert results.corrected == {"nuorrten": ("nuorten",)}
    assert {*keys(results)} == {*keys(index.search(Query("nuorten")))}
    assert marks(results.hits[0].title)
    assert index.search(Query("qqxzzqx")).corrected == {"qqxzzqx": ()}
    assert index.search(Query("qqxzzqx")).total == 0
    assert not index.search(Query("nuorten")).corrected


def brute(
    documents: list[SearchDocument], filters: dict[str, tuple[str, ...]], *, among: set[str] | None
) -> list[SearchDocument]:
    """The documents that meet the filters, found one by one."""
    return [
        each
        for each in documents
        if (among is None or each.iri in among)
        and all(each.facets.get(facet, set()) & set(chosen) for facet, chosen in filters.items() if chosen)
    ]


@pytest.mark.parametrize("text", ["", "nuoret", "koulutus"])
def test_facets_count_exactly_what_would_be_found(
    index: SearchIndex, documents: list[SearchDocument], text: str
) -> None:
    draw = random.Random(7)
    among = {hit.iri for hit in index.search(Query(text, limit=MOST_HITS, facets=())).hits} if text else None
    values = {facet: sorted({key for each in documents for key in each.facets.get(facet, ())}) for facet in FACETS}
    for _ in range(25):
        chosen = draw.sample(FACETS, draw.choice((0, 1, 2, 3)))
        filters = {facet: tuple(draw.sample(values[facet], min(2, len(values[facet])))) for facet in chosen}
        results = index.search(Query(text, filters, limit=MOST_HITS))
        assert {hit.iri for hit in results.hits} == {each.iri for each in brute(documents, filters, among=among)}
        assert results.total == len(results.hits)
        for facet in FACETS:
            others = {name: chosen for name, chosen in filters.items() if name != facet}
            met = brute(documents, others, among=among)
            counted = Counter(key for each in met for key in each.facets.get(facet, ()))
            assert dict(results.facets[facet]) == dict(counted)
            assert [each.results for each in results.facets[facet]] == sorted(counted.values(), reverse=True)


def test_a_project_counts_for_the_broader_target_groups_and_every_year_it_runs(documents: list[SearchDocument]) -> None:
    one = next(each for each in documents if each.key == "S39001")
    assert {"neet-youth", "young-people", "youth-workers", "professionals"} <= one.facets["target-group"]
    assert one.facets["year"] == {"2018", "2019", "2020"}
    assert one.facets["granted"] == {"250000-500000"}
    assert one.facets["region"] == {"12"}
    assert "university-of-applied-sciences" in one.facets["organisation-type"]


def test_money_narrows_and_both_ends_belong(index: SearchIndex) -> None:
    everything = index.search(Query(filters={"kind": ("project",)}, limit=100))
    assert everything.total == 22
    exact = Query(granted_from=486_200, granted_to=486_200)
    assert keys(index.search(exact)) == ["S39001"]
    assert index.search(replace(exact, granted_from=486_201, granted_to=None)).total < everything.total
    assert index.search(replace(exact, granted_from=500, granted_to=-5)).total == 0
    assert granted_class(Decimal("49999.99")) == "0-50000"


def test_the_order_is_by_relevance_start_or_money(index: SearchIndex, documents: list[SearchDocument]) -> None:
    by_key = {each.key: each for each in documents if each.kind == "project"}
    projects = {"kind": ("project",)}
    newest = [by_key[key].start for key in keys(index.search(Query(filters=projects, sort=Sort.NEWEST)))]
    assert newest == sorted(newest, reverse=True)  # type: ignore[type-var]
    granted = [by_key[key].granted or 0 for key in keys(index.search(Query(filters=projects, sort=Sort.GRANTED)))]
    assert granted == sorted(granted, reverse=True)
    assert keys(index.search(Query("Jyväskylä")))[0] in {"179", "131"}


def test_an_amount_of_too_many_digits_comes_first_and_harms_nothing(tmp_path: Path) -> None:
    amounts = {"S10001": "486200", "S10002": "999999999999999.99", "S10003": "-1"}
    granted = [
        Quad(HERE.project(code), Esr.grantedEuAndStateFunding, Literal(amount, datatype=Xsd.decimal))
        for code, amount in amounts.items()
    ]
    index = indexed(tmp_path / "search", [*granted, *(quad for code in amounts for quad in project(code, "Karhu"))])
    assert keys(index.search(Query(sort=Sort.GRANTED))) == ["S10002", "S10001", "S10003"]


def test_pages_of_results_fit_together(index: SearchIndex) -> None:
    for query in (Query("työ", facets=()), Query(facets=()), Query("työ", sort=Sort.GRANTED, facets=())):
        whole = [hit.iri for hit in index.search(replace(query, limit=200)).hits]
        pages = [index.search(replace(query, offset=at, limit=7)) for at in range(0, 203, 7)]
        assert [hit.iri for page in pages for hit in page.hits][:200] == whole[:203]
    for query in (Query("työ", limit=0), Query(limit=0), Query("työ", sort=Sort.NEWEST, limit=0)):
        results = index.search(query)
        assert (results.hits, results.total > 0) == ((), True)


def test_equally_good_results_are_in_the_order_of_their_documents_on_every_page(tmp_path: Path) -> None:
    codes = [f"S{number}" for number in range(10001, 10041)]
    index = indexed(tmp_path / "search", [quad for code in codes for quad in project(code, "Karhu")])
    pages = [keys(index.search(Query("karhu", offset=at, limit=9))) for at in range(0, 45, 9)]
    assert [len(page) for page in pages] == [9, 9, 9, 9, 4]
    assert [key for page in pages for key in page] == codes


@pytest.mark.parametrize(
    "query", [Query(filters={"colour": ("red",)}), Query(facets=("colour",)), Query(offset=MOST_HITS), Query(offset=-1)]
)
def test_what_cannot_be_asked_is_refused(index: SearchIndex, query: Query) -> None:
    with pytest.raises(InputError, match=r"colour|up to number"):
        index.search(query)


def test_the_same_store_gives_the_same_answers(data: DataFolder, index: SearchIndex, tmp_path: Path) -> None:
    index_store(open_read_only(data.current().store), tmp_path / "search")
    again = SearchIndex.open(tmp_path / "search")
    for text in ("", "nuoret", "työ", "koulutus työ", "nuorrten", '"ei ole"', "keskus"):
        for sort in Sort:
            assert again.search(Query(text, sort=sort, limit=100)) == index.search(Query(text, sort=sort, limit=100))
    assert again.suggest("k", 50) == index.suggest("k", 50)


STRANGE = ['"', '""', "a:b AND (", "name:* OR [a TO b]", "!!!", "\x00", "ﬁ ǅ İstanbul ß", "🙂", "\ud800", "-", "_", "'"]


@pytest.mark.parametrize("text", [*STRANGE, "työ " * 500, "ä" * 5000, '"' + "nuori " * 300 + '"', "a-" * 400])
def test_nothing_typed_does_harm(index: SearchIndex, text: str) -> None:
    assert index.search(Query(text)).total >= 0
    assert len(index.suggest(text).first) <= 8
    index.jump(text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_any_text_is_answered_and_marked_without_loss(index: SearchIndex, text: str) -> None:
    assert index.search(Query(text, facets=(), limit=3)).total >= 0
    index.suggest(text)
    text = compose_characters(text)
    words = frozenset(WORD.findall(text.lower())[::2])
    found = find_matches([SearchText("name", "", text)], Wanted(words))[0]
    assert {word.lower() for word in found.words()} == words
    assert len(fold_diacritics(text)) == len(text.lower())


def test_suggestions_are_names_that_begin_so(index: SearchIndex) -> None:
    def labels(text: str, limit: int = 8) -> list[str]:
        return [each.label for each in index.suggest(text, limit).first]

    helsinki = index.suggest("helsingf").first[0]
    assert (helsinki.label, helsinki.matched) == ("Helsinki", "Helsingfors")
    assert index.suggest("helsingf", language="sv").first[0].label == "Helsingfors"
    assert index.suggest("s39001").first[0].matched == "S39001"
    assert index.suggest("s 3900").first[0].matched.startswith("S3900")
    assert labels("tuki ty", 50)[0] == "Pohjolan Taito, Työ ja Tuki ry (PTT)"
    assert labels("kuusirannan kau") == ["Kuusirannan kaupunki"]
    assert labels("pohjois karj")[0] == labels("pohjois-karj")[0] == "Pohjois-Karjala"
    assert index.suggest("  ") == index.suggest("xqz") == ((), 0)
    assert len(labels("k", 3)) == 3


def test_suggestions_begin_with_the_very_name_and_with_places_and_tell_how_many_there_are(index: SearchIndex) -> None:
    def kinds(text: str) -> list[str]:
        return [each.kind for each in index.suggest(text).first]

    assert kinds("Jyväskylä")[:2] == ["municipality", "sub-region"]
    assert {*kinds("Jyväsk")[:2]} == {"municipality", "sub-region"}
    assert kinds("TEM")[0] == "authority"
    assert kinds("nuoret")[0] == "target-group"
    whole = index.suggest("k", 10_000)
    assert whole.total == len(whole.first) > 8
    assert index.suggest("k").total == whole.total


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("S39001", ("project", "S39001")),
        (" s39001 ", ("project", "S39001")),
        ("a79001", ("project", "A79001")),
        ("9900101-0", ("organisation", "9900101-0")),
        ("99001010", ("organisation", "9900101-0")),
        ("9900101-9", None),
        ("nuoret", None),
        ("", None),
    ],
)
def test_a_code_or_business_id_leads_to_its_page(index: SearchIndex, text: str, found: tuple[str, str] | None) -> None:
    assert index.jump(text) == found


def test_contact_persons_are_never_indexed(tmp_path: Path) -> None:
    person = HERE.part(HERE.project("S10001"), "contact")
    store = Store()
    store.extend(project("S10001", "Karhu", "fi", (Esr.contact, person)))
    store.add(Quad(person, Rdf.type, Esr.ContactPerson))
    store.add(Quad(person, NamedNode("http://schema.org/name"), Literal("Tuisku Salainen")))
    store.add(Quad(person, Dct.title, Literal("Tuisku Salainen")))
    index_store(store, tmp_path / "search")
    index = SearchIndex.open(tmp_path / "search")
    assert index.search(Query("Karhu")).total == 1
    assert index.search(Query("Salainen")).total == 0
    database = sqlite3.connect(tmp_path / "search" / "words.sqlite")
    assert "salainen" not in str(database.execute("SELECT * FROM found").fetchall())
    database.close()


def test_a_snippet_shows_where_most_is_said() -> None:
    far = "Alku on pitkä. " * 40 + "Sitten nuoret ja työttömät yhdessä. " + "Loppu on pitkä. " * 40 + "Vielä nuoret."
    shown = snippet(find_matches([SearchText("abstract", "fi", far)], Wanted(frozenset({"nuoret", "työttömät"}))))
    assert marks(shown) == ["nuoret", "työttömät"]
    assert plain(shown).startswith("… ")
    assert plain(shown).endswith(" …")
    assert len(plain(shown)) <= SNIPPET + 4
    assert plain(shown).strip("… ") in far
    for more in range(10):
        longer = far.replace("Sitten", f"Sitten{'a' * more}")
        cut = plain(snippet(find_matches([SearchText("abstract", "fi", longer)], Wanted(frozenset({"nuoret"})))))
        assert f" {cut.strip('… ')} " in longer, "between words"
    assert snippet(find_matches([SearchText("abstract", "fi", "Lyhyt.")], Wanted())) == (("Lyhyt.", False),)
    assert snippet([]) == ()


def test_of_many_words_that_are_found_in_a_field_the_first_are_told(tmp_path: Path) -> None:
    words = "karhu susi kettu hirvi jänis orava mäyrä ilves ahma näätä"
    index = indexed(tmp_path / "search", project("S10001", words))
    (hit,) = index.search(Query(words)).hits
    assert hit.why == (("name", tuple(words.split()[:8])),)


def test_a_word_is_marked_only_where_it_stands_alone() -> None:
    text = "nuori-so, nuori; Nuori nuoriso pojat-nuori nuori:n nuori"
    found = find_matches([SearchText("name", "", text)], Wanted(frozenset({"nuori"})))[0]
    assert found.words() == ["nuori", "Nuori", "nuori"]
    assert form_of("Pohjois-Karjala") == form_of("pohjoiskarjala")


def test_a_name_is_shown_in_the_language_asked_for(index: SearchIndex) -> None:
    def title(language: str) -> str:
        hits: tuple[Hit, ...] = index.search(Query("Åbo", {"kind": ("municipality",)}, language=language)).hits
        return plain(hits[0].title)

    assert [title(language) for language in ("fi", "sv", "xx")] == ["Turku", "Åbo", "Turku"]


def test_a_folder_without_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="No full-text index"):
        SearchIndex.open(tmp_path)


def test_an_index_with_other_fields_is_never_asked(tmp_path: Path) -> None:
    folder = tmp_path / "search"
    indexed(folder, project("S10001", "Karhu"))
    rmtree(folder / "index")
    (folder / "index").mkdir()
    builder = tantivy.SchemaBuilder()
    for name in ("name_words", "start_of_name", "code"):
        builder.add_text_field(name)
    tantivy.Index(builder.build(), path=str(folder / "index"))
    with pytest.raises(OutdatedIndex, match="another version; build the release again"):
        SearchIndex.open(folder)
    SearchIndex.check(folder)  # the release is not damaged, and its pages are served


def test_asking_writes_nothing_into_a_release(data: DataFolder) -> None:
    folder = data.current().search
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    index = SearchIndex.open(folder)
    assert index.search(Query("nuoret")).hits[0].why
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in before)


def test_things_of_another_base_and_odd_dates_do_not_stop_a_build(tmp_path: Path) -> None:
    foreign = NamedNode("https://other.example/id/project/S1")
    dates = [
        (Esr.plannedStart, Literal("2018-01-01", datatype=Xsd.date)),
        (Esr.plannedEnd, Literal("2999-01-01", datatype=Xsd.date)),
        (Skos.altLabel, Literal("muu")),
    ]
    quads = [Quad(foreign, Rdf.type, Esr.Project), *project("S10001", "Karhu", "fi", *dates)]
    index = indexed(tmp_path / "search", quads)
    results = index.search(Query())
    assert keys(results) == ["S10001"]
    assert len(results.facets["year"]) < 20


def test_many_can_open_an_index_at_once(data: DataFolder) -> None:
    folder = data.current().search
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: SearchIndex.open(folder), range(80)))
    assert all(index.search(Query("nuoret")).total for index in opened)
