"""Turtle files of SHACL shapes to one checked shapes graph, and the shapes of it that a report speaks of.

The graph is plain RDF (SHACL 1.0, section 2), with a few terms of esrgraph's own in `SHAPES`: a code, a remedy, a
reason, the field of the record a shape looks at, and `essh:scope "corpus"` on rules that look across projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from esrgraph.errors import SchemeError, ShapesError
from esrgraph.language import LANGUAGES
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Rdf
from esrgraph.resources import resources
from esrgraph.validation.findings import Level, Shape

SHACL, SHAPES = NAMESPACES["sh"], NAMESPACES["essh"]

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


def sh(name: str) -> NamedNode:
    """A term of SHACL, by its local name."""
    return NamedNode(SHACL + name)


TARGETS = tuple(map(sh, ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf")))
CLASSES = (
    NamedNode("http://www.w3.org/2000/01/rdf-schema#Class"),
    NamedNode("http://www.w3.org/2002/07/owl#Class"),
)
"""A shape that is itself one of these is the target of its own instances (SHACL 2.1.3.3)."""

PARAMETERS = """
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive minLength maxLength
    pattern languageIn uniqueLang equals disjoint lessThan lessThanOrEquals not and or xone node property
    qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint closed hasValue in sparql
""".split()
"""The constraint parameters of SHACL Core and SHACL-SPARQL that make a constraint by themselves (SHACL 4, 5)."""

_QUIET = """
    path severity message deactivated name description order group defaultValue flags ignoredProperties
    targetClass targetNode targetObjectsOf targetSubjectsOf declare entailment suggestedShapesGraph shapesGraph
    prefixes select
""".split()
_KNOWN = frozenset((*PARAMETERS, *_QUIET))
_REFERENCES = tuple(map(sh, ("node", "not", "qualifiedValueShape")))
_LISTS = tuple(map(sh, ("and", "or", "xone")))
_SEVERITIES = {sh("Violation"): Level.VIOLATION, sh("Warning"): Level.WARNING, sh("Info"): Level.INFO}
_REST, _FIRST, _NIL = (NamedNode(Rdf.NAMESPACE + name) for name in ("rest", "first", "nil"))


class Triples:
    """RDF triples with the look-ups that reading a shapes graph needs; two with the same triples are equal."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = frozenset(triples)
        self._objects: dict[tuple[Node, NamedNode], list[Term]] = defaultdict(list)
        self._pairs: dict[NamedNode, list[tuple[Node, Term]]] = defaultdict(list)
        self._predicates: dict[Node, set[NamedNode]] = defaultdict(set)
        for triple in sorted(self.triples, key=str):
            subject, predicate, value = cast("tuple[Node, NamedNode, Term]", tuple(triple))
            self._objects[subject, predicate].append(value)
            self._pairs[predicate].append((subject, value))
            self._predicates[subject].add(predicate)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Triples) and self.triples == other.triples

    def __hash__(self) -> int:
        return hash(self.triples)

    def objects(self, subject: Node, predicate: NamedNode) -> tuple[Term, ...]:
        """The objects of the triples with this subject and predicate, in the order of their N-Triples forms."""
        return tuple(self._objects.get((subject, predicate), ()))

    def value(self, subject: Node, name: str) -> Term | None:
        """The first value of the SHACL property with that local name, or None."""
        return next(iter(self.objects(subject, sh(name))), None)

    def pairs(self, predicate: NamedNode) -> tuple[tuple[Node, Term], ...]:
        """Subject and object of every triple with this predicate."""
        return tuple(self._pairs.get(predicate, ()))

    def predicates(self, subject: Node) -> frozenset[NamedNode]:
        """The predicates that a node has values for."""
        return frozenset(self._predicates.get(subject, ()))

    def items(self, node: Term) -> tuple[Term, ...]:
        """The members of an RDF list; empty for `rdf:nil` and for a node that is no list."""
        members: list[Term] = []
        seen: set[Term] = set()
        while not isinstance(node, Literal) and node != _NIL and node not in seen:
            seen.add(node)
            members += self.objects(node, _FIRST)[:1]
            node = next(iter(self.objects(node, _REST)), _NIL)
        return tuple(members)


