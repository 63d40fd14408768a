"""Target groups: the scheme and the patterns are whole, each trap of Finnish prose is met, and the accuracy holds."""

import csv
import importlib.util
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from conftest import ROOT, SHARED
from esrgraph.documents.page import read_page
from esrgraph.errors import MorphologyUnavailable, SchemeError
from esrgraph.extraction.parser import parse_page
from esrgraph.language.morphology import readings
from esrgraph.linking.targetgroups import annotate
from esrgraph.linking.targetgroups.lexicon.ages import age_group
from esrgraph.linking.targetgroups.lexicon.patterns import ancestors, pattern_file, patterns
from esrgraph.linking.targetgroups.swedish.patterns import swedish_patterns
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos
from esrgraph.resources import resource

GOLD = ROOT / "tests" / "linking" / "targetgroups"
GROUPS = "id/target-group/"
BASE = "http://localhost:8000/"
CLOSE, EXACT, NOTE = (NamedNode(Skos.NAMESPACE + name) for name in ("closeMatch", "exactMatch", "changeNote"))


def found(text: str, language: str = "fi") -> set[str]:
    return {mention.concept for mention in annotate(text, language).mentions}


def broken(text: str, width: int) -> str:
    """The text with its lines broken to a width, between words."""
    lines = (textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False) for line in text.split("\n"))
    return "\n".join("\n".join(each) for each in lines)


def reasons(text: str) -> dict[str, str]:
    """The suppressed words with the reason given."""
    return {each.text: each.reason for each in annotate(text).suppressed}


# ---- Lines

PROSE = [
    each.value
    for path in sorted((ROOT / "examples").glob("*.txt"))
    for project in [parse_page(read_page(path.read_bytes())).project]
    for each in (project.direct_target_groups, project.indirect_target_groups)
    if each.value
]


@pytest.mark.parametrize("width", [50, 60, 72, 80, 100, 120])
def test_a_line_that_is_broken_within_a_sentence_changes_no_group(width: int) -> None:
    for text in PROSE:
        assert found(broken(text, width)) == found(text)


def test_what_a_broken_line_names_is_told_as_it_stands() -> None:
    text = "Hankkeen kohderyhmänä ovat Pohjois-Karjalan pitkäaikaistyöttömät\nnuoret ja aikuiset."
    mentions = annotate(text).mentions
    assert all(each.text == text[each.start : each.end] for each in mentions)
    assert {each.concept for each in mentions} == found(text.replace("\n", " "))


def test_items_of_a_list_stay_apart() -> None:
    assert found("nuoret\ntyöttömät\nyritykset") == found("nuoret; työttömät; yritykset")


# ---- The traps


