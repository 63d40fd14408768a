"""The text of a SPARQL query to tokens, and the names that they are written with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*\"{3}|'{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}
             |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>[\w.-]*:(?:(?:[\w.%:-]|\\.)*[\w%:-])?)
  | (?P<word>@?[A-Za-z_][\w-]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A piece of a query; `kind` is the name of the group of the expression above that it fits."""

    kind: str
    text: str

    @property
    def variable(self) -> str | None:
        """The name of a variable, without its mark."""
        return self.text[1:] if self.kind == "variable" else None

    @property
    def keyword(self) -> str | None:
        """A word in capitals."""
        return self.text.upper() if self.kind == "word" else None


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, space and comments among them; joined, their texts are the query."""
    for match in _TOKEN.finditer(text):
        yield Token(str(match.lastgroup), match.group())


def expanded(name: str, names: Mapping[str, str]) -> str:
    """A prefixed name as IRI, given namespaces by prefix; an IRI as it is."""
    prefix, colon, local = name.partition(":")
    return f"<{names[prefix]}{local}>" if colon and prefix in names else name
