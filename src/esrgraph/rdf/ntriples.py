"""Values to N-Triples lines, as pyoxigraph writes them: where many are made, in half the time that its quads take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import orjson
from pyoxigraph import Literal, NamedNode

from esrgraph.rdf.vocabulary import Xsd

Value = str | bool | int | Decimal | date | NamedNode

_BOOLEAN, _INTEGER, _DECIMAL, _DATE = (f"^^{each}" for each in (Xsd.boolean, Xsd.integer, Xsd.decimal, Xsd.date))


def triple_line(subject: NamedNode, predicate: NamedNode, value: Value) -> str:
    r"""The line of a triple; the value is in its canonical form, which a store does not rewrite.

    >>> triple_line(NamedNode("http://example.fi/a"), NamedNode("http://example.fi/b"), "Polku")
    '<http://example.fi/a> <http://example.fi/b> "Polku" .\n'
    """
    return f"<{subject.value}> <{predicate.value}> {_term(value)} .\n"


def prose_line(subject: NamedNode, predicate: NamedNode, text: str, language: str) -> str:
    """The line of a triple whose object is a text in a language."""
    return f"<{subject.value}> <{predicate.value}> {_quoted(text)}@{language} .\n"


def _term(value: Value) -> str:
    match value:
        case NamedNode():
            return f"<{value.value}>"
        case str():
            return _quoted(value)
        case bool():
            return f'"{str(value).lower()}"{_BOOLEAN}'
        case int():
            return f'"{value}"{_INTEGER}'
        case Decimal():
            text = f"{value or Decimal():f}"  # zero has no sign
            return f'"{text.rstrip("0").rstrip(".") if "." in text else text}"{_DECIMAL}'
        case date():
            return f'"{value.isoformat()}"{_DATE}'


def _quoted(text: str) -> str:
    """The text as a literal: what it is in JSON, unless it has characters that only one of the two escapes."""
    quoted = orjson.dumps(text).decode()
    if ("\\" in quoted and "\\u" in quoted) or "\x7f" in quoted or "\ufffe" in quoted or "\uffff" in quoted:
        return str(Literal(text))
    return quoted


def sort_lines(lines: Iterable[str]) -> bytes:
    """The lines, each once, in byte order: the form in which a graph is reproducible."""
    return "".join(sorted(set(lines))).encode()
