"""Pages out of a stream of records, given to commands: what is none is counted, with its reason."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from streams import ADDRESS, write_stream

from esrgraph.cli import main


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_stream(tmp_path)


@pytest.mark.parametrize("command", ["build", "convert"])
def test_commands_tell_what_is_counted(command: str, corpus: Path, tmp_path: Path) -> None:
    options = ["--data", str(tmp_path / "data")] if command == "build" else []
    told = CliRunner().invoke(main, [command, str(corpus), *options])
    assert told.exit_code == 0
    assert "corpus.jsonl: skipped: 300 records: It is no project page." in told.stderr
    assert "corpus.jsonl: skipped: 200 records: " in told.stderr


@pytest.mark.parametrize("content", ['{"n": 1}\n', '{"text"\n'])
def test_a_build_of_nothing_else_is_refused_with_the_reason(content: str, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(content)
    told = CliRunner().invoke(main, ["build", str(tmp_path / "corpus.jsonl"), "--data", str(tmp_path / "data")])
    assert told.exit_code == 2
    assert "corpus.jsonl" in told.stderr


def test_a_page_of_a_container_is_explained_by_its_name(corpus: Path) -> None:
    told = CliRunner().invoke(main, ["explain", f"{corpus}#{ADDRESS}"])
    assert told.exit_code == 0
    assert "S39001" in told.output
