"""The command line as its user meets it: output, errors, exit codes, help."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from conftest import EXAMPLES, ROOT
from esrgraph.cli import main
from esrgraph.rdf.iris import HERE

COMMANDS = sorted(main.commands)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def count(result: Result, form: RdfFormat) -> int:
    return len(set(map(str, parse(result.stdout_bytes, format=form, base_iri=HERE.base))))


def test_help_waits_for_no_library_that_only_a_command_needs() -> None:
    program = "import sys, esrgraph.cli; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "click" in loaded
    assert not {"pyoxigraph", "rdflib", "fastapi", "uvicorn", "rich", "lxml", "numpy", "jinja2"} & set(loaded)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"esrgraph {command}" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"esrgraph {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("turtle", RdfFormat.TURTLE),
        ("ntriples", RdfFormat.N_TRIPLES),
        ("jsonld", RdfFormat.JSON_LD),
        ("rdfxml", RdfFormat.RDF_XML),
    ],
)
def test_convert_says_the_same_in_every_format(name: str, form: RdfFormat) -> None:
    expected = count(run("convert", EXAMPLES / "S39001.txt", "--format", "ntriples"), RdfFormat.N_TRIPLES)
    result = run("convert", EXAMPLES / "S39001.txt", "--format", name)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert count(result, form) == expected > 250


def test_convert_reads_folders_and_archives_alike(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as archive:
        for path in sorted(EXAMPLES.rglob("*.*")):
            archive.write(path, path.relative_to(EXAMPLES))
    folder, archived = run("convert", EXAMPLES), run("convert", tmp_path / "pages.zip")
    assert folder.exit_code == archived.exit_code == 0
    assert folder.stdout_bytes == archived.stdout_bytes.replace(b"pages.zip/", b"")


def test_findings_name_document_line_and_field() -> None:
    result = run("convert", EXAMPLES)
    assert re.search(r"^S39012\.txt:52: error: partners\[2\]\.business_id: .*'9900104-6'", result.stderr, re.MULTILINE)
    assert re.search(
        r"^rejected/S19001\.txt: rejected: .*cut off before its project code .Projektikoodi.",
        result.stderr,
        re.MULTILINE,
    )


def test_convert_writes_to_a_file_and_under_another_base(tmp_path: Path) -> None:
    result = run("convert", EXAMPLES / "S39001.txt", "-o", tmp_path / "a.ttl", "--base", "https://esr.example.fi")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "https://esr.example.fi/id/project/S39001" in (tmp_path / "a.ttl").read_text(encoding="utf-8")


def test_a_device_is_written_to_and_not_replaced() -> None:
    assert run("convert", EXAMPLES / "S39001.txt", "-o", "/dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


def test_a_failed_conversion_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("old")
    assert run("convert", EXAMPLES / "rejected", "-o", tmp_path / "a.ttl").exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.ttl"]
    assert (tmp_path / "a.ttl").read_text() == "old"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["convert", EXAMPLES / "S39001.txt", "-o", "no-such-folder/a.ttl"], "cannot be written"),
        (["convert"], "Missing argument"),
        (["convert", "no-such-file"], "no-such-file"),
        (["convert", EXAMPLES / "rejected"], "None of the documents"),
        (["convert", EXAMPLES / "S39001.txt", "--base", "nowhere"], "base IRI"),
        (
            ["convert", EXAMPLES / "S39001.txt", "--base", "https://työ.example/ä/"],
            "https://xn--ty-gka.example/%C3%A4/",
        ),
        (["convert", EXAMPLES / "S39001.txt", "--format", "xls"], "xls"),
        (["build", EXAMPLES], "--data"),
        (["build", EXAMPLES, "--data", "x", "--keep", "0"], "keep"),
        (["serve", "--data", "no-such-folder"], "holds no release"),
        (["explain", "S99999", "--in", EXAMPLES], "S99999"),
    ],
)
def test_wrong_usage_and_unusable_input_end_with_2_and_say_why(arguments: list[object], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_explain_marks_the_words_and_names_the_rules() -> None:
    result = run("explain", "S39001", "--in", EXAMPLES)
    assert result.exit_code == 0
    assert re.search(r"\[[^\]]*nuor[^\]]*\]\d", result.stdout)
    assert "young-people" in result.stdout
    assert run("explain", EXAMPLES / "S39001.txt").stdout == result.stdout
