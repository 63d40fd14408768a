"""The commands and code of README and of the documents behind it, run, with the output that they show."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT
from esrgraph.cli import main
from esrgraph.release.folder import DataFolder

README = (ROOT / "README.md").read_text(encoding="utf-8")
VALIDATION, PUBLISHING, STATISTICS = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("validation.md", "publishing.md", "statistics.md")
)
PROGRAMS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line[2:].partition("#")[0].strip()
    for block in re.findall(r"```console\n(.*?)```", README + VALIDATION + PUBLISHING + STATISTICS, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ esrgraph") and not re.search(" (serve|mcp) ", line) and "S39012" not in line
]


@pytest.fixture
def checkout(data: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that has the examples, as a checkout has, and a release as `make demo` leaves it."""
    for name in ("examples", "sparql"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(data.path, "demo-data", symlinks=True)
    return tmp_path


@pytest.mark.parametrize(("program", "output"), PROGRAMS)
def test_programs_print_what_the_readme_shows(
    program: str, output: str, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out == output


def test_commands_run(checkout: Path) -> None:
    for command in COMMANDS:
        result = CliRunner().invoke(main, shlex.split(command)[1:])
        assert result.exit_code == 0, command


def test_findings_are_as_shown(checkout: Path) -> None:
    shown = re.search(r"\$ esrgraph (convert examples/S39012.*)\n((?:S39012.*\n)+)", VALIDATION)
    assert shown
    assert CliRunner().invoke(main, shlex.split(shown[1])).stderr == shown[2]


def test_the_turtle_shown_is_in_the_output(checkout: Path) -> None:
    shown = re.search(r"```turtle\n(.*?)```", README, re.DOTALL)
    assert shown
    output = CliRunner().invoke(main, ["convert", "examples/S39001.txt"]).stdout
    for line in shown[1].splitlines():
        assert line.strip(" \t;.") in output, line


def test_there_is_something_to_test() -> None:
    assert len(PROGRAMS) == 2
    assert len(COMMANDS) >= 4
