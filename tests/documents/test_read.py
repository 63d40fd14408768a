"""Files, folders and archives to documents: what is taken, in which order, and what is refused with which words."""

from __future__ import annotations

import hashlib
import os
import pickle
import socket
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from esrgraph.documents.captures import parse_captures
from esrgraph.documents.containers import zip_archive
from esrgraph.documents.page import MOST_BYTES
from esrgraph.documents.reader import Document, Location, UnreadFile, locate_documents, read_documents
from esrgraph.errors import InputError


def names(*paths: Path) -> list[str]:
    return [document.name for document in read_documents(paths)]


def archive(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return path


def tree(folder: Path, *files: str) -> Path:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def test_a_document_is_its_name_content_and_checksum(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"1 Hanke")
    (document,) = read_documents([tmp_path])
    assert document == Document("a.txt", b"1 Hanke")
    assert document.sha256 == hashlib.sha256(b"1 Hanke").hexdigest()


def test_a_folder_gives_its_files_at_any_depth_by_name_whatever_they_are_called(tmp_path: Path) -> None:
    tree(tmp_path, "b.TXT", "a/z.pdf", "a/b/c.Html", "c.htm", "ä.txt", "README.md", "p.php?koodi=S39001", "S39002")
    assert names(tmp_path) == [
        "README.md",
        "S39002",
        "a/b/c.Html",
        "a/z.pdf",
        "b.TXT",
        "c.htm",
        "p.php?koodi=S39001",
        "ä.txt",
    ]


def test_only_what_is_called_a_page_is_expected_to_be_one(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.HTM", "c.xhtml", "d.pdf", "e.md", "f.php?koodi=S39001", "g")
    located = [each for each in locate_documents([tmp_path]) if isinstance(each, Location)]
    assert [each.name for each in located if each.is_expected] == ["a.txt", "b.HTM", "c.xhtml", "d.pdf"]
    (given,) = locate_documents([tmp_path / "e.md"])
    assert isinstance(given, Location)
    assert given.is_expected


def unread(*paths: Path) -> dict[str, tuple[str, bool]]:
    """What is not read, with the reason, and whether it may be a page."""
    found = [each for each in locate_documents(paths) if isinstance(each, UnreadFile)]
    return {each.name: (each.message, each.is_page) for each in found}


SAVED = {"saved.webarchive": b"bplist00\xd1"}
WORKBOOK = b"PK\x03\x04\x14\0\x06\0" + bytes(22) + b"[Content_Types].xml..xl/workbook.xml"
OTHERS = {
    "logo": b"\x89PNG\r\n\x1a\n",
    "film.mp4": b"\0\0\0\x20ftypisom",
    "program": b"\x7fELF\2\1\1",
    "rows.json": b'[{"url": "https://www.example.fi/"}]',
    "numbers": bytes(range(32)) * 9,
}
OF_SYSTEMS = {
    ".DS_Store": b"\0\0\0\1Bud1",
    ".git/config": b"[core]",
    ".git/HEAD": b"ref",
    "captures.csv": b"file,url,retrieved\n",
    "Thumbs.db": b"\xd0\xcf\x11\xe0",
    "desktop.ini": b"[x]",
    "empty": b" \n",
}


@pytest.mark.parametrize("archived", [False, True])
def test_what_is_no_page_is_told_with_the_reason(tmp_path: Path, archived: bool) -> None:
    files = {"page.txt": b"1 Hanke", "sheet.xlsx": WORKBOOK, **SAVED, **OTHERS, **OF_SYSTEMS}
    for name, content in files.items():
        (tmp_path / "pages" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pages" / name).write_bytes(content)
    path = archive(tmp_path / "a.zip", files) if archived else tmp_path / "pages"
    found = {name.removeprefix("a.zip/"): why for name, why in unread(path).items()}
    assert found.pop(".git") == found.pop(".DS_Store") == ("It is hidden", False)
    assert found.pop("captures.csv") == ("It is the table of captures", False)
    assert found.pop("Thumbs.db") == found.pop("desktop.ini") == ("It is a file of the operating system", False)
    assert found.pop("empty") == ("It is empty", False)
    assert found.keys() == {*SAVED, *OTHERS}
    assert {name for name, (_, is_page) in found.items() if is_page} == {*SAVED}
    assert all("The file looks like" in why or "binary" in why for why, _ in found.values())
    assert [name.removeprefix("a.zip/") for name in names(path)] == ["page.txt", "sheet.xlsx"], (
        "a workbook may be a list"
    )


def test_links_out_of_the_folder_and_to_folders_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "outside/S39009.txt", "pages/a.txt", "pages/b/c.txt")
    archive(tmp_path / "outside" / "e.zip", {"f.txt": b"x"})
    links = {
        "out.txt": "../outside/S39009.txt",
        "out": "../outside",
        "out.zip": "../outside/e.zip",
        "captures.csv": "/etc/passwd",
        "lost.txt": "nowhere",
        "round": "round",
        "within.txt": "b/c.txt",
        "b/up": "..",
    }
    for name, target in links.items():
        (tmp_path / "pages" / name).symlink_to(target)
    assert names(tmp_path / "pages") == ["a.txt", "b/c.txt", "within.txt"]
    assert unread(tmp_path / "pages") == {
        "b/up": ("It is a link to a folder, which is read where it lies", False),
        "captures.csv": ("It is the table of captures", False),
        "lost.txt": ("It is a link that leads nowhere", False),
        "out": ("It is a link out of the folder", False),
        "out.txt": ("It is a link out of the folder", False),
        "out.zip": ("It is a link out of the folder", False),
        "round": ("It is a link that leads nowhere", False),
    }


def test_pipes_and_sockets_are_not_opened(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "x.txt/b.txt", "y.zip/c.txt")
    for name in ("fifo.txt", "fifo.zip", "fifo"):
        os.mkfifo(tmp_path / name)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket.txt"))
    assert names(tmp_path) == ["a.txt", "x.txt/b.txt", "y.zip/c.txt"]
    reason = ("It is no file, but a pipe, a socket or a device", False)
    assert unread(tmp_path) == dict.fromkeys(("fifo", "fifo.txt", "fifo.zip", "socket.txt"), reason)


def test_a_folder_may_be_deeper_than_python_can_call(tmp_path: Path) -> None:
    way = [os.open(tmp_path, os.O_RDONLY)]
    for _ in range(1500):
        os.mkdir("d", dir_fd=way[-1])
        way.append(os.open("d", os.O_RDONLY, dir_fd=way[-1]))
        os.close(way.pop(-2))
    with os.fdopen(os.open("a.txt", os.O_CREAT | os.O_WRONLY, dir_fd=way[-1]), "w") as file:
        file.write("1 Hanke")
    os.close(way.pop())
    found = names(tmp_path)
    subprocess.run(["rm", "-r", tmp_path / "d"], check=True)
    assert found == ["d/" * 1500 + "a.txt"]


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    tree(tmp_path, "b/1.txt", "a/2.txt")
    assert names(tmp_path / "b", tmp_path / "a") == ["1.txt", "2.txt"]


def test_a_file_that_is_named_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    tree(tmp_path, "page", ".hidden", "notes.md")
    assert names(tmp_path / "page", tmp_path / ".hidden", tmp_path / "notes.md") == ["page", ".hidden", "notes.md"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_gives_its_pages_by_name(tmp_path: Path, compression: int) -> None:
    members = {"b.txt": b"b", "a/c.pdf": b"c" * 5000, "logo": b"GIF89a", "__MACOSX/._b.txt": b"x", ".x/d.txt": b"x"}
    path = archive(tmp_path / "Pages.ZIP", members, compression)
    assert [(each.name, each.content) for each in read_documents([path])] == [
        ("Pages.ZIP/a/c.pdf", b"c" * 5000),
        ("Pages.ZIP/b.txt", b"b"),
    ]


def test_an_archive_in_a_folder_is_read_in_its_place(tmp_path: Path) -> None:
    tree(tmp_path, "sub/a.txt", "sub/z.txt", "empty/README")
    archive(tmp_path / "sub" / "m.zip", {"b.txt": b""})
    archive(tmp_path / "empty" / "e.zip", {})
    assert names(tmp_path) == ["empty/README", "sub/a.txt", "sub/m.zip/b.txt", "sub/z.txt"]


def test_an_archive_behind_other_bytes_is_read(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"1 Hanke"})
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    assert [each.content for each in read_documents([path])] == [b"1 Hanke"]


def test_a_member_cannot_name_a_path_outside_its_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"../../etc/a.txt": b"", "/b.txt": b"", "c\\d.txt": b""})
    assert names(path) == ["a.zip/b.txt", "a.zip/c/d.txt", "a.zip/etc/a.txt"]


