"""A folder's `captures.csv` -> where and when each document beside it was captured."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO

from esrgraph.errors import InputError

FILE_NAME = "captures.csv"
_COLUMNS = ("file", "url", "retrieved")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class Provenance:
    """The address a document was captured from and the day; None where the table does not say."""

    url: str | None = None
    retrieved: date | None = None


UNKNOWN = Provenance()
"""What is known of a document that no table names."""


def parse_captures(content: bytes, name: str) -> dict[str, Provenance]:
    r"""The captures by file, '/' separated and relative to the table; `name` is the table's own, for messages.

    UTF-8 with a header `file,url,retrieved`; the day is `YYYY-MM-DD`; url and day may be blank. Raises `InputError`
    with the line that does not fit.

    >>> parse_captures(b"file,url,retrieved\na.txt,https://www.example.fi/1,2021-03-04\n", "captures.csv")["a.txt"]
    Provenance(url='https://www.example.fi/1', retrieved=datetime.date(2021, 3, 4))
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}, line {line}: not UTF-8. Save the table as UTF-8.") from error
    found: dict[str, Provenance] = {}
    for line, row in _rows(text, name):
        file, url, retrieved = (cell.strip() for cell in row)
        file = unicodedata.normalize("NFC", file.replace("\\", "/").removeprefix("./"))
        if not file or file in found:
            problem = f"{file} stands there twice" if file else "the file is missing"
            raise InputError(f"{name}, line {line}: {problem}. Give each document one line.")
        found[file] = Provenance(_url(url, name, line), _day(retrieved, name, line))
    return found


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with its physical line."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for row in reader:
            if header is None:
                header = [cell.strip().lower() for cell in row]
                if tuple(header) != _COLUMNS:
                    raise InputError(f"{name}, line 1: the header is not {','.join(_COLUMNS)}. Write it so.")
            elif len(row) == len(_COLUMNS):
                yield reader.line_num, row
            elif row:
                raise InputError(
                    f"{name}, line {reader.line_num}: {len(row)} cells, not {len(_COLUMNS)}. Quote a cell that holds"
                    " a comma, and leave a cell that is not known blank."
                )
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num}: {error}. Check the quotation marks.") from error


def _url(text: str, name: str, line: int) -> str | None:
    if text and not _ADDRESS.fullmatch(text):
        raise InputError(f"{name}, line {line}: the url is no http or https address. Correct it or leave it blank.")
    return text or None


def _day(text: str, name: str, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{name}, line {line}: the day is none. Write it as YYYY-MM-DD or leave it blank.") from error
