"""What an organisation is called, where projects spell its name in different ways."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.mapping.organisations import Given, Organisations
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Esr, Rdf, Schema, Skos

KEY = f"{HERE.base}id/organisation/9900103-7"


def labels(*given: tuple[str, bool]) -> list[str]:
    """The preferred label and then the alternative ones, of names each given by an applicant itself or by others."""
    organisations = Organisations()
    organisations.add(Given(KEY, "9900103-7", name, official=official) for name, official in given)
    quads = list(organisations.quads(HERE))
    found = [
        quad.object.value
        for term in (Skos.prefLabel, Skos.altLabel)
        for quad in quads
        if quad.predicate == term and isinstance(quad.object, Literal)
    ]
    assert [quad.predicate for quad in quads].count(Skos.prefLabel) == 1
    return found


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("Onni Laaksorinne", True)], True),
        ([("Onni Laaksorinne", True), ("Hirsihalli Oy", True)], False),
        ([("Hirsihalli Oy", True)], False),
        ([("Onni Laaksorinne", True), ("Onni Laaksorinne", False)], False),
    ],
    ids=["by a list", "with a name of an organisation", "of an organisation", "by a page too"],
)
def test_who_is_named_by_lists_alone_may_be_a_person(given: list[tuple[str, bool]], expected: bool) -> None:
    organisations = Organisations()
    organisations.add(Given(KEY, "9900103-7", name, listed=listed) for name, listed in given)
    marked = Quad(NamedNode(KEY), Esr.mayBePerson, Literal(True))
    assert (marked in list(organisations.quads(HERE))) is expected


def test_the_name_that_an_applicant_gives_itself_beats_what_partner_lists_call_it() -> None:
    misspelt = [("Kuusiranan kaupunki", False)] * 4
    assert labels(*misspelt, ("Kuusirannan kaupunki", True)) == ["Kuusirannan kaupunki", "Kuusiranan kaupunki"]


def test_without_an_applicants_own_name_the_one_used_most_is_taken() -> None:
    assert labels(("B ry", False), ("A ry", False), ("B ry", False)) == ["B ry", "A ry"]


def test_names_that_differ_in_case_alone_are_one() -> None:
    assert labels(("Harju OY", False), ("Harju oy", False), ("Harju Oy", True), ("HARJU OY", False)) == ["Harju Oy"]


def test_an_organisation_has_all_that_projects_say_of_it_once_and_nothing_else() -> None:
    other = f"{HERE.base}id/organisation/9900102-9"
    given = [
        Given(KEY, "9900103-7", "Harju Oy", "b"),
        Given(KEY, "9900103-7", None, "a"),
        Given(other, None, None),
        Given(KEY, "9900103-7", "Harju Oy", "b"),
    ]
    organisations = Organisations()
    organisations.add(given[:2])
    organisations.add(given[2:])
    assert len(organisations) == 2
    first, second = NamedNode(other), NamedNode(KEY)
    assert list(organisations.quads(HERE)) == [
        Quad(first, Rdf.type, Esr.Organisation),
        Quad(second, Rdf.type, Esr.Organisation),
        Quad(second, Esr.businessId, Literal("9900103-7")),
        Quad(second, Skos.prefLabel, Literal("Harju Oy")),
        Quad(second, Esr.organisationType, NamedNode(f"{HERE.base}id/organisation-type/a")),
        Quad(second, Esr.organisationType, NamedNode(f"{HERE.base}id/organisation-type/b")),
    ]


def test_an_applicants_own_names_are_counted_before_those_of_partner_lists() -> None:
    assert labels(("A ry", True), ("B ry", True), ("B ry", True), ("C ry", False)) == ["B ry", "A ry", "C ry"]
    assert labels(("A ry", True), ("B ry", True), ("B ry", False)) == ["B ry", "A ry"]


def test_an_organisation_that_other_registers_have_points_to_them() -> None:
    organisations = Organisations()
    organisations.add([Given(KEY, "9900103-7", "Harju Oy"), Given(f"{KEY}/other", "0313471-7", "Helsingin yliopisto")])
    same = [quad for quad in organisations.quads(HERE) if quad.predicate == Schema.sameAs]

    assert {quad.subject.value for quad in same} == {f"{KEY}/other"}
    assert {quad.object.value for quad in same} == {
        "https://ror.org/040af2s02",
        "https://isni.org/isni/0000000404102071",
        "http://www.wikidata.org/entity/Q28695",
    }
