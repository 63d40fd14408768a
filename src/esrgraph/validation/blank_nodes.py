"""Blank nodes of a shapes graph to names made of what they say: the same in every run, wherever in a file they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Triple

from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Rdf, Rdfs

_FIRST, _REST = (NamedNode(Rdf.NAMESPACE + name) for name in ("first", "rest"))
_REMARKS = frozenset(
    (
        *(NamedNode(NAMESPACES["sh"] + name) for name in "message severity name description order group".split()),
        *(NamedNode(Rdfs.NAMESPACE + name) for name in ("label", "comment")),
        *(NamedNode(NAMESPACES["essh"] + name) for name in ("remedy", "why", "field")),
    )
)
"""What may be said otherwise of the same constraint."""


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return sha256(text.encode()).hexdigest()[:8]


def name_blank_nodes(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples with a name for each blank node but those of lists: `shape-` and the digest of what it says.

    Those that say the same are numbered, in the order of what refers to them.
    """
    found = list(triples)
    said = _Statements(found)
    alike: defaultdict[str, set[BlankNode]] = defaultdict(set)
    for node in said.of:
        if isinstance(node, BlankNode) and not said.is_list(node):
            alike[f"shape-{digest(said.text(node))}"].add(node)
    names = {
        node: BlankNode(f"{name}.{number}" if number else name)
        for name, nodes in alike.items()
        for number, node in enumerate(sorted(nodes, key=said.context))
    }
    for each in found:
        subject: Any = each.subject
        value: Any = each.object
        yield Triple(names.get(subject, subject), each.predicate, names.get(value, value))


class _Statements:
    """What is said of each node and who refers to it."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.of: defaultdict[Any, list[Triple]] = defaultdict(list)
        self._to: defaultdict[Any, list[Any]] = defaultdict(list)
        for each in triples:
            self.of[each.subject].append(each)
            self._to[each.object].append(each.subject)

    def is_list(self, node: BlankNode) -> bool:
        return any(each.predicate == _FIRST for each in self.of[node])

    def text(self, term: Any, around: tuple[Any, ...] = ()) -> str:
        """A term, with what a blank node says in its place; `_:` where it stands in itself."""
        if not isinstance(term, BlankNode):
            return str(term)
        if term in around:
            return "_:"
        within = (*around, term)
        if self.is_list(term):
            return f"({' '.join(self.text(each, within) for each in self._members(term))})"
        told = (each for each in self.of[term] if each.predicate not in _REMARKS)
        return f"[{' ; '.join(sorted(f'{each.predicate} {self.text(each.object, within)}' for each in told))}]"

    def context(self, node: BlankNode) -> str:
        """All that is said of a node and of those that refer to it, up to one with a name."""
        above, texts = [node], []
        for each in above:
            texts.append(" ".join(sorted(f"{said.predicate} {self.text(said.object)}" for said in self.of[each])))
            above += [other for other in self._to[each] if isinstance(other, BlankNode) and other not in above]
            texts += sorted(str(other) for other in self._to[each] if isinstance(other, NamedNode))
        return "\n".join(texts)

    def _members(self, node: Any) -> Iterator[Any]:
        seen = set()
        while isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            yield from (each.object for each in self.of[node] if each.predicate == _FIRST)
            node = next((each.object for each in self.of[node] if each.predicate == _REST), None)
