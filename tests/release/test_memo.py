"""What is kept from build to build: had again for the same triples only, and never in the way."""

import errno
import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from esrgraph.errors import ReleaseError
from esrgraph.release import memo as memo_module
from esrgraph.release.memo import Memo, TripleDigests, digests_of

READ = frozenset({"<x:p>", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:C>"})


class Maker:
    """Writes a file, and counts how often."""

    def __init__(self, target: Path) -> None:
        self.target, self.times = target, 0

    def __call__(self) -> None:
        self.times += 1
        self.target.write_text("made")


Asked = Callable[..., int]


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    """How often a file is made in a build on a graph."""

    def times(*lines: str, base: str = "http://a.example/", **changed: frozenset[str] | None) -> int:
        graph, maker = tmp_path / "graph.nt", Maker(tmp_path / "target")
        graph.write_text("".join(f"{line} .\n" for line in sorted(lines)))
        maker.target.unlink(missing_ok=True)
        memo = Memo(tmp_path / "made", base)
        memo.begin()
        memo.of(graph).make("what?", changed.get("terms", READ), [maker.target], maker)
        memo.end()
        assert maker.target.read_text() == "made"
        return maker.times

    return times


A_TYPE = "<x:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <x:C>"


def test_what_is_made_of_the_same_triples_is_made_once(asked: Asked) -> None:
    assert asked('<x:s> <x:p> "1"', A_TYPE, '<x:s> <x:q> "1"') == 1
    assert asked('<x:s> <x:p> "1"', A_TYPE, '<x:s> <x:q> "2"', A_TYPE.replace("x:C", "x:D")) == 0
    assert asked('<x:s> <x:p> "2"', A_TYPE) == 1
    assert asked('<x:s> <x:p> "2"', A_TYPE, A_TYPE.replace("x:s", "x:t")) == 1


def test_what_a_build_had_no_use_for_is_forgotten(asked: Asked, tmp_path: Path) -> None:
    assert asked('<x:s> <x:p> "1"') == 1
    assert asked('<x:s> <x:p> "2"') == 1
    assert len(list((tmp_path / "made").rglob("*-0"))) == 1
    assert asked('<x:s> <x:p> "1"') == 1


def test_what_depends_on_unknown_things_is_made_each_time(asked: Asked) -> None:
    assert [asked('<x:s> <x:p> "1"', terms=None) for _ in range(2)] == [1, 1]


def test_another_base_or_another_program_makes_it_again(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked('<x:s> <x:p> "1"') == 1
    assert asked('<x:s> <x:p> "1"', base="http://b.example/") == 1
    monkeypatch.setattr(memo_module, "package_version", lambda: "another")
    assert asked('<x:s> <x:p> "1"', base="http://b.example/") == 1


@pytest.mark.parametrize("content", [b"", b"foreign", hashlib.sha256(b"made").digest() + b"mad"])
def test_a_damaged_or_foreign_file_is_made_again(
    content: bytes, asked: Asked, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked('<x:s> <x:p> "1"')
    (kept,) = (tmp_path / "made" / "last").iterdir()
    kept.write_bytes(content)
    assert asked('<x:s> <x:p> "1"') == 1
    assert asked('<x:s> <x:p> "1"') == 0
    assert [str(tmp_path / "made") in line for line in caplog.messages] == [True]


def test_what_was_made_of_other_triples_is_not_taken_under_a_wrong_name(asked: Asked, tmp_path: Path) -> None:
    made = tmp_path / "made" / "last"
    asked('<x:s> <x:p> "2"')
    (name,) = (path.name for path in made.iterdir())
    asked('<x:s> <x:p> "1"')
    next(made.iterdir()).rename(made / name)
    assert asked('<x:s> <x:p> "2"') == 1


def test_a_folder_in_place_of_a_file_is_made_again(asked: Asked, tmp_path: Path) -> None:
    asked('<x:s> <x:p> "1"')
    (kept,) = (tmp_path / "made" / "last").iterdir()
    kept.unlink()
    (kept / "deeper").mkdir(parents=True)
    assert asked('<x:s> <x:p> "1"') == 1
    assert asked('<x:s> <x:p> "1"') == 0


def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**options: Path) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), f"{options['dir']}/x")

    monkeypatch.setattr(memo_module, "TemporaryFile", refuse)
    told = f"The cache {tmp_path} cannot be written (Read-only file system); let this user write in it, or remove it"
    with pytest.raises(ReleaseError, match=re.escape(told)):
        Memo(tmp_path).begin()


@pytest.mark.parametrize("place", ["made", "made/last", "made/new"])
def test_a_file_in_place_of_a_folder_is_no_hindrance(
    place: str, asked: Asked, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("foreign")
    assert [asked('<x:s> <x:p> "1"') for _ in range(2)] == [1, 0]
    (line,) = caplog.messages
    assert f"{tmp_path / place} has from the last build is damaged" in line


def test_a_folder_is_no_hindrance_to_what_a_killed_build_made(asked: Asked, tmp_path: Path) -> None:
    asked('<x:s> <x:p> "1"')
    (kept,) = (tmp_path / "made" / "last").iterdir()
    (tmp_path / "made" / "new").mkdir()
    kept.rename(tmp_path / "made" / "new" / kept.name)
    (kept / "deeper").mkdir(parents=True)
    assert asked('<x:s> <x:p> "1"') == 0


def test_what_a_killed_build_made_is_had_by_the_next(asked: Asked, tmp_path: Path) -> None:
    asked('<x:s> <x:p> "1"')
    os.rename(tmp_path / "made" / "last", tmp_path / "made" / "new")
    assert asked('<x:s> <x:p> "1"') == 0


def test_digests_do_not_depend_on_how_many_lines_come_together(tmp_path: Path) -> None:
    lines = [f'<x:s{at}> <x:p{at % 3}> "{at}" .\n'.encode() for at in range(50)]
    (tmp_path / "graph.nt").write_bytes(b"".join(lines))
    taken = TripleDigests()
    for line in lines:
        taken.add([line])
    assert taken.digests() == digests_of(tmp_path / "graph.nt")
