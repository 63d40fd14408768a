"""A build after others: what it does with their releases."""

import shutil
from pathlib import Path

import orjson
import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder
from kept import Kept

PAGE = EXAMPLES / "S39001.txt"


def two_releases(folder: Path) -> None:
    for _ in range(2):
        build_release([PAGE], DataFolder(folder), Options())


@pytest.fixture
def built(kept: Kept, tmp_path: Path) -> DataFolder:
    """A folder with two releases of a page."""
    return DataFolder(Path(shutil.copytree(kept(two_releases), tmp_path / "data", symlinks=True)))


def test_old_releases_are_pruned(built: DataFolder) -> None:
    _, last = built.releases()
    build_release([PAGE], built, Options(keep=2))
    assert built.releases() == (last, built.current())


def test_a_report_that_is_damaged_stops_no_build(built: DataFolder) -> None:
    built.current().validation.write_bytes(b"[1")
    release = build_release([PAGE], built, Options()).release
    assert orjson.loads(release.validation.read_bytes())["release"] == release.id
