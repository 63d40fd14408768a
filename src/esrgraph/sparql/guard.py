"""Query text to its tokens: what it would do that is not allowed here, said before the text reaches the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from esrgraph.errors import ForbiddenQuery, QueryError

MOST_CHARACTERS = 100_000
DEEPEST = 100
"""Brackets within brackets: a few thousand overflow the engine's stack, which ends the process."""

_NAME = r"(?:[^\W\d]|[\d:-]|%[0-9A-Fa-f]{2}|\\.)"
_TOKEN = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*)
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<unclosed>["'])
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_][\w.-]{{0,99}})?:(?:{_NAME}(?:{_NAME}|\.(?={_NAME}))*)?|_:\w[\w.-]*)
    | (?P<word>\w+)
    | (?P<open>[{{(\[]) | (?P<close>[}})\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}
_CHANGING = {"NOW", "RAND", "UUID", "STRUUID"}
_MENTIONED = re.compile("NOW|RAND|UUID", re.IGNORECASE)


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens that matter to the screen, in order; `lastgroup` says what each is."""
    return _TOKEN.finditer(text)


def variables(text: str) -> set[str]:
    """The names of the query's variables."""
    return {token[0][1:] for token in tokens(text) if token.lastgroup == "variable"}


def form(text: str) -> str | None:
    """The query's form: SELECT, CONSTRUCT, DESCRIBE or ASK; None for a text that has none.

    >>> form("# SELECT\\nPREFIX select: <x:y> construct { } WHERE { { SELECT * {} } }")
    'CONSTRUCT'
    """
    words = (token[0].upper() for token in tokens(text) if token.lastgroup == "word")
    return next((word for word in words if word in _FORMS), None)


def is_steady(text: str) -> bool:
    """Whether the same data always gives the same answer: no NOW(), RAND(), UUID() or STRUUID()."""
    if not _MENTIONED.search(text):
        return True
    return not any(token.lastgroup == "word" and token[0].upper() in _CHANGING for token in tokens(text))


def place(text: str, offset: int) -> str:
    """Line and column of a character, both from 1, as `3:14`."""
    return ":".join(map(str, position(text, offset)))


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def screen(text: str, source: str) -> None:
    """Refuse a text that asks other servers (SERVICE), that is an update, or that would overflow the engine's stack.

    Raises QueryError with source, line and column; ForbiddenQuery for SERVICE and updates.

    >>> screen('SELECT * { ?s ?p "SERVICE" } # SERVICE', "mine.rq")
    >>> screen("SELECT * { Service <http://a.example/> {} }", "mine.rq")
    Traceback (most recent call last):
    esrgraph.errors.ForbiddenQuery: mine.rq:1:12: SERVICE is refused: a query may not ask other servers
    """
    if len(text) > MOST_CHARACTERS:
        raise QueryError(source, None, f"the query is longer than {MOST_CHARACTERS} characters")
    depth, form = 0, None
    for token in tokens(text):
        if token.lastgroup == "word":
            word = token[0].upper()
            form = form or (word if word in _FORMS | _UPDATES else None)
            _forbid(word, form, source, position(text, token.start()))
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        if token.lastgroup == "unclosed":
            raise QueryError(source, position(text, token.start()), "the string that begins here does not end")
        if depth > DEEPEST:
            reason = f"the query has more than {DEEPEST} brackets within brackets"
            raise QueryError(source, position(text, token.start()), reason)


def _forbid(word: str, form: str | None, source: str, where: tuple[int, int]) -> None:
    if word == "SERVICE":
        raise ForbiddenQuery(source, where, "SERVICE is refused: a query may not ask other servers")
    if word == form and word in _UPDATES:
        raise ForbiddenQuery(source, where, f"{word} is refused: a release is only read, never updated")
