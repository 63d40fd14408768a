"""The text of a SPARQL query to its tokens (SPARQL 1.1, section 19.8); joined, their texts are the query."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import NamedTuple

_WIDE = r"\u0080-\U0010ffff"
_NAME = rf"(?:[\w:{_WIDE}-]++|%[0-9A-Fa-f]{{2}}|\\.)"
_IRI = r'[^<>"{}|^`\\\x00-\x20]*+'
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<variable>[?$][\w{_WIDE}]+)
    | (?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)
    | (?P<name>(?:[A-Za-z{_WIDE}][\w.{_WIDE}-]{{0,99}})?:(?:{_NAME}(?:{_NAME}|\.+(?={_NAME}))*)?
        |_:[\w{_WIDE}][\w.{_WIDE}-]*)
    | (?P<word>[\w{_WIDE}]+)
    | (?P<open>[{{(\[])
    | (?P<close>[}})\]])
    | (?P<iri><{_IRI}(?:\\(?:u[0-9A-Fa-f]{{4}}|U[0-9A-Fa-f]{{8}}){_IRI})*+>)
    | (?P<comment>\#[^\n\r]*)
    | (?P<string>\"{{3}}(?:[^"\\]|\\.|"(?!""))*\"{{3}}|'{{3}}(?:[^'\\]|\\.|'(?!''))*'{{3}}
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    | (?P<unclosed>["'].*)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
"""A name may hold more characters outside of ASCII than SPARQL lets it: none of them begins another token."""
BLANK = frozenset({"space", "comment"})
"""Kinds of tokens that say nothing."""
FORMS = {"SELECT", "CONSTRUCT", "DESCRIBE", "ASK"}


class QueryToken(NamedTuple):
    """A piece of a query: the name of the group of the expression above that it fits, its text, where that begins."""

    kind: str
    text: str
    start: int = 0

    @property
    def end(self) -> int:
        """Where it ends, which is where the next begins."""
        return self.start + len(self.text)

    @property
    def variable(self) -> str | None:
        """The name of a variable, without its mark."""
        return self.text[1:] if self.kind == "variable" else None

    @property
    def keyword(self) -> str | None:
        """A word in capitals."""
        return self.text.upper() if self.kind == "word" else None

    @property
    def nesting(self) -> int:
        """1 for an opening bracket of any kind, -1 for a closing one, else 0."""
        return (self.kind == "open") - (self.kind == "close")


def tokens(text: str) -> Iterator[QueryToken]:
    """The tokens of a query in their order, space and comments among them.

    >>> [token.text for token in tokens("ASK{?s a<x:y>}")]
    ['ASK', '{', '?s', ' ', 'a', '<x:y>', '}']
    """
    for match in _TOKEN.finditer(text):
        yield QueryToken(str(match.lastgroup), match[0], match.start())


def significant(text: str) -> Iterator[QueryToken]:
    """The tokens of a query without space and comments."""
    return (token for token in tokens(text) if token.kind not in BLANK)


def is_closed(text: str) -> bool:
    """Whether each string of a query ends: none of its tokens is `unclosed`.

    >>> is_closed("ASK { ?s ?p 'it' }"), is_closed("ASK { ?s ?p 'it }"), is_closed("ASK { } # 'it")
    (True, False, True)
    """
    return "unclosed" not in map(attrgetter("lastgroup"), _TOKEN.finditer(text))


def variables(text: str) -> set[str]:
    """The names of the query's variables."""
    return {token.variable for token in significant(text) if token.variable}


def form(text: str) -> str | None:
    """The query's form: SELECT, CONSTRUCT, DESCRIBE or ASK; None for a text that has none.

    >>> form("# SELECT\\nPREFIX select: <x:y> construct { } WHERE { { SELECT * {} } }")
    'CONSTRUCT'
    """
    words = (match[0].upper() for match in _TOKEN.finditer(text) if match.lastgroup == "word")
    return next((word for word in words if word in FORMS), None)


def expand_name(name: str, names: Mapping[str, str]) -> str:
    """A prefixed name as IRI, given namespaces by prefix; an IRI as it is."""
    prefix, colon, local = name.partition(":")
    return f"<{names[prefix]}{local}>" if colon and prefix in names else name


def place(text: str, offset: int) -> str:
    """Line and column of a character, both from 1, as `3:14`."""
    return ":".join(map(str, position(text, offset)))


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
