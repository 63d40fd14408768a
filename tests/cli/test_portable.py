"""What runs where the modules of Unix are missing, as on Windows: all help, and whatever needs no lock and no link."""

import subprocess
import sys
from pathlib import Path

import orjson

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.release.folder import DataFolder

UNIX = ("fcntl", "grp", "pwd", "resource", "syslog", "termios")
PAGE = str(EXAMPLES / "S39001.txt")
ASK = "SELECT ?code { ?project <https://w3id.org/esrgraph/ontology#code> ?code } ORDER BY ?code LIMIT 1"

PROGRAM = f"""
import sys
sys.modules.update(dict.fromkeys({UNIX}))
import orjson
from click.testing import CliRunner
from esrgraph.cli import main
results = [CliRunner().invoke(main, arguments) for arguments in orjson.loads(sys.stdin.read())]
print(orjson.dumps([(each.exit_code, each.output, repr(each.exception)) for each in results]).decode())
"""


def run(*commands: list[str]) -> list[tuple[int, str, str]]:
    """Exit code, output and exception of each command line, in one process without the modules of Unix."""
    asked = orjson.dumps(commands).decode()
    told = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True, input=asked)
    found: list[tuple[int, str, str]] = orjson.loads(told.stdout)
    return found


def test_every_command_explains_itself() -> None:
    results = run(*([name, "--help"] for name in main.commands))
    for name, (code, output, exception) in zip(main.commands, results, strict=True):
        assert code == 0, (name, exception)
        assert "Example:" in output


def test_pages_and_releases_are_read(data: DataFolder, tmp_path: Path) -> None:
    question = tmp_path / "code.rq"
    question.write_text(ASK)
    commands = {
        "esr:Project": ["convert", PAGE],
        "S39001": ["explain", PAGE],
        "Rules checked": ["validate", PAGE, "--lang", "en"],
        "A79001": ["query", str(question), "--data", str(data.path)],
    }
    for expected, (code, output, exception) in zip(commands, run(*commands.values()), strict=True):
        assert code == 0, exception
        assert expected in output


def test_a_build_says_where_it_runs(tmp_path: Path) -> None:
    ((code, output, _),) = run(["build", PAGE, "--data", str(tmp_path)])
    assert code == 2
    assert "Linux and macOS" in output
