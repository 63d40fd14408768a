"""What runs where the modules of Unix are missing, as on Windows: all help, and whatever needs no lock and no link."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.release.folder import DataFolder

UNIX = ("fcntl", "grp", "pwd", "resource", "syslog", "termios")
PAGE, LIST = str(EXAMPLES / "S39001.txt"), str(EXAMPLES / "list.csv")
ASK = "SELECT ?code { ?project <https://w3id.org/esrgraph/ontology#code> ?code } ORDER BY ?code LIMIT 1"

PROGRAM = f"""
import sys
sys.modules.update(dict.fromkeys({UNIX}))
import orjson
from click.testing import CliRunner
from esrgraph.cli import main
for line in sys.stdin:
    done = CliRunner().invoke(main, orjson.loads(line))
    print(orjson.dumps((done.exit_code, done.output, repr(done.exception))).decode(), flush=True)
"""


class Portable:
    """A process without the modules of Unix, asked for one command line after another."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __call__(self, *command: str) -> tuple[int, str, str]:
        """Exit code, output and exception of a command line."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(orjson.dumps(command) + b"\n")
        stdin.flush()
        code, output, exception = orjson.loads(stdout.readline())
        return code, output, exception


@pytest.fixture(scope="module")
def portable() -> Iterator[Portable]:
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Portable(process)


def test_every_command_explains_itself(portable: Portable) -> None:
    for name in main.commands:
        code, output, exception = portable(name, "--help")
        assert code == 0, (name, exception)
        assert "Example:" in output


def test_pages_lists_and_releases_are_read(portable: Portable, data: DataFolder, tmp_path: Path) -> None:
    question = tmp_path / "code.rq"
    question.write_text(ASK)
    commands = {
        "esr:Project": ["convert", LIST],
        "S39001": ["explain", PAGE],
        "Rules checked": ["validate", LIST, "--lang", "en"],
        "A79001": ["query", str(question), "--data", str(data.path)],
    }
    for expected, command in commands.items():
        code, output, exception = portable(*command)
        assert code == 0, exception
        assert expected in output


def test_a_build_says_where_it_runs(portable: Portable, tmp_path: Path) -> None:
    code, output, _ = portable("build", PAGE, "--data", str(tmp_path))
    assert code == 2
    assert "Linux and macOS" in output