def test_names_that_are_no_text_are_made_printable(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/p\xe4iv\xe4.txt")).write_bytes(b"a")
    tree(tmp_path, "a\u0308.txt", "o\uffff.txt")
    assert names(tmp_path) == ["ä.txt", "o\ufffd.txt", "p\ufffdiv\ufffd.txt"]


def test_a_link_back_up_is_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "a/b.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert names(tmp_path) == ["a/b.txt"]


def test_reading_holds_one_document_at_a_time(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.txt")
    documents = read_documents([tmp_path])
    assert next(documents).name == "a.txt"
    (tmp_path / "b.txt").write_bytes(b"read when its turn comes")
    assert next(documents).content == b"read when its turn comes"


def test_a_location_reads_the_same_document_in_another_process(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    (tmp_path / "captures.csv").write_text("file,url,retrieved\na.txt,https://www.example.fi/1,2021-03-04\n")
    archive(tmp_path / "b.zip", {"c.txt": b"c" * 1000, "d.txt": b"d"})
    found = [each for each in locate_documents([tmp_path]) if isinstance(each, Location)]
    locations: list[Location] = pickle.loads(pickle.dumps(found))
    assert [location.read() for location in locations] == list(read_documents([tmp_path]))


# captures.csv


def test_captures_give_address_and_day_to_the_documents_beside_them(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.txt", "sub/c.txt", "sub/d.txt")
    (tmp_path / "captures.csv").write_text(
        "file,url,retrieved\n"
        "a.txt,https://www.example.fi/a,2021-03-04\n"
        '"sub/c.txt", http://www.example.fi/c ,\n'
        "sub/d.txt,,2020-01-01\n",
        encoding="utf-8-sig",
    )
    (tmp_path / "sub" / "captures.csv").write_text("file,url,retrieved\nd.txt,,2022-02-02\n")
    assert [(each.name, each.url, each.retrieved) for each in read_documents([tmp_path])] == [
        ("a.txt", "https://www.example.fi/a", date(2021, 3, 4)),
        ("b.txt", None, None),
        ("sub/c.txt", "http://www.example.fi/c", None),
        ("sub/d.txt", None, date(2022, 2, 2)),
    ]
    (document,) = read_documents([tmp_path / "a.txt"])
    assert document.url == "https://www.example.fi/a"


def test_captures_in_an_archive_hold_for_its_members(tmp_path: Path) -> None:
    table = b"file,url,retrieved\r\na.txt,https://www.example.fi/a,2021-03-04\r\n"
    path = archive(tmp_path / "a.zip", {"pages/captures.csv": table, "pages/a.txt": b"", "a.txt": b""})
    assert [(each.name, each.retrieved) for each in read_documents([path])] == [
        ("a.zip/a.txt", None),
        ("a.zip/pages/a.txt", date(2021, 3, 4)),
    ]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (b"name,url\na.txt,\n", "captures.csv, line 1: the header"),
        (b"file,url,retrieved\n\na.txt,https://a.example.fi\n", "line 3: 2 cells"),
        (b"file,url,retrieved\na.txt,https://a.example.fi,4.3.2021\n", "line 2: the day is none"),
        (b"file,url,retrieved\na.txt,www.example.fi,\n", "line 2: the url is no http"),
        (b"file,url,retrieved\n,,\n", "line 2: the file is missing"),
        (b"file,url,retrieved\na.txt,,\na.txt,,\n", "line 3: a.txt stands there twice"),
        (b'file,url,retrieved\n"a.txt,,\n', "captures.csv, line 2: unexpected end of data"),
        (b"file,url,retrieved\n\xe4.txt,,\n", "line 2: not UTF-8"),
        ("file,url,retrieved\na\u2028b.txt,,\n,,\n".encode(), "line 3: the file is missing"),
    ],
)
def test_a_malformed_table_of_captures_is_refused_with_its_line(tmp_path: Path, table: bytes, message: str) -> None:
    tree(tmp_path, "a.txt")
    (tmp_path / "captures.csv").write_bytes(table)
    with pytest.raises(InputError, match=message):
        names(tmp_path)


def test_a_table_in_an_archive_is_unpacked_no_further_than_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_archive, "MOST_BYTES", 1000)
    sizes: list[int] = []
    monkeypatch.setattr(zip_archive, "parse_captures", lambda table, _: sizes.append(len(table)) or {})
    names(archive(tmp_path / "a.zip", {"captures.csv": bytes(5000), "a.txt": b""}))
    assert sizes == [1000]


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"file,url,retrieved\n{text}".encode()))
def test_any_table_is_read_or_refused(table: bytes) -> None:
    try:
        parse_captures(table, "captures.csv")
        return
    except InputError as error:
        message = str(error)
    assert message.startswith("captures.csv, line ")


