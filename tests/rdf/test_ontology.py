"""The ontology declares what the graph writes, in three languages, stays in OWL 2 RL and contradicts nothing."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import owlrl
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from rdflib import Graph

from esrgraph.rdf.prefixes import term_of
from esrgraph.rdf.vocabulary import Dct, Esr, Rdf, Rdfs, Xsd
from esrgraph.record import PROPERTIES
from esrgraph.resources import resources
from kept import Kept

BASE = "http://localhost:8000/"
OWL = "http://www.w3.org/2002/07/owl#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
ONTOLOGY = NamedNode("https://w3id.org/esrgraph/ontology")
CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY = (
    NamedNode(OWL + name) for name in ("Class", "ObjectProperty", "DatatypeProperty")
)
DOMAIN, RANGE, SUB_CLASS, SUB_PROPERTY = (
    NamedNode(RDFS + name) for name in ("domain", "range", "subClassOf", "subPropertyOf")
)
ONLY_IN_SCHEMES = {"population", "populationDate", "position"}
"""Terms that no module writes: the files of ontology/schemes/ use them."""

FILES = resources("ontology", ".ttl")
SCHEMES = resources("ontology/schemes", ".ttl")


@cache
def triples(name: str) -> frozenset[Triple]:
    (path,) = [path for path in (*FILES, *SCHEMES) if path.name == name]
    return frozenset(quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE))


def own_triples() -> frozenset[Triple]:
    return frozenset().union(*(triples(path.name) for path in FILES if path.name != "alignments.ttl"))


def statements() -> frozenset[Triple]:
    return frozenset().union(*(triples(path.name) for path in (*FILES, *SCHEMES)))


def objects(subject: NamedNode, predicate: NamedNode, among: Iterable[Triple] | None = None) -> set[object]:
    found = own_triples() if among is None else among
    return {triple.object for triple in found if triple.subject == subject and triple.predicate == predicate}


def written_terms() -> dict[str, NamedNode]:
    """The terms that modules name, and those that the record says its fields are stated by."""
    stated = (term_of(each) for each in PROPERTIES.values() if each.startswith("esr:"))
    named = {name: term for name, term in vars(Esr).items() if isinstance(term, NamedNode)}
    return named | {term.value.removeprefix(Esr.NAMESPACE): term for term in stated}


def declared_terms(*kinds: NamedNode) -> set[NamedNode]:
    wanted = kinds or (CLASS, OBJECT_PROPERTY, DATATYPE_PROPERTY)
    return {
        t.subject
        for t in own_triples()
        if t.predicate == Rdf.type and t.object in wanted and t.subject.value.startswith(Esr.NAMESPACE)
    }


def languages(subject: NamedNode, predicate: NamedNode) -> list[str]:
    values = objects(subject, predicate)
    return sorted(value.language or "" for value in values if isinstance(value, Literal) and value.value.strip())


@pytest.mark.parametrize("term", written_terms().values(), ids=written_terms())
def test_every_term_that_the_graph_writes_is_declared(term: NamedNode) -> None:
    assert term in declared_terms()


def test_a_name_in_the_vocabulary_is_the_name_of_its_term() -> None:
    assert {name: Esr.NAMESPACE + name for name in written_terms()} == {
        name: term.value for name, term in written_terms().items()
    }


def test_every_declared_term_is_written_by_the_graph_or_used_in_a_scheme() -> None:
    unwritten = declared_terms() - set(written_terms().values())
    used = {term for path in SCHEMES for triple in triples(path.name) for term in (triple.predicate, triple.object)}

    assert {term.value.removeprefix(Esr.NAMESPACE) for term in unwritten} == ONLY_IN_SCHEMES
    assert unwritten <= used


@pytest.mark.parametrize("path", [*FILES, *SCHEMES], ids=lambda path: path.name)
def test_no_file_uses_a_term_that_is_not_declared(path) -> None:
    used = {term for t in triples(path.name) for term in (t.subject, t.predicate, t.object)}
    ours = {term for term in used if isinstance(term, NamedNode) and term.value.startswith(Esr.NAMESPACE)}

    assert ours <= declared_terms()


def terms(*kinds: NamedNode) -> list[NamedNode]:
    return sorted(declared_terms(*kinds), key=str)


@pytest.mark.parametrize("term", terms(), ids=lambda term: term.value.removeprefix(Esr.NAMESPACE))
def test_a_term_is_labelled_and_explained_in_three_languages(term: NamedNode) -> None:
    assert languages(term, Rdfs.label) == ["en", "fi", "sv"]
    assert languages(term, NamedNode(RDFS + "comment")) == ["en", "fi", "sv"]
    assert objects(term, NamedNode(RDFS + "isDefinedBy")) == {ONTOLOGY}


def test_the_ontology_says_whose_it_is_and_under_which_licence() -> None:
    vann = "http://purl.org/vocab/vann/"
    (version,) = objects(ONTOLOGY, NamedNode(OWL + "versionInfo"))

    assert languages(ONTOLOGY, Dct.title) == ["en", "fi", "sv"]
    assert languages(ONTOLOGY, NamedNode(Dct.NAMESPACE + "description")) == ["en", "fi", "sv"]
    assert objects(ONTOLOGY, NamedNode(OWL + "versionIRI")) == {NamedNode(f"{ONTOLOGY.value}/{version.value}")}
    assert objects(ONTOLOGY, NamedNode(vann + "preferredNamespacePrefix")) == {Literal("esr")}
    assert objects(ONTOLOGY, NamedNode(vann + "preferredNamespaceUri")) == {Literal(Esr.NAMESPACE)}
    for name in ("creator", "created", "modified", "license", "bibliographicCitation"):
        assert objects(ONTOLOGY, NamedNode(Dct.NAMESPACE + name)), name


PROFILE = {
    *("type",),
    *("label", "comment", "seeAlso", "isDefinedBy", "subClassOf", "subPropertyOf", "domain", "range"),
    *("disjointWith", "versionIRI", "versionInfo"),
}
DATATYPES = {Xsd.boolean, Xsd.decimal, Xsd.integer, NamedNode(Xsd.NAMESPACE + "string"), NamedNode(RDFS + "Literal")}
"""Those of OWL 2 RL (Profiles, section 4.2) that the ontology uses; xsd:date is not among them."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_axioms_stay_in_owl_2_rl(path) -> None:
    """Named classes and these axioms only: without anonymous classes nothing can leave the profile (its grammar)."""
    built_in = (RDFS, OWL, Rdf.NAMESPACE)
    axioms = {t.predicate.value for t in triples(path.name) if t.predicate.value.startswith(built_in)}

    assert {iri.partition("#")[2] for iri in axioms} <= PROFILE
    assert not [t for t in triples(path.name) if BlankNode in (type(t.subject), type(t.object))]


