"""A release of pages whose contact stands in many places, and the search for what identifies that person."""

from pathlib import Path

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.release.folder import DataFolder
from leaks import parts_found, texts_of_folder

NAMES = ("kaisla", "havul")
NUMBERS = ("500000177",)
CONTACT = "Yhteyshenkilon nimi: Kaisla Havulampi\n\nYhteyshenkilon puhelin: 050 000 0177"


def write_pages(folder: Path) -> Path:
    """Write pages whose contact also stands in prose, in a statement, and in a section not theirs, into `pages`."""
    pages = folder / "pages"
    pages.mkdir()
    text = (EXAMPLES / "S39001.txt").read_text(encoding="utf-8")
    for old, new in (
        ("Keksilä Aino", "Kaisla Havulampi"),
        ("aino.keksila(at)", "kaisla.havulampi(at)"),
        ("050 000 0101", "050 000 0177"),
        ("Työpajoilla korjataan", "Havulammen mukaan (050-000 0177) työpajoilla korjataan"),
        ("Työkalupakin otti", "Kaislan työkalupakin otti"),
        ("Lisäksi kohderyhmään", f"\n\n{CONTACT}\n\nLisäksi kohderyhmään"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    (pages / "S39001.txt").write_text(text, encoding="utf-8")
    (pages / "S39002.txt").write_bytes((EXAMPLES / "S39002.txt").read_bytes())
    return pages


def leaks(data: DataFolder, scratch: Path) -> set[tuple[str, str]]:
    found = texts_of_folder(data.path, scratch)
    return {(name, part) for name, text in found for part in parts_found(text, NAMES, NUMBERS)}


def made(folder: Path) -> None:
    """Make a release of the pages in `data`."""
    build_release([write_pages(folder)], DataFolder(folder / "data"), Options())
