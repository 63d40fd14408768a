"""The scheme files are canonical, whole and credited, and hold what the tables that they were compiled from say."""

import csv
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from conftest import ROOT, SHARED
from esrgraph.extraction.forms import FORMS
from esrgraph.linking.schemes import Resolution, load_schemes
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos
from esrgraph.record import Label
from esrgraph.resources import resources

REFERENCE = SHARED / "reference"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference tables are not here")

FILES = {path.stem: path for path in resources("ontology/schemes", ".ttl")}
BASE = "http://localhost:8000/"
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
EXACT_MATCH, NOTE = (NamedNode(Skos.NAMESPACE + name) for name in ("exactMatch", "editorialNote"))
POPULATION = NamedNode(Esr.NAMESPACE + "population")
OF_2007 = ("programme-2007-2013", "divisions", "project-types")
OURS = ("organisation-types", "statuses", "roles", "procedures", "criteria")
NAMED_IN_ALL_LANGUAGES = (
    *OURS,
    "funds",
    "municipalities",
    "sub-regions",
    "regions",
    "programme",
    "authorities",
    "programme-periods",
    "page-sections",
    "esf-indicators",
    "major-regions",
)


@cache
def triples(name: str) -> tuple[Triple, ...]:
    return tuple(q.triple for q in parse(path=str(FILES[name]), format=RdfFormat.TURTLE, base_iri=BASE))


@cache
def index(name: str) -> dict[str, dict[str, set[NamedNode | Literal]]]:
    """Objects by subject (its part after the base) and predicate."""
    found: defaultdict[str, defaultdict[str, set]] = defaultdict(lambda: defaultdict(set))
    for triple in triples(name):
        found[triple.subject.value.removeprefix(BASE)][triple.predicate.value].add(triple.object)
    return found


def concepts(name: str) -> Iterator[tuple[str, dict[str, set]]]:
    return ((subject, about) for subject, about in index(name).items() if Skos.Concept in about[Rdf.type.value])


def texts(about: dict[str, set], predicate: NamedNode, language: str | None = None) -> set[str]:
    return {v.value for v in about[predicate.value] if isinstance(v, Literal) and v.language == language}


def ends(about: dict[str, set], predicate: NamedNode) -> list[str]:
    """Last parts of the IRIs, or the literals, that the property points to."""
    return sorted(value.value.rsplit("/")[-1] for value in about[predicate.value])


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# ---- The files


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_a_scheme_file_is_in_canonical_form(path: Path) -> None:
    command = [sys.executable, ROOT / "tools" / "format_turtle.py", "--check", path]
    run = subprocess.run(command, capture_output=True, text=True)

    assert run.returncode == 0, f"{run.stderr}\nRun: python tools/format_turtle.py {path.relative_to(ROOT)}"


