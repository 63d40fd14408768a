r"""Regular expressions that mean the same to Python, which the reference engine uses, and to Rust, which Oxigraph uses.

SHACL's sh:pattern is SPARQL's REGEX, whose dialect is XPath's (SHACL 4.4.3). Only what all three share is let through:
characters, `.`, `^`, `$`, groups, alternatives, quantifiers, plain classes, and `\d`, `\s`, `\w`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from esrgraph.validation.compiler.paths import Unsupported

_TOKEN = re.compile(
    r"""
    (?P<class>\[\^?(?:[^\[\]\\&~-]|\\[-dsw\[\]\\^$.|?*+(){}/]|-(?!-))+\])
  | (?P<escape>\\[-dswDSW\[\]\\^$.|?*+(){}/])
  | (?P<group>\((?:\?:)?|\)|\|)
  | (?P<quantifier>(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})\??)
  | (?P<end>\$)
  | (?P<plain>[^\[\]\\(){}|*+?$])
    """,
    re.VERBOSE,
)
_CLASSES = {"s": r"\s\x1c-\x1f", "w": r"\p{L}\p{N}_", "d": r"\d"}
"""What Python's classes of text hold beside or instead of Rust's."""


@dataclass(frozen=True, slots=True)
class TranslatedPattern:
    r"""One pattern in both dialects; Python's `$` also matches before a last newline, so there it is `\Z`."""

    python: str
    rust: str


def translate(pattern: str, flags: str) -> TranslatedPattern:
    r"""A pattern in both dialects; flags are none or `i`.

    Raises Unsupported where the two might differ, or the pattern is no regular expression.

    >>> translate(r"^\d{7}-\d$", "")
    TranslatedPattern(python='^\\d{7}-\\d\\Z', rust='^[\\d]{7}-[\\d]$')
    """
    if flags not in ("", "i"):
        raise Unsupported(f"the flags {flags!r} of a pattern")
    python, rust = [], []
    position, repeatable = 0, False
    while position < len(pattern):
        match = _TOKEN.match(pattern, position)
        if match is None or (match.lastgroup == "quantifier" and not repeatable):
            raise Unsupported(f"the regular expression {pattern!r}")
        position = match.end()
        text = match.group()
        repeatable = match.lastgroup in ("class", "escape", "plain") or text == ")"
        python.append(r"\Z" if match.lastgroup == "end" else text)
        rust.append(_in_rust(str(match.lastgroup), text))
    _compiles(python)
    return TranslatedPattern("".join(python), "".join(rust))


def _in_rust(kind: str, text: str) -> str:
    if kind == "class":
        return re.sub(r"\\([swd])", lambda found: _CLASSES[found.group(1)], text)
    if kind == "escape" and text[1].lower() in _CLASSES:
        return f"[{'^' if text[1].isupper() else ''}{_CLASSES[text[1].lower()]}]"
    return text


def _compiles(pattern: list[str]) -> None:
    try:
        re.compile("".join(pattern))
    except re.error as error:
        raise Unsupported(f"the regular expression {''.join(pattern)!r}: {error}") from error
