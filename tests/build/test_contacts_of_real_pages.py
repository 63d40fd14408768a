"""Nothing of a release of the real pages tells of a contact person."""

from pathlib import Path

from test_contacts import details, every_byte

from esrgraph.build.pipeline import Options, build_release
from esrgraph.documents.page import read_page
from esrgraph.extraction.parser import parse_page
from esrgraph.release.folder import DataFolder


def test_real_pages_leak_nothing_either(corpus: Path, tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    build_release([corpus], data, Options(strict=True))
    content = every_byte(data.current().folder)
    for path in corpus.glob("*.txt"):
        for text in details(parse_page(read_page(path.read_bytes())).project):
            assert len(text) < 6 or text.encode() not in content, path.name