def test_the_check_notices_a_file_that_is_not_canonical(tmp_path: Path) -> None:
    path = tmp_path / "scheme.ttl"
    path.write_text("<id/status/x> <http://www.w3.org/2004/02/skos/core#notation> 'x' .\n", "utf-8")
    command = [sys.executable, ROOT / "tools" / "format_turtle.py", path]

    assert subprocess.run([*command, "--check"], capture_output=True).returncode == 1
    assert subprocess.run(command).returncode == 0
    assert subprocess.run([*command, "--check"]).returncode == 0
    assert '<id/status/x> skos:notation "x" .' in path.read_text("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_the_store_gives_every_literal_back_as_it_is_written(name: str) -> None:
    store = Store()
    store.load(path=str(FILES[name]), format=RdfFormat.TURTLE, base_iri=BASE)

    assert {quad.triple for quad in store} == set(triples(name))


@pytest.mark.parametrize("name", FILES)
def test_a_scheme_has_a_name_in_three_languages_a_licence_and_credits(name: str) -> None:
    scheme = index(name)[f"id/scheme/{name}"]

    assert scheme[Rdf.type.value] == {NamedNode(Skos.NAMESPACE + "ConceptScheme")}
    assert scheme[Dct.NAMESPACE + "license"] == {NamedNode("https://creativecommons.org/licenses/by/4.0/")}
    assert texts(scheme, NamedNode(Dct.NAMESPACE + "rights"), "en")
    for language in ("fi", "sv", "en"):
        assert texts(scheme, Dct.title, language) == texts(scheme, Skos.prefLabel, language) != set()


@pytest.mark.parametrize("name", FILES)
def test_a_concept_has_one_notation_that_its_iri_ends_in_and_one_label_a_language(name: str) -> None:
    for subject, about in concepts(name):
        mark = "SK" if name == "sub-regions" else ""
        assert [value.value for value in about[Skos.notation.value]] == [mark + subject.rsplit("/")[-1]]
        assert about[Skos.inScheme.value] == {NamedNode(f"{BASE}id/scheme/{name}")}
        assert texts(about, Skos.prefLabel, "fi")
        languages = [label.language for label in about[Skos.prefLabel.value]]
        assert len(languages) == len(set(languages))
        assert set(languages) <= {"fi", "sv", "en"}


@pytest.mark.parametrize("name", FILES)
def test_preferred_alternative_and_hidden_labels_are_different_labels(name: str) -> None:
    for _, about in concepts(name):
        labels = [about[p.value] for p in (Skos.prefLabel, Skos.altLabel, Skos.hiddenLabel)]
        assert sum(map(len, labels)) == len(set().union(*labels))


@pytest.mark.parametrize("name", NAMED_IN_ALL_LANGUAGES)
def test_readers_of_three_languages_find_a_label(name: str) -> None:
    for subject, about in concepts(name):
        assert {label.language for label in about[Skos.prefLabel.value]} == {"fi", "sv", "en"}, subject


@pytest.mark.parametrize("name", OF_2007)
def test_what_is_known_in_finnish_alone_is_named_in_finnish_alone(name: str) -> None:
    for subject, about in concepts(name):
        labels = {label.language: label.value for label in about[Skos.prefLabel.value]}
        numbered = re.fullmatch(r"Toimintalinja \d+", labels["fi"]) is not None
        assert set(labels) == ({"fi", "sv", "en"} if numbered else {"fi"}), subject


@pytest.mark.parametrize("name", OURS)
def test_own_translations_are_marked_as_such(name: str) -> None:
    for subject, about in concepts(name):
        assert any("translations made for esrgraph" in note for note in texts(about, NOTE, "en")), subject


DEFINITION = NamedNode(Skos.NAMESPACE + "definition")


@pytest.mark.parametrize("name", FILES)
def test_a_definition_is_in_three_languages_and_one_of_each(name: str) -> None:
    for subject, about in concepts(name):
        assert sorted(each.language for each in about[DEFINITION.value]) in ([], ["en", "fi", "sv"]), subject


def test_roles_and_funds_are_defined() -> None:
    for name in ("roles", "funds"):
        assert [subject for subject, about in concepts(name) if not about[DEFINITION.value]] == []


def test_what_is_pointed_to_is_there() -> None:
    known = {subject for name in FILES for subject in index(name)}
    pointed = {
        triple.object.value.removeprefix(BASE)
        for name in FILES
        for triple in triples(name)
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(BASE)
    }

    assert pointed <= known


# ---- The facts, against the tables that they were compiled from


@needs_reference
@pytest.mark.parametrize(("name", "count"), [("municipalities", 320), ("sub-regions", 70), ("regions", 19)])
def test_every_place_is_there_once(name: str, count: int) -> None:
    table = rows(f"{name.replace('-', '')}.csv")
    found = {about: texts(properties, Skos.notation) for about, properties in concepts(name)}

    assert len(found) == len(table) == count
    assert {code.removeprefix("SK") for code in set().union(*found.values())} == {row["code"] for row in table}


def test_regions_have_the_people_of_their_municipalities_and_all_together_those_of_finland() -> None:
    people: Counter[str] = Counter()
    for _, about in concepts("municipalities"):
        for count in texts(about, POPULATION):
            people[ends(about, Esr.withinRegion)[-1]] += int(count)
    assert {name.rsplit("/")[-1]: int(*texts(about, POPULATION)) for name, about in concepts("regions")} == people
    assert people.total() == 5_533_793, "the population of Finland on 31 December 2020"


def test_no_two_concepts_have_the_same_notation() -> None:
    notations = Counter(code for name in FILES for _, about in concepts(name) for code in texts(about, Skos.notation))
    assert [code for code, count in notations.items() if count > 1] == []


@needs_reference
@pytest.mark.parametrize("row", rows("municipalities.csv") if REFERENCE.is_dir() else [], ids=lambda row: row["code"])
def test_a_municipality_is_as_in_its_row(row: dict[str, str]) -> None:
    about = index("municipalities")[f"id/municipality/{row['code']}"]

    for language in ("fi", "sv", "en"):
        assert texts(about, Skos.prefLabel, language) == {row[f"name_{language}"]}
    assert texts(about, Skos.altLabel, "fi") == set(filter(None, row["alt_names_fi"].split("|")))
    assert ends(about, Skos.broader) == ends(about, Esr.withinSubRegion) == [row["subregion_code"]]
    assert ends(about, Esr.withinRegion) == [row["region_code"]]
    assert ends(about, Esr.validFrom) == ([row["valid_from"]] if row["valid_from"] else [])
    assert ends(about, Esr.validTo) == ([row["valid_to"]] if row["valid_to"] else [])
    assert ends(about, Dct.isReplacedBy) == ([row["successor_code"]] if row["successor_code"] else [])
    assert [Decimal(text) for text in ends(about, NamedNode(GEO + "lat"))] == [Decimal(row["latitude"])]
    assert [Decimal(text) for text in ends(about, NamedNode(GEO + "long"))] == [Decimal(row["longitude"])]


@needs_reference
def test_memberships_are_the_first_and_last_state_and_the_moves_between() -> None:
    schemes = load_schemes()
    for row in rows("municipalities.csv"):
        first, last = schemes.memberships[row["code"]][0], schemes.memberships[row["code"]][-1]
        moved = row["moves"].partition(":")[0]
        assert (first.sub_region, first.region) == (row["subregion_code_2014"], row["region_code_2014"])
        assert (last.sub_region, last.region) == (row["subregion_code"], row["region_code"])
        assert (first.valid_from, str(last.valid_to or "")) == (None, row["valid_to"])
        assert len(schemes.memberships[row["code"]]) == (2 if moved else 1)
        if moved:
            assert last.valid_from == date.fromisoformat(moved)
            assert first.valid_to is not None
            assert (last.valid_from - first.valid_to).days == 1


@needs_reference
def test_genitives_of_sub_regions_are_alternative_where_seen_and_hidden_where_formed() -> None:
    for row in rows("subregions.csv"):
        about = index("sub-regions")[f"id/sub-region/{row['code']}"]
        seen = row["genitive_status"] in ("corpus", "yso label")
        guessed = set(filter(None, row["genitive_alternatives"].split("|")))
        hidden = guessed if seen else guessed | {row["name_genitive_fi"]}
        assert texts(about, Skos.altLabel, "fi") == ({row["name_genitive_fi"]} if seen else set())
        found = texts(about, Skos.hiddenLabel, "fi") | texts(about, Skos.hiddenLabel, "sv")
        assert found == hidden - {row["name_fi"], row["name_sv"]}
        assert ends(about, Esr.withinRegion) == ends(about, Skos.broader) == [row["region_code"]]
        assert ends(about, Esr.validTo) == ([row["valid_to"]] if row["valid_to"] else [])


@needs_reference
def test_regions_are_as_in_their_rows() -> None:
    for row in rows("regions.csv"):
        about = index("regions")[f"id/region/{row['code']}"]
        for language in ("fi", "sv", "en"):
            assert texts(about, Skos.prefLabel, language) == {row[f"name_{language}"]}
        assert texts(about, Skos.hiddenLabel, "fi") == {row["name_genitive_fi"]}


WEB_PAGES = "stat.fi classification"
"""Addresses of pages for people, known for four municipalities only: no identifiers of the places."""


@needs_reference
def test_only_verified_links_are_published_and_all_of_them() -> None:
    folders = {"municipality": "municipality", "subregion": "sub-region", "region": "region"}
    verified = {
        (f"id/{folders[row['kind']]}/{row['code']}", row["uri"])
        for row in rows("external_uris.csv")
        if row["kind"] in folders and row["verified"] == "yes"
        if row["uri"].startswith("http") and not row["scheme"].startswith(WEB_PAGES)
    }
    published = {
        (triple.subject.value.removeprefix(BASE), triple.object.value)
        for name in ("municipalities", "sub-regions", "regions")
        for triple in triples(name)
        if triple.predicate == EXACT_MATCH
    }

    assert published == verified


@needs_reference
def test_codes_of_others_are_published_where_verified() -> None:
    verified = {
        (f"id/{row['kind']}/{row['code']}", row["uri"])
        for row in rows("external_uris.csv")
        if row["verified"] == "yes" and row["scheme"].endswith("code)")
    }
    published = {
        (subject, code)
        for name in ("municipalities", "regions")
        for subject, about in concepts(name)
        for code in texts(about, Dct.identifier)
    }

    assert published == verified


@needs_reference
def test_the_programme_is_as_in_its_table() -> None:
    schemes = load_schemes()
    for row in rows("programme.csv")[1:]:
        names = schemes.axes if row["level"] == "priority axis" else schemes.objectives
        number, _, wording = row["label_as_on_pages"].partition(". ")
        assert names.resolve_number(Label(number, wording)) == Resolution(row["code"])
        axis = row["code"] if names is schemes.axes else schemes.objective_axis(row["code"])
        assert axis == (row["code"] if names is schemes.axes else row["parent"])
        assert schemes.axis_fund(axis or "") == row["fund"]
    assert (len(schemes.axes.by_notation), len(schemes.objectives.by_notation)) == (9, 17)


@needs_reference
def test_translations_of_the_programme_that_are_not_its_own_are_noted() -> None:
    for row in rows("programme.csv")[1:]:
        about = index("programme")[f"id/{row['level'].replace(' ', '-')}/{row['code']}"]
        notes = [note for note in texts(about, NOTE, "en") if "made for esrgraph" in note]
        noted = {language for language, word in (("sv", "Swedish"), ("en", "English")) if word in "".join(notes)}
        assert noted == {language for language in ("sv", "en") if not row[f"name_{language}"]}
        for language in {"sv", "en"} - noted:
            assert texts(about, Skos.prefLabel, language) == {row[f"name_{language}"]}


@needs_reference
def test_authorities_have_their_names_and_those_without_a_source_are_noted() -> None:
    schemes = load_schemes()
    for row in rows("authorities.csv"):
        (notation,) = {schemes.authority(name).notation for name in (row["name_fi"], row["short_fi"])}
        about = index("authorities")[f"id/authority/{notation}"]
        notes = "".join(note for note in texts(about, NOTE, "en") if "in general use" in note)
        for language, word in (("sv", "Swedish"), ("en", "English")):
            proven = row["kind"] == "ELY" or row[f"name_{language}_status"].startswith("attested")
            assert texts(about, Skos.prefLabel, language) == {row[f"name_{language}"]}
            assert (word in notes) is not proven
    of_2007 = {
        *("national-agency-for-education", "finnish-transport-agency", "finnvera"),
        "ministry-of-the-environment",
    }
    assert len(schemes.authorities.by_notation) == len(rows("authorities.csv")) + len(of_2007)
    assert of_2007 <= schemes.authorities.by_notation.keys()


def test_no_authority_is_known_by_a_business_id() -> None:
    assert not re.search(r"\d{7}-\d", FILES["authorities"].read_text("utf-8"))


@needs_reference
def test_organisation_types_are_those_seen() -> None:
    schemes = load_schemes()
    table = rows("organisation_types.csv")

    assert {c.label for c in schemes.organisation_types.by_notation.values()} == {row["name_fi"] for row in table}


def test_the_period_of_every_form_has_its_concept_and_axes() -> None:
    schemes, periods = load_schemes(), {form.name for form in FORMS}
    assert periods <= set(schemes.periods.by_notation), "programme-periods.ttl lacks a form's period"
    assert periods - {"2014-2020"} <= set(schemes.earlier_axes), "there is no programme-PERIOD.ttl of a form's period"
