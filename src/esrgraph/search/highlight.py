"""Where in a document's texts stands what was asked for: the words that match, and an extract that shows them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import NamedTuple

from esrgraph.search.analysis import WORD, form_of
from esrgraph.search.document import SearchText
from esrgraph.search.model import Marked, SearchMatch, SnippetPiece

SNIPPET = 240
"""Characters of an extract, before it is cut between words."""
_MOST_WORDS = 8
"""Different words told of a field: more are no better reason."""

_FEW = 50
"""Up to so many wanted words it is faster to look for each in a document than to take the document apart."""
_JOINED = re.compile(r"[^\W_][-–'’:]?\Z")
"""What stands before a place that is within a word."""
_GOES_ON = re.compile(r"[^\W_]|[-–'’:][^\W_]")
"""What follows a place that is within a word."""

_BETWEEN = "\0"
"""What stands between one text of a document and the next, and in none of them."""

Span = tuple[int, int]
"""Where a word begins and ends, in characters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words in lower case that count wherever they stand, and phrases: words' forms that count in a row."""

    words: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()


class HighlightedText(NamedTuple):
    """A text and where in it stands what is wanted."""

    text: SearchText
    spans: list[Span]

    def words(self) -> list[str]:
        """What is wanted, as it stands there."""
        return [self.text.text[start:end] for start, end in self.spans]


def find_matches(texts: Iterable[SearchText], wanted: Wanted) -> list[HighlightedText]:
    """Every text of a document, its characters composed, with where in it stands what is wanted.

    A document has many short texts, so they are gone through as one.
    """
    listed = list(texts)
    lower = _lower_in_place(_BETWEEN.join(text.text for text in listed))
    words = _words_in(lower) if wanted.phrases or len(wanted.words) > _FEW else set()
    present = wanted.words & words if words else frozenset(word for word in wanted.words if word in lower)
    phrases = [pattern for phrase in wanted.phrases if (pattern := _pattern(phrase, words))]
    spans = deque(_spans(lower, present, phrases) if present or phrases else ())
    found, start = [], 0
    for text in listed:
        end = start + len(text.text)
        own = []
        while spans and spans[0][0] < end:
            first, last = spans.popleft()
            own.append((first - start, last - start))
        found.append(HighlightedText(text, own))
        start = end + len(_BETWEEN)
    return found


def _lower_in_place(text: str) -> str:
    """The text in lower case, each character in its place: a few capital letters are two small ones, and stay.

    >>> _lower_in_place("İNARI Ä")
    'İnari ä'
    """
    lower = text.lower()
    return (
        lower if len(lower) == len(text) else "".join(each if len(each.lower()) > 1 else each.lower() for each in text)
    )


def mark_text(found: HighlightedText) -> Marked:
    """The whole text, with what is wanted marked."""
    return _pieces(found.text.text, 0, len(found.text.text), found.spans)


def reasons(found: Iterable[HighlightedText]) -> tuple[SearchMatch, ...]:
    """Field by field the different words that are wanted, whatever their case, as they first stand."""
    matches = []
    for field, group in groupby((each for each in found if each.spans), key=lambda each: each.text.field):
        words: dict[str, str] = {}
        for word in chain.from_iterable(each.words() for each in group):
            words.setdefault(word.lower(), word)
        matches.append(SearchMatch(field, tuple(words.values())[:_MOST_WORDS]))
    return tuple(matches)


def snippet(found: Iterable[HighlightedText]) -> Marked:
    """An extract of the text with the most different wanted words, the first of equals: where most stand close."""
    best = max(found, key=lambda each: len({word.lower() for word in each.words()}), default=None)
    return _extract(best.text.text, best.spans) if best else ()


def _words_in(lower: str) -> set[str]:
    """The different words of a text: what `WORD` finds, but most words of a text need no pattern to be found."""
    pieces = set(lower.split())
    plain = {piece for piece in pieces if piece.isalnum()}
    return plain.union(WORD.findall(" ".join(pieces - plain)))


def _places(lower: str, word: str) -> Iterator[Span]:
    """Where a word stands by itself."""
    start = lower.find(word)
    while start >= 0:
        end = start + len(word)
        if _stands_alone(lower, start, end):
            yield start, end
        start = lower.find(word, end)


def _stands_alone(lower: str, start: int, end: int) -> bool:
    return not _JOINED.search(lower, max(start - 2, 0), start) and not _GOES_ON.match(lower, end)


def _is_phrase(lower: str, start: int, end: int) -> bool:
    return _BETWEEN not in lower[start:end] and _stands_alone(lower, start, end)


def _pattern(phrase: tuple[str, ...], words: set[str]) -> re.Pattern[str] | None:
    """A pattern for the phrase in the words that a document has for it; None where it lacks one of them."""
    slots = ["|".join(sorted(re.escape(word) for word in words if form_of(word) == form)) for form in phrase]
    return re.compile(r"[\W_]+".join(f"(?:{slot})" for slot in slots)) if all(slots) else None


def _spans(lower: str, words: frozenset[str], phrases: list[re.Pattern[str]]) -> list[Span]:
    """Where words and phrases stand, in order and without overlap."""
    places = [span for word in words if word in lower for span in _places(lower, word)]
    for phrase in phrases:
        places += [found.span() for found in phrase.finditer(lower) if _is_phrase(lower, *found.span())]
    spans: list[Span] = []
    for start, end in sorted(places, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _extract(text: str, found: list[Span]) -> Marked:
    start, end = _window(text, found)
    pieces = _pieces(text, start, end, found)
    before = (SnippetPiece("… ", marked=False),) if start else ()
    after = (SnippetPiece(" …", marked=False),) if end < len(text) else ()
    return (*before, *pieces, *after)


def _window(text: str, found: list[Span]) -> Span:
    """The stretch with the most different words, cut between words, with some text before its first."""
    if len(text) <= SNIPPET:
        return 0, len(text)
    middle = max(found, key=lambda span: (len(_within(text, found, span[0])), -span[0])) if found else (0, 0)
    start = min(max(0, middle[0] - SNIPPET // 5), len(text) - SNIPPET)
    end = start + SNIPPET
    if start:
        start = text.find(" ", start, middle[0]) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", start, end), middle[1])
    return start, end


def _within(text: str, found: list[Span], start: int) -> set[str]:
    last = start + SNIPPET * 4 // 5
    return {text[one:other].lower() for one, other in found if start <= one and other <= last}


def _pieces(text: str, start: int, end: int, found: list[Span]) -> Marked:
    return tuple(SnippetPiece(text, is_marked) for text, is_marked in _cut_pieces(text, start, end, found) if text)


def _cut_pieces(text: str, start: int, end: int, found: list[Span]) -> Iterator[tuple[str, bool]]:
    for one, other in found:
        if start <= one and other <= end:
            yield text[start:one], False
            yield text[one:other], True
            start = other
    yield text[start:end], False
