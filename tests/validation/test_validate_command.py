"""The command `validate`: what it takes, prints and writes, and how it ends."""

import json
import re
from pathlib import Path

import pytest
from report.sarif import valid_log
from validating import run

from conftest import EXAMPLES
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.validation.check import Checking, check
from esrgraph.validation.reference import engine as reference


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
