"""What a container of documents is, and how the records of one become documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from esrgraph.documents.file_names import plain_name
from esrgraph.documents.location import Document, Located, UnreadFile
from esrgraph.documents.page import MOST_BYTES
from esrgraph.documents.project_mark import may_be_project_page

Found = Located | UnreadFile
"""A document, where it lies or as its bytes, or what is not read."""

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s@]+", re.IGNORECASE)
"""An address that can name a document: without a user, or anything else that is an e-mail address."""
_MOST_DAMAGED = 20
"""So many damaged records of a container are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Container:
    """A kind of file that holds documents, with or without a compression around it.

    `is_container_of` tells from the first bytes of its content; `locate` gives the documents in a file, by its path and
    by the name that they are to begin with. Where it `is_streamed`, they come one by one, and it is read only once.
    """

    name: str
    is_container_of: Callable[[bytes], bool]
    locate: Callable[[Path, str], Iterable[Found]]
    is_streamed: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """One of the many documents in a file; `place` names it where it has no address."""

    place: str
    content: bytes
    url: str | None = None
    retrieved: date | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A record that is no document, and why: such ones are counted, not named."""

    reason: str
    remedy: str = ""
    is_page: bool = False


@dataclass(frozen=True, slots=True)
class Damaged:
    """What of a file cannot be read: `place` and `url` say where, `message` what ails it."""

    place: str
    message: str
    remedy: str = "Make the file again, if a page is missing"
    url: str | None = None


NO_MARK = Dropped("It is no project page")
TOO_LARGE = Dropped("It has more than 20 MB, too much for one page", "Give it as a file of its own, if it is a page")


def documents_of(records: Iterable[Record | Dropped | Damaged], name: str) -> Iterator[Document | UnreadFile]:
    """The records of a file that may be project pages; the others are told at its end, counted by reason.

    `name` is the file's own; that of a document has its address, or its place, behind a '#'.
    """
    dropped: Counter[Dropped] = Counter()
    damaged = 0
    each = None
    for each in records:
        if isinstance(each, Damaged):
            damaged += 1
            if damaged <= _MOST_DAMAGED:
                yield UnreadFile(_name(name, each), each.message, each.remedy, is_page=True)
            else:
                dropped[Dropped("It is damaged, as those before it", each.remedy, is_page=True)] += 1
        elif isinstance(each, Dropped):
            dropped[each] += 1
        elif len(each.content) > MOST_BYTES:
            dropped[TOO_LARGE] += 1
        elif may_be_project_page(each.content):
            yield _document(each, name)
        else:
            dropped[NO_MARK] += 1
    if each is None:
        yield UnreadFile(name, "It holds no record", "Make the file again, if pages are missing")
    for why, count in sorted(dropped.items(), key=lambda pair: pair[0].reason):
        yield UnreadFile(name, why.reason, why.remedy, is_page=why.is_page, count=count)


def _document(record: Record, name: str) -> Document:
    url = record.url if record.url and _URL.fullmatch(record.url) else None
    return Document(_name(name, record), record.content, record.retrieved, url, is_expected=False, container=name)


def _name(container: str, record: Record | Damaged) -> str:
    address = plain_name(record.url or "")
    return f"{container}#{address if _ADDRESS.fullmatch(address) else record.place}"
