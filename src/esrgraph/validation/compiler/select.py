"""The SELECT of a sh:sparql constraint, asked of one focus node, to one query over all focus nodes (SHACL 5.3).

SHACL binds `$this` in the text before the query runs. Putting the target's pattern in front of the query's own gives
the same solutions wherever every group that speaks of `$this` binds it; other texts are not let through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Store

from esrgraph.sparql.tokens import BLANK, QueryToken, expand_name, tokens
from esrgraph.validation.compiler.paths import Unsupported
from esrgraph.validation.shapes import IMPORTS, Node, ShapesGraph, Term, sh

_REFUSED = frozenset("MINUS VALUES SERVICE GRAPH FROM LIMIT OFFSET ORDER REDUCED CONSTRUCT ASK DESCRIBE BASE".split())
"""What SHACL forbids (5.3.1), what counts or orders solutions, which would then be those of all focus
nodes, and what IRIs are relative to, which is told only once."""
_AGGREGATES = frozenset("COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT HAVING".split())
_THIS = "this"
_PLAIN = ("{", "}", ".")
"""What stands before a group that is neither EXISTS, OPTIONAL nor the second of a UNION."""


@dataclass(slots=True)
class _Grouping:
    """One `{ ... }`: what stands before it, the group around it, and how it speaks of `$this`."""

    kind: str
    around: _Grouping | None
    mentions: bool = False
    binds: bool = False
    united: bool = False
    brackets: int = 0

    def certain(self) -> bool:
        """Whether every solution of the query fits this group."""
        if self.around is None:
            return True
        return self.kind in _PLAIN and not self.united and self.around.certain()

    def bound(self) -> bool:
        """Whether `$this` has its value wherever this group speaks of it."""
        if self.around is None or self.binds or self.kind == "EXISTS" or not self.mentions:
            return True
        return self.kind == "OPTIONAL" and (self.around.binds or self.around.around is None)


@dataclass(slots=True)
class _Select:
    """One SELECT or sub-SELECT: whether it projects and groups by `$this`, and whether it aggregates."""

    depth: int
    projects: bool = False
    aggregates: bool = False
    grouped: bool | None = None

    def keeps_this(self) -> bool:
        """Whether its solutions are those that it has for each `$this` by itself."""
        one_by_one = self.grouped if self.aggregates or self.grouped is not None else True
        return bool(self.projects and one_by_one)


@dataclass(slots=True)
class _SelectReader:
    """Reads a query's tokens once and notes what decides whether it can be asked of all focus nodes."""

    groups: list[_Grouping] = field(default_factory=list)
    selects: list[_Select] = field(default_factory=list)
    types: list[tuple[_Grouping, str]] = field(default_factory=list)
    _closed: _Grouping | None = None
    _typing: bool = False
    _open: list[_Grouping] = field(default_factory=list)
    _clause: str = ""
    _before: str = ""

    def read(self, token: QueryToken) -> None:
        """Take one token that is not space."""
        if self._typing and token.kind in ("iri", "name"):
            self.types.append((self._open[-1], token.text))
        self._typing = token.text == "a" and self._before in ("?this", "$this") and bool(self._open)
        if token.keyword:
            self._read_word(token.keyword)
        elif token.variable:
            self._read_variable(token.variable)
        elif token.text == "{":
            group = _Grouping(self._before, self._open[-1] if self._open else None)
            self.groups.append(group)
            self._open.append(group)
            self._clause = ""
        elif token.text == "}" and self._open:
            self._closed = self._open.pop()
        elif token.text == "*" and self._before in ("SELECT", "DISTINCT"):
            self._current().projects = True
        elif token.text in "()" and self._open:
            self._open[-1].brackets += token.nesting
        self._before = token.keyword or token.text

    def states(self, focus: str, names: Mapping[str, str]) -> bool:
        """Whether the text itself says what a pattern of `?this` says; saying it twice would cost another look-up."""
        types = (expand_name(name, names) for group, name in self.types if group.certain())
        return focus in {f"?this a {each} ." for each in types}

    def _read_word(self, word: str) -> None:
        if word in _REFUSED:
            raise Unsupported(f"{word} in sh:sparql")
        if word == "SELECT":
            self.selects.append(_Select(len(self._open)))
            self._clause = "SELECT"
        elif word in _AGGREGATES and self.selects:
            self._current().aggregates = True
            self._clause = "" if word == "HAVING" else self._clause
        elif word == "GROUP" and self.selects:
            self._current().grouped = False
            self._clause = "GROUP"
        elif word == "UNION" and self._closed:
            self._closed.united = True

    def _read_variable(self, name: str) -> None:
        if name in ("shapesGraph", "currentShape", "failure", "PATH") or (name == _THIS and self._before == "AS"):
            raise Unsupported(f"${name} in sh:sparql")
        if name != _THIS:
            return
        if self._clause == "SELECT":
            is_alone = self._before in ("SELECT", "DISTINCT", ")") or self._before.startswith(("?", "$"))
            self._current().projects |= is_alone
        elif self._clause == "GROUP":
            self._current().grouped = True
        elif self._open:
            group = self._open[-1]
            group.mentions = True
            group.binds = group.binds or group.brackets == 0

    def _current(self) -> _Select:
        depth = len(self._open)
        return next((each for each in reversed(self.selects) if each.depth <= depth), self.selects[0])


