"""Containers to documents: each with its address and day, what is no page counted, damage told where it is."""

from __future__ import annotations

import bz2
import csv
import gzip
import importlib
import json
import lzma
import tarfile
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from conftest import EXAMPLES
from esrgraph.documents.compression import zstd
from esrgraph.documents.containers.columns import parse_day
from esrgraph.documents.page import MOST_BYTES
from esrgraph.documents.project_mark import may_be_project_page
from esrgraph.documents.reader import Document, UnreadFile, count_documents, locate_documents, read_documents
from esrgraph.errors import DamagedDocument
from esrgraph.extraction.forms import FORMS

PAGE = (EXAMPLES / "S39001.txt").read_bytes()
HTML = (EXAMPLES / "S39004.html").read_bytes()
OTHER = b"<html><body><p>Postinumero ja koodi</body></html>"
COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd.compress,
}
compressed = pytest.mark.parametrize("suffix", COMPRESSIONS)


def documents(path: Path) -> list[Document]:
    return [each for each in locate_documents([path]) if isinstance(each, Document)]


def unread(path: Path) -> list[UnreadFile]:
    return [each for each in locate_documents([path]) if isinstance(each, UnreadFile)]


def address(number: int) -> str:
    return f"https://www.example.fi/projekti.php?koodi={number}"


def record(
    number: int, body: bytes = HTML, *, kind: str = "response", head: str = "", length: int | None = None
) -> bytes:
    """A record of a web archive, uncompressed."""
    is_http = kind == "response"
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n".encode() + body if is_http else body
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": address(number),
        "WARC-Date": "2021-03-04T10:11:12Z",
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "Content-Type": "application/http; msgtype=response" if is_http else "text/plain",
        "Content-Length": len(block) if length is None else length,
    }
    header = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{header}\r\n".encode() + block + b"\r\n\r\n"


@compressed
def test_a_web_archive_gives_its_pages_with_address_and_day(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"crawl.warc{suffix}"
    path.write_bytes(COMPRESSIONS[suffix](record(1) + record(2, OTHER) + record(3, kind="request") + record(4)))
    name = path.name
    assert documents(path) == [
        Document(f"{name}#{address(each)}", HTML, date(2021, 3, 4), address(each), is_expected=False, container=name)
        for each in (1, 4)
    ]
    assert unread(path) == [UnreadFile(name, "It is no project page", count=1)]


def test_the_text_of_a_crawl_is_read(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.wet.gz"
    path.write_bytes(b"".join(gzip.compress(record(n, each, kind="conversion")) for n, each in enumerate((PAGE, b"x"))))
    assert [each.content for each in documents(path)] == [PAGE]


def chunked(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(HTML)),
        ("Transfer-Encoding: chunked\r\n", chunked(HTML)),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gzip.compress(HTML))),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", HTML),
    ],
)
def test_what_a_server_encoded_is_decoded_unless_the_crawler_did(tmp_path: Path, head: str, body: bytes) -> None:
    (tmp_path / "crawl.warc").write_bytes(record(1, body, head=head))
    assert [each.content for each in documents(tmp_path / "crawl.warc")] == [HTML]


def test_redirections_errors_and_repetitions_are_counted(tmp_path: Path) -> None:
    gone = record(1).replace(b"200 OK", b"404 No")
    (tmp_path / "crawl.warc").write_bytes(gone + record(2, kind="revisit") + record(3, bytes(MOST_BYTES + 1)))
    found = unread(tmp_path / "crawl.warc")
    assert documents(tmp_path / "crawl.warc") == []
    assert [(each.count, each.is_page) for each in found] == [(1, False)] * 3
    assert {each.message.split(",")[0] for each in found} == {
        "It has more than 20 MB",
        "It repeats what an earlier record holds (revisit)",
        "The server answered with no page",
    }