class ShapesGraph(Triples):
    """The triples of a shapes graph, its shapes, and what the report needs of each.

    Raises ShapesError where a shape says something that no engine here would check, so that nothing is skipped.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__(triples)
        for node in self.nodes:
            self._check(node)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node that is a shape (SHACL 2.1), in the order of their N-Triples forms."""
        found: set[Node] = {node for each in (*TARGETS, sh("property")) for node, _ in self.pairs(each)}
        kinds = (sh("NodeShape"), sh("PropertyShape"))
        found.update(node for node, kind in self.pairs(Rdf.type) if kind in kinds)
        found.update(value for _, value in self.pairs(sh("property")) if not isinstance(value, Literal))
        return tuple(sorted(found | self.conditions, key=str))

    @cached_property
    def conditions(self) -> frozenset[Node]:
        """The shapes that others refer to as a condition (sh:node, sh:not, sh:or ...), not through sh:property."""
        direct = [value for predicate in _REFERENCES for _, value in self.pairs(predicate)]
        listed = [item for predicate in _LISTS for _, value in self.pairs(predicate) for item in self.items(value)]
        return frozenset(value for value in (*direct, *listed) if not isinstance(value, Literal))

    def parts_below(self, node: Node) -> list[Node]:
        """A shape and all that its sh:property leads to, itself first."""
        found = [node]
        for each in found:
            parts = self.objects(each, sh("property"))
            found += [part for part in parts if not isinstance(part, Literal) and part not in found]
        return found

    def constrains(self, node: Node) -> bool:
        """Whether a shape states a constraint of its own, and does not only lead on to others through sh:property."""
        return any(self.objects(node, sh(name)) for name in PARAMETERS if name != "property")

    @cached_property
    def shapes(self) -> tuple[Shape, ...]:
        """Every shape as a report needs it, by code; a shape without a code has its local name for one."""
        return tuple(sorted(map(self.shape, self.nodes), key=lambda shape: (shape.code, shape.iri)))

    def shape(self, node: Node) -> Shape:
        """One shape as a report needs it; where a language has no text, the English one stands in."""
        fields = self._own(node, "field")
        message = self._texts(self.objects(node, sh("message")))
        return Shape(
            iri=node.value,
            code=next(iter(self._own(node, "code")), node.value.rpartition("#")[2].rpartition("/")[2]),
            severity=self.severity(node),
            message=message or dict.fromkeys(sorted(LANGUAGES), node.value),
            remedy=self._texts(self.objects(node, NamedNode(f"{SHAPES}remedy"))),
            why=self._texts(self.objects(node, NamedNode(f"{SHAPES}why"))),
            field=next(iter(fields), None),
            corpus=self._is_corpus(node),
            presence="true" in self._own(node, "presence"),
            once="true" in self._own(node, "once"),
        )

    def severity(self, node: Node) -> Level:
        """The severity of a shape's results, sh:Violation where it states none (SHACL 2.1.4)."""
        stated = self.value(node, "severity")
        if stated is None:
            return Level.VIOLATION
        if stated not in _SEVERITIES:
            raise ShapesError(
                f"The shape {node} has a severity other than sh:Violation, sh:Warning and sh:Info: {stated}"
            )
        return _SEVERITIES[stated]  # type: ignore[index]

    def _own(self, node: Node, name: str) -> tuple[str, ...]:
        return tuple(value.value for value in self.objects(node, NamedNode(SHAPES + name)))

    def _is_corpus(self, node: Node) -> bool:
        parents = (parent for parent, value in self.pairs(sh("property")) if value == node)
        return "corpus" in self._own(node, "scope") or any("corpus" in self._own(each, "scope") for each in parents)

    @staticmethod
    def _texts(values: Iterable[Term]) -> dict[str, str]:
        texts = {value.language or "": value.value for value in values if isinstance(value, Literal)}
        fallback = texts.get("en", texts.get("", next(iter(texts.values()), "")))
        return {language: texts.get(language, fallback) for language in sorted(LANGUAGES)} if texts else {}

    def _check(self, node: Node) -> None:
        self.severity(node)
        for predicate in self._predicates.get(node, ()):
            name = predicate.value.removeprefix(SHACL)
            if name != predicate.value and name not in _KNOWN:
                raise ShapesError(f"The shape {node} uses sh:{name}, which is not in SHACL Core or SHACL-SPARQL")


def load_shapes(paths: Iterable[Path] | None = None) -> ShapesGraph:
    """The shapes graph in Turtle files, or in esrgraph's own `shapes/` where no files are given.

    Raises:
        ShapesError: a file is missing, is not Turtle (with file and line), or there are no shapes in them.
    """
    files = tuple(_own_files() if paths is None else paths)
    graph = ShapesGraph(triple for path in files for triple in _read(path))
    if not graph.nodes:
        raise ShapesError(f"There are no shapes in {', '.join(map(str, files)) or 'the folder shapes/'}")
    return graph


def _own_files() -> tuple[Path, ...]:
    try:
        return resources("shapes", ".ttl")
    except SchemeError as error:
        raise ShapesError(str(error)) from error


def _read(path: Path) -> list[Triple]:
    try:
        base = path.absolute().as_uri()
        quads = parse(path.read_bytes(), format=RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
        return [quad.triple for quad in quads]
    except OSError as error:
        raise ShapesError(f"The shapes file {path} cannot be read: {error.strerror}") from error
    except SyntaxError as error:
        raise ShapesError(f"{path}:{error.lineno}: the shapes file is not Turtle: {error.msg}") from error