TRAPS = {
    "role against client": ("Vanhusten parissa työskentelevät ammattilaiset.", "professionals"),
    "youth work has a concept of its own": (
        "Nuorten parissa työskentelevät ammattilaiset.",
        "youth-workers",
    ),
    "associations of a group": ("Omaishoitajien yhdistykset.", "ngos"),
    "an abstract noun keeps the group": ("Vahvistetaan lähihoitajien osaamista.", "health-professionals"),
    "a thing of theirs does not": ("Uudistetaan lapsiperheiden palvelut.", ""),
    "hyphen ellipsis": ("Näkö- ja liikuntavammaiset sekä pien- ja mikroyritykset.", "disabled-people smes"),
    "ellipsis of the first part": ("Työhönvalmentajat ja -ohjaajat.", "coaches-and-instructors"),
    "ellipsis within a field": (
        "Sosiaali- ja terveysalan asiantuntijat.",
        "social-professionals health-professionals",
    ),
    "a compound's last part is its head": (
        "Pakolaisnaiset ja pakolaisjärjestöt.",
        "refugees-and-asylum-seekers women ngos",
    ),
    "a compound that names a topic": ("Nuorisotyötä ja vanhustyötä kehitetään.", ""),
    "field and role": ("Hoitoalan opiskelijat.", "social-and-health-students"),
    "field and role over a join": (
        "TE-palvelujen työntekijät ja asiakkaat.",
        "employment-professionals employment-service-clients",
    ),
    "each organisation of a list": ("Kuntien ja yritysten työntekijät.", "municipal-staff employees"),
    "locative organisations": ("Kurssit pidetään kouluissa ja kirjastoissa.", ""),
    "organisations aimed at": ("Toimet kohdistuvat alueen mikroyrityksiin.", "smes"),
    "organisations as source": ("Osallistujat ohjautuvat TE-toimistosta.", ""),
    "organisations as means": ("Osallistujat tavoitetaan järjestöjen kautta.", ""),
    "partners": ("Kurssit suunnitellaan yhdessä oppilaitosten kanssa.", ""),
    "anaphora to a service": (
        "Kohderyhmää ovat sosiaalipalvelujen asiakkaat ja näiden palvelujen työntekijät.",
        "social-service-clients social-professionals",
    ),
    "anaphora to an organisation": ("Kunnat ja niiden henkilöstö.", "municipalities municipal-staff"),
    "a possessive suffix": ("Vangit, heidän puolisonsa ja ohjaajansa.", "offenders relatives coaches-and-instructors"),
    "negation and contrast": ("Hanke ei kohdistu yrittäjiin, vaan eläkeläisiin.", "older-people"),
    "negation after the group": ("Opiskelijat eivät kuulu kohderyhmään.", ""),
    "not only is no negation": ("Hanke ei kohdistu pelkästään miehiin vaan myös naisiin.", "men women"),
    "left out": ("Työnhakijat lukuun ottamatta lomautettuja.", "unemployed"),
    "instead of": ("Yrittäjien sijaan autetaan palkansaajia.", "employees"),
    "ages": ("Alle 29-vuotiaat ja yli 54-vuotiaat miehet.", "young-people older-people men"),
    "ages compared": ("Mukaan pääsevät 55-vuotiaat ja vanhemmat.", "older-people"),
    "a relative clause completes the concept": (
        "Nuoret, jotka ovat työn ja opiskelun ulkopuolella.",
        "neet-youth",
    ),
    "a relative clause with a negation": ("Alle 25-vuotiaat, joilla ei ole opiskelupaikkaa.", "neet-youth"),
    "a negated word that belongs to a role": (
        "Nuoret, jotka eivät ole työpaikan työntekijöitä.",
        "young-people unemployed",
    ),
    "who works there is no inmate": ("Henkilöt, jotka ovat vankilan työntekijöitä.", "professionals"),
    "who comes from there": ("Organisaatioista osallistuvat työntekijät.", "employees"),
    "who else stands in a relative clause": ("Opettajat, jotka ohjaavat maahanmuuttajia.", "teaching-staff"),
    "a relative clause ends": ("Yritykset, jotka palkkaavat nuoria, sekä järjestöt.", "companies ngos"),
    "a predicate in a relative clause": ("Henkilöt, jotka ovat työttömiä.", "unemployed"),
    "a condition in a relative clause": ("Nuoret, joilla on päihdeongelmia.", "young-people substance-users"),
    "one letter wrong": ("Maahanmuutajanaiset ja opiskeliojat.", "immigrants women students"),
    "the most specific of a phrase": ("Pitkäaikaistyöttömät työnhakijat.", "long-term-unemployed"),
    "the broader in another phrase stays": ("Työnhakijat ja pitkäaikaistyöttömät.", "unemployed long-term-unemployed"),
    "a participle names the group": ("Pitkään työttömänä olleet.", "long-term-unemployed"),
    "participles joined": ("Työttömänä tai lomautettuna olevat.", "unemployed redundant-workers"),
    "a participle's object": ("Lapsiaan hoitavat isät.", "parents"),
    "an agent of a service": ("Työttömiä palvelevat säätiöt.", "workshops-and-foundations"),
    "elsewhere used": ("Malleja hyödynnetään muissa hankkeissa.", ""),
    "other projects as users": ("Malleja hyödyntävät muut hankkeet.", "project-workers"),
    "residents of a place": ("Syrjäseuduilla asuvat eläkeläiset.", "rural-residents older-people"),
    "companies of a place": ("Maaseudun matkailuyritykset.", "companies"),
    "slashes, brackets, quotes": (
        "Asiakkaat/kuntalaiset (ml. ”seniorit”).",
        "service-users municipal-residents older-people",
    ),
    "bullets": ("Kohderyhmät:\n- vangit\n- asunnottomat\n• romanit", "offenders homeless roma"),
    "abbreviations": (
        "TYP:n asiakkaat, NEET-nuoret ja amk-opiskelijat.",
        "employment-service-clients neet-youth higher-education-students",
    ),
    "frame words": ("Muita hyödynsaajia ovat kunnat, edunsaajat ovat yrityksiä.", "municipalities companies"),
    "many in the singular": ("Hanke hyödyttää elinkeinoelämää.", "companies"),
    "numbers in words": ("Mukaan tulee kaksi ammattiopistoa.", "educational-institutions"),
    "a kind of students": ("Aikuisopiskelijat.", "students"),
    "a compound of two groups": ("Nuorisotyöttömät.", "unemployed young-people"),
    "staff who work with someone": ("Perheiden kanssa työtä tekevä henkilöstö.", "employees"),
    "experts who work with someone": ("Perheiden kanssa työtä tekevät asiantuntijat.", "professionals"),
    "ellipsis before a vowel": ("Yliopisto- ja ammattikorkeakouluopiskelijoille.", "higher-education-students"),
    "where a group lives": ("Kunnissa ja kaupungeissa asuvat työttömät.", "unemployed"),
    "who lives there": ("Kaupungissa asuvat henkilöt.", "municipal-residents"),
    "an object in the case of its participle": ("Haetaan nuoria ohjaavia opettajia.", "teaching-staff"),
    "a verb that looks like a participle": ("Palveluja käyttävät erityisesti ikäihmiset.", "older-people"),
    "an adjective of a thing": ("Vieraskielinen koulutus ja nuori yritys.", "companies"),
}


