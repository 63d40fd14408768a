"""Triples by pattern, each fetched once; with what is asked for comes what will be asked for next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from pyoxigraph import NamedNode, Quad

from esrgraph.rdf.vocabulary import Skos

_MOST = 200_000
"""Triples that are kept, with the patterns that nothing matches."""
_AT_ONCE = 100
"""Subjects in a request."""
_FACTOR = 4
"""How many times more whole subjects are fetched each time that another one of a row is asked for."""

_Pattern = tuple[str, str | None, str | None]
_Quads = tuple[Quad, ...]


@dataclass(slots=True)
class _SparqlRow:
    """The things that one answer named, in its order, and how many are fetched when the next is asked for."""

    iris: tuple[str, ...]
    next: int = 1


class Ahead:
    """The triples of an immutable graph.

    Who asks for one of the things that an answer named is likely to ask for the others. Of a property, the values of a
    hundred of them come in one request; of whole things, the parts of one all at once, and of others more each time.
    """

    def __init__(self, fetch: Callable[[str], Iterable[Quad]]) -> None:
        """`fetch` runs a CONSTRUCT query."""
        self._fetch = fetch
        self._kept: OrderedDict[_Pattern, _Quads] = OrderedDict()
        self._rows: dict[str, tuple[_SparqlRow, int]] = {}
        self._size = 0
        self._lock = Lock()

    def about(self, subject: str, predicate: str | None) -> _Quads:
        """The triples of a subject, with one property if that is given."""
        whole = self._get((subject, None, None))
        if whole is not None:
            return tuple(quad for quad in whole if predicate is None or quad.predicate.value == predicate)
        known = self._get((subject, predicate, None))
        if known is not None:
            return known
        if predicate is None or subject in self._rows:
            return self._of_row(subject, predicate)
        return tuple(quad for quad in self._with_peers(subject, predicate) if quad.predicate.value == predicate)

    def pointing(self, predicate: str | None, object_: str | None) -> _Quads:
        """The triples with a property and a value, both as N-Triples writes them, or either, or any."""
        pattern = ("", predicate, object_)
        known = self._get(pattern)
        if known is None:
            known = tuple(self._fetch(_triples_pointing(predicate, object_)))
            self._put(pattern, known)
            self.expect_named(quad.subject for quad in known)
        return known

    def expect(self, iris: Iterable[str]) -> None:
        """Note that who asks for one of these will ask for the others."""
        row = _SparqlRow(tuple(dict.fromkeys(iris)))
        with self._lock:
            if len(self._rows) > _MOST:
                self._rows.clear()
            self._rows.update((iri, (row, place)) for place, iri in enumerate(row.iris))

    def expect_named(self, terms: Iterable[object]) -> None:
        """Expect what an answer named, and the things that those are parts of."""
        iris = [term.value for term in terms if isinstance(term, NamedNode)]
        self.expect(iri.partition("#")[0] for iri in iris if "#" in iri)
        self.expect(iris)

    def _of_row(self, subject: str, predicate: str | None) -> _Quads:
        subjects = self._with_others(subject, predicate)
        found = _by_subject(self._fetch(_triples_about(subjects, predicate)))
        for each in subjects:
            self._put((each, predicate, None), tuple(found.get(each, ())))
        self.expect_named(quad.object for quads in found.values() for quad in quads)
        return tuple(found.get(subject, ()))

    def _with_peers(self, subject: str, predicate: str) -> _Quads:
        """All triples of a subject that stands in no row; and the property of the others in its scheme, if it is a
        concept, for who asks what one municipality is called asks for more of them."""
        found = _by_subject(self._fetch(_peers(subject, predicate)))
        own = tuple(found.pop(subject, ()))
        self._put((subject, None, None), own)
        for each, quads in found.items():
            self._put((each, predicate, None), tuple(quads))
        self.expect_named(quad.object for quad in own)
        return own

    def _with_others(self, subject: str, predicate: str | None) -> list[str]:
        """The subject, and those of its row that are to be fetched with it."""
        row, place = self._rows.get(subject, (_SparqlRow((subject,)), 0))
        following = row.iris[place + 1 :] + row.iris[:place]
        most = _AT_ONCE
        if predicate is None:
            whole, part, _ = subject.partition("#")
            kind = f"{whole}#" if part else f"{subject.rpartition('/')[0]}/"
            following = tuple(each for each in following if each.startswith(kind) and ("#" in each) == bool(part))
            if not part:
                most, row.next = min(row.next, _AT_ONCE), row.next * _FACTOR
        wanted = (each for each in following if self._get((each, predicate, None)) is None)
        return [subject, *(each for each, _ in zip(wanted, range(most - 1), strict=False))]

    def _get(self, pattern: _Pattern) -> _Quads | None:
        with self._lock:
            if pattern in self._kept:
                self._kept.move_to_end(pattern)
            return self._kept.get(pattern)

    def _put(self, pattern: _Pattern, quads: _Quads) -> None:
        with self._lock:
            if pattern not in self._kept:
                self._kept[pattern] = quads
                self._size += len(quads) + 1
            while self._size > _MOST:
                _, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped) + 1


def _by_subject(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    found: dict[str, list[Quad]] = {}
    for quad in quads:
        found.setdefault(quad.subject.value, []).append(quad)  # type: ignore[union-attr]  # no blank nodes
    return found


def _triples_about(subjects: Iterable[str], predicate: str | None) -> str:
    """The triples of some subjects, by their IRIs, with one property if that is given.

    >>> _triples_about(["x:a", "x:b"], None)
    'CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { <x:a> <x:b> } ?s ?p ?o }'
    """
    nodes = [str(NamedNode(subject)) for subject in subjects]
    property_ = str(NamedNode(predicate)) if predicate else "?p"
    if len(nodes) == 1:
        return f"CONSTRUCT {{ {nodes[0]} {property_} ?o }} WHERE {{ {nodes[0]} {property_} ?o }}"
    return f"CONSTRUCT {{ ?s {property_} ?o }} WHERE {{ VALUES ?s {{ {' '.join(nodes)} }} ?s {property_} ?o }}"


def _peers(subject: str, predicate: str) -> str:
    """All triples of a subject, and those with a property of what is in the same SKOS scheme, if it is in one."""
    node, property_ = NamedNode(subject), NamedNode(predicate)
    return (
        f"CONSTRUCT {{ {node} ?p ?o . ?s {property_} ?value }} WHERE {{ {{ {node} ?p ?o }} UNION "
        f"{{ {node} {Skos.inScheme} ?scheme . ?s {Skos.inScheme} ?scheme ; {property_} ?value }} }}"
    )


def _triples_pointing(predicate: str | None, object_: str | None) -> str:
    """The triples with a property and a value, both as N-Triples writes them, or either, or any.

    >>> _triples_pointing("<x:p>", None)
    'CONSTRUCT { ?s <x:p> ?o } WHERE { ?s <x:p> ?o }'
    """
    pattern = f"?s {predicate or '?p'} {object_ or '?o'}"
    return f"CONSTRUCT {{ {pattern} }} WHERE {{ {pattern} }}"
