"""Swedish prose to mentions, by the beginnings of words in the patterns file: no grammar, and nothing is guessed."""

from __future__ import annotations

import re
from functools import cache

from esrgraph.language.morphology import LONGEST
from esrgraph.linking.targetgroups.lexicon.patterns import patterns
from esrgraph.record import Annotation, Mention

_WORD = re.compile(r"\w+")
_ENOUGH, _SHARE = 2, 0.15
"""Common Swedish words that show a text to be Swedish: this many, and this share of all words (0-1)."""


def annotate_swedish(text: str) -> Annotation:
    """The groups that a Swedish text names; the rule is always `swedish`."""
    mentions = []
    for found in _pattern().finditer(text):
        concept = _concept(found.group().lower())
        if concept:
            mentions.append(Mention(concept, found.group(), found.start(), found.end(), "swedish"))
    return Annotation(tuple(mentions))


def looks_swedish(text: str) -> bool:
    """Whether a text said to be Finnish is Swedish after all, by its commonest words.

    >>> looks_swedish("Målgruppen är arbetslösa och unga som inte studerar")
    True
    """
    words = [found.group().lower() for found in _WORD.finditer(text)]
    known = patterns().lists["swedish"]
    count = sum(each in known for each in words)
    return count >= _ENOUGH and count >= _SHARE * len(words)


def _concept(words: str) -> str:
    table = _table()
    for length in range(min(len(words), LONGEST), 0, -1):
        if words[:length] in table:
            return table[words[:length]]
    return ""


@cache
def _table() -> dict[str, str]:
    return {start.rstrip("$"): concept for concept, starts in patterns().swedish.items() for start in starts}


@cache
def _pattern() -> re.Pattern[str]:
    starts = sorted(
        (start for starts in patterns().swedish.values() for start in starts), key=lambda each: (-len(each), each)
    )
    parts = [re.escape(start.rstrip("$")) + (r"\b" if start.endswith("$") else r"\w*") for start in starts]
    return re.compile(r"\b(?:" + "|".join(parts) + ")", re.IGNORECASE)