@pytest.mark.parametrize(("text", "concepts"), TRAPS.values(), ids=TRAPS)
def test_a_trap_of_the_prose_is_met(text: str, concepts: str) -> None:
    assert found(text) == set(concepts.split()), annotate(text)


MEANT = {
    "a state over a line's end": (
        "työelämän\nulkopuolella olevat aikuiset sekä pitkään\ntyöttömänä olleet",
        "outside-working-life working-age-adults long-term-unemployed",
    ),
    "a word cut at a line's end": (
        "Mukaan kutsutaan maahanmuutta-\njataustaisia ja TE-\ntoimistoja sekä sosiaali-\nja terveysalan opiskelijoita.",
        "immigrants public-authorities social-and-health-students",
    ),
    "a colon without a space": ("Kohderyhmänä ovat:pitkäaikaistyöttömät", "long-term-unemployed"),
    "two languages": (
        "Kohderyhmänä ovat pitkäaikaistyöttömät ja omaishoitajat.\n\n"
        "Målgruppen är långtidsarbetslösa och anhöriga som bor i regionen.",
        "long-term-unemployed relatives",
    ),
    "from whom to whom": (
        "Tuloksia voivat käyttää ennakointia tekevät tahot ministeriöistä ja yliopistoista kuntiin ja lukioihin",
        "public-authorities higher-education-institutions municipalities educational-institutions",
    ),
    "coordinated modifiers": (
        "Irtisanotuksi, työttömäksi tai nollatuntisopimukselle joutuneet työikäiset",
        "redundant-workers unemployed working-age-adults",
    ),
    "included": ("Kohderyhmänä on pienyritysten henkilökunta johto mukaan lukien", "employees managers"),
    "companies and theirs": ("Hanke keskittyy pk-yritysten ja niiden henkilöstön muutoskykyyn", "smes employees"),
    "who studies somewhere lives elsewhere": (
        "Saaristossa opiskelevat nuoret ja heitä palkkaavat yritykset",
        "students young-people companies",
    ),
    "children and theirs": ("Lapset ja heidän opettajansa alueen pienissä kouluissa", "children teaching-staff"),
    "what is denied after 'mutta'": (
        "Nuoret, joilla on ammattitutkinto mutta ei työ- tai koulutuspaikkaa",
        "neet-youth",
    ),
    "studies left": ("Nuoret, jotka ovat jättäneet ammattiopinnot kesken", "young-people low-educated"),
    "those who left studies": ("Opintonsa kesken jättäneet nuoret", "young-people low-educated"),
    "a compound of two groups, their position": (
        "Hanke vahvistaa maahanmuuttajaromanien asemaa",
        "roma immigrants",
    ),
    "family carers": ("Perhehoitajat", "parents"),
    "recent graduates": ("Vastavalmistuneet", "highly-educated"),
    "recent graduates of vocational education": ("Vastavalmistuneet lähihoitajat", "health-professionals"),
    "left out": ("Toiminnan ulkopuolelle jäävät alaikäiset ja eläkeläiset", ""),
    "left out of education, not of the project": (
        "Hankkeen kohderyhmänä ovat koulutuksen ulkopuolelle jäävät nuoret",
        "neet-youth",
    ),
    "not aimed at": ("Hanke ei kohdistu yrityksiin.", ""),
    "not taken": ("Päätoimisia opiskelijoita ei oteta mukaan.", ""),
    "excluded beside the target": (
        "Mukaan otetaan lomautettuja; opiskelijat rajataan pois.",
        "redundant-workers",
    ),
    "all but": ("Kaikki työntekijät paitsi johto.", "employees"),
    "not only but also": ("Paitsi työntekijät myös johto.", "employees managers"),
    "implementer and funder": (
        "Hankkeen toteuttaa Kuusirannan työpajasäätiö, ja rahoittajana on Pohjolan ELY-keskus",
        "",
    ),
    "implementer and target": (
        "Hankkeen toteuttaa Kuusirannan kaupunki, ja kohderyhmänä ovat omaishoitajat.",
        "relatives",
    ),
    "evaluator": ("Arvioinnin tekee ulkopuolinen konsultti.", ""),
    "partner": ("Yhteistyökumppaneina ovat kunnat ja yhdistykset.", ""),
    "another project": ("Vastaavaa mallia on aiemmin kokeiltu vankien kanssa.", ""),
    "earlier unemployed": ("Aiemmin työttömänä olleet", "unemployed"),
    "background": ("Työttömien määrä on seudulla kasvanut.", ""),
}
"""Whom a sentence is about, and what a rule was too strict or too loose for."""


