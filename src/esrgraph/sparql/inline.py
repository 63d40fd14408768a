"""A query and its bound values to a text that says the same: without what has no value, or with each value in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from pyoxigraph import Variable

from esrgraph.errors import InputError
from esrgraph.language import LANGUAGES
from esrgraph.sparql.catalogue import QueryFile
from esrgraph.sparql.parameters import Term
from esrgraph.sparql.tokens import QueryToken, place, significant, tokens

_Edit = tuple[QueryToken, str]
_NO_ITEMS = {"DISTINCT", "REDUCED", "ORDER"}
_STARTS = {"SELECT", "BY"}
_ENDS = {*_STARTS, "WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES", "{", "}"}
_ASSIGNS = {"AS", "VALUES", "BOUND"}
"""The words that only a variable can follow, so that a value cannot stand there."""


@dataclass(frozen=True, slots=True)
class _List:
    """What follows SELECT, GROUP BY or ORDER BY: the tokens that stand in no bracket of their own."""

    word: str
    depth: int
    tokens: list[QueryToken] = field(default_factory=list)

    def edits(self, terms: Mapping[str, str]) -> Iterator[_Edit]:
        """A value in place of a parameter: none at all among columns, unless there is no other; in brackets in keys.
        One that is empty goes from keys as well, and is left where there is no other."""
        own = [token for token in self.tokens if token.variable in terms]
        others = {token.text.upper() for token in self.tokens} - {token.text.upper() for token in own} - _NO_ITEMS
        for token in own:
            name = token.text[1:]
            value = terms[name]
            if self.word == "BY" and value:
                yield token, f"({value})"
            elif others:
                yield token, ""
            elif value:
                yield token, f"({value} AS ?{name if self.depth == 0 else f'{name}_{token.start}'})"


def inline(query: QueryFile, bindings: Mapping[Variable, Term]) -> str:
    """The text of a query with each value in its variable's place, without comments.

    A value is written as in N-Triples, which is how SPARQL writes it. The columns that would repeat the values are left
    out, unless the query asks for nothing else.

    Raises InputError, with file, line and column, where only a variable can stand: after AS, VALUES and BOUND.
    """
    query = without_absent(query, bindings)
    terms = {variable.value: str(term) for variable, term in bindings.items()}
    read = list(significant(query.text))
    edits = {token.start: (token, terms[token.text[1:]]) for token in read if token.variable in terms}
    edits |= {token.start: (token, "") for token in tokens(query.text) if token.kind == "comment"}
    for each in _lists(read):
        edits |= {token.start: (token, text) for token, text in each.edits(terms)}
    _require_variables(query, read, terms)
    lines = _apply_edits(query.text, [edits[start] for start in sorted(edits)]).split("\n")
    return "".join(f"{line.rstrip()}\n" for line in lines if line.strip())


def in_every_language(query: QueryFile, name: str) -> QueryFile:
    """The query asked in every language at once: its rows name each in the variable of that name, a parameter.

    >>> from esrgraph.sparql.catalogue import parse_query
    >>> query = parse_query("SELECT ?of ?in { ?of <x:y> ?a FILTER(LANG(?a) = ?in) }", "a.rq")
    >>> in_every_language(query, "in").text
    'SELECT ?of ?in { VALUES ?in { "fi" "sv" "en" } ?of <x:y> ?a FILTER(LANG(?a) = ?in) }'
    """
    start = next(token.end for token in significant(query.text) if token.text == "{")
    languages = " ".join(f'"{each}"' for each in LANGUAGES)
    return replace(query, text=f"{query.text[:start]} VALUES ?{name} {{ {languages} }}{query.text[start:]}")


def without_absent(query: QueryFile, bindings: Mapping[Variable, Term]) -> QueryFile:
    """The query without its optional parameters that have no value: they go from among columns and keys, and elsewhere
    with the whole line, which stays as an empty one.

    >>> from esrgraph.sparql.catalogue import parse_query
    >>> text = '# parameter: of period ""\\nSELECT ?a ?of {\\n  ?a <x:in> <x:b> .\\n  ?a <x:of> ?of .\\n} ORDER BY ?a'
    >>> print(without_absent(parse_query(text, "a.rq"), {}).text)
    # parameter: of period ""
    SELECT ?a {
      ?a <x:in> <x:b> .
    <BLANKLINE>
    } ORDER BY ?a
    """
    optional = {each.name for each in query.parameters if each.optional}
    absent = frozenset(optional - {variable.value for variable in bindings})
    return replace(query, text=_without(query.text, absent)) if absent else query


@cache
def _without(text: str, names: frozenset[str]) -> str:
    read = list(significant(text))
    edits = {token.start: (token, "") for each in _lists(read) for token, _ in each.edits(dict.fromkeys(names, ""))}
    named = (token for token in read if token.variable in names and token.start not in edits)
    rows = {text.count("\n", 0, token.start) for token in named}
    lines = _apply_edits(text, [edits[start] for start in sorted(edits)]).split("\n")
    return "\n".join("" if row in rows else line for row, line in enumerate(lines))


def _lists(read: Iterable[QueryToken]) -> Iterator[_List]:
    depth, current = 0, None
    for token in read:
        word = token.text.upper() if token.kind in ("word", "open", "close") else ""
        if current and word in _ENDS:
            yield current
            current = None
        if word in _STARTS:
            current = _List(word, depth)
        elif current and depth == current.depth:
            current.tokens.append(token)
        depth += token.nesting
    if current:
        yield current


def _require_variables(query: QueryFile, read: Iterable[QueryToken], terms: Mapping[str, str]) -> None:
    word = ""
    for token in read:
        if token.variable in terms and word in _ASSIGNS:
            raise InputError(
                f"{query.source}:{place(query.text, token.start)}: the parameter {token.text} cannot stand after {word}"
                " where its value is written into the query; give what is assigned there another name"
            )
        if token.keyword:
            word = token.keyword
        elif token.kind != "open" and not (word == "VALUES" and token.kind == "variable"):
            word = ""


def _apply_edits(text: str, edits: Iterable[_Edit]) -> str:
    """The text with the edits made, which leaves no second space where something was taken out."""
    pieces, at = [], 0
    for token, replacement in edits:
        pieces += [text[at : token.start], replacement]
        at = token.end + (not replacement and text[token.end : token.end + 1] == " ")
    return "".join([*pieces, text[at:]])
