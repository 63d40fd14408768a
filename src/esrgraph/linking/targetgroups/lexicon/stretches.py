"""A text in two languages to its stretches in one, by the commonest words of each paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from esrgraph.linking.targetgroups.lexicon.patterns import patterns

_WORD = re.compile(r"\w+")
_PARAGRAPH = re.compile(r"\n\s*\n\s*|(?<=[.!?])[ \t]*\n\s*")
_ENOUGH, _SHARE = 2, 0.15
"""Common words of a language that show a paragraph to be in it: this many, and this share of all words (0-1)."""
_LISTS = {"fi": "finnish", "sv": "swedish"}


def stretches(text: str, language: str) -> Iterator[tuple[int, str, str]]:
    """Where each stretch begins, its text and its language: paragraphs of one language together.

    >>> [(start, spoken) for start, _text, spoken in stretches("Nuoret.\\n\\nUnga och äldre som är med.", "fi")]
    [(0, 'fi'), (9, 'sv')]
    """
    begin, end, spoken = 0, 0, ""
    for start, stop in _paragraphs(text):
        here = language_of_paragraph(text[start:stop], language)
        if spoken and here != spoken:
            yield begin, text[begin:start], spoken
            begin = start
        end, spoken = stop, here
    yield begin, text[begin : max(end, len(text))], spoken or language


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _PARAGRAPH.finditer(text) if "\n" in text else ():
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def language_of_paragraph(text: str, language: str) -> str:
    """`fi` or `sv` where common words show it, else the language given.

    >>> language_of_paragraph("Målgruppen är arbetslösa och unga som inte studerar", "fi")
    'sv'
    """
    words = _WORD.findall(text.lower())
    other = "sv" if language == "fi" else "fi"
    count = _common(words, other)
    shows = count >= _ENOUGH and count >= _SHARE * len(words) and count > _common(words, language)
    return other if shows else language


def _common(words: Iterable[str], language: str) -> int:
    """How many of the words are among the language's commonest."""
    return sum(map(patterns().lists[_LISTS[language]].__contains__, words))
