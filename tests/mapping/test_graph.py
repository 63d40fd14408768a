"""A described project as quads: one identity a thing, canonical literals, no blank nodes, nothing invented."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from conftest import EXAMPLES
from esrgraph.errors import InputError
from esrgraph.mapping.describe import describe_page
from esrgraph.mapping.graph import to_quads
from esrgraph.rdf import vocabulary
from esrgraph.rdf.iris import Iris
from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Skos, Xsd
from esrgraph.record import PROPERTIES

BASE = "https://esr.example.fi/"


def graph(name: str, base: str = BASE) -> list[Quad]:
    return list(to_quads(describe_page((EXAMPLES / name).read_bytes()), Iris(base)))


def objects(quads: list[Quad], predicate: NamedNode) -> list[object]:
    return [quad.object for quad in quads if quad.predicate == predicate]


def test_everything_lies_below_the_base_or_is_a_term() -> None:
    for quad in graph("S39001.txt"):
        assert quad.subject.value.startswith(BASE + "id/")  # type: ignore[union-attr]


def test_there_are_no_blank_nodes() -> None:
    assert not any(isinstance(term, BlankNode) for quad in graph("S39001.txt") for term in (quad.subject, quad.object))


def test_every_predicate_is_a_term_of_the_vocabulary_or_named_by_the_record() -> None:
    spaces = [value for value in vars(vocabulary).values() if hasattr(value, "NAMESPACE")]
    terms = {term for space in spaces for term in vars(space).values() if isinstance(term, NamedNode)}
    assert {quad.predicate for quad in graph("S39001.txt")} <= terms | set(map(term_of, PROPERTIES.values()))


def test_codes_are_strings_and_money_is_decimal() -> None:
    quads = graph("S39001.txt")
    assert objects(quads, Esr.code) == [Literal("S39001")]
    assert objects(quads, Esr.grantedEuAndStateFunding) == [Literal("486200", datatype=Xsd.decimal)]


def test_zero_is_published_and_blank_is_not() -> None:
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("Toteutunut EU"))
    label = line.partition(":")[0]

    def realised(value: str) -> list[object]:
        page = describe_page(text.replace(line, f"{label}: {value}").encode())
        return objects(list(to_quads(page)), Esr.realisedEuAndStateFunding)

    assert realised("0") == [Literal("0", datatype=Xsd.decimal)]
    assert realised("12,50") == [Literal("12.5", datatype=Xsd.decimal)]
    assert realised("") == []


def test_participations_and_direct_links_agree() -> None:
    quads = graph("S39001.txt")
    through_nodes = {quad.object for quad in quads if quad.predicate == Esr.organisation}
    direct = {quad.object for quad in quads if quad.predicate in (Esr.applicant, Esr.coImplementer)}
    assert through_nodes == direct
    assert len(direct) == 6
    partner = NamedNode(f"{BASE}id/project/S39001#co-implementer-9900102-9")
    assert Quad(partner, Esr.organisation, NamedNode(f"{BASE}id/organisation/9900102-9")) in quads


def test_an_organisation_without_a_right_business_id_stands_apart() -> None:
    quads = graph("S39012.txt")
    unidentified = [o for o in objects(quads, Esr.coImplementer) if "unidentified" in str(o)]
    assert unidentified == [NamedNode(f"{BASE}id/organisation/unidentified/S39012-2")]
    assert not [quad for quad in quads if quad.subject == unidentified[0] and quad.predicate == Esr.businessId]
    assert [quad for quad in quads if quad.subject == unidentified[0] and quad.predicate == Skos.prefLabel]


def test_prose_has_the_language_it_is_in() -> None:
    (finnish,) = objects(graph("S39001.txt"), Dct.abstract)
    (swedish,) = objects(graph("S39011.txt"), Dct.abstract)
    assert isinstance(finnish, Literal)
    assert isinstance(swedish, Literal)
    assert (finnish.language, swedish.language) == ("fi", "sv")


def test_an_inferred_procedure_says_so() -> None:
    assert objects(graph("S39008.txt"), Esr.applicantProcedureInferred) == [Literal(True)]
    assert objects(graph("S39001.txt"), Esr.applicantProcedureInferred) == []


def test_a_name_that_is_not_resolved_stays_text_and_makes_no_link() -> None:
    quads = graph("S39012.txt")
    assert Literal("Kontiolathi") in objects(quads, Esr.problemText)
    assert len(objects(quads, Esr.municipality)) == 3


def test_fifteen_assessments_each_with_its_criterion() -> None:
    quads = graph("S39001.txt")
    assert len(objects(quads, Esr.sustainabilityAssessment)) == 15
    assert len(set(map(str, objects(quads, Esr.criterion)))) == 15


def test_target_group_mentions_point_into_the_published_text() -> None:
    quads = graph("S39001.txt")
    (text,) = objects(quads, Esr.directTargetGroupText)
    assert isinstance(text, Literal)
    nodes = [q.subject for q in quads if q.predicate == Esr.mentionIsDirect and q.object == Literal(True)]
    assert nodes
    for node in nodes:
        facts = {quad.predicate: quad.object for quad in quads if quad.subject == node}
        start, end = int(facts[Esr.mentionStart].value), int(facts[Esr.mentionEnd].value)  # type: ignore[union-attr]
        assert text.value[start:end] == facts[Esr.mentionedWords].value  # type: ignore[union-attr]
        assert [q for q in quads if q.predicate == Esr.directTargetGroup and q.object == facts[Esr.mentionedGroup]]


def test_a_cut_page_says_where() -> None:
    assert objects(graph("S39013.txt"), Esr.cutOffAfterLine)
    assert not objects(graph("S39001.txt"), Esr.cutOffAfterLine)


def test_each_fact_is_a_fact_of_a_project_or_an_organisation() -> None:
    typed = {quad.subject for quad in graph("S39001.txt") if quad.predicate == Rdf.type}
    assert {quad.subject for quad in graph("S39001.txt")} == typed


@pytest.mark.parametrize(
    "base",
    [
        *("", "localhost", "ftp://example.fi/", "http://example.fi/?a", "http://exa mple.fi/"),
        *("https://a:b@example.fi/", "https://example.fi:99999/", "https://example.fi:x/"),
        *("https://example.fi//", "https://example.fi/a//b/", "https://example.fi/a/../b", "https://example.fi/."),
    ],
)
def test_an_unusable_base_is_refused(base: str) -> None:
    with pytest.raises(InputError, match="base IRI"):
        Iris(base)


def test_a_base_gets_its_slash_and_iris_go_both_ways() -> None:
    iris = Iris("https://esr.example.fi")
    node = iris.part(iris.project("S39001"), "co-implementer-9900102-9")
    assert node.value == f"{BASE}id/project/S39001#co-implementer-9900102-9"
    assert iris.parse(node.value) == ("project", "S39001")
    assert iris.parse("https://other.example.fi/id/project/S39001") is None
    assert iris.page(node.value) == f"{BASE}page/project/S39001"
    assert iris.data(node.value, "ttl") == f"{BASE}data/project/S39001.ttl"
