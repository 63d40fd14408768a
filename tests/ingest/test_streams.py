"""Pages out of a stream of records, through all that reads documents: named by address, and the others counted."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import EXAMPLES
from esrgraph.cli import main
from esrgraph.documents.reader import Document
from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.ingest.local import chunks
from esrgraph.rdf.iris import HERE

ADDRESS = "https://www.example.fi/projekti.php?koodi=S39001"
OTHER = "Postinumero ja koodi"
NEARLY = "Hankekoodi on pakollinen"


def page(name: str = "S39001.txt") -> str:
    return (EXAMPLES / name).read_text(encoding="utf-8")


def write(path: Path, *rows: tuple[str | None, str]) -> Path:
    lines = (json.dumps({"url": url, "date": "2021-03-04", "text": text}) for url, text in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def assembled(path: Path, folder: Path, cache: Path | None = None) -> Assembly:
    folder.mkdir()
    return assemble([path], folder, HERE, cache=cache)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [(ADDRESS, page()), *[("https://www.example.fi/muu", OTHER)] * 300, *[(None, NEARLY)] * 200]
    return write(tmp_path / "corpus.jsonl", *rows)


def test_what_is_no_page_is_counted_by_reason(corpus: Path, tmp_path: Path) -> None:
    published, *others = assembled(corpus, tmp_path / "out").outcomes.documents()
    assert (published["name"], published["outcome"]) == (f"corpus.jsonl#{ADDRESS}", "published")
    assert {(each["name"], each["outcome"]) for each in others} == {("corpus.jsonl", "skipped")}
    assert sorted(each["count"] for each in others) == [200, 300]


def test_the_project_leads_to_the_address_and_day(corpus: Path, tmp_path: Path) -> None:
    triples = assembled(corpus, tmp_path / "out").ntriples.read_text(encoding="utf-8")
    assert f"<{ADDRESS}>" in triples
    assert '"2021-03-04"' in triples


def test_a_cache_gives_the_same_again(corpus: Path, tmp_path: Path) -> None:
    cold, warm = (assembled(corpus, tmp_path / name, tmp_path / "cache.sqlite") for name in ("cold", "warm"))
    assert cold.sha256 == warm.sha256
    assert cold.outcomes.path.read_bytes() == warm.outcomes.path.read_bytes()


def test_an_address_with_the_contact_persons_name_is_nowhere(tmp_path: Path) -> None:
    address = "https://www.example.fi/aino.keksila/S39001"
    assembly = assembled(write(tmp_path / "corpus.jsonl", (address, page())), tmp_path / "out")
    (published,) = assembly.outcomes.documents()
    assert published["name"].startswith("corpus.jsonl#sha256:")
    for path in (assembly.ntriples, assembly.outcomes.path, assembly.sources):
        assert b"aino.keksila" not in path.read_bytes()


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


def test_large_documents_are_sent_in_small_numbers() -> None:
    large = [Document(str(number), bytes(20_000_000)) for number in range(4)]
    assert [len(chunk) for chunk in chunks(iter(large))] == [2, 2]
