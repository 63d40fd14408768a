"""A row with named columns -> the document in it: its text or HTML, its address and its day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from esrgraph.documents.containers.container import Dropped, Record

_TEXTS = ("html", "raw_html", "content", "raw_content", "markdown", "text")
"""Of several, the first is taken: what is nearest to the page as it was."""
_ADDRESSES = ("url", "uri", "warc_target_uri", "target_uri")
_DAYS = ("crawl_date", "warc_date", "retrieved", "timestamp", "date")
_AROUND = ("meta", "metadata", "warc_headers")
"""Where corpora put the latter two."""
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:\D.*|\d{6})?", re.DOTALL)
_SECONDS = range(800_000_000, 4_000_000_000)
"""Numbers that are taken for seconds since 1970: days from 1995 to 2096; a thousand times that for milliseconds."""
_FAR = 1e14

NEEDED = "column or field of text or HTML (html, content, markdown or text)"
NO_TEXT = Dropped(f"It has no {NEEDED}", "Name it so, if a page is missing", is_page=True)
_BLANK = Dropped("Its text is blank")


def text_columns(names: Iterable[object]) -> list[str]:
    """Those of the columns that may hold a page, the best first."""
    known = {_fold(name): str(name) for name in names}
    return [known[each] for each in _TEXTS if each in known]


def is_used(name: str) -> bool:
    """Whether a column is looked at."""
    return _fold(name) in (*_TEXTS, *_ADDRESSES, *_DAYS, *_AROUND)


def record_of(row: Mapping[Any, object], place: str) -> Record | Dropped:
    """The document in a row; `place` is the row's number, or its line's."""
    texts = [row[name] for name in text_columns(row)]
    if not texts:
        return NO_TEXT
    text = next((each for each in texts if isinstance(each, str | bytes) and each.strip()), None)
    if text is None:
        return _BLANK
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    around = {_fold(name): value for each in row for name, value in _within(row, each)}
    url = next((str(around[each]) for each in _ADDRESSES if around.get(each)), None)
    day = next((found for each in _DAYS if (found := parse_day(around.get(each)))), None)
    return Record(place, content, url, day)


def _within(row: Mapping[Any, object], name: object) -> Iterable[tuple[object, object]]:
    value = row[name]
    return value.items() if isinstance(value, Mapping) and _fold(name) in _AROUND else ((name, value),)


def _fold(name: object) -> str:
    return str(name).strip().lower().replace("-", "_")


def parse_day(value: object) -> date | None:
    """A day as corpora write it: ISO 8601, the fourteen digits of web archives, seconds or milliseconds since 1970.

    >>> parse_day("20210304101112") == parse_day("2021-03-04T10:11:12Z") == parse_day(1614852672) == date(2021, 3, 4)
    True
    """
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, int | float) and 0 < value < _FAR:
        seconds = int(value) // (1000 if int(value) // 1000 in _SECONDS else 1)
        return datetime.fromtimestamp(seconds, UTC).date() if seconds in _SECONDS else None
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
