"""What becomes of each document of a build: published, merged, rejected or skipped, and told so."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import orjson
import pytest

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.errors import FindingsError, InputError
from esrgraph.release.folder import DataFolder
from kept import Kept


def captured_twice(folder: Path) -> None:
    """Make a release of two captures of a page, the poorer one first, and tell what became of them."""
    pages = folder / "pages"
    pages.mkdir()
    (pages / "a.txt").write_bytes((EXAMPLES / "S39001-capture-2.txt").read_bytes())
    (pages / "b.txt").write_bytes((EXAMPLES / "S39001.txt").read_bytes())
    summary = build_release([pages], DataFolder(folder / "data"), Options())
    (folder / "told.json").write_bytes(orjson.dumps([summary.counts.projects, summary.merged]))


def test_the_richer_capture_is_published_whatever_the_order(kept: Kept) -> None:
    assert orjson.loads((kept(captured_twice) / "told.json").read_bytes()) == [1, [["a.txt", "S39001"]]]


def test_strict_releases_nothing_when_a_page_is_rejected_and_progress_tells_of_every_document(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    told: list[tuple[str, int, int | None]] = []
    with pytest.raises(FindingsError, match="2 documents were rejected and 2 fields"):
        build_release([EXAMPLES], data, Options(strict=True), lambda *each: told.append(each))
    assert data.releases() == ()
    assert [done for stage, done, _ in told if stage == "Reading pages"] == list(range(1, 24)), "all were read"


def test_files_that_are_no_pages_are_named_with_their_reason_and_no_error(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    shutil.copy2(EXAMPLES / "S39001.txt", pages / "projekti.php?projektikoodi=S39001")
    (pages / "README").write_text("These pages are made up.\n")
    (pages / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (pages / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    with ZipFile(pages / "some.zip", "w") as archive:
        archive.write(EXAMPLES / "S39002.txt", "good.xhtml")
        archive.write(EXAMPLES / "S39003.txt", "damaged.txt")
    content = (pages / "some.zip").read_bytes()
    (pages / "some.zip").write_bytes(content.replace(b"Hankekoodi: S39003", b"Hankekoodi: S39999"))
    summary = build_release([pages], DataFolder(tmp_path / "data"), Options())
    assert summary.counts.projects == 2
    assert [name for name, _ in summary.rejected] == ["broken.zip", "some.zip/damaged.txt"]
    assert [name for name, _ in summary.skipped] == ["README", "logo.png"]
    outcomes = map(orjson.loads, summary.release.documents.read_bytes().splitlines())
    assert {each["name"]: each["message"] for each in outcomes if each["outcome"] == "skipped"} == {
        "README": "This is not a project page of the structural-funds service: it has no project code (Hankekoodi)"
        " with other fields of the form around it",
        "logo.png": "The file looks like a PNG image",
    }
    strict = Options(strict=True)
    with pytest.raises(FindingsError, match="2 documents were rejected"):
        build_release([pages], DataFolder(tmp_path / "data"), strict)
    for name in ("broken.zip", "some.zip"):
        (pages / name).unlink()
    assert build_release([pages], DataFolder(tmp_path / "data"), strict).counts.projects == 1


def test_only_unusable_documents_make_no_release(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with pytest.raises(InputError, match="None of the 2 documents"):
        build_release([EXAMPLES / "rejected"], data, Options())
    assert data.releases() == ()
