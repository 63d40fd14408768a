"""A graph in pieces: the same whatever they are read in, and taken from the release before where they are the same."""

import gzip
import re
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.vocabulary import Dct
from esrgraph.release.changes import write_changes
from esrgraph.release.changes.compare import project_lines
from esrgraph.release.dataset import counts_form, statistics
from esrgraph.release.dumps import piece_forms, pieces
from esrgraph.release.dumps.checksums import read_checksums
from esrgraph.release.dumps.gzip_blocks import GzipBlocks, compressed_file, deflate
from esrgraph.release.dumps.piece_forms import PieceForm
from esrgraph.release.events import announced, write_events
from esrgraph.release.events import write as write_module
from esrgraph.release.folder import DataFolder, Release
from kept import Kept
from pieced import pieced

_NAMES = st.sets(st.text("1a", min_size=1, max_size=3), min_size=1)


@given(_NAMES, st.integers(1, 200), st.integers(1, 3))
def test_shares_give_every_piece_once_in_order_and_cut_no_thing(names: set[str], share: int, one_in: int) -> None:
    lines = sorted(f"<{name}{part}> <x:p> <x:o> .\n".encode() for name in names for part in ("", "#a", "#b"))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "_SHARE", share)
        patch.setattr(pieces, "_ONE_IN", one_in)
        path = Path(folder) / "a.nt"
        path.write_bytes(b"".join(lines))
        found = [each.lines for one in pieces.shares_of(path) for each in pieces.pieces(path, one)]
    assert b"".join(found) == b"".join(lines)
    homes = {(re.split(b"[#>]", line)[0], number) for number, piece in enumerate(found) for line in piece.splitlines()}
    assert len(homes) == len(names), "a thing, its parts and those that stand between are in one piece"


def test_a_thing_that_is_new_moves_no_other_cut(tmp_path: Path) -> None:
    lines = [f"<x:{number:04}> <x:p> <x:o> .\n".encode() for number in range(1000)]
    path = tmp_path / "a.nt"

    def cut(content: list[bytes]) -> set[bytes]:
        path.write_bytes(b"".join(content))
        return {piece.digest for piece in pieces.pieces(path, (0, path.stat().st_size))}

    before, after = cut(lines), cut([*lines[:500], b"<x:0500a> <x:p> <x:o> .\n", *lines[500:]])
    assert len(before) > 20
    assert len(before - after) == 1


@given(st.lists(st.one_of(st.binary(max_size=100), st.binary(max_size=50).map(deflate))))
def test_what_is_written_and_what_is_put_in_as_blocks_is_one_gzip_file(parts: list[object]) -> None:
    file = BytesIO()
    blocks = GzipBlocks(file)
    expected = b""
    for part in parts:
        if isinstance(part, bytes):
            blocks.write(part)
            expected += part
        else:
            blocks.add(part)  # type: ignore[arg-type]
            expected += zlib.decompressobj(-15).decompress(part.deflated)  # type: ignore[attr-defined]
    blocks.finish()
    whole = zlib.decompressobj(31)  # one member, to the end
    assert whole.decompress(file.getvalue()) == expected
    assert whole.eof
    assert not whole.unused_data


def test_a_file_takes_in_all_of_another(tmp_path: Path) -> None:
    with compressed_file(tmp_path / "a.gz") as first:
        first.write(b"ab" * 2_000_000)
    with compressed_file(tmp_path / "b.gz") as second:
        second.add_file(tmp_path / "a.gz")
        second.write(b"c")
    assert gzip.decompress((tmp_path / "b.gz").read_bytes()) == b"ab" * 2_000_000 + b"c"


TWO_PAGES = [EXAMPLES / "S39001.txt", EXAMPLES / "S39002.txt"]


def of_two_pages(folder: Path) -> None:
    build_release(TWO_PAGES, DataFolder(folder), Options())


@pytest.fixture
def first(kept: Kept, tmp_path: Path) -> Release:
    """A release in a data folder of its own."""
    return DataFolder(Path(shutil.copytree(kept(of_two_pages), tmp_path / "data", symlinks=True))).current()


def of_a_changed_graph(first: Release, folder: Path, kept: Release | None) -> dict[str, object]:
    """What is told of the graph of a release without its first project, and with another title of the second."""
    graph = gzip.decompress((first.dumps / "esr.nt.gz").read_bytes()).splitlines(keepends=True)
    title = f"<{HERE.base}id/project/S39002> {Dct.title} ".encode()
    assert any(line.startswith(title) for line in graph)
    here = (line for line in graph if not line.startswith(f"<{HERE.base}id/project/S39001".encode()))
    changed = sorted(title + b'"Uusi"@fi .\n' if line.startswith(title) else line for line in here)
    release, form = Release(folder / "told"), counts_form(HERE)
    release.pieces.mkdir(parents=True)
    (folder / "esr.nt").write_bytes(b"".join(changed))
    with pieced(folder / "esr.nt", form, previous=kept) as dumps:
        pieces = dumps.parts("esr.nt.gz")
        write_changes(pieces, release, "new", first, HERE)
        write_events(pieces, release, "new", datetime(2026, 1, 1, tzinfo=UTC), [first], 9, HERE, kept=kept)
        counted = statistics(dumps.parts(form.file))
    pages = {path.name: gzip.decompress(path.read_bytes()) for path in release.events.glob("*.gz")}
    return {"changes": release.changes.read_bytes(), "counted": counted, "events": announced(release), **pages}


