"""Query text to what it would do that is not allowed here, said before the text reaches the engine."""

from __future__ import annotations

import re

from esrgraph.errors import ForbiddenQuery, QueryError
from esrgraph.sparql.tokens import FORMS, QueryToken, is_closed, position, significant, tokens

MOST_CHARACTERS = 100_000
DEEPEST = 100
"""Brackets within brackets: a few thousand overflow the engine's stack, which ends the process."""

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_REFUSED = (*_UPDATES, "SERVICE")
_CHANGING = ("NOW", "RAND", "UUID")
_STRUCTURE = {"open", "close", "iri", "unclosed"}
_OPERATORS = {"open", "other"}
"""What stands before an operand, so that it is an IRI and no operator that follows."""
_TWO_WAYS = re.compile(r"<(?:(?!//)[^'#])*['#]")
"""An IRI that could also be an operator and what follows it, of which a string or a comment would go on behind the IRI;
there is no `//` in an expression."""


def is_steady(text: str) -> bool:
    """Whether the same data always gives the same answer: no NOW(), RAND(), UUID() or STRUUID().

    >>> is_steady("SELECT * { ?now ?p 'RAND()' }"), is_steady("SELECT * { ?s ?p ?o } ORDER BYRAND()")
    (True, False)
    """
    return not (_changes(text) and any(token.kind == "word" and _changes(token.text) for token in tokens(text)))


def _changes(text: str) -> bool:
    upper = text.upper()
    return any(word in upper for word in _CHANGING)


def screen(text: str, source: str) -> None:
    """Refuse a text that asks other servers (SERVICE), that is an update, or that would overflow the engine's stack.

    It sees SERVICE where it stands as a word; `run` asks the engine for those that stand elsewhere.

    Raises QueryError with source, line and column; ForbiddenQuery for SERVICE and updates.

    >>> screen('SELECT * { ?s ?p "SERVICE" } # SERVICE', "mine.rq")
    >>> screen("SELECT * { Service <http://a.example/> {} }", "mine.rq")
    Traceback (most recent call last):
    esrgraph.errors.ForbiddenQuery: mine.rq:1:12: SERVICE is refused: a query may not ask other servers
    """
    if len(text) > MOST_CHARACTERS:
        raise QueryError(source, None, f"the query is longer than {MOST_CHARACTERS} characters")
    if _is_plain(text):
        return
    opened: list[str] = []
    form, before = None, ""
    for token in significant(text):
        if token.kind == "word":
            word = token.text.upper()
            form = form or (word if word in FORMS or word in _UPDATES else None)
            if "SERVICE" in word:  # no space need stand between keywords
                raise _forbidden("SERVICE", source, text, token)
            if word == form and word in _UPDATES:
                raise _forbidden(word, source, text, token)
        elif token.kind in _STRUCTURE and (reason := _unreadable(token, before, opened)):
            raise QueryError(source, position(text, token.start), reason)
        before = token.kind


def _is_plain(text: str) -> bool:
    """Whether a look at the text as a whole tells that nothing in it is refused, as with most queries."""
    upper = text.upper()
    return (
        not any(word in upper for word in _REFUSED)
        and sum(map(text.count, "([{")) <= DEEPEST
        and not _TWO_WAYS.search(text)
        and is_closed(text)
    )


def _forbidden(word: str, source: str, text: str, token: QueryToken) -> ForbiddenQuery:
    reason = "a query may not ask other servers" if word == "SERVICE" else "a release is only read, never updated"
    return ForbiddenQuery(source, position(text, token.start), f"{word} is refused: {reason}")


def _unreadable(token: QueryToken, before: str, opened: list[str]) -> str | None:
    """Why a bracket, IRI or quotation mark is refused after a token of that kind, in the brackets `opened`, which are
    brought up to date: an IRI counts for those in it, because it could be an operator and what follows it."""
    if token.kind == "unclosed":
        return "the string that begins here does not end"
    if token.kind == "close":
        del opened[-1:]
        return None
    if token.kind == "iri" and opened[-1:] == ["("] and before not in _OPERATORS and _TWO_WAYS.match(token.text):
        return "the < here could be an operator or begin an IRI; put a space behind it, or give the IRI a prefix"
    brackets = re.findall(r"[({\[]", token.text)
    if len(opened) + len(brackets) > DEEPEST:
        return f"the query has more than {DEEPEST} brackets within brackets"
    opened += brackets[token.text.count(")") :]
    return None
