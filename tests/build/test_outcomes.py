"""What becomes of each document of a build: published, merged, rejected or skipped, and told so."""

from pathlib import Path

import orjson
import pytest
from other_files import with_other_files

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


def test_files_that_are_no_pages_are_named_with_their_reason_and_no_error(kept: Kept) -> None:
    folder = kept(with_other_files)
    assert orjson.loads((folder / "told.json").read_bytes()) == [
        2,
        ["broken.zip", "some.zip/damaged.txt"],
        ["README", "logo.png"],
    ]
    documents = DataFolder(folder / "data").current().documents
    outcomes = map(orjson.loads, documents.read_bytes().splitlines())
    assert {each["name"]: each["message"] for each in outcomes if each["outcome"] == "skipped"} == {
        "README": "This is not a project page of the structural-funds service: it has no project code (Hankekoodi)"
        " with other fields of the form around it",
        "logo.png": "The file looks like a PNG image",
    }


def test_strict_releases_nothing_when_a_page_is_rejected_and_progress_tells_of_every_document(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    told: list[tuple[str, int, int | None]] = []
    with pytest.raises(FindingsError, match="2 documents were rejected and 2 fields"):
        build_release([EXAMPLES], data, Options(strict=True), lambda *each: told.append(each))
    assert data.releases() == ()
    assert [done for stage, done, _ in told if stage == "Reading pages"] == list(range(1, 24)), "all were read"


def test_only_unusable_documents_make_no_release(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    with pytest.raises(InputError, match="None of the 2 documents"):
        build_release([EXAMPLES / "rejected"], data, Options())
    assert data.releases() == ()
