"""`esrgraph build --strict` ends with 1 over what is rejected, and with 0 where nothing is."""

import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from conftest import EXAMPLES
from esrgraph.cli import main


def build(path: Path, data: Path) -> Result:
    return CliRunner().invoke(main, ["build", str(path), "--data", str(data), "--strict"])


def test_strict_ends_with_1(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(EXAMPLES / "rejected", pages / "rejected")
    shutil.copy(EXAMPLES / "list.csv", pages)
    result = build(pages, tmp_path / "data")
    assert result.exit_code == 1
    assert "rejected/muistio.txt" in result.stderr
    assert build(pages / "list.csv", tmp_path / "data").exit_code == 0