# What is refused


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.txt does not exist"):
        names(tmp_path / "missing.txt")


def test_a_folder_or_archive_without_pages_is_refused(tmp_path: Path) -> None:
    tree(tmp_path, "empty/.hidden")
    (tmp_path / "empty" / "captures.csv").write_text("file,url,retrieved\n")
    for path in (tmp_path / "empty", archive(tmp_path / "a.zip", {"logo.png": b"\x89PNG"})):
        with pytest.raises(InputError, match=f"{path.name} holds no page"):
            names(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="pipe is no file"):
        names(tmp_path / "pipe")


def test_a_file_that_goes_away_is_named(tmp_path: Path) -> None:
    (location,) = locate_documents([tree(tmp_path, "a.txt")])
    (tmp_path / "a.txt").unlink()
    with pytest.raises(InputError, match=r"a\.txt cannot be read \(No such file"):
        location.read()


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"1 Hanke" * 100})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match=r"a\.zip is no zip archive"):
        names(path)


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"1 Hanke" * 100}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"1 Hanke1", b"1 Hanki1", 1))
    with pytest.raises(InputError, match=r"a\.zip/a\.txt is damaged \(Bad CRC"):
        names(path)


def encrypt(path: Path, *names: str) -> Path:
    """The archive, with these members marked as encrypted."""
    content = bytearray(path.read_bytes())
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        if any(content[at + 46 :].startswith(name.encode()) for name in names):
            content[at + 8] |= 1
    path.write_bytes(content)
    return path


