"""A release is taken into use by one switch; whatever goes wrong before it leaves the last good one in place."""

import errno
import os
import re
from pathlib import Path

import pytest

from esrgraph.errors import ReleaseError, ReleaseLocked
from esrgraph.release.folder import DataFolder


def publish(data: DataFolder, name: str) -> None:
    with data.writing() as working:
        (working / "file").write_text(name)
        data.publish(working, name)


def test_a_published_release_is_current(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    publish(data, "one")
    assert data.current().id == "one"
    assert (data.current().folder / "file").read_text() == "one"
    assert not Path(data.path / "current").readlink().is_absolute()


def test_a_failure_leaves_current_and_nothing_else(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    publish(data, "one")
    with pytest.raises(RuntimeError), data.writing():
        raise RuntimeError
    assert data.current().id == "one"
    assert [each.id for each in data.releases()] == ["one"]
    assert not list((tmp_path / "releases").glob(".*"))


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    left = tmp_path / "releases" / ".building-x"
    left.mkdir(parents=True)
    publish(data, "one")
    assert not left.exists()


def test_a_second_writer_is_refused_while_the_first_writes(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with data.writing(), pytest.raises(ReleaseLocked, match="Another build"), data.writing():
        pass
    publish(data, "one")
    assert data.current().id == "one"


def test_two_releases_of_one_name_stand_side_by_side(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    publish(data, "one")
    publish(data, "one")
    assert [each.id for each in data.releases()] == ["one", "one-2"]
    assert data.current().id == "one-2"


def test_pruning_keeps_the_newest_and_the_current(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    for name in ("1", "2", "3"):
        publish(data, name)
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to("releases/1")
    assert data.prune(1) == ("2",)
    assert [each.id for each in data.releases()] == ["1", "3"]


def test_a_folder_without_a_release_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="esrgraph build"):
        DataFolder(tmp_path).current()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReleaseError, match="cannot be written"), DataFolder(tmp_path / "file").writing():
        pass


@pytest.mark.parametrize(("made", "folder"), [("mkdtemp", "releases"), ("TemporaryFile", "")])
def test_a_folder_that_only_seems_to_be_writable_is_named_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str, folder: str
) -> None:
    def refuse(*, dir: Path, prefix: str = "") -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), f"{dir}/{prefix}x")

    monkeypatch.setattr(f"esrgraph.release.folder.{made}", refuse)
    told = f"{tmp_path / folder} cannot be written to: Permission denied; let this user write in it"
    with pytest.raises(ReleaseError, match=re.escape(told)), DataFolder(tmp_path).writing():
        pass
