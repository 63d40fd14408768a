"""Nothing of a release tells of a contact person, unless it was asked for."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.documents.page import read_page
from esrgraph.extraction.parser import parse_page
from esrgraph.record import Project
from esrgraph.release.folder import DataFolder
from kept import Kept


def contact_details() -> Iterator[str]:
    for path in EXAMPLES.glob("S*.*"):
        project = parse_page(read_page(path.read_bytes())).project
        yield from details(project)


def details(project: Project) -> Iterator[str]:
    contact = project.contact
    for field in (contact.name, contact.email, contact.phone):
        yield from (text for text in (field.raw, field.value) if text)
    yield from (contact.name.raw or "").replace(",", "").split()


def every_byte(folder: Path) -> bytes:
    """All files of a release, the compressed ones unpacked."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def test_no_byte_of_a_release_tells_of_a_contact_person(data: DataFolder) -> None:
    content = every_byte(data.current().folder)
    found = [text for text in contact_details() if text.encode() in content and len(text) > 5]
    assert found == []


def with_contacts(folder: Path) -> None:
    build_release([EXAMPLES], DataFolder(folder), Options(include_contacts=True))


def test_the_search_would_find_a_contact_person(kept: Kept) -> None:
    content = every_byte(DataFolder(kept(with_contacts)).current().dumps)
    assert any(text.encode() in content for text in contact_details() if "@" in text)
