"""A strict build minds what is damaged, and no file that is no page."""

import shutil
from pathlib import Path

import pytest
from other_files import with_other_files

from esrgraph.build.pipeline import Options, build_release
from esrgraph.errors import FindingsError
from esrgraph.release.folder import DataFolder
from kept import Kept


def test_damaged_files_stop_a_strict_build_and_others_that_are_no_pages_do_not(kept: Kept, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(kept(with_other_files), tmp_path / "copy", symlinks=True))
    pages, data, strict = folder / "pages", DataFolder(folder / "data"), Options(strict=True)
    with pytest.raises(FindingsError, match="2 documents were rejected"):
        build_release([pages], data, strict)
    for name in ("broken.zip", "some.zip"):
        (pages / name).unlink()
    assert build_release([pages], data, strict).counts.projects == 1
