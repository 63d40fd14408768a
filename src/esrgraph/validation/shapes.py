"""Turtle files of SHACL shapes to one checked shapes graph, and the shapes of it that a report speaks of.

The graph is plain RDF (SHACL 1.0, section 2), with a few terms of esrgraph's own in `SHAPES`: a code, a remedy, a
reason, the field of the record a shape looks at, and `essh:scope "corpus"` on rules that look across projects.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import cast

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from esrgraph.errors import SchemeError, ShapesError
from esrgraph.language import LANGUAGES
from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.rdf.vocabulary import Rdf, Rdfs
from esrgraph.resources import resources
from esrgraph.validation.blank_nodes import digest, name_blank_nodes
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
_LISTING = ("and", "or", "xone", "in", "languageIn", "ignoredProperties")
IMPORTS = NamedNode("http://www.w3.org/2002/07/owl#imports")
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

    def is_list(self, node: Term) -> bool:
        """Whether a node is `rdf:nil` or begins an RDF list that ends (SHACL 1.3)."""
        seen: set[Term] = set()
        while node != _NIL:
            if isinstance(node, Literal) or node in seen or len(self.objects(node, _FIRST)) != 1:
                return False
            seen.add(node)
            node = next(iter(self.objects(node, _REST)), node)
        return True


class ShapesGraph(Triples):
    """The triples of a shapes graph, its shapes, and what the report needs of each.

    Raises ShapesError where a shape says something that no engine here would check, refers to a shape that is not
    there, or asks for an entailment, so that nothing is skipped.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        super().__init__(triples)
        self._check_entailment()
        for node in self.nodes:
            self._check(node)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every node that is a shape (SHACL 2.1), in the order of their N-Triples forms; no parameter is one."""
        found: set[Node] = {node for each in (*TARGETS, sh("property")) for node, _ in self.pairs(each)}
        kinds = (sh("NodeShape"), sh("PropertyShape"))
        found.update(node for node, kind in self.pairs(Rdf.type) if kind in kinds)
        found.update(value for _, value in self.pairs(sh("property")) if not isinstance(value, Literal))
        parameters = {value for _, value in self.pairs(sh("parameter"))}
        found.update(node for name in PARAMETERS for node, _ in self.pairs(sh(name)) if node not in parameters)
        return tuple(sorted(found | self.conditions, key=str))

    @cached_property
    def conditions(self) -> frozenset[Node]:
        """The shapes that others refer to as a condition (sh:node, sh:not, sh:or ...), not through sh:property."""
        referring = {node for predicate in (*_REFERENCES, *_LISTS) for node, _ in self.pairs(predicate)}
        found = (value for node in referring for value in self._conditions_of(node))
        return frozenset(value for value in found if not isinstance(value, Literal))

    def _conditions_of(self, node: Node) -> list[Term]:
        direct = [value for predicate in _REFERENCES for value in self.objects(node, predicate)]
        lists = [value for predicate in _LISTS for value in self.objects(node, predicate)]
        return [*direct, *(item for each in lists for item in self.items(each))]

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
        """Every shape as a report needs it, by code."""
        return tuple(sorted(map(self.shape, self.nodes), key=lambda shape: (shape.code, shape.iri)))

    def shape(self, node: Node) -> Shape:
        """One shape as a report needs it; where a language has no text, the English one stands in."""
        fields = self._own(node, "field")
        message = self._texts(self.objects(node, sh("message")))
        return Shape(
            iri=node.value,
            code=self.code(node),
            severity=self.severity(node),
            message=message or self._texts(self._named(node)) or dict.fromkeys(sorted(LANGUAGES), self._summary(node)),
            remedy=self._texts(self.objects(node, NamedNode(f"{SHAPES}remedy"))),
            why=self._texts(self.objects(node, NamedNode(f"{SHAPES}why"))),
            field=next(iter(fields), None),
            corpus=self._is_corpus(node),
            presence="true" in self._own(node, "presence"),
            once="true" in self._own(node, "once"),
        )

    def code(self, node: Node) -> str:
        """The code that a shape states, else its local name, with a digest of its IRI where others have it too.

        A shape without a name has a digest of what it says.
        """
        if stated := self._own(node, "code"):
            return stated[0]
        if isinstance(node, BlankNode):
            return node.value.partition(".")[0]
        name = _local(node.value)
        return name if name and self._locals[name] == 1 else f"{name or 'shape'}-{digest(node.value)}"

    @cached_property
    def _locals(self) -> Counter[str]:
        """How many shapes have each local name."""
        return Counter(_local(node.value) for node in self.nodes if isinstance(node, NamedNode))

    def _named(self, node: Node) -> list[Term]:
        """What a shape without a message calls itself."""
        names = (sh("description"), sh("name"), Rdfs.comment, Rdfs.label)
        return next((list(found) for name in names if (found := self.objects(node, name))), [])

    def _summary(self, node: Node) -> str:
        """What a shape asks for, in SHACL's own words: `name: sh:minCount 1, sh:datatype string`."""
        stated = (
            f"sh:{name} {_local(value.value)}" if not isinstance(value, BlankNode) else f"sh:{name}"
            for name in PARAMETERS
            for value in self.objects(node, sh(name))
            if name != "property"
        )
        paths = [_local(path.value) for path in self.objects(node, sh("path")) if isinstance(path, NamedNode)]
        return ": ".join(filter(None, (*paths, ", ".join(stated)))) or node.value

    @cached_property
    def not_read(self) -> tuple[str, ...]:
        """The graphs that the shapes import and that are not among what was read, in order."""
        imported = {value for _, value in self.pairs(IMPORTS) if value not in self._predicates}
        return tuple(sorted(map(str, imported)))

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
        for part in self.objects(node, sh("property")):
            if isinstance(part, Literal) or not self.objects(part, sh("path")):
                raise ShapesError(
                    f"The shape {node} has sh:property {part}, which is no property shape: define it, with sh:path"
                )
        for name in _LISTING:
            for value in self.objects(node, sh(name)):
                if not self.is_list(value):
                    raise ShapesError(f"The shape {node} has sh:{name} {value}, which is no list: write ( ... )")
        for value in self._conditions_of(node):
            if isinstance(value, Literal) or value not in self._predicates:
                raise ShapesError(f"The shape {node} refers to a shape {value}, which is not defined: define it")

    def _check_entailment(self) -> None:
        """A regime that is not applied is a failure (SHACL 1.5)."""
        for _, regime in self.pairs(sh("entailment")):
            raise ShapesError(
                f"The shapes ask for sh:entailment {regime}, and nothing is inferred here: "
                "add what follows to the data, and leave sh:entailment out"
            )


