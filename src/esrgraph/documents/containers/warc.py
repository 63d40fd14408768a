"""A web archive (WARC, and Common Crawl's WET) -> its records, each with its address and day."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from esrgraph.documents.compression import BROKEN, decompress, find_compression
from esrgraph.documents.containers.container import TOO_LARGE, Container, Damaged, Dropped, Found, Record, documents_of
from esrgraph.documents.page import MOST_BYTES

_TYPES = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion | WarcRecordType.revisit
"""Records of what was fetched, and of its text; the others are about the crawl."""
_BEGINS = b"WARC/"
_GZIP = b"\x1f\x8b\x08"
_OWN = (None, _GZIP, b"\x28\xb5\x2f\xfd")
"""fastwarc takes these compressions off by itself, and knows where in the file each record begins."""
_MEMBER = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/")
_BLOCK = 1 << 20
_HEAD = 4096
_ANSWERED = range(200, 300)
_REVISIT = Dropped("It repeats what an earlier record holds (revisit)")
_NO_ANSWER = Dropped("The server answered with no page, but a redirection or an error")
_WRONG_LENGTH = "The record is cut off, or its length is wrong"
_NO_BEGINNING = "WARC header"
"""What fastwarc speaks of where no record begins behind the end of the one before it."""


def _documents(path: Path, name: str) -> Iterator[Found]:
    with path.open("rb") as file:
        yield from documents_of(_records(file), name)


def _records(file: IO[bytes]) -> Iterator[Record | Dropped | Damaged]:
    """The records of an archive; behind one that is damaged, the next whole one is looked for.

    Each is held until the one behind it begins where it should: else its length is wrong.
    """
    compression = find_compression(file.peek(8))  # type: ignore[attr-defined]
    is_own = (compression.signature if compression else None) in _OWN
    start: int | None = 0
    number, told = 0, -1
    while start is not None:
        last, held, error = start, None, ""
        try:
            for each in ArchiveIterator(file if is_own else decompress(file), _TYPES, parse_http=False):
                if held:
                    yield held
                last, number = each.stream_pos, number + 1
                held = _read(each, number)
                if isinstance(held, Damaged):
                    break
        except (*BROKEN, OSError, ValueError) as raised:
            error = str(raised)
        if isinstance(held, Record) and _NO_BEGINNING in error:
            held = Damaged(held.place, _WRONG_LENGTH, url=held.url)
        if held:
            yield held
        if error and not isinstance(held, Damaged) and number != told:
            told = number
            yield Damaged(str(number + 1), f"The record, or all behind it, is damaged ({error})")
        start = _next_start(file, last + 1) if is_own and (error or isinstance(held, Damaged)) else None


def _read(record: WarcRecord, number: int) -> Record | Dropped | Damaged:
    address = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    if record.record_type == WarcRecordType.revisit:
        return _REVISIT
    length = record.content_length
    if length > MOST_BYTES:
        return TOO_LARGE
    block = record.reader.read()
    if len(block) != length or b"\nWARC-Record-ID:" in block:
        return Damaged(str(number), _WRONG_LENGTH, url=address)
    content = _body(block) if record.is_http else block
    if content is None:
        return _NO_ANSWER
    return Record(str(number), content, address or None, _day(record.headers.get("WARC-Date") or ""))


def _body(block: bytes) -> bytes | None:
    """What a server sent, with its encodings taken off; None where it sent no page.

    Some crawlers keep the headers of an encoding that they have taken off themselves.
    """
    answer = WarcRecord()
    answer.init_headers(WarcRecordType.response)
    answer.set_bytes_content(block)
    answer.is_http = True
    try:
        answer.parse_http(auto_decode="all", strict_mode=False)
        status, content = answer.http_headers.status_code, answer.reader.read(MOST_BYTES + 1)
    except OSError:
        head, _, content = block.partition(b"\r\n\r\n")
        status = int(head[9:12]) if head[9:12].isdigit() else None
    return content if status is None or status in _ANSWERED else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _next_start(file: IO[bytes], start: int) -> int | None:
    """Where, from a place on, the next record begins; the file is there then. None where none does."""
    block = b"."
    while block:
        file.seek(start)
        block = file.read(_BLOCK)
        members = (found.start() for found in _MEMBER.finditer(block) if _is_record(block[found.start() :]))
        begin = next(members, None)
        if begin is not None:
            file.seek(start + begin)
            return start + begin
        start += len(block) if len(block) < _BLOCK else _BLOCK - _HEAD
    return None


def _is_record(content: bytes) -> bool:
    """Whether a record begins here, in a gzip member of its own or uncompressed."""
    try:
        return content.startswith(_BEGINS) or zlib.decompressobj(31).decompress(content[:_HEAD], 5) == _BEGINS
    except zlib.error:
        return False


WARC = Container("WARC", lambda head: head.startswith(_BEGINS), _documents)