DAMAGE = {
    "a member cut off": lambda member: gzip.compress(member)[:300],
    "a member with noise": lambda member: gzip.compress(member)[:200] + bytes(50) + gzip.compress(member)[250:],
    "a length too large": lambda member: gzip.compress(record(2, length=len(HTML) + 999)),
    "a length too small": lambda member: gzip.compress(record(2, length=999)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_costs_itself(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(record(1)) + DAMAGE[damage](record(2)) + gzip.compress(record(3)))
    assert [each.url for each in documents(path)] == [address(1), address(3)]
    (told,) = unread(path)
    assert told.is_page
    assert told.remedy
    assert told.name in {f"crawl.warc.gz#{address(2)}", "crawl.warc.gz#2"}


@pytest.mark.parametrize("length", [99, 99_999])
def test_a_wrong_length_costs_a_record_that_is_not_compressed_as_well(tmp_path: Path, length: int) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(record(1) + record(2, length=length) + record(3))
    assert [each.url for each in documents(path)] == [address(1), address(3)]
    assert [each.name for each in unread(path)] == [f"crawl.warc#{address(2)}"]


def test_an_archive_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes((gzip.compress(record(1)) + gzip.compress(record(2)))[:-40])
    assert [each.url for each in documents(path)] == [address(1)]
    assert [each.is_page for each in unread(path)] == [True]


ROWS = [
    {"url": address(1), "timestamp": "2021-03-04T10:11:12Z", "text": PAGE.decode()},
    {"url": address(2), "timestamp": None, "text": "Postinumero ja koodi"},
    {"url": None, "timestamp": "20210304101112", "text": PAGE.decode()},
]


def json_lines(rows: list[dict[str, str | None]]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def csv_table(rows: list[dict[str, str | None]]) -> bytes:
    text = StringIO(newline="")
    table = csv.DictWriter(text, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def parquet(rows: list[dict[str, str | None]]) -> bytes:
    file = BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("corpus.jsonl", json_lines(ROWS), "3"),
        ("corpus.jsonl.gz", gzip.compress(json_lines(ROWS)), "3"),
        ("corpus.jsonl.zst", zstd.compress(json_lines(ROWS)), "3"),
        ("corpus.csv", csv_table(ROWS), str(len(csv_table(ROWS[:2]).splitlines()) + 1)),
        ("corpus.csv.xz", lzma.compress(csv_table(ROWS)), str(len(csv_table(ROWS[:2]).splitlines()) + 1)),
        ("corpus.parquet", parquet(ROWS), "3"),
    ],
)
def test_rows_of_a_corpus_are_documents(tmp_path: Path, name: str, content: bytes, place: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    day = date(2021, 3, 4)
    assert documents(path) == [
        Document(f"{name}#{address(1)}", PAGE, day, address(1), is_expected=False, container=name),
        Document(f"{name}#{place}", PAGE, day, None, is_expected=False, container=name),
    ]
    assert unread(path) == [UnreadFile(name, "It is no project page", count=1)]


def test_of_several_columns_what_is_nearest_to_the_page_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    around = {"WARC-Target-URI": address(1), "warc-date": "2021-03-04T10:11:12Z"}
    rows = [{"text": "Hankekoodi", "HTML": HTML.decode(), "warc_headers": around}, {"html": "", "text": PAGE.decode()}]
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    first, second = documents(path)
    assert (first.content, first.url, first.retrieved) == (HTML, address(1), date(2021, 3, 4))
    assert second.content == PAGE


@pytest.mark.parametrize("value", ["2021-03-04", "20210304", 1614852672, 1614852672000, "2021-03-04 10:11:12+02:00"])
def test_days_are_read_as_corpora_write_them(value: object) -> None:
    assert parse_day(value) == date(2021, 3, 4)


@pytest.mark.parametrize("value", [None, "", "4.3.2021", "2021-13-04", 12, True, "yesterday", -1e300, float("nan")])
def test_what_is_no_day_is_none(value: object) -> None:
    assert parse_day(value) is None


def test_bad_lines_are_told_with_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(json_lines(ROWS[:1]) + b'{"text": "Hanke\n\n[1]\n' + json_lines(ROWS[2:]))
    assert len(documents(path)) == 2
    assert [(each.name, each.is_page) for each in unread(path)] == [("corpus.jsonl#2", True), ("corpus.jsonl#4", True)]


def test_of_many_bad_lines_the_first_are_named(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(b'{"text"\n' * 1000)
    *named, counted = unread(path)
    assert len(named) + (counted.count or 0) == 1000
    assert len(named) == 20


def test_a_stream_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl.gz"
    path.write_bytes(gzip.compress(json_lines(ROWS * 50), mtime=0)[:-30])
    assert documents(path)
    assert "damaged from line" in unread(path)[0].message


NO_PAGES = {
    "numbers.parquet": (parquet([{"n": "1"}]), "without a column or field of text", "Give a table with"),
    "numbers.jsonl": (b'{"n": 1}\n', "no column or field of text", "Name it so"),
    "cut.parquet": (parquet(ROWS)[:-9], "damaged", "again"),
    "cut.tar": (b"page.txt".ljust(257, b"\0") + b"ustar\x0000" + bytes(500), "damaged", "again"),
    "empty.warc": (b"WARC/1.0\r\n", "no record", "again"),
}


@pytest.mark.parametrize("name", NO_PAGES)
def test_a_container_without_pages_is_told_with_a_remedy(tmp_path: Path, name: str) -> None:
    content, message, remedy = NO_PAGES[name]
    (tmp_path / name).write_bytes(content)
    (told,) = unread(tmp_path / name)
    assert message in told.message
    assert remedy in told.remedy


def test_without_pyarrow_a_parquet_table_is_told_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    (tmp_path / "corpus.parquet").write_bytes(parquet(ROWS))
    monkeypatch.setattr(importlib.import_module("esrgraph.documents.containers.parquet"), "import_module", missing)
    (told,) = unread(tmp_path / "corpus.parquet")
    assert "pip install 'esrgraph[parquet]'" in told.remedy


def tarred(members: dict[str, bytes], mode: str = "w") -> bytes:
    file = BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, BytesIO(content))
    return file.getvalue()


TABLE = b"file,url,retrieved\na/page.txt,https://www.example.fi/1,2021-03-04\n"


@pytest.mark.parametrize(("suffix", "mode"), [("", "w"), (".gz", "w:gz"), (".bz2", "w:bz2"), (".xz", "w:xz")])
def test_a_tar_archive_gives_its_files_and_they_may_be_compressed_too(tmp_path: Path, suffix: str, mode: str) -> None:
    members = {
        "captures.csv": TABLE,
        "./a/page.txt": PAGE,
        "../b.html.gz": gzip.compress(HTML),
        ".git/HEAD": b"x",
        ".git/config": b"x",
        "logo": b"\x89PNG\r\n",
        "inner.zip": b"PK\x03\x04",
        "inner.tar.gz": gzip.compress(tarred({"page.txt": PAGE})),
        "crawl.warc": record(1),
    }
    name = f"pages.tar{suffix}"
    (tmp_path / name).write_bytes(tarred(members, mode))
    assert documents(tmp_path / name) == [
        Document(f"{name}/a/page.txt", PAGE, date(2021, 3, 4), "https://www.example.fi/1"),
        Document(f"{name}/b.html.gz", HTML),
    ]
    told = {each.name.removeprefix(f"{name}/"): each.remedy for each in unread(tmp_path / name)}
    assert told.keys() == {"captures.csv", ".git", "logo", "inner.zip", "inner.tar.gz", "crawl.warc"}
    assert all(told[each] for each in ("inner.zip", "inner.tar.gz", "crawl.warc"))


def test_a_table_of_captures_behind_its_pages_is_told(tmp_path: Path) -> None:
    (tmp_path / "pages.tar").write_bytes(tarred({"a/page.txt": PAGE, "captures.csv": TABLE}))
    (told,) = unread(tmp_path / "pages.tar")
    assert told.remedy == "Put it first in the archive"


def test_a_tar_archive_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    content = tarred({"a.txt": PAGE, "b.txt": PAGE})
    (tmp_path / "pages.tar").write_bytes(content[: 512 + len(PAGE) + 2000])
    assert [each.name for each in documents(tmp_path / "pages.tar")] == ["pages.tar/a.txt"]
    assert "behind pages.tar/a.txt" in unread(tmp_path / "pages.tar")[0].message


@compressed
def test_a_page_may_be_compressed_in_a_folder_and_by_itself(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "pages").mkdir()
    path = tmp_path / "pages" / f"S39001.txt{suffix}"
    path.write_bytes(COMPRESSIONS[suffix](PAGE))
    for given in (path, path.parent):
        assert [each.content for each in read_documents([given])] == [PAGE]


def test_a_compressed_page_that_is_damaged_costs_itself(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(PAGE)[:-20])
    (location,) = locate_documents([tmp_path])
    assert not isinstance(location, UnreadFile | Document)
    with pytest.raises(DamagedDocument, match=r"a\.txt\.gz is damaged"):
        location.read()


def test_a_compressed_page_is_read_up_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(bytes(MOST_BYTES * 5)))
    assert [len(each.content) for each in read_documents([tmp_path])] == [MOST_BYTES + 1]


def test_counting_documents_opens_no_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_bytes(PAGE)
    (tmp_path / "crawl.warc").write_bytes(record(1) * 5)
    monkeypatch.setattr("esrgraph.documents.containers.warc.ArchiveIterator", None)
    assert count_documents([tmp_path]) == 2


@pytest.mark.parametrize(
    "url", ["https://matti@www.example.fi/", "urn:x", "https://www.example.fi/?m=a@example.fi", ""]
)
def test_an_address_with_an_e_mail_address_names_no_document(tmp_path: Path, url: str) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(json_lines([{"url": url, "text": PAGE.decode()}]))
    assert [each.name for each in documents(path)] == ["corpus.jsonl#1"]


def test_the_label_of_every_forms_code_is_a_mark() -> None:
    for form in FORMS:
        assert may_be_project_page(form.code_label.encode())


LABELS = b"Hankekoodi: S39001 Hankkeen nimi: x"
PAGES = {
    "UTF-16": LABELS.decode().encode("utf-16"),
    "letters apart": " ".join(LABELS.decode()).encode(),
    "tags": b"Hanke<span class='x'>koodi</span>",
    "entities": "".join(f"&#{each};" for each in LABELS).encode(),
    "soft hyphens": "Hanke\u00adkoodi".encode(),
    "quoted-printable": b"Hankek=\r\noodi",
    "capitals": LABELS.upper(),
    "2007": b"<td>Projektikoodi</td>",
    "its label broken": b"Toimintalinja: 3. x",
    "PDF": b"%PDF-1.4",
    "RTF": b"{\\rtf1 x}",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_looked_at_in_any_encoding_and_markup(name: str) -> None:
    assert may_be_project_page(PAGES[name])


@pytest.mark.parametrize("page", sorted(EXAMPLES.glob("[AS]*")), ids=lambda path: path.name)
def test_every_example_has_a_mark(page: Path) -> None:
    assert may_be_project_page(page.read_bytes())


@pytest.mark.parametrize("text", [b"", OTHER, b"Hankkeella on koodi " * 50, b"Projektin nimi", b"\xff" * 99])
def test_other_pages_have_none(text: bytes) -> None:
    assert not may_be_project_page(text)


def test_a_tar_header_without_end_is_damage(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 5_000_000
    path = tmp_path / "pages.tar.gz"
    first = tarred({"a.txt": PAGE})[: 1024 + len(PAGE) // 512 * 512]
    path.write_bytes(gzip.compress(first + info.tobuf() + bytes(info.size)))
    assert [each.name for each in documents(path)] == ["pages.tar.gz/a.txt"]
    assert "a header is too long" in unread(path)[0].message


def test_a_compressed_file_that_asks_for_more_memory_than_any_has_is_damaged(tmp_path: Path) -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 512 * 1024**2, "preset": 0}]
    content = lzma.compress(PAGE, filters=filters)
    (tmp_path / "a.txt.xz").write_bytes(content)
    (location,) = locate_documents([tmp_path])
    assert not isinstance(location, UnreadFile | Document)
    with pytest.raises(DamagedDocument, match="Memory usage limit"):
        location.read()
