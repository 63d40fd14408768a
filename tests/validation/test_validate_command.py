"""The command `validate`: what it takes, prints and writes, and how it ends."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from report.sarif import valid_log

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.validation.check import Checking, check
from esrgraph.validation.reference import engine as reference


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["validate", *map(str, arguments)])


@pytest.mark.parametrize(("level", "code"), [("violation", 1), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(level: str, code: int) -> None:
    assert run(EXAMPLES / "S39012.txt", "--fail-on", level).exit_code == code


def test_a_cache_is_still_taken_and_ignored(tmp_path: Path) -> None:
    assert run(EXAMPLES / "S39001.txt", "--cache", tmp_path / "cache").exit_code == 0
    assert not (tmp_path / "cache").exists()


def test_too_much_for_the_reference_engine_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "LARGEST", 1000)
    result = run(EXAMPLES / "S39001.txt", "--engine", "pyshacl")
    assert result.exit_code == 2
    assert "at most 1,000 triples" in result.stderr
    assert "Validate fewer pages at a time" in result.stderr


def test_fail_on_lets_lesser_findings_pass() -> None:
    assert run(EXAMPLES / "S39005.txt", "--fail-on", "violation").exit_code == 0


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_text_report_speaks_three_languages(language: str) -> None:
    result = run(EXAMPLES / "S39012.txt", "--lang", language)
    assert re.search(r"/S39012\.txt:87: ", result.stdout, re.MULTILINE)
    assert "Kontiolathi" in result.stdout


def test_the_sarif_of_a_release_and_of_pages_is_valid(data: DataFolder) -> None:
    findings = check([data.path], Checking(HERE)).validation.findings
    written = (data.current().reports / "validation.sarif").read_bytes()
    for log in (valid_log(written), valid_log(run(EXAMPLES, "--format", "sarif").stdout)):
        assert len(log["runs"][0]["results"]) == len(findings)


def test_json_goes_to_a_file(tmp_path: Path) -> None:
    result = run(EXAMPLES, "--format", "json", "-o", tmp_path / "a.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((tmp_path / "a.json").read_bytes())["findings"]


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


@pytest.mark.parametrize("arguments", [[], [EXAMPLES, "--data-graph", "data.ttl"]])
def test_it_is_either_pages_or_a_graph(arguments: list[object]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Give either PATH... or DATA, or --data-graph FILE" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-file"], "no-such-file"),
        ([EXAMPLES / "rejected"], "None of the 2 documents"),
        ([EXAMPLES, "--shapes", "no-such-shapes.ttl"], "no-such-shapes.ttl"),
        ([EXAMPLES, "--shapes", EXAMPLES / "S39001.txt"], "S39001.txt:1"),
    ],
)
def test_unusable_input_ends_with_2(arguments: list[object], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_empty_folder_ends_with_2(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
