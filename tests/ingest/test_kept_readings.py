"""Readings of words in a file: the same captures with it and without, whatever becomes of it, and no names in it."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.documents.reader import Location, UnreadFile, locate_documents
from esrgraph.extraction.person_names import names_in
from esrgraph.ingest import kept_readings
from esrgraph.ingest.kept_readings import KeptReadings, readings_file
from esrgraph.ingest.local import Task
from esrgraph.language.morphology import KEPT, WordAnalysis, private_readings, readings
from esrgraph.rdf.iris import HERE
from esrgraph.runtime.child import Children

WORDS = ("maahanmuuttajanaisille", "TYP:n", "NEET-nuoret", "xyzzyä", "")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return readings_file(tmp_path)


@pytest.fixture
def kept(path: Path) -> Path:
    """A file with the readings of the words."""
    file = KeptReadings(path)
    for word in WORDS:
        file.put(word, private_readings(word))
    file.save()
    return path


@pytest.mark.parametrize("word", WORDS)
def test_another_process_gets_what_was_found_out(kept: Path, word: str) -> None:
    assert KeptReadings(kept).get(word) == private_readings(word)


def test_a_word_that_nobody_asked_for_is_not_known(kept: Path) -> None:
    assert KeptReadings(kept).get("nuoret") is None


def test_a_file_that_is_none_is_done_without_and_made_again(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    damaged = KeptReadings(path)
    damaged.put("nuoret", private_readings("nuoret"))
    damaged.save()
    assert damaged.get("nuoret") is None
    again = KeptReadings(path)
    again.put("nuoret", private_readings("nuoret"))
    again.save()
    assert KeptReadings(path).get("nuoret") == private_readings("nuoret")


def test_a_reading_that_is_not_as_it_was_written_is_not_taken(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as file, file:
        file.execute("UPDATE word SET readings = replace(readings, 'nainen', 'mainen')")
    damaged = KeptReadings(kept)
    assert damaged.get(WORDS[0]) is None
    assert damaged.get(WORDS[1]) == private_readings(WORDS[1])


def test_every_cut_of_a_file_costs_no_more_than_its_words(kept: Path) -> None:
    content = kept.read_bytes()
    for size in range(0, len(content), 512):
        kept.write_bytes(content[:size])
        assert KeptReadings(kept).get(WORDS[0]) in (None, private_readings(WORDS[0]))


def test_a_file_that_another_process_writes_to_is_left_as_it_is(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_readings, "_PATIENCE", 0)
    with closing(sqlite3.connect(kept, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert KeptReadings(kept).get(WORDS[0]) is None
    assert KeptReadings(kept).get(WORDS[0]) == private_readings(WORDS[0])


def test_a_file_that_cannot_be_there_is_done_without(tmp_path: Path) -> None:
    nowhere = KeptReadings(tmp_path / "missing" / "words.sqlite")
    nowhere.put("nuoret", ())
    nowhere.save()
    assert nowhere.get("nuoret") is None


def test_readings_of_other_code_are_not_taken_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = readings_file(tmp_path)
    before.touch()
    monkeypatch.setattr(kept_readings, "_version", lambda: "other")
    after = readings_file(tmp_path)
    assert after != before
    assert not before.exists()


def test_two_processes_read_with_one_file_as_one_does_without(path: Path) -> None:
    pages = [each for each in locate_documents([EXAMPLES]) if not isinstance(each, UnreadFile)]
    halves = pages[::2], pages[1::2]
    for _ in range(2):  # the second time, all words are known
        with Children(2) as children:
            shared = [children.submit(Task(HERE, words=path), half) for half in halves]
            assert [each.result() for each in shared] == [_read_without(half) for half in halves]
    assert KeptReadings(path).get("nuoret") == private_readings("nuoret")


def _read_without(pages: Sequence[Location]) -> list[object]:
    return [Task(HERE)(page) for page in pages]


class _Asked:
    """Keeps nothing, and knows what it was asked for."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def get(self, word: str) -> None:
        self.words.append(word)

    def put(self, word: str, readings: tuple[WordAnalysis, ...]) -> None:
        self.words.append(word)


@pytest.fixture
def asked() -> Iterator[_Asked]:
    asked = _Asked()
    token = KEPT.set(asked)
    readings.cache_clear()
    private_readings.cache_clear()
    yield asked
    KEPT.reset(token)


def test_names_of_contact_persons_are_not_kept(asked: _Asked) -> None:
    assert names_in("Mallikas, Maija-Liisa") == ("mallikas", "maija", "liisa")
    assert not asked.words
    assert readings("nuoret")
    assert asked.words == ["nuoret", "nuoret"]
