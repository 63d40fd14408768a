"""A file with several pages, through all that reads files: each page is a document of its own, named `file#1` ..."""

from pathlib import Path

import pytest
from two_pages import write_two_pages

from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.ingest.source_lines import Sources
from esrgraph.rdf.iris import HERE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_two_pages(tmp_path)
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
