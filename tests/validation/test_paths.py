"""A property path is told in results as SPARQL writes it (SHACL 2.3.1)."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from esrgraph.validation.compiler.paths import Unsupported, result_path, shape_path
from esrgraph.validation.shapes import Triples

PREFIXES = "PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>\n"
SHAPE = NamedNode("http://example.org/S")


def graph_of(text: str) -> Triples:
    return Triples(quad.triple for quad in parse(PREFIXES + text, RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("ex:a", "<a>"),
        ("[ sh:inversePath ex:a ]", "^<a>"),
        ("( ex:a ex:b )", "<a>/<b>"),
        ("[ sh:alternativePath ( ex:a ex:b ) ]", "<a>|<b>"),
        ("[ sh:zeroOrMorePath ex:a ]", "<a>*"),
        ("[ sh:oneOrMorePath ex:a ]", "<a>+"),
        ("[ sh:zeroOrOnePath ex:a ]", "<a>?"),
        ("[ sh:oneOrMorePath ( ex:a ex:b ) ]", "(<a>/<b>)+"),
        ("( [ sh:inversePath ex:a ] [ sh:zeroOrOnePath ex:b ] ex:c )", "^<a>/(<b>?)/<c>"),
        ("[ sh:alternativePath ( ( ex:a ex:b ) [ sh:inversePath ex:c ] ) ]", "(<a>/<b>)|^<c>"),
        ("( [ sh:alternativePath ( ex:a ex:b ) ] ex:c )", "(<a>|<b>)/<c>"),
        ("[ sh:zeroOrMorePath [ sh:inversePath ex:a ] ]", "(^<a>)*"),
        ("[ sh:zeroOrMorePath [ sh:alternativePath ( ex:a [ sh:oneOrMorePath ex:b ] ) ] ]", "(<a>|(<b>+))*"),
    ],
)
def test_a_path_is_written_as_in_sparql(path: str, text: str) -> None:
    graph = graph_of(f"ex:S sh:path {path} .")
    written = shape_path(graph, SHAPE)
    assert written == result_path(graph, SHAPE)
    assert str(written).replace("http://example.org/", "") == text


def test_a_node_shape_has_no_path() -> None:
    graph = graph_of("ex:S a sh:NodeShape .")
    assert shape_path(graph, SHAPE) is None
    assert result_path(graph, SHAPE) == ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ('"a"', "a literal as path"),
        ("ex:a , ex:b", "several paths"),
        ("[ ex:of ex:a ]", "a path that is not well-formed"),
        ("[ ]", "a path that is not well-formed"),
        ("( ex:a )", "a path that is not well-formed"),
        ("[ sh:inversePath ex:a ; sh:zeroOrMorePath ex:b ]", "a path that is not well-formed"),
        ("[ sh:inversePath [ sh:inversePath ex:a ] ]", "the inverse of a complex path"),
        ("[ sh:alternativePath ( ex:a ) ]", "an alternative path of one part"),
        ("[ sh:alternativePath ex:a ]", "an alternative path of one part"),
        ("( ex:a [ sh:inversePath ( ex:b ex:c ) ] )", "the inverse of a complex path"),
        ("[ sh:alternativePath ( ex:a [ ex:of ex:b ] ) ]", "a path that is not well-formed"),
        ("[ sh:zeroOrMorePath [ sh:inversePath ( ex:b ex:c ) ] ]", "the inverse of a complex path"),
    ],
)
def test_a_path_that_is_none_or_is_read_otherwise_is_refused(path: str, reason: str) -> None:
    with pytest.raises(Unsupported) as refused:
        shape_path(graph_of(f"ex:S sh:path {path} ."), SHAPE)
    assert str(refused.value) == reason


def test_results_of_a_malformed_path_name_its_node() -> None:
    assert result_path(graph_of('ex:S sh:path "a" .'), SHAPE) == '"a"'
    assert result_path(graph_of("ex:S sh:path [ ex:of ex:a ] ."), SHAPE).startswith("_:")
