"""The text of a SELECT to its groups of plain patterns, where it is simple enough to be read without a full parser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, count, pairwise
from typing import NamedTuple

from esrgraph.rdf.vocabulary import Rdf
from esrgraph.sparql.tokens import QueryToken, expand_name, significant

_ENDS = frozenset("} . ; ,".split())

_PLAIN = re.compile(r'"[^"\\]*"')


class Opaque(Exception):
    """A text has something that is not read here."""


class TriplePattern(NamedTuple):
    """A triple pattern as SPARQL terms, variables as `?name`; any of the predicates will do."""

    subject: str
    predicates: tuple[str, ...]
    object: str

    @property
    def variables(self) -> frozenset[str]:
        """The variables at its ends."""
        return frozenset(each for each in (self.subject, self.object) if each.startswith("?"))


@dataclass(slots=True)
class GraphPattern:
    """One `{ ... }`: its patterns, the conditions of its filters, the groups in it, and how often it has each variable.

    `kind` is "", `EXISTS`, `NOT EXISTS` or `OPTIONAL`; `unbound` are the variables that it filters by `!BOUND`; `exact`
    says that nothing else narrows its solutions.
    """

    kind: str
    patterns: list[TriplePattern] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    parts: list[GraphPattern] = field(default_factory=list)
    unbound: list[str] = field(default_factory=list)
    mentions: Counter[str] = field(default_factory=Counter)
    exact: bool = True


def read_group(text: str) -> tuple[GraphPattern, Counter[str]]:
    """The outermost group of a SELECT, and how often the whole text mentions each variable.

    The text has passed `select.for_all`: it is SPARQL, and all of its solutions fit that group. Raises Opaque for what
    is not read here.
    """
    found = list(significant(text))
    start = [token.text for token in found].index("{")
    reader = _GroupReader(found, dict(_namespaces(found[:start])), start + 1)
    return reader.group(""), _mentions(found)


def _namespaces(head: list[QueryToken]) -> Iterator[tuple[str, str]]:
    for word, name, iri in zip(head, head[1:], head[2:], strict=False):
        if word.keyword == "PREFIX":
            yield name.text.removesuffix(":"), iri.text[1:-1]


def _mentions(found: Iterable[QueryToken]) -> Counter[str]:
    return Counter(f"?{token.variable}" for token in found if token.variable)


@dataclass(slots=True)
class _GroupReader:
    """Reads tokens from a place on; raises Opaque."""

    tokens: list[QueryToken]
    names: dict[str, str]
    at: int
    numbers: Iterator[int] = field(default_factory=count)

    def take(self) -> QueryToken:
        self.at += 1
        return self.tokens[self.at - 1]

    def goes_on_with(self, *texts: str) -> bool:
        """Whether these tokens come next, which are then taken."""
        after = self.tokens[self.at : self.at + len(texts)]
        if [token.keyword or token.text for token in after] != list(texts):
            return False
        self.at += len(texts)
        return True

    def group(self, kind: str) -> GraphPattern:
        """The group whose brace has been taken."""
        group, start = GraphPattern(kind), self.at
        while not self.goes_on_with("}"):
            if self.goes_on_with("FILTER"):
                self.filter(group)
            elif self.goes_on_with("OPTIONAL", "{"):
                group.parts.append(self.group("OPTIONAL"))
            elif self.goes_on_with("{"):
                self.plain(group)
            elif self.goes_on_with("BIND"):
                self.expression()
                group.exact = False
            elif not self.goes_on_with("."):
                group.patterns += self.triples()
        group.mentions = _mentions(self.tokens[start : self.at])
        return group

    def plain(self, around: GraphPattern) -> None:
        """A group in a group; one of a UNION is passed over."""
        part, united = self.group(""), False
        while self.goes_on_with("UNION", "{"):
            self.group("")
            united = True
        if united:
            around.exact = False
        else:
            around.parts.append(part)

    def filter(self, group: GraphPattern) -> None:
        if self.goes_on_with("EXISTS", "{"):
            group.parts.append(self.group("EXISTS"))
        elif self.goes_on_with("NOT", "EXISTS", "{"):
            group.parts.append(self.group("NOT EXISTS"))
        elif self.goes_on_with("(", "!", "BOUND", "("):
            group.unbound.append(self.term())
            group.exact = False
            if not self.goes_on_with(")", ")"):
                raise Opaque
        else:
            group.conditions.append(self.expression())

    def expression(self) -> str:
        """An expression in brackets, or the call of a function; raises Opaque for one with EXISTS."""
        start = self.at
        while self.take().text != "(":
            pass
        depth = 1
        while depth:
            text = self.take().text
            depth += (text == "(") - (text == ")")
        found = self.tokens[start : self.at]
        if any(token.text == "{" for token in found):
            raise Opaque
        texts = (self.expanded(token) if token.kind == "name" else token.text for token in found)
        spaces = (" " * (one.end < other.start) for one, other in pairwise([*found, self.tokens[self.at]]))
        return "".join(chain.from_iterable(zip(texts, spaces, strict=True)))

    def triples(self) -> Iterator[TriplePattern]:
        """The patterns of one subject."""
        subject = self.term()
        while True:
            yield from self.objects(subject)
            if not self.goes_on_with(";"):
                return
            if self.tokens[self.at].text in _ENDS:
                return

    def objects(self, subject: str) -> Iterator[TriplePattern]:
        path = self.path()
        while True:
            start = subject
            for step in path[:-1]:
                between = f"?_{next(self.numbers)}"
                yield TriplePattern(start, step, between)
                start = between
            yield TriplePattern(start, path[-1], self.term())
            if not self.goes_on_with(","):
                return

    def path(self) -> list[tuple[str, ...]]:
        """The steps of a sequence, or one step of alternatives."""
        steps = [self.iri()]
        joints = set()
        while self.tokens[self.at].text in ("/", "|"):
            joints.add(self.take().text)
            steps.append(self.iri())
        if len(joints) > 1:
            raise Opaque
        return [tuple(steps)] if joints == {"|"} else [(step,) for step in steps]

    def iri(self) -> str:
        token = self.take()
        return str(Rdf.type) if token.text == "a" else self.expanded(token)

    def expanded(self, token: QueryToken) -> str:
        """An IRI, or a prefixed name as one."""
        text = expand_name(token.text, self.names)
        if token.kind not in ("iri", "name") or not text.startswith("<") or "\\" in text:
            raise Opaque
        return text

    def term(self) -> str:
        """A variable, an IRI, a plain string, or `true` or `false`."""
        token = self.take()
        if token.variable:
            return f"?{token.variable}"
        if token.kind == "string" and _PLAIN.fullmatch(token.text):
            return token.text  # a language or datatype after it would be read as a term, and is none
        if token.keyword in ("TRUE", "FALSE"):
            return token.text
        if token.kind in ("iri", "name"):
            self.at -= 1
            return self.iri()
        raise Opaque