def load_shapes(paths: Iterable[Path] | None = None, more: Iterable[Path] = ()) -> ShapesGraph:
    """The shapes graph in Turtle files, or in esrgraph's own `shapes/` where no files are given; `more` come beside it.

    A shape of these files that states no field has that of esrgraph's shape with the same path, so that what it finds
    has a line.

    Raises:
        ShapesError: a file is missing, is not Turtle (with file and line), or there are no shapes in them.
    """
    own, given = list(_own_files()), [*(paths or ()), *more]
    theirs = [triple for path in given for triple in _read(path)]
    ours = [triple for path in own for triple in _read(path)] if theirs or not given else []
    fields = list(_borrow_fields(Triples(theirs), Triples(ours))) if theirs else []
    graph = ShapesGraph(name_blank_nodes([*(ours if paths is None else ()), *theirs, *fields]))
    if not graph.nodes:
        raise ShapesError(f"There are no shapes in {', '.join(map(str, given)) or 'the folder shapes/'}")
    return graph


def _borrow_fields(theirs: Triples, ours: Triples) -> Iterator[Triple]:
    """The field of each shape that states none, where all of ours with its path have the same."""
    field = NamedNode(f"{SHAPES}field")
    fields: defaultdict[Term, set[Term]] = defaultdict(set)
    for node, path in ours.pairs(sh("path")):
        fields[path].update(ours.objects(node, field))
    for node, path in theirs.pairs(sh("path")):
        if len(fields[path]) == 1 and not theirs.objects(node, field):
            yield Triple(node, field, *fields[path])


def _local(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]


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
