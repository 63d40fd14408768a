"""Captures kept from one build to the next that are damaged, in the way, or cannot be written."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from assembling import COUNT, Builder, copy_pages, everything

from esrgraph.errors import ReleaseError
from rows import BY_HAND


@pytest.fixture
def build(tmp_path: Path) -> Builder:
    return Builder(copy_pages(tmp_path / "pages"), tmp_path)


def damaged_entry(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        key, packed = file.execute("SELECT key, packed FROM entry LIMIT 1").fetchone()
        middle = len(packed) // 2
        other = bytes([packed[middle] ^ 1])
        file.execute("UPDATE entry SET packed = ? WHERE key = ?", (packed[:middle] + other + packed[middle + 1 :], key))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:6000])


def no_database(path: Path) -> None:
    path.write_bytes(b"no database at all, but long enough to be looked at as one" * 20)


def other_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE made (something)")


def a_folder(path: Path) -> None:
    path.unlink()
    (path / "deeper").mkdir(parents=True)
    (path / "deeper" / "file").touch()


def a_folder_beside(path: Path) -> None:
    path.with_name(f"{path.name}-journal").mkdir()


DAMAGES = [damaged_entry, cut_off, no_database, other_tables, a_folder, a_folder_beside, *BY_HAND.values()]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_made_again_with_a_notice(build: Builder, damage: Any) -> None:
    expected = everything(build())
    damage(build.cache)
    mended = build()
    assert everything(mended) == expected
    assert [notice for notice in mended.notices if str(build.cache) in notice and "made again" in notice]
    again = build()
    assert (everything(again), again.notices, build.entries()) == (expected, (), COUNT)


@pytest.mark.parametrize(
    "put", [lambda place: place.write_text("a file"), lambda place: place.symlink_to("nowhere")], ids=["file", "link"]
)
def test_what_stands_in_the_place_of_the_folder_is_removed_with_a_line(
    build: Builder, put: Any, caplog: pytest.LogCaptureFixture
) -> None:
    put(build.cache.parent)
    build()
    assert build.entries() == COUNT
    (line,) = caplog.messages
    assert f"{build.cache.parent} has from the last build is damaged" in line


def test_a_cache_that_cannot_be_written_says_what_to_do(build: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("esrgraph.ingest.capture_cache.have_folder", refused)
    with pytest.raises(ReleaseError, match="--no-cache"):
        build()
