"""Nothing that identifies a contact person is anywhere in what a build keeps, or in what is served of it."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from conftest import EXAMPLES
from esrgraph.build.pipeline import Options, build_release
from esrgraph.extraction import blocks, redact
from esrgraph.extraction.contact_labels import ContactLines
from esrgraph.release.folder import DataFolder
from esrgraph.runtime.child import Child
from esrgraph.web.app import make_app
from kept import Kept
from leaks import indexed_terms, parts_found, texts_of_folder

NAMES = ("kaisla", "havul")
NUMBERS = ("500000177",)
CONTACT = "Yhteyshenkilon nimi: Kaisla Havulampi\n\nYhteyshenkilon puhelin: 050 000 0177"


def made(folder: Path) -> None:
    """Make a release of pages whose contact also stands in prose, in a statement, and in a section not theirs."""
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
    built(pages, folder / "data")


def leaks(data: DataFolder, scratch: Path) -> set[tuple[str, str]]:
    found = texts_of_folder(data.path, scratch)
    return {(name, part) for name, text in found for part in parts_found(text, NAMES, NUMBERS)}


def built(pages: Path, folder: Path) -> DataFolder:
    data = DataFolder(folder)
    build_release([pages], data, Options())
    return data


@pytest.fixture(scope="module")
def release(kept: Kept) -> DataFolder:
    return DataFolder(kept(made) / "data")


@pytest.fixture(scope="module")
def pages(kept: Kept) -> Path:
    return kept(made) / "pages"


def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are read in this process, where what is changed here holds."""
    monkeypatch.setattr(Child, "map", lambda _, work, items: [work(each) for each in items])


def test_nothing_kept_holds_a_part_of_a_contact(release: DataFolder, tmp_path: Path) -> None:
    assert leaks(release, tmp_path) == set()
    assert indexed_terms(tmp_path / "index", NAMES) == []


def test_a_contact_whose_lines_are_not_kept_out_is_found(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch)
    nothing = ContactLines(frozenset(), frozenset(), ())
    monkeypatch.setattr(blocks, "contact_lines", lambda *_: nothing)
    monkeypatch.setattr(redact, "contact_lines", lambda *_: nothing)
    monkeypatch.setattr(redact.Mask, "text", lambda _, text, **__: text)
    where = {name.rpartition("/")[2] for name, _ in leaks(built(pages, tmp_path / "data"), tmp_path)}
    assert {"sources.sqlite", "captures.sqlite", "esr.nt.gz"} <= where
    assert set(indexed_terms(tmp_path / "index", NAMES)) == set(NAMES)


def test_a_statement_that_is_not_cleaned_is_found(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch)
    whole = redact._Cleaning.clean_value
    monkeypatch.setattr(
        redact._Cleaning,
        "clean_value",
        lambda self, name, value: value if name.startswith("sustainability") else whole(self, name, value),
    )
    assert {"havul", "500000177"} <= {part for _, part in leaks(built(pages, tmp_path / "data"), tmp_path)}


def test_no_served_address_tells_of_a_contact(release: DataFolder) -> None:
    client = TestClient(make_app(release))
    sitemaps = addresses(client.get("/sitemap.xml").text)
    kinds = {re.sub(r"[^/]+$", "", each): each for part in sitemaps for each in addresses(client.get(part).text)}
    data = [f"/data/project/S39001.{suffix}" for suffix in ("ttl", "jsonld", "nt", "rdf")]
    others = [
        "/changes.atom",
        "/search.json?q=nuoret",
        "/reports/",
        "/reports/validation.en.html",
        "/dataset",
    ]
    for address in [*kinds.values(), "/page/project/S39001", *data, *others]:
        assert parts_found(client.get(address).text, NAMES, NUMBERS) == [], address


def addresses(sitemap: str) -> list[str]:
    return [re.sub(r"https?://[^/]+", "", each) for each in re.findall(r"<loc>([^<]+)", sitemap)]