def _swap_digests(release: Release, file: str) -> None:
    """Let each piece stand under the digest of another."""
    with closing(sqlite3.connect(release.pieces / f"{file}.sqlite")) as index:
        digests = [digest for (digest,) in index.execute("SELECT digest FROM piece ORDER BY place")]
        index.execute("UPDATE piece SET digest = digest || 'x'")
        for number, digest in enumerate(digests):
            index.execute("UPDATE piece SET digest = ? WHERE digest = ? || 'x'", (digests[number - 1], digest))
        index.commit()


def _forget_one(release: Release, file: str) -> None:
    with closing(sqlite3.connect(release.pieces / f"{file}.sqlite")) as index:
        index.execute("DELETE FROM piece WHERE place = (SELECT MAX(place) FROM piece)")
        index.commit()


Damage = Callable[[Release, str], None]


def _cut_marks(release: Release, file: str) -> None:
    (release.pieces / f"{file}.sqlite").write_bytes(b"no database")


def _say_otherwise(change: str) -> Damage:
    def damage(release: Release, file: str) -> None:
        with closing(sqlite3.connect(release.pieces / f"{file}.sqlite")) as index:
            index.execute(f"UPDATE piece SET {change}")
            index.commit()

    return damage


def _garble(release: Release, file: str) -> None:
    path = release.dumps / file
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 100] = bytes(100)
    path.write_bytes(content)


def _remove(release: Release, file: str) -> None:
    (release.pieces / file).unlink()


def _stand_for(other: str) -> Damage:
    """Let a dump, and what is said of it, stand in the place of another."""

    def damage(release: Release, file: str) -> None:
        for folder, end in ((release.dumps, ""), (release.pieces, ".sqlite")):
            one, two = folder / f"{file}{end}", folder / f"{other}{end}"
            content = one.read_bytes(), two.read_bytes()
            two.write_bytes(content[0])
            one.write_bytes(content[1])

    return damage


def _nothing(release: Release, file: str) -> None:
    """It is another file's damage that concerns this one."""


OTHER_NUMBER, OTHER_SIZE, OTHER_PLACE = map(_say_otherwise, ("crc = crc + 1", "size = -7", "place = 'x'"))


@pytest.mark.parametrize(
    "damage", [None, _cut_marks, OTHER_NUMBER, OTHER_SIZE, OTHER_PLACE, _swap_digests, _forget_one]
)
def test_what_is_told_of_a_graph_is_the_same_whatever_is_kept_of_its_pieces(
    first: Release, tmp_path: Path, damage: Damage | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path(shutil.copytree(first.folder, tmp_path / "without" / first.id))
    shutil.rmtree(whole / "pieces")
    expected = of_a_changed_graph(Release(whole), tmp_path / "anew", None)
    if damage:
        for file in ("esr.nt.gz", "counts.gz", "projects"):
            damage(first, file)
    read: list[int] = []
    monkeypatch.setattr(write_module, "project_lines", lambda block: read.append(1) or project_lines(block))  # type: ignore[func-returns-value]
    assert of_a_changed_graph(first, tmp_path / "again", first) == expected
    assert len(read) == 1 or damage


@pytest.mark.parametrize(
    "damages",
    [
        {},
        {"esr.nt.gz": OTHER_NUMBER, "esr.ttl.gz": OTHER_SIZE, "esr.jsonld.gz": OTHER_PLACE, "rows.gz": _remove},
        {"esr.ttl.gz": _cut_marks, "esr.jsonld.gz": _garble},
        {"eurio.nt.gz": OTHER_SIZE, "eurio.nq.gz": _cut_marks, "eurio.trig.gz": _remove},
        {"esr.ttl.gz": _stand_for("esr.jsonld.gz"), "esr.jsonld.gz": _nothing},
    ],
    ids=["none", "what is said of it", "what is there of it", "a view", "another form"],
)
def test_a_second_build_takes_what_is_whole_and_gives_the_same_bytes(
    damages: dict[str, Damage], first: Release, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    expected = read_checksums(first.dumps)
    for file, damage in damages.items():
        damage(first, file)
    rendered = _count_renderings(monkeypatch)
    second = build_release(TWO_PAGES, DataFolder(first.folder.parents[1]), Options()).release
    assert read_checksums(second.dumps) == expected
    assert set(rendered) == set(damages)
    is_told = bool(damages) and _nothing not in damages.values()
    assert [str(first.pieces) in line for line in caplog.messages] == [True] * is_told


def test_pieces_of_other_code_are_not_taken(first: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esrgraph.release.dumps.piece_files.package_version", lambda: "later")
    rendered = _count_renderings(monkeypatch)
    build_release(TWO_PAGES, DataFolder(first.folder.parents[1]), Options())
    of_view = {"eurio.nt.gz", "eurio.nq.gz", "eurio.trig.gz"}
    assert set(rendered) == {"esr.nt.gz", "esr.ttl.gz", "esr.jsonld.gz", "rows.gz", *of_view}


def _count_renderings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that pieces are rendered for, one for each piece."""
    rendered: list[str] = []

    def counting(forms: Callable[..., Iterable[PieceForm]]) -> Callable[..., tuple[PieceForm, ...]]:
        def render(form: PieceForm, piece: pieces.Piece) -> bytes:
            rendered.append(form.file)
            return form.render(piece)

        return lambda *told: tuple(replace(form, render=partial(render, form)) for form in forms(*told))

    monkeypatch.setattr("esrgraph.release.dumps.write.piece_forms", counting(piece_forms.piece_forms))
    monkeypatch.setattr("esrgraph.release.dumps.views.graph_forms", counting(piece_forms.graph_forms))
    return rendered
