"""A release of a folder in which not every file is a page."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import orjson

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder


def with_other_files(folder: Path) -> None:
    """Make a release of a good page under another name, files that are no pages, and an archive with a good page and a
    damaged one; and tell what the build said of them."""
    pages = folder / "pages"
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
    summary = build_release([pages], DataFolder(folder / "data"), Options())
    told = [summary.counts.projects, *([name for name, _ in each] for each in (summary.rejected, summary.skipped))]
    (folder / "told.json").write_bytes(orjson.dumps(told))
