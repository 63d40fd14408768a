"""A document's lines as the form has them: what text extractors and narrow columns did to its strings is undone."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

from esrgraph.documents.formats.text import normal_line
from esrgraph.documents.page import Line
from esrgraph.extraction.align import candidates
from esrgraph.extraction.form import Form, fold_label

_ESCAPE = re.compile(r"""\\([!-/:-@\[-`{-~])""")
"""Markdown lets any ASCII punctuation be escaped with a backslash (CommonMark, 2.4)."""
_HARD_BREAK = re.compile(r"\\$")
_LATIN = re.compile(r"\\u(00[a-fA-F][0-9a-fA-F])")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_HEADING_MARK = re.compile(r"#{1,6} ")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_MARKS = ("\\", "&", "\n#", "\n**")
"""A page without any of these has nothing to undo."""
_MOST_PIECES = 5
"""A known string is broken into so many lines at most: the longest has 80 characters."""


def form_lines(lines: Sequence[Line], forms: tuple[Form, ...]) -> tuple[Line, ...]:
    """The lines with escapes and entities undone, and with each known string of a form on one line again.

    A line that was put together from several has the number of the first.
    """
    text = "\n".join(["", *[line.text for line in lines]])
    if any(mark in text for mark in _MARKS):
        lines = [_plain(line) for line in lines]
    pieces = dict(_broken(lines, forms))
    return tuple(_joined(lines, pieces)) if pieces else tuple(lines)


def _plain(line: Line) -> Line:
    text = line.text
    if "\\" in text:
        text = _LATIN.sub(lambda escape: chr(int(escape[1], 16)), text)
        text = _ESCAPE.sub(r"\1", _HARD_BREAK.sub("", text))
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    if text.startswith("#"):
        text = _HEADING_MARK.sub("", text, count=1)
    if text.startswith("**"):
        text = _BOLD.sub(r"\1", text, count=1)
    return line if text == line.text else Line(line.number, normal_line(text))


def _broken(lines: Sequence[Line], forms: tuple[Form, ...]) -> Iterator[tuple[int, int]]:
    """Where a known string begins that is broken, and over how many lines it goes."""
    starts, longest = _starts(forms), max(form.longest for form in forms)
    for position, (text, below) in enumerate(pairwise([line.text for line in lines])):
        if below and ":" not in text and 0 < len(text) <= longest and fold_label(text) in starts:
            found = (_pieces(lines[position : position + _MOST_PIECES], starts, form) for form in forms)
            if pieces := next(filter(None, found), 0):
                yield position, pieces


def _pieces(lines: Sequence[Line], starts: frozenset[str], form: Form) -> int:
    """How many of the lines hold one known string of the form; 0 where the first is one by itself, or begins none."""
    text = ""
    for pieces, line in enumerate(lines, start=1):
        text = f"{text} {line.text}".lstrip()
        if not line.text or fold_label(text) not in starts or candidates(text, form):
            return pieces if pieces > 1 and line.text and candidates(text, form) else 0
    return 0


def _joined(lines: Sequence[Line], pieces: Mapping[int, int]) -> Iterator[Line]:
    position = 0
    while position < len(lines):
        end = position + pieces.get(position, 1)
        yield Line(lines[position].number, " ".join(line.text for line in lines[position:end]))
        position = end


@cache
def _starts(forms: tuple[Form, ...]) -> frozenset[str]:
    """What the known strings of the forms begin with, without case and spaces."""
    return frozenset(text[:end] for form in forms for text in form.by_text for end in range(1, len(text)))
