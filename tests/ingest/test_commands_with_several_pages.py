"""A file with several pages, given to commands: each page is told by its name, `file#1` ..."""

from pathlib import Path

from click.testing import CliRunner
from two_pages import write_two_pages

from esrgraph.cli import main


def test_commands_tell_pages_apart(tmp_path: Path) -> None:
    write_two_pages(tmp_path)
    run, both = CliRunner().invoke, str(tmp_path / "together" / "both.txt")
    converted = run(main, ["convert", both])
    assert "both.txt#3: rejected" in converted.stderr
    everything, second = run(main, ["explain", both]).stdout, run(main, ["explain", f"{both}#2"]).stdout
    assert ("S39001" in everything, "S39002" in everything) == (True, True)
    assert ("S39001" in second, "S39002" in second) == (False, True)
    missing = run(main, ["explain", f"{both}#3"]), run(main, ["explain", f"{both}#9"])
    assert [each.exit_code for each in missing] == [2, 2]