@pytest.mark.parametrize(("text", "concepts"), MEANT.values(), ids=MEANT)
def test_who_is_meant_is_found_and_no_one_else(text: str, concepts: str) -> None:
    assert found(text) == set(concepts.split()), annotate(text)


IN_SWEDISH = {
    "excluded, then meant": (
        "Projektet riktar sig inte till företag utan till unga utanför utbildning och arbetsliv",
        "neet-youth",
    ),
    "compounds": ("Långtidsarbetslösa och småföretagare.", "long-term-unemployed entrepreneurs"),
    "definite forms": ("Kvinnorna, arbetsgivarna och byaföreningarna.", "women employers ngos"),
    "a relative clause": ("Flyktingar som länge varit arbetslösa.", "refugees-and-asylum-seekers long-term-unemployed"),
    "who else stands in a relative clause": ("Lärare som undervisar invandrare.", "teaching-staff"),
    "a role and its field": ("Personal inom äldreomsorgen.", "health-professionals"),
    "a weak position": ("Personer med svag ställning på arbetsmarknaden.", "weak-labour-market-position"),
    "where someone works": ("Lärare vid yrkeshögskolor.", "teaching-staff"),
    "whose they are": ("Kommunernas beslutsfattare.", "decision-makers"),
    "for whom something is done": ("Utbildning ordnas för rektorer.", "teaching-staff"),
    "implementer": ("Projektet genomförs av kommunen i samarbete med yrkeshögskolan.", ""),
    "funder": ("Projektet finansieras av kommunerna.", ""),
    "left out": ("Pensionärer lämnas utanför projektet.", ""),
    "a subject that is not said again": ("Arbetslösa hänvisas vidare och hör inte till målgruppen.", ""),
    "an earlier project": ("I det tidigare projektet deltog arbetslösa.", ""),
    "an age": ("Personer över 55 år.", "older-people"),
    "a duration is no age": ("Personer som varit utan arbete i över två år.", "long-term-unemployed"),
    "a word cut before 'och'": ("Små- och medelstora företag.", "smes"),
    "a word cut at a line's end": ("Närvår-\ndare.", "health-professionals"),
}


@pytest.mark.parametrize(("text", "concepts"), IN_SWEDISH.values(), ids=IN_SWEDISH)
def test_swedish_prose_is_understood_as_deeply(text: str, concepts: str) -> None:
    assert found(text, "sv") == set(concepts.split()), annotate(text, "sv")


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("Hankkeen toteuttaa Kuusirannan kaupunki.", "kaupunki", "makes the project"),
        ("Rahoittajana on ELY-keskus.", "ELY-keskus", "pays for the project"),
        ("Toiminnan ulkopuolelle jäävät eläkeläiset.", "eläkeläiset", "left out of the project"),
        ("Edellisessä hankkeessa valmennettiin vankeja.", "vankeja", "in another project"),
        ("Nuorten kanssa toimivat järjestöt.", "Nuorten", "someone works 'kanssa'"),
        ("Omaishoitajien yhdistykset.", "Omaishoitajien", "modifier of 'yhdistykset'"),
        ("Hanke ei kohdistu yrittäjiin, vaan naisiin.", "yrittäjiin", "negated"),
        ("Pitkäaikaistyöttömät työnhakijat.", "työnhakijat", "more specific 'long-term-unemployed' in the same phrase"),
        ("Kurssit pidetään kouluissa.", "kouluissa", "a place, not a group"),
        ("Opettajat, jotka ohjaavat vankeja.", "vankeja", "in a relative clause about someone else"),
        (
            "Ihmiset, jotka ovat kuntouttavaan työtoimintaan osallistuvien asiakkaiden parissa toimivia ammattilaisia.",
            "työtoimintaan osallistuvien asiakkaiden",
            "in a relative clause about someone else",
        ),
    ],
)
def test_a_suppressed_candidate_says_why(text: str, words: str, reason: str) -> None:
    assert reasons(text)[words] == reason


