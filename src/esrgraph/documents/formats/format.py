"""What a format of pages is, and what its reader gives: lines, with the line numbers of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from esrgraph.errors import UnreadablePage

MOST_LINES = 500_000
"""A document of more lines is not read; a thousand pages in one file have a third of that."""

CACHED_LINES = 16_384
"""Distinct lines of which it is kept what they are: those of all forms, and those that the last pages had alike."""


class Line(NamedTuple):
    """One line of a page: its number in the source (from 1) and its normalised text, '' where it is blank."""

    number: int
    text: str


def number_lines(texts: Iterable[str]) -> tuple[Line, ...]:
    """The lines with these texts, numbered from 1."""
    return tuple(map(partial(tuple.__new__, Line), enumerate(texts, start=1)))  # as `Line` does, without its own call


class Reading(NamedTuple):
    """The lines of a page, and the address that the document itself names, and the day on which it was saved."""

    lines: tuple[Line, ...]
    url: str | None = None
    retrieved: date | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format that pages come in.

    `is_format_of` tells from a file's bytes, never from its name, whether it is in this format; `read` gives what the
    page shows, and raises `UnreadablePage`, and nothing else, where it cannot. It `is_legible` where the page's letters
    are among the file's bytes as they are, not compressed.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    is_format_of: Callable[[bytes], bool]
    read: Callable[[bytes], Reading]
    is_legible: bool = True


def require_lines(count: int) -> None:
    """Raises `UnreadablePage` where a document has so many lines that it cannot be one."""
    if count > MOST_LINES:
        raise UnreadablePage(
            f"The file has more than {MOST_LINES} lines, too many for project pages", remedy="Give one page a file"
        )
