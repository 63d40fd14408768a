"""The files of shapes: well formed, complete in three languages, about all that reading finds, and documented."""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

import pyshacl
import pytest
from own_shapes import ESSH, SHAPES, coded, shapes
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from conftest import ROOT
from esrgraph.extraction.forms import esf2014
from esrgraph.linking.schemes import load_schemes
from esrgraph.record import Assessment, Project
from esrgraph.validation.shapes import load_shapes

ESR = Namespace("https://w3id.org/esrgraph/ontology#")
LANGUAGES = {"fi", "sv", "en"}
SUBJECTS = {"P", "O", "F", "L", "G", "T", "E", "S", "R", "C"}


def texts(shape: Node, predicate: URIRef) -> list[Literal]:
    return [value for value in shapes().objects(shape, predicate) if isinstance(value, Literal)]


def components(shape: Node) -> set[str]:
    """The parameters of a property shape's constraints."""
    about = {str(p).removeprefix(str(SH)) for p in shapes().predicates(shape) if str(p).startswith(str(SH))}
    return about - {"path", "severity", "message"}


# ---- The files


def test_the_shapes_are_valid_shacl() -> None:
    _, _, report = pyshacl.validate(Graph(), shacl_graph=shapes(), meta_shacl=True)
    assert "Conforms: True" in report


def test_every_code_is_given_once_and_names_its_shape() -> None:
    codes = [str(code) for code in shapes().objects(None, ESSH.code)]
    assert len(codes) == len(set(codes)) > 150
    for code, shape in coded().items():
        assert re.fullmatch(r"ESR-[A-Z]-\d{3}", code)
        assert code.split("-")[1] in SUBJECTS
        assert shape == ESSH[code]


def test_every_property_shape_has_a_code_and_one_node_shape() -> None:
    assert set(shapes().subjects(RDF.type, SH.PropertyShape)) == set(coded().values())
    held = Counter(shapes().objects(None, SH.property))
    assert held == Counter(dict.fromkeys(coded().values(), 1))


def test_every_property_shape_has_one_constraint() -> None:
    assert {code: components(shape) for code, shape in coded().items() if len(components(shape)) != 1} == {}


def test_a_node_shape_has_one_severity() -> None:
    for node in shapes().subjects(RDF.type, SH.NodeShape):
        severities = {shapes().value(shape, SH.severity) for shape in shapes().objects(node, SH.property)}
        assert len(severities) == 1, node
        assert severities <= {SH.Violation, SH.Warning, SH.Info}


def test_rules_across_projects_say_so_on_both_shapes() -> None:
    for node in shapes().subjects(RDF.type, SH.NodeShape):
        scopes = {shapes().value(shape, ESSH.scope) for shape in shapes().objects(node, SH.property)}
        assert scopes == {shapes().value(node, ESSH.scope)}, node


@pytest.mark.parametrize("predicate", [SH.message, ESSH.remedy, ESSH.why], ids=["message", "remedy", "why"])
def test_texts_are_there_in_three_languages(predicate: URIRef) -> None:
    for code, shape in coded().items():
        found = texts(shape, predicate)
        assert sorted(text.language or "" for text in found) == sorted(LANGUAGES), code
        assert all(text.endswith(".") and "  " not in text for text in found), code
        assert len({"{value}" in text for text in found}) == 1, code


def test_reports_have_the_texts_in_one_order() -> None:
    """By which `validation.json` is the same from version to version."""
    for shape in load_shapes().shapes:
        for said in filter(None, (shape.message, shape.remedy, shape.why)):
            assert list(said) == ["en", "fi", "sv"]


def test_only_the_value_is_filled_into_texts() -> None:
    for code, shape in coded().items():
        for predicate in (SH.message, ESSH.remedy, ESSH.why):
            for text in texts(shape, predicate):
                assert set(re.findall(r"\{.*?\}", text)) <= ({"{value}"} if predicate == SH.message else set()), code


def test_the_subject_of_a_query_stands_in_its_text() -> None:
    """So a query can be run by itself over all projects, and finds what it finds with one focus node bound."""
    for query in shapes().objects(None, SH.select):
        assert re.match(r"\s*SELECT (DISTINCT )?\$this( \?value| \(.+ AS \?value\))?\s+WHERE \{", str(query))
        assert re.search(r"WHERE [{\s]+(\$this a esr:|\?project esr:contact \$this)", str(query))
        assert not re.search(r"\b(MINUS|VALUES|SERVICE|GRAPH)\b", str(query))