def test_a_mention_gives_its_exact_words_and_rule() -> None:
    (mention,) = annotate("Mukana: sosiaalialan opiskelijat.").mentions

    assert (mention.text, mention.start, mention.end) == ("sosiaalialan opiskelijat", 8, 32)
    assert (mention.concept, mention.rule) == ("social-and-health-students", "field-and-role")


@pytest.mark.parametrize(
    "word",
    "nuori nuoren nuorta nuorelle nuoreksi nuoret nuorten nuorien nuoria nuorille nuoriin nuorilla nuorilta".split(),
)
def test_every_inflection_is_found(word: str) -> None:
    named = {each.concept for each in (*annotate(word).mentions, *annotate(word).suppressed)}
    assert named == {"young-people"}


@pytest.mark.parametrize(
    ("text", "before", "concept"),
    [
        ("30-vuotiaat", "alle", "young-people"),
        ("16–29-vuotiaille", "", "young-people"),
        ("18-vuotiaat", "alle", "children"),
        ("54-vuotiaat", "yli", "older-people"),
        ("55 vuotta täyttäneet", "", "older-people"),
        ("18–64-vuotiaat", "", "working-age-adults"),
        ("16-vuotiaat", "yli", "working-age-adults"),
    ],
)
def test_an_age_becomes_a_group(text: str, before: str, concept: str) -> None:
    assert age_group(text, before) == concept


INFLECTED = {
    "immigrants": "kansainvälisiä osaajia; kansainvälisten osaajien; kansainvälisille osaajille; maahanmuuttaneisiin; "
    "kansainväliselle osaajalle; kansainvälisiin osaajiin; ulkomaisista työntekijöistä; maahan muuttaneita",
    "employees": "työssäkäyviin; työssäkäyviä; työssäkäyville; työssäkäyvien; tiimiläisille; työssä olevista",
    "unemployed": "työttömänä olevia; työttömänä oleville; työttömiä henkilöitä; työtä vailla oleviin; työtä hakevien",
    "long-term-ill": "pitkäaikaissairaita; pitkäaikaissairaisiin; pitkäaikaisesti sairaiden; kuntoutustuella olevista",
    "low-educated": "vailla ammatillista koulutusta olevia; ilman tutkintoa oleville; opinnot keskeyttäneitä; "
    "heikot perustaidot omaaville; koulutuksen keskeyttäneisiin; vähän koulutetuista",
    "smes": "pieniä ja keskisuuria yrityksiä; pienten ja keskisuurten yritysten; pienille matkailuyrityksille",
    "employers": "rekrytoivia yrityksiä; rekrytoiville yrityksille; rekrytoivien yritysten",
    "entrepreneurs": "itsensätyöllistäjille; itsensätyöllistäjiä; yrittäjyydestä kiinnostuneita; aloittavia yrittäjiä",
    "coaches-and-instructors": "mentoreita; mentoreille; mentorien; opoille; coacheille; fasilitaattoreita",
    "partially-fit-for-work": "työkykyrajoitteisiin; työkykyrajoitteisia; alentuneen työkyvyn omaavia",
    "people-with-disabilities-or-reduced-capacity": "toimintarajoitteisiin; autismikirjon henkilöitä; "
    "erityistä tukea tarvitsevaa",
    "neet-youth": "ilman koulutus- tai työpaikkaa oleviin nuoriin; koulutuksen ulkopuolella oleville nuorille",
    "rural-residents": "maaseudun asukkaiden; harvaan asuttujen alueiden asukkaille; syrjäseutujen asukkaita",
    "ethnic-minorities": "etnisiä ja kielellisiä vähemmistöjä; etnisten vähemmistöjen; etnisille vähemmistöille",
    "offenders": "vapautuvia vankeja; vapautuville vangeille; vankilasta vapautuneita",
    "students": "valmistuvien; opintonsa aloittaville; opiskelevia",
    "service-providers": "palveluja tuottavia organisaatioita; koulutuksen järjestäjille",
    "ngos": "kolmannelle sektorille; kolmannen sektorin toimijoille",
}


