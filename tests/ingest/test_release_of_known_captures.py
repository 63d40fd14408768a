"""A release of captures that are kept already is the one that is made without them."""

import shutil
from pathlib import Path

import pytest
from assembling import Builder, copy_pages, documents_read

from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder
from kept import Kept


def with_captures_and_without(folder: Path) -> None:
    """Keep captures of pages, and make a release that keeps none."""
    build = Builder(copy_pages(folder / "pages"), folder)
    build()
    build_release([build.pages], DataFolder(folder / "without"), Options(cache=False))


def test_a_release_is_the_same_with_and_without(kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = kept(with_captures_and_without)
    other, data = DataFolder(made / "without"), DataFolder(tmp_path / "data")
    assert not other.cache.exists()
    shutil.copytree(made / "cache", data.cache.parent)
    read = documents_read(monkeypatch)
    known = build_release([made / "pages"], data, Options()).release
    assert read == []
    assert (known.dumps / "SHA256SUMS").read_bytes() == (other.current().dumps / "SHA256SUMS").read_bytes()