def for_all(graph: ShapesGraph, constraint: Term, shape: Node, path: str | None, focus: str) -> str:
    """The query over all focus nodes that `focus`, a pattern of `?this`, binds; results in `this`, `value`, `path`.

    Raises Unsupported for a text that would have other solutions then, or that Oxigraph cannot read.
    """
    if isinstance(constraint, Literal):
        raise Unsupported("a literal as sh:sparql")
    selects = graph.objects(constraint, sh("select"))
    if len(selects) != 1 or graph.value(constraint, "deactivated") is not None:
        raise Unsupported("sh:sparql without one sh:select, or deactivated")
    found = list(_tokens(selects[0].value, shape, path))
    reader = _SelectReader()
    for token in found:
        if token.kind not in BLANK:
            reader.read(token)
    if not reader.groups or not reader.selects or not all(map(_Select.keeps_this, reader.selects)):
        raise Unsupported("a sub-SELECT or grouping of sh:sparql that does not keep $this")
    if not all(map(_Grouping.bound, reader.groups)):
        raise Unsupported("a group of sh:sparql that does not bind $this")
    names = prefixes(graph, constraint)
    if reader.states(focus, names):
        focus = ""
    elif any(select.aggregates and not select.depth for select in reader.selects):
        focus = f"{{ SELECT DISTINCT ?this {{ {focus} }} }}"
    body = [token.text for token in found].index("{") + 1
    text = "".join(token.text for token in found[:body])
    rest = "".join(token.text for token in found[body:])
    return _parse_select(f"{prologue(names)}{text} {focus} {rest}")


def _tokens(text: str, shape: Node, path: str | None) -> Iterator[QueryToken]:
    """The tokens of a query, with what stands for `$PATH` and `$currentShape` put in their place (SHACL 5.3.1)."""
    for token in tokens(text):
        if token.variable == "PATH" and path is not None:
            yield QueryToken("name", path)
        elif token.variable == "currentShape" and isinstance(shape, NamedNode):
            yield QueryToken("iri", str(shape))
        else:
            yield token


def prologue(names: Mapping[str, str]) -> str:
    """The PREFIX lines for namespaces by prefix."""
    return "".join(f"PREFIX {prefix}: <{names[prefix]}>\n" for prefix in sorted(names))


def prefixes(graph: ShapesGraph, constraint: Node) -> dict[str, str]:
    """The namespaces by prefix that a constraint's sh:prefixes declare, with those of imports (SHACL 5.2.1)."""
    waiting: list[Term] = list(graph.objects(constraint, sh("prefixes")))
    names: dict[str, str] = {}
    seen: set[Term] = set()
    while waiting:
        node = waiting.pop()
        if node in seen or isinstance(node, Literal):
            continue
        seen.add(node)
        waiting += graph.objects(node, IMPORTS)
        for declaration in graph.objects(node, sh("declare")):
            if not isinstance(declaration, Literal):
                name, space = graph.value(declaration, "prefix"), graph.value(declaration, "namespace")
                if name is not None and space is not None:
                    names[name.value] = space.value
    return names


def _parse_select(query: str) -> str:
    try:
        Store().query(query)
    except SyntaxError as error:
        raise Unsupported(f"sh:sparql that Oxigraph does not read: {error.msg}") from error
    return query