@pytest.mark.parametrize(
    ("concept", "words"), [(concept, each) for concept, many in INFLECTED.items() for each in many.split("; ")]
)
def test_a_phrase_is_found_in_every_case_and_number(concept: str, words: str) -> None:
    frame = "Vahvistetaan {} osaamista." if words.endswith("en") else "Hanke kohdistuu {}."

    assert concept in found(frame.format(words)), annotate(frame.format(words))


@pytest.mark.parametrize(
    ("clause", "concept"),
    [
        ("jotka eivät ole työssä eivätkä koulutuksessa", "neet-youth"),
        ("jotka eivät opiskele eivätkä ole työssä", "neet-youth"),
        ("joilla ei ole opiskelu- eikä työpaikkaa", "neet-youth"),
        ("joilla ei ole ammatillista tutkintoa", "low-educated"),
        ("joilla ei ole asuntoa", "homeless"),
        ("joilla ei ole työpaikkaa", "unemployed"),
        ("jotka eivät puhu suomea", "immigrants"),
    ],
)
def test_a_negated_relative_clause_can_name_the_group(clause: str, concept: str) -> None:
    assert concept in found(f"Nuoret, {clause}.")
    assert found(f"Yritykset, {clause}.") == {"companies"}


# ---- Languages


def test_a_paragraph_is_read_in_its_language() -> None:
    text = "Målgruppen är långtidsarbetslösa ungdomar och deras föräldrar samt organisationer inom tredje sektorn."

    assert found(text, "sv") == found(text, "fi") == {"long-term-unemployed", "young-people", "parents", "ngos"}
    assert {mention.rule for mention in annotate(text, "sv").mentions} == {"swedish-word", "swedish-phrase"}
    assert found("Kohderyhmänä ovat vangit, ja myös heidän läheisensä.\n\n" + text, "sv") == {
        *found(text, "sv"),
        "offenders",
        "relatives",
    }


def test_another_language_gets_nothing() -> None:
    assert not annotate("Nuoret ja työttömät", "en").mentions


def test_without_the_morphology_the_error_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pyvoikko'] = None\n"
        "from esrgraph.errors import MorphologyUnavailable\n"
        "from esrgraph.linking.targetgroups import annotate\n"
        "try: annotate('Nuoret')\n"
        "except MorphologyUnavailable as error: print(error)\n"
    )
    environment = {"PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)

    assert "install pyvoikko" in run.stdout, run.stderr
    assert issubclass(MorphologyUnavailable, Exception)


# ---- Properties


WORDS = st.sampled_from(
    """nuoret, jotka ovat ei vaan työttömien - ja sekä ( ) / heidän sosiaali- terveysalan opiskelijat 18–29-vuotiaat
    alle kanssa työskentelevät kunnissa . : • ”romanit” -ohjaajat hankkeet muut öljy 3. vailla olevat""".split()
)


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)))
def test_any_text_is_annotated_in_order_with_its_own_words(text: str) -> None:
    annotation = annotate(text)

    for each in (*annotation.mentions, *annotation.suppressed):
        assert each.text == text[each.start : each.end] != ""
        assert each.concept in ancestors()
        assert each.rule
    for many in (annotation.mentions, annotation.suppressed):
        assert [(each.start, each.end) for each in many] == sorted((each.start, each.end) for each in many)
    assert annotation == annotate(text)