@pytest.mark.parametrize("term", terms(OBJECT_PROPERTY, DATATYPE_PROPERTY), ids=lambda t: t.value.split("#")[1])
def test_a_property_is_about_things_or_about_values_and_not_both(term: NamedNode) -> None:
    classes = {t.subject for t in own_triples() if t.predicate == Rdf.type and t.object == CLASS}
    kinds = objects(term, Rdf.type)

    assert len(kinds) == 1
    assert objects(term, DOMAIN) <= classes
    assert objects(term, RANGE) <= (classes if kinds == {OBJECT_PROPERTY} else DATATYPES)


def test_what_reaches_an_organisation_is_a_participant_and_nothing_else_is_entailed() -> None:
    for term in (Esr.applicant, Esr.coImplementer, Esr.supportTransferee):
        assert objects(term, SUB_PROPERTY) == {Esr.participant}
    for term in declared_terms() - {Esr.applicant, Esr.coImplementer, Esr.supportTransferee}:
        assert not objects(term, SUB_PROPERTY)


def test_a_project_is_not_aligned_with_what_would_make_it_an_organisation_or_an_activity() -> None:
    project = objects(Esr.Project, SUB_CLASS, statements())
    neighbours = objects(Esr.Project, NamedNode(RDFS + "seeAlso"), statements())

    assert project == set()
    assert NamedNode("http://data.europa.eu/s66#Project") in neighbours
    assert NamedNode("http://schema.org/Project") not in neighbours


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_no_concept_has_no_skos_match(path) -> None:
    """SKOS Reference, S19 and S39: the domain of a match would make a concept of a class or a property."""
    assert not [t for t in triples(path.name) if t.predicate.value.endswith("Match")]


def test_the_schemes_keep_to_the_properties_declarations() -> None:
    wrong = []
    for triple in statements():
        kinds = objects(triple.predicate, Rdf.type) if triple.predicate.value.startswith(Esr.NAMESPACE) else set()
        if kinds and (kinds == {OBJECT_PROPERTY}) is not isinstance(triple.object, NamedNode):
            wrong.append(triple)

    assert wrong == []


def errors_of_closure(more: str = "") -> list[str]:
    """The contradictions that owlrl's OWL 2 RL rules find in ontology, alignments, schemes and some Turtle more."""
    graph = Graph()
    for path in FILES if more else (*FILES, *SCHEMES):
        graph.parse(path, format="turtle", publicID=BASE)
    graph.parse(data=f"@prefix esr: <{Esr.NAMESPACE}> . {more}", format="turtle", publicID=BASE)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return [str(text) for predicate, text in graph.predicate_objects() if predicate.endswith("#error")]


def contradictions(folder: Path) -> None:
    (folder / "errors").write_text("\n".join(errors_of_closure()), encoding="utf-8")


def test_ontology_alignments_and_schemes_contradict_nothing(kept: Kept) -> None:
    assert (kept(contradictions) / "errors").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "contradiction",
    [
        "<id/project/S1> a esr:Project , esr:Organisation .",
        "<id/project/S1> esr:applicant <id/project/S2> . <id/project/S2> esr:plannedPersons 3 .",
        "<id/project/S1> esr:municipality <id/region/12> . <id/project/S1> esr:region <id/region/12> .",
    ],
    ids=["two classes", "applicant", "place"],
)
def test_the_closure_finds_a_contradiction_that_is_there(contradiction: str) -> None:
    assert errors_of_closure(contradiction)


def test_the_closure_finds_nothing_wrong_with_a_project_as_the_graph_writes_it() -> None:
    assert not errors_of_closure(
        """<id/project/S1> a esr:Project ; esr:code "S1" ; esr:applicant <id/organisation/1> ;
           esr:fund <id/fund/ESR> ; esr:municipality <id/municipality/167> ; esr:grantedEuAndStateFunding 10.0 ;
           esr:genderMainstreamed true ; esr:participation <id/project/S1#applicant> .
           <id/project/S1#applicant> a esr:Participation ; esr:nameAsGiven "Säätiö" ; esr:role <id/role/applicant> .
           <id/priority-axis/5> a esr:PriorityAxis ; esr:fund <id/fund/ESR> ."""
    )


def test_what_the_record_states_are_properties_that_the_ontology_names() -> None:
    own = {term_of(name) for name in PROPERTIES.values() if name.startswith("esr:")}
    assert own
    assert own <= {triple.subject for triple in own_triples() if triple.predicate == Rdfs.label}
