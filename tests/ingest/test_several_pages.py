"""A file with several pages, through all that reads files: each page is a document of its own, named `file#1` ..."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.ingest.source_lines import Sources
from esrgraph.rdf.iris import HERE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pages and a code without a page in one file, and the same two in files of their own in another folder."""
    first, second = ((EXAMPLES / name).read_text(encoding="utf-8") for name in ("S39001.txt", "S39002.txt"))
    for name in ("together", "apart"):
        (tmp_path / name).mkdir()
    (tmp_path / "together" / "both.txt").write_text(f"{first}\n\n{second}\n\n![]() |\nHankekoodi: S39003\n")
    (tmp_path / "apart" / "1.txt").write_text(first)
    (tmp_path / "apart" / "2.txt").write_text(second)
    return tmp_path


def assembled(folder: Path, name: str, cache: Path | None = None) -> Assembly:
    target = folder / f"{name}-{len(list(folder.iterdir()))}"
    target.mkdir()
    return assemble([folder / name], target, HERE, cache=cache)


def triples(assembly: Assembly) -> set[str]:
    """The triples but those that tell of the file."""
    lines = assembly.ntriples.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if "#source>" not in line.split(" ")[0]}


def test_the_graph_is_that_of_files_of_their_own(folder: Path) -> None:
    assert triples(assembled(folder, "together")) == triples(assembled(folder, "apart"))


def test_each_page_has_its_outcome(folder: Path) -> None:
    outcomes = {each["name"]: each for each in assembled(folder, "together").outcomes.documents()}
    assert {name: each["outcome"] for name, each in outcomes.items()} == {
        "both.txt#1": "published",
        "both.txt#2": "published",
        "both.txt#3": "rejected",
    }
    assert "S39003" in outcomes["both.txt#3"]["message"]
    assert len({each["sha256"] for each in outcomes.values()}) == 1


def test_a_cache_gives_all_pages_again(folder: Path) -> None:
    cache = folder / "cache.sqlite"
    cold, warm = (assembled(folder, "together", cache) for _ in range(2))
    assert cold.sha256 == warm.sha256 == assembled(folder, "together").sha256
    assert cold.outcomes.path.read_bytes() == warm.outcomes.path.read_bytes()


def test_lines_are_counted_in_the_file(folder: Path) -> None:
    lines = (folder / "together" / "both.txt").read_text(encoding="utf-8").splitlines()
    with Sources(assembled(folder, "together").sources) as sources:
        place = sources.place("S39002", "title")
    assert place.document == "both.txt#2"
    assert lines[(place.line or 0) - 1].startswith("Hankkeen nimi: Kuiville yhdessä")


def test_commands_tell_pages_apart(folder: Path) -> None:
    run, both = CliRunner().invoke, str(folder / "together" / "both.txt")
    converted = run(main, ["convert", both])
    assert "both.txt#3: rejected" in converted.stderr
    everything, second = run(main, ["explain", both]).stdout, run(main, ["explain", f"{both}#2"]).stdout
    assert ("S39001" in everything, "S39002" in everything) == (True, True)
    assert ("S39001" in second, "S39002" in second) == (False, True)
    missing = run(main, ["explain", f"{both}#3"]), run(main, ["explain", f"{both}#9"])
    assert [each.exit_code for each in missing] == [2, 2]
