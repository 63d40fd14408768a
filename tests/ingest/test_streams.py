"""Pages out of a stream of records, through all that reads documents: named by address, and the others counted."""

from pathlib import Path

import pytest
from streams import ADDRESS, page, write, write_stream

from esrgraph.documents.reader import Document
from esrgraph.ingest.assemble import Assembly, assemble
from esrgraph.ingest.local import chunks
from esrgraph.rdf.iris import HERE


def assembled(path: Path, folder: Path, cache: Path | None = None) -> Assembly:
    folder.mkdir()
    return assemble([path], folder, HERE, cache=cache)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_stream(tmp_path)


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


def test_large_documents_are_sent_in_small_numbers() -> None:
    large = [Document(str(number), bytes(20_000_000)) for number in range(4)]
    assert [len(chunk) for chunk in chunks(iter(large))] == [2, 2]