def test_the_order_of_sets_changes_nothing() -> None:
    code = (
        "from esrgraph.linking.targetgroups import annotate; print(annotate('Päihde- ja mielenterveyskuntoutujat, "
        "joiden kuntien opettajat ovat maahanmuuttajanaisia, sekä sosiaalilaan opiskelijat'))"
    )

    def run(seed: str) -> str:
        environment = {"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout

    with ThreadPoolExecutor() as pool:
        assert len(set(pool.map(run, ("1", "2", "3")))) == 1


# ---- Accuracy


@cache
def evaluation() -> ModuleType:
    """The evaluation command as a module."""
    spec = importlib.util.spec_from_file_location("evaluate_targetgroups", ROOT / "benchmarks" / "targetgroups.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "exact", "hierarchical"),
    [
        ("corpus", 0.97, 0.98),
        ("sentences", 0.97, 0.98),
        ("blind", 0.98, 0.99),
        ("tuned", 0.97, 0.98),
        ("held-out", 0.95, 0.97),
        ("fresh", 0.97, 0.98),
        ("second", 0.97, 0.98),
        ("third", 0.97, 0.98),
    ],
)
def test_accuracy_keeps_its_floor(name: str, exact: float, hierarchical: float) -> None:
    sets = evaluation().case_sets(SHARED / "target-groups", SHARED / "corpus")
    if name not in sets:
        pytest.skip("the shared gold is not at hand")
    scores = evaluation().evaluate(sets[name])

    assert scores["exact", "both"].f1 >= exact, "\n".join(scores["exact", "both"].errors)
    assert scores["hierarchical", "both"].f1 >= hierarchical


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "linking" / "targetgroups").glob("*.csv")), ids=lambda path: path.stem
)
def test_own_gold_names_concepts_of_the_scheme_and_no_sentence_twice(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) >= 60
    assert len({row["text"] for row in rows}) == len({row["id"] for row in rows}) == len(rows)
    assert {row["group"] for row in rows} == {"direct", "indirect"}
    assert {each for row in rows for each in re.split("[|/]", row["concept_ids"]) if each} <= set(ancestors())


# ---- The scheme and the patterns


@cache
def scheme() -> tuple[Triple, ...]:
    path = resource("ontology", "schemes", "target-groups.ttl")
    return tuple(quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE))


def values(predicate: NamedNode) -> Iterator[tuple[str, NamedNode | Literal]]:
    return (
        (each.subject.value.removeprefix(BASE + GROUPS), each.object)
        for each in scheme()
        if each.predicate == predicate
    )


def test_the_scheme_holds_every_concept_once_in_three_languages() -> None:
    notations = [value.value for _, value in values(Skos.notation)]
    classes = [subject for subject, value in values(Rdf.type) if value == Esr.TargetGroup]

    assert len(notations) >= 70
    assert sorted(notations) == sorted(set(notations)) == sorted(classes)
    for language in ("fi", "sv", "en"):
        labels = [value.value for _, value in values(Skos.prefLabel) if value.language == language]
        assert len(labels) == len(set(labels)) == len(notations) + 1


def test_broader_is_a_hierarchy() -> None:
    for subject, value in values(Skos.broader):
        assert value.value.removeprefix(BASE + GROUPS) in ancestors(), subject
    assert all(concept not in above for concept, above in ancestors().items())


def test_indicators_are_those_of_the_regulation() -> None:
    counted = {
        (subject.rsplit("/", 1)[-1], value.value.rsplit("/", 1)[-1]) for subject, value in values(Esr.esfIndicator)
    }
    assert {code for _, code in counted} <= {f"CO{number:02}" for number in range(1, 20)}, "of participants"
    assert {group for group, code in counted if code == "CO01"} == {"unemployed", "long-term-unemployed"}


def test_a_change_of_the_scheme_has_a_reason() -> None:
    notes = [value for _, value in values(NOTE)]
    assert notes
    assert all(isinstance(each, Literal) and each.language == "en" and len(each.value) > 40 for each in notes)


def test_only_verified_links_to_yso_are_published() -> None:
    path = SHARED / "target-groups" / "concepts.csv"
    if not path.exists():
        pytest.skip("the shared gold is not at hand")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = {
        (row["id"], row["yso_match"], row["yso_uri"]) for row in rows if row["verified"] == "yes" and row["yso_match"]
    }
    links = {
        (subject, name, value.value)
        for name, predicate in (("exactMatch", EXACT), ("closeMatch", CLOSE))
        for subject, value in values(predicate)
    }
    assert links == wanted
    assert {row["id"] for row in rows} == set(ancestors())


def test_patterns_name_only_concepts_of_the_scheme_and_leave_none_out() -> None:
    data = tomllib.loads(resource("ontology", "schemes", "target-group-patterns.toml").read_text("utf-8"))
    named = {concept for concept in data["concept"] if not concept.startswith("_")}

    assert named == set(ancestors())
    assert {concept for concept in data["swedish"] if not concept.startswith("_")} <= named
    assert set(patterns().kinds.values()) == {"person", "worker", "professional", "relation", "organisation", "place"}


