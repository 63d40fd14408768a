"""The command `validate` with shapes of one's own, beside the built-in ones and on any RDF."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from validating import run

from conftest import EXAMPLES

OWN_SHAPES = """
    PREFIX esr: <https://w3id.org/esrgraph/ontology#> PREFIX sh: <http://www.w3.org/ns/shacl#>
    <http://example.org/Cheap> sh:targetClass esr:Project ; sh:property [
        sh:path esr:grantedEuAndStateFunding ; sh:maxInclusive 1 ; sh:message "more than a euro: {?value}" ] .
"""


@pytest.mark.parametrize("engine", ["auto", "pyshacl"])
def test_own_shapes_beside_the_built_in_ones_have_lines_and_messages(tmp_path: Path, engine: str) -> None:
    (tmp_path / "own.ttl").write_text(OWN_SHAPES, encoding="utf-8")
    own = run(EXAMPLES / "S39001.txt", "--shapes", tmp_path / "own.ttl", "--engine", engine, "--lang", "en")
    both = run(EXAMPLES / "S39001.txt", "--more-shapes", tmp_path / "own.ttl", "--engine", engine, "--lang", "en")
    for result in (own, both):
        assert re.search(r"/S39001\.txt:\d+: error shape-[0-9a-f]{8}: .*", result.stdout, re.MULTILINE)
        assert re.search(r"^ +more than a euro: \d+", result.stdout, re.MULTILINE)
    assert ("ESR-P-" in own.stdout, "ESR-P-" in both.stdout) == (False, True)


ANY_SHAPES = """
    PREFIX ex: <http://example.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
    ex:Things sh:targetClass ex:Thing ; sh:property [ sh:path ex:a ; sh:maxCount 1 ; sh:message "more than one" ] .
"""
ANY_DATA = {
    "data.ttl": "PREFIX ex: <http://example.org/> [] a ex:Thing ; ex:a 1 , 2 .",
    "data.jsonld": '{"@type": "http://example.org/Thing", "http://example.org/a": [1, 2]}',
    "data.rdf": """<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://example.org/">
        <Thing><a>1</a><a>2</a></Thing></r:RDF>""",
}
ANY_DATA["data.nt"] = "\n".join(
    f"_:x <{predicate}> {value} ."
    for predicate, value in [
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "<http://example.org/Thing>"),
        ("http://example.org/a", '"1"'),
        ("http://example.org/a", '"2"'),
    ]
)


def run_on_graph(folder: Path, data: str, content: str, *arguments: object) -> Result:
    (folder / data).write_text(content, encoding="utf-8")
    (folder / "shapes.ttl").write_text(ANY_SHAPES, encoding="utf-8")
    return run("--data-graph", folder / data, "--shapes", folder / "shapes.ttl", *arguments)


@pytest.mark.parametrize("engine", ["auto", "compiled", "pyshacl"])
@pytest.mark.parametrize("name", ANY_DATA)
def test_any_rdf_is_validated(name: str, engine: str, tmp_path: Path) -> None:
    options = ("--engine", engine, "--format", "json", "--fail-on", "violation")
    result = run_on_graph(tmp_path, name, ANY_DATA[name], *options)
    assert result.exit_code == 1
    (finding,) = json.loads(result.stdout)["findings"]
    assert (finding["focus"], finding["message"]["fi"]) == ("_:f1n1", "more than one")


def test_any_rdf_that_conforms_ends_with_0(tmp_path: Path) -> None:
    assert run_on_graph(tmp_path, "data.ttl", "<http://e/s> <http://e/p> 1 .", "--fail-on", "info").exit_code == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("data.csv", "a,b", "has none of the suffixes .ttl, .nt, .jsonld, .rdf; name it after its format"),
        ("data.ttl", "\n<a> <b> .", "data.ttl:2: the data graph is not Turtle: "),
        ("data.jsonld", "{", "data.jsonld:1: the data graph is not JSON-LD: "),
    ],
)
def test_rdf_that_cannot_be_read_ends_with_2(name: str, content: str, message: str, tmp_path: Path) -> None:
    result = run_on_graph(tmp_path, name, content)
    assert result.exit_code == 2
    assert message in result.stderr
