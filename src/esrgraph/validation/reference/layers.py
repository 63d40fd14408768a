"""An rdflib store in memory of two layers: triples that stay, and those of one chunk, which are dropped at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rdflib.store import Store

Triple = tuple[Any, Any, Any]


class _Layer:
    """Triples by their ends, each of them added once."""

    def __init__(self) -> None:
        self._objects: dict[tuple[Any, Any], list[Any]] = defaultdict(list)
        self._subjects: dict[tuple[Any, Any], list[Any]] = defaultdict(list)
        self._pairs: dict[Any, list[tuple[Any, Any]]] = defaultdict(list)
        self._about: dict[Any, list[Triple]] = defaultdict(list)
        self.size = 0

    def add(self, triple: Triple) -> None:
        subject, predicate, value = triple
        self._objects[subject, predicate].append(value)
        self._subjects[predicate, value].append(subject)
        self._pairs[predicate].append((subject, value))
        self._about[subject].append(triple)
        self.size += 1

    def triples(self, subject: Any, predicate: Any, value: Any) -> Iterator[Triple]:
        """The triples that fit a pattern, in which None stands for any term."""
        if predicate is None:
            for one in self._about if subject is None else (subject,):
                yield from (each for each in self._about.get(one, ()) if value is None or each[2] == value)
        elif value is None and subject is None:
            yield from ((one, predicate, other) for one, other in self._pairs.get(predicate, ()))
        elif value is None:
            yield from ((subject, predicate, each) for each in self._objects.get((subject, predicate), ()))
        else:
            found = self._subjects.get((predicate, value), ())
            yield from ((each, predicate, value) for each in found if subject is None or each == subject)


class Layers(Store):
    """The store of one graph.

    It says that it knows named graphs, because pySHACL asks for that, and names its one graph as that of each triple.
    """

    context_aware = graph_aware = True

    def __init__(self) -> None:
        super().__init__()
        self._staying = self._last = _Layer()
        self._layers: tuple[_Layer, ...] = (self._staying,)
        self._graphs: tuple[Any, ...] = ()

    def renew(self) -> None:
        """Drop what was added after the first call of this, and take what is added from now on for the next chunk."""
        self._last = _Layer()
        self._layers = (self._staying, self._last)

    def add(self, triple: Triple, context: Any = None, quoted: bool = False) -> None:
        """Add a triple that is not there yet; `context` is the graph."""
        self._graphs = (context,)
        self._last.add(triple)

    def triples(self, triple_pattern: Triple, context: Any = None) -> Iterator[tuple[Triple, Iterator[Any]]]:
        """The triples that fit a pattern, each with its graph."""
        for layer in self._layers:
            for triple in layer.triples(*triple_pattern):
                yield triple, iter(self._graphs)

    def __len__(self, context: Any = None) -> int:
        return sum(layer.size for layer in self._layers)