@pytest.mark.parametrize(
    ("concept", "language", "label"),
    [
        (subject, value.language, value.value)
        for predicate in (Skos.altLabel, Skos.prefLabel)
        for subject, value in values(predicate)
        if value.language in {"fi", "sv"} and "/" not in subject
    ],
)
def test_every_label_is_found_as_its_concept(concept: str, language: str, label: str) -> None:
    """A label that joins two names (`A ja B`) may name narrower concepts too."""
    assert concept in found(label.capitalize(), language), annotate(label, language)


def test_every_concept_has_other_names_in_english_and_swedish_but_where_there_is_none() -> None:
    for language, lacking in (("en", set()), ("sv", {"people-with-impairments"})):
        named = {subject for subject, value in values(Skos.altLabel) if value.language == language}
        assert named == set(ancestors()) - lacking


# ---- Morphology


def test_a_compound_has_its_surface_before_the_last_part() -> None:
    assert {each.lemma for each in readings("pitkäaikaistyöttömille")} == {"pitkäaikaistyötön"}


@pytest.mark.parametrize(
    ("word", "lemma", "case"),
    [("TYP:n", "typ", "gen"), ("TE-toimistoille", "tetoimisto", "all"), ("amk:t", "amk", "nom")],
)
def test_an_abbreviation_has_a_case(word: str, lemma: str, case: str) -> None:
    assert (lemma, case) in {(each.lemma, each.case) for each in readings(word)}


# ---- Mistakes in the patterns file


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            'heads = ["työttömät"]',
            'headz = ["työttömät"]',
            'line {}, [concept.unemployed]: "headz" is no key here; did you mean "heads"?',
        ),
        (
            '"rakennetyöttömät"',
            '"rakennetyöttömätt"',
            'line {}, [concept.long-term-unemployed], heads: the morphology does not know "rakennetyöttömätt"; '
            'did you mean "työttömät"?',
        ),
        (
            'kind = "relation"',
            'kind = "relative"',
            'line {}, [concept.families]: "relative" is no kind; did you mean "relation"?',
        ),
        (
            'worker = ["youth-workers"]',
            'worker = ["youth-worker"]',
            'line {}, [field.youth]: "youth-worker" is no concept of target-groups.ttl; did you mean "youth-workers"?',
        ),
        (
            "[swedish.unemployed]",
            "[swedish.unemployd]",
            'line {}, [swedish.unemployd]: "unemployd" is no concept of target-groups.ttl; did you mean "unemployed"?',
        ),
        ("[roles]", "[rolls]", 'line {}, [rolls]: "rolls" is no part of the file; did you mean "roles"?'),
    ],
)
def test_a_mistake_in_the_patterns_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, message: str
) -> None:
    before, _, after = pattern_file().partition(right)
    text = before + wrong + after
    monkeypatch.setattr("esrgraph.linking.targetgroups.lexicon.patterns.pattern_file", lambda: text)

    with pytest.raises(SchemeError) as raised:
        patterns.__wrapped__()
    assert str(raised.value) == "target-group-patterns.toml, " + message.format(before.count("\n") + 1)


def test_a_swedish_word_that_is_none_is_told_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    before, _, after = pattern_file().partition('"sysslolösa"')
    text = before + '"syslolöösa"' + after
    monkeypatch.setattr("esrgraph.linking.targetgroups.swedish.patterns.pattern_file", lambda: text)

    with pytest.raises(
        SchemeError, match=rf"line {before.count(chr(10)) + 1}, \[swedish.outside-working-life\], words"
    ):
        swedish_patterns.__wrapped__()


def test_no_line_of_the_patterns_is_too_long_to_read() -> None:
    assert max(map(len, pattern_file().splitlines())) <= 160


# ---- How sure a rule is


def test_the_published_precision_of_each_rule_is_that_on_the_sets_of_the_repository() -> None:
    """`python benchmarks/targetgroups.py --rules` tells what to publish."""
    path = resource("ontology", "schemes", "mention-rules.ttl")
    published: dict[str, dict[str, str]] = {}
    for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE):
        name = quad.predicate.value.rpartition("#")[2]
        published.setdefault(quad.subject.value.rpartition("/")[2], {})[name] = str(getattr(quad.object, "value", ""))
    scores = evaluation().rule_scores(evaluation().own_cases())

    assert set(scores) == {rule for rule, about in published.items() if "isSureRule" in about}
    for rule, score in scores.items():
        about = published[rule]
        assert int(about["ruleMentions"]) == score.found, rule
        assert float(about["rulePrecision"]) == round(score.precision, 3), rule
        assert about["isSureRule"] == str(score.precision > 0.9 and score.found >= 20).lower(), rule
