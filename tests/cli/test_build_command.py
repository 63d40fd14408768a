"""`esrgraph build` as its user meets it."""

import json
import re
from pathlib import Path

from click.testing import CliRunner, Result

from conftest import EXAMPLES
from esrgraph.cli import main


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_build_prints_a_summary(tmp_path: Path) -> None:
    pages = ("S39001.txt", "S39001-capture-2.txt", "S39002.txt", "rejected")
    result = run("build", *(EXAMPLES / name for name in pages), "--data", tmp_path / "data")
    assert result.exit_code == 0
    assert "Documents      5 (2 rejected, 1 merged)" in result.stdout
    assert "S39001-capture-2.txt: merged" in result.stderr
    shares = {stage: int(share) for stage, share in re.findall(r"^(\w+) +[\d.]+ +[\d.]+ +(\d+)%$", result.stdout, re.M)}
    assert {"read", "load", "derive", "validate", "index", "dumps", "queries"} < shares.keys()
    assert 90 <= sum(shares.values()) <= 110
    limit = re.findall(r"The limit is '(\w+)'", result.stdout)
    assert [shares[each] for each in limit] == [max(shares.values())]  # of several that are alike, any
    assert json.loads((tmp_path / "data" / "current" / "manifest.json").read_text())["counts"]["projects"] == 2
