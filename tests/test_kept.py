"""What is kept between runs is made once, made again when it may have changed, and watched."""

from pathlib import Path

import pytest

import kept
from kept import KEPT, Kept


def thing(folder: Path) -> None:
    (folder / "made").write_text("whole")


def test_it_is_made_once_for_all_runs(tmp_path: Path) -> None:
    first = Kept(tmp_path)(thing) / "made"
    time = first.stat().st_mtime_ns
    again = Kept(tmp_path)(thing) / "made"
    assert (again, again.stat().st_mtime_ns) == (first, time)


def test_what_somebody_wrote_into_is_told_and_made_again(tmp_path: Path) -> None:
    run = Kept(tmp_path)
    made = run(thing)
    assert run.written_to() == []
    (made / "made").write_text("changed")
    (made / "more").touch()
    assert run.written_to() == [made.name]
    assert Kept(tmp_path)(thing) == made
    assert [(path.name, path.read_text()) for path in made.iterdir()] == [("made", "whole")]


def test_another_source_makes_another_and_only_the_last_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    for version in range(KEPT + 2):
        monkeypatch.setattr(kept, "made_of", lambda version=version: str(version))
        made.append(Kept(tmp_path)(thing))
    assert len(set(made)) == len(made)
    assert {path for path in tmp_path.iterdir() if path.is_dir()} == set(made[-KEPT:])


def test_a_release_is_made_of_what_the_package_builds_it_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    (tmp_path / "src" / "esrgraph" / "web").mkdir(parents=True)
    made_of = [kept.made_of.__wrapped__()]
    for name in ("record.py", "web/app.py"):
        (tmp_path / "src" / "esrgraph" / name).write_text("pass")
        made_of.append(kept.made_of.__wrapped__())
    assert made_of[0] != made_of[1] == made_of[2]


def test_what_depends_on_more_than_its_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="from the file alone"):
        Kept(tmp_path)(lambda folder: (folder / "made").write_text(str(tmp_path)))