# ---- What they look at


def field_names() -> set[str]:
    """The names of a project's fields; `{criterion}` stands for the notation of a criterion."""
    project = Project("S39001", sustainability=(Assessment("{criterion}"),))
    names = {name.replace("sustainability[1]", "sustainability.{criterion}") for name, _ in project.fields()}
    return names | {each.name for each in fields(Project)}


def test_every_field_is_one_of_a_project() -> None:
    assert {str(name) for name in shapes().objects(None, ESSH.field)} <= field_names()


def test_every_field_of_a_page_is_looked_at() -> None:
    looked_at = {str(name) for name in shapes().objects(None, ESSH.field)}
    groups = {"contact", "applicant", "site", "sustainability"}
    of_the_document = {"source", "period", "variant", "code_line", "cut_off_after", "sections", "whole"}
    questions = {name.removesuffix(".answer") for name in field_names() if name.endswith(".answer")}
    with_the_direct_score = {"sustainability.{criterion}.criterion", "sustainability.{criterion}.indirect"}
    assert field_names() - looked_at <= groups | of_the_document | questions | with_the_direct_score


def test_the_properties_looked_at_are_those_of_the_ontology() -> None:
    ontology = Graph()
    for path in (ROOT / "ontology").glob("*.ttl"):
        ontology.parse(path)
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(SHAPES.glob("*.ttl")))
    used = {ESR[name] for name in re.findall(r"\besr:(\w+)", text)}
    assert used <= set(ontology.subjects(RDF.type))


def codes_in_the_source() -> set[str]:
    """Codes of problems that stand as such in the modules that read pages."""
    folders = [ROOT / "src" / "esrgraph" / room for room in ("extraction", "linking")]
    source = "".join(path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    return set(re.findall(r"(?:problem|Problem|Resolution)\((?:[^()]|\([^()]*\))*?\"([a-z]+(?:-[a-z]+)+)\"", source))


def codes_of_names() -> Iterator[str]:
    """Codes of problems that end in the kind of thing whose name is not resolved."""
    schemes = load_schemes()
    by_name = (schemes.municipalities, schemes.sub_regions, schemes.regions)
    for names in (*by_name, schemes.authorities, schemes.organisation_types, schemes.statuses):
        kind = names.kind.replace(" ", "-")
        yield from (f"unknown-{kind}", f"ambiguous-{kind}")
        concepts = names.by_notation.values()
        if any(concept.valid_from for concept in concepts):
            yield f"not-yet-valid-{kind}"
        if any(concept.valid_to for concept in concepts):
            yield from (f"ended-{kind}", f"merged-{kind}")
    for names in (schemes.axes, schemes.objectives, schemes.divisions, schemes.project_types):
        yield f"unknown-{names.kind.replace(' ', '-')}"


def codes_with_a_shape() -> set[str]:
    named = set()
    for shape in shapes().subjects(SH.path, ESR.problemCode):
        for condition in shapes().objects(shape, SH["not"]):
            listed = shapes().value(condition, SH["in"])
            assert listed is not None
            named |= {str(item) for item in shapes().items(listed)}
        for query in shapes().objects(shape, SH.sparql / SH.select):
            named |= set(re.findall(r"\?value = \"([a-z-]+)\"", str(query)))
    return named


def test_every_problem_of_a_page_has_a_shape() -> None:
    in_source = codes_in_the_source()
    assert {"cut-off", "field-missing", "unreadable-value", "contact-withheld", "wording-differs"} <= in_source
    assert in_source | set(codes_of_names()) | {"captures-disagree"} <= codes_with_a_shape()


def test_the_list_of_known_problems_is_that_of_the_shapes() -> None:
    (listed,) = shapes().objects(coded()["ESR-R-001"], SH["in"])
    assert {str(item) for item in shapes().items(listed)} == codes_with_a_shape()


def test_as_many_criteria_are_asked_for_as_the_form_has() -> None:
    (query,) = shapes().objects(coded()["ESR-S-001"], SH.sparql / SH.select)
    assert f"COUNT(?assessment) < {sum(map(len, esf2014.CRITERIA.values()))})" in str(query)


# ---- The documentation


def test_the_readme_is_generated_from_shapes_and_fixtures() -> None:
    script = [sys.executable, "tools/shapes_readme.py", "--check"]
    run = subprocess.run(script, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
