"""`esrgraph codes`: the projects of lists, and those that a release has no page of."""

from pathlib import Path

from click.testing import CliRunner, Result

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.release.folder import DataFolder

LIST = EXAMPLES / "list.csv"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["codes", *map(str, arguments)])


def test_codes_come_one_a_line_each_once() -> None:
    result = run(LIST, LIST)
    assert result.exit_code == 0
    assert result.stdout.split() == ["S39001", "S39003", "S39010", "A79001", "S39201", "S39202", "A79201", "A79202"]


def test_missing_are_those_without_a_page(data: DataFolder) -> None:
    assert run(LIST, "--missing", data.path).stdout.split() == ["S39201", "S39202", "A79201", "A79202"]


def test_addresses_are_those_of_the_service(data: DataFolder) -> None:
    first = run(LIST, "--missing", data.path, "--urls").stdout.split()[0]
    assert first == "https://www.eura2014.fi/rrtiepa/projekti.php?projektikoodi=S39201"


def test_a_page_is_no_list(data: DataFolder) -> None:
    result = run(EXAMPLES / "S39001.txt")
    assert result.exit_code == 2
    assert "S39001.txt is no list of projects" in result.stderr


def test_a_folder_without_a_release_is_told(tmp_path: Path) -> None:
    result = run(LIST, "--missing", tmp_path)
    assert result.exit_code == 2
    assert "holds no release" in result.stderr
