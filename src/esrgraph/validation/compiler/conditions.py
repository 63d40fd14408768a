"""What a constraint asks of one value node, as a SPARQL expression that is true where the value violates it.

Every expression is total: it is true or false for any term, never an error, so it can be negated and combined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from pyoxigraph import BlankNode, Literal, NamedNode

from esrgraph.rdf.vocabulary import Rdf, Rdfs, Xsd
from esrgraph.validation.compiler.paths import Unsupported
from esrgraph.validation.compiler.regex import translate
from esrgraph.validation.shapes import Node, ShapesGraph, Term, sh

_XSD = Xsd.NAMESPACE
_BOUNDS = {f"{_XSD}{name}" for name in "integer decimal double float date dateTime".split()}
_COMPARED = "COALESCE(IF({0} < {1}, true, true), false)"
"""True for a literal that can be compared with another of its datatype, which an ill-formed one cannot."""

_WELL_FORMED = {
    f"{_XSD}string": "true",
    f"{_XSD}anyURI": "true",
    f"{_XSD}integer": 'REGEX(STR({0}), "^[+-]?[0-9]+$")',
    f"{_XSD}decimal": 'REGEX(STR({0}), "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)$")',
    f"{_XSD}boolean": 'STR({0}) IN ("true", "false", "1", "0")',
    f"{_XSD}double": "isNumeric({0})",
    f"{_XSD}float": "isNumeric({0})",
    f"{_XSD}date": _COMPARED.replace("{1}", f'"0001-01-01"^^<{_XSD}date>'),
    f"{_XSD}dateTime": _COMPARED.replace("{1}", f'"0001-01-01T00:00:00"^^<{_XSD}dateTime>'),
    f"{_XSD}time": _COMPARED.replace("{1}", f'"00:00:00"^^<{_XSD}time>'),
    f"{Rdf.NAMESPACE}langString": "true",
}
_KINDS = {
    "IRI": ("isIRI",),
    "BlankNode": ("isBlank",),
    "Literal": ("isLiteral",),
    "BlankNodeOrIRI": ("isBlank", "isIRI"),
    "BlankNodeOrLiteral": ("isBlank", "isLiteral"),
    "IRIOrLiteral": ("isIRI", "isLiteral"),
}

Condition = Callable[[ShapesGraph, Node, Term, str], str]
"""Takes the graph, the shape, the constraint's parameter and the variable of the value node."""


def any_of(expressions: Iterable[str]) -> str:
    """Expressions joined by `||`; `false` for none."""
    return " || ".join(f"({each})" for each in expressions) or "false"


def constant(term: Term) -> str:
    """A term of the shapes graph as SPARQL; raises Unsupported for a blank node, which a query cannot name."""
    if isinstance(term, BlankNode):
        raise Unsupported("a blank node as value")
    return str(term)


def whole_number(term: Term) -> int:
    """The value of a parameter that counts; raises Unsupported where it is no `xsd:integer` from 0."""
    if isinstance(term, Literal) and term.datatype == Xsd.integer and term.value.isdecimal():
        return int(term.value)
    raise Unsupported(f"the count {term}")


def _text(term: Term) -> str:
    if isinstance(term, Literal) and term.language is None:
        return term.value
    raise Unsupported(f"the text {term}")


def _datatype(graph: ShapesGraph, shape: Node, datatype: Term, value: str) -> str:
    """SHACL 4.1.2: the datatype of that IRI, and not ill-formed."""
    is_foreign = not datatype.value.startswith((_XSD, Rdf.NAMESPACE, Rdfs.NAMESPACE))
    if not isinstance(datatype, NamedNode) or not (is_foreign or datatype.value in _WELL_FORMED):
        raise Unsupported(f"the datatype {datatype}")
    well_formed = _WELL_FORMED.get(datatype.value, "true").replace("{0}", value)
    return f"!(isLiteral({value}) && DATATYPE({value}) = {datatype} && {well_formed})"


def _node_kind(graph: ShapesGraph, shape: Node, kind: Term, value: str) -> str:
    """SHACL 4.1.3."""
    for name, functions in _KINDS.items():
        if kind == sh(name):
            return f"!({any_of(f'{function}({value})' for function in functions)})"
    raise Unsupported(f"the node kind {kind}")


def _in(graph: ShapesGraph, shape: Node, members: Term, value: str) -> str:
    """SHACL 4.8.3: term equality, so `sameTerm` and not `IN`."""
    return f"!({any_of(f'sameTerm({value}, {constant(each)})' for each in graph.items(members))})"


def _pattern(graph: ShapesGraph, shape: Node, pattern: Term, value: str) -> str:
    """SHACL 4.4.3."""
    flags = [_text(each) for each in graph.objects(shape, sh("flags"))]
    if len(flags) > 1:
        raise Unsupported("several flags of a pattern")
    text = translate(_text(pattern), *(flags or [""]))
    return f"isBlank({value}) || !REGEX(STR({value}), {Literal(text.rust)}, {Literal(''.join(flags))})"


def _length(comparison: str, graph: ShapesGraph, shape: Node, bound: Term, value: str) -> str:
    """SHACL 4.4.1 and 4.4.2; a blank node has no length, so it violates."""
    if comparison == "<" and whole_number(bound) == 0:
        raise Unsupported("a minimum length of 0")
    return f"isBlank({value}) || STRLEN(STR({value})) {comparison} {whole_number(bound)}"


def _range(comparison: str, graph: ShapesGraph, shape: Node, bound: Term, value: str) -> str:
    """SHACL 4.3; what cannot be compared violates."""
    if not isinstance(bound, Literal) or bound.datatype.value not in _BOUNDS:
        raise Unsupported(f"the bound {bound}")
    return f"!COALESCE({value} {comparison} {bound}, false)"


def _language_in(graph: ShapesGraph, shape: Node, languages: Term, value: str) -> str:
    """SHACL 4.4.4."""
    ranges = [_text(each) for each in graph.items(languages)]
    if not all(each == "*" or each.isalpha() for each in ranges):
        raise Unsupported(f"the language ranges {ranges}")
    matches = any_of(f"LANGMATCHES(LANG({value}), {Literal(each)})" for each in ranges)
    return f"!(isLiteral({value}) && ({matches}))"


CONDITIONS: dict[str, tuple[str, Condition]] = {
    "datatype": ("Datatype", _datatype),
    "nodeKind": ("NodeKind", _node_kind),
    "in": ("In", _in),
    "pattern": ("Pattern", _pattern),
    "minLength": ("MinLength", partial(_length, "<")),
    "maxLength": ("MaxLength", partial(_length, ">")),
    "minExclusive": ("MinExclusive", partial(_range, ">")),
    "minInclusive": ("MinInclusive", partial(_range, ">=")),
    "maxExclusive": ("MaxExclusive", partial(_range, "<")),
    "maxInclusive": ("MaxInclusive", partial(_range, "<=")),
    "languageIn": ("LanguageIn", _language_in),
}
"""By parameter: the start of the component's name, and the condition."""

ONCE = frozenset((*CONDITIONS, "minCount", "maxCount", "uniqueLang", "closed")) - {"pattern"}
"""The parameters that a shape may have one value of (SHACL 4)."""