def test_what_is_encrypted_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    members = {"a.txt": b"x", "b.txt": b"y", "c.jpg": b"z"}
    path = encrypt(archive(tmp_path / "a.zip", members), "a.txt", "c.jpg")
    assert names(path) == ["a.zip/b.txt"]
    assert unread(path) == {"a.zip/a.txt": ("It is encrypted", True), "a.zip/c.jpg": ("It is encrypted", False)}


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"b/c.zip": b"no archive at all", "d.txt": b"x"})
    assert names(path) == ["a.zip/d.txt"]
    assert unread(path) == {"a.zip/b/c.zip": ("It is an archive within an archive", True)}


def test_a_broken_archive_in_a_folder_costs_itself_alone(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.zip")
    assert names(tmp_path) == ["a.txt"]
    ((name, (reason, is_page)),) = unread(tmp_path).items()
    assert (name, is_page) == ("b.zip", True)
    assert "b.zip is no zip archive" in reason


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.txt": b"1 Hanke" * 1000, "b.txt": b"1 Hanke" * 1000})
    content = bytearray(path.read_bytes())
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)
    path.write_bytes(content)
    with pytest.raises(InputError, match="its members overlap"):
        names(path)


def test_an_archive_may_have_very_many_members(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(20_000)}, zipfile.ZIP_STORED)
    assert sum(1 for _ in locate_documents([path])) == 20_000


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.txt", "c/d.txt")
    (tmp_path / "b.txt").chmod(0)
    (tmp_path / "c").chmod(0)
    found = unread(tmp_path)
    (tmp_path / "c").chmod(0o700)
    assert found == dict.fromkeys(("b.txt", "c/"), ("It may not be read (permission denied)", True))


def test_a_document_beyond_the_limit_is_read_no_further(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(bytes(MOST_BYTES + 1000))
    archive(tmp_path / "b.zip", {"c.txt": bytes(3 * MOST_BYTES)})
    assert [len(each.content) for each in read_documents([tmp_path])] == [MOST_BYTES + 1] * 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=8)), min_size=1, max_size=10))
def test_a_damaged_archive_is_read_or_refused(tmp_path: Path, damages: list[tuple[float, int, bytes]]) -> None:
    path = archive(
        tmp_path / "a.zip", {"a.txt": b"1 Hanke" * 20, "captures.csv": b"file,url,retrieved\n", "b.pdf": b""}
    )
    content = path.read_bytes()
    for where, lost, gained in damages:
        at = int(where * len(content))
        content = content[:at] + gained + content[at + lost :]
    path.write_bytes(content)
    try:
        names(path)
        return
    except InputError as error:
        message = str(error)
    assert "a.zip" in message
