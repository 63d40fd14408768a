"""What organisations are called in other registers: only what is verified, of business IDs that can be."""

import csv
import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from stdnum.fi import ytunnus

from conftest import SHARED
from esrgraph.linking.organisations import organisations_elsewhere
from esrgraph.resources import resource

REFERENCE = SHARED / "reference" / "external_uris.csv"
FORMS = (
    r"https://ror\.org/0[a-z0-9]{6}\d{2}",
    r"https://isni\.org/isni/\d{15}[\dX]",
    r"http://www\.wikidata\.org/entity/Q\d+",
)


def table() -> list[dict[str, str]]:
    with resource("ontology", "schemes", "organisations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_business_id_can_be_one_and_says_who_states_it() -> None:
    keys = [row["business_id"] for row in table()]

    assert all(map(ytunnus.is_valid, keys))
    assert keys == sorted(set(keys)) == list(organisations_elsewhere())
    assert all(row["name"] and row["source_of_business_id"] for row in table())


def test_an_iri_is_one_organisations_and_has_the_form_of_its_register() -> None:
    iris = [iri for found in organisations_elsewhere().values() for iri in found]

    assert len(iris) == len(set(iris))
    assert [iri for iri in iris if not any(re.fullmatch(form, iri) for form in FORMS)] == []


def test_what_is_a_municipality_is_no_organisation() -> None:
    path = str(resource("ontology", "schemes", "municipalities.ttl"))
    quads = parse(path=path, format=RdfFormat.TURTLE, base_iri="http://localhost:8000/")
    places = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}

    assert not places.intersection(iri for found in organisations_elsewhere().values() for iri in found)


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference tables are not here")
def test_only_verified_links_are_published_and_all_but_those_to_a_place() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "organisation" and row["verified"] == "yes"]
    of_table = {(row["name"], row[name]) for row in table() for name in ("ror", "isni", "wikidata") if row[name]}
    names = {row["name"] for row in table()}
    city = ("Helsingin kaupunki", "http://www.wikidata.org/entity/Q1757")

    assert of_table == {(row["name_fi"], row["uri"]) for row in rows if row["name_fi"] in names} - {city}
    assert {row["code"] for row in rows if row["code"]} <= organisations_elsewhere().keys()
