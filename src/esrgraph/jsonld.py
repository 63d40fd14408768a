"""Triples to JSON-LD that reads like JSON: one object a subject, under the project's own small context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from esrgraph.resources import resource
from esrgraph.vocabulary import Rdf, Xsd

_LARGEST_NUMBER = 2**53
"""Whole numbers beyond it do not survive a reader that takes JSON's numbers for doubles."""


class Context:
    """The context of `ontology/context.jsonld` with a base: how predicates, IRIs and literals are written under it."""

    def __init__(self, definitions: dict[str, Any], base: str) -> None:
        self.definitions = {"@base": base, **definitions}
        self._base = base
        self._vocabulary: str = definitions["@vocab"]
        names = {key: value for key, value in definitions.items() if key[0] != "@"}
        texts = {key: value for key, value in names.items() if isinstance(value, str)}
        namespaces = {key: value for key, value in texts.items() if value.endswith(("#", "/"))}
        self._prefixes = {namespace: prefix for prefix, namespace in namespaces.items()}
        self._terms: dict[str, tuple[str, str | None]] = {}
        for key in names.keys() - namespaces.keys() - {"id", "type"}:
            term = names[key] if isinstance(names[key], dict) else {"@id": names[key]}
            prefix, _, local = term.get("@id", "").partition(":")
            iri = namespaces[prefix] + local if local else self._vocabulary + key
            coercion = term.get("@container") or term.get("@type", "").replace("xsd:", Xsd.NAMESPACE)
            self._terms[iri] = (key, coercion or None)

    def node(self, subject: NamedNode | BlankNode | Triple, triples: Iterable[Triple | Quad]) -> dict[str, Any]:
        """The JSON object of one subject; keys in the order of the triples."""
        node: dict[str, Any] = {"id": self.reference(subject)}
        for triple in triples:
            if triple.predicate == Rdf.type and isinstance(triple.object, NamedNode):
                _add(node, "type", self._name(triple.object.value))
                continue
            name, coercion = self._terms.get(triple.predicate.value, (self._name(triple.predicate.value), None))
            if coercion != "@language":
                _add(node, name, self._value(triple.object, coercion))
            elif isinstance(triple.object, Literal) and triple.object.language:
                _add(node.setdefault(name, {}), triple.object.language, triple.object.value)
            else:  # without a language: a language map cannot hold it
                _add(node, self._name(triple.predicate.value), self._value(triple.object, None))
        return node

    def reference(self, term: Any) -> str:
        """An IRI relative to the base where it lies below it; a blank node by its label."""
        if isinstance(term, BlankNode):
            return str(term)
        iri: str = term.value
        relative = iri.removeprefix(self._base)
        return iri if iri == self._base or ":" in relative.partition("/")[0] else relative

    def _name(self, iri: str) -> str:
        """A class or predicate: bare in the project's own vocabulary, else with a prefix, else whole."""
        local = iri.removeprefix(self._vocabulary)
        if local != iri and iri not in self._terms:
            return local
        for namespace, prefix in self._prefixes.items():
            if iri.startswith(namespace) and namespace != iri:
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri

    def _value(self, term: Any, coercion: str | None) -> Any:
        if not isinstance(term, Literal):
            return self.reference(term) if coercion == "@id" else {"@id": self.reference(term)}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype.value
        if datatype == coercion:
            return _number(term.value) if coercion == Xsd.decimal.value else term.value
        if coercion is None and datatype == Xsd.string.value:
            return term.value
        if coercion is None and datatype == Xsd.boolean.value and term.value in ("true", "false"):
            return term.value == "true"
        if coercion is None and datatype == Xsd.integer.value and isinstance(_number(term.value), int):
            return _number(term.value)
        return {"@value": term.value, "@type": datatype}


def _number(text: str) -> int | str:
    """A whole number as JSON's number, anything else as its text: a fraction would come back as a double."""
    digits = text.removeprefix("-")
    whole = digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0") and text != "-0"
    return int(text) if whole and abs(int(text)) < _LARGEST_NUMBER else text


def _add(node: dict[str, Any], key: str, value: Any) -> None:
    """One value stands alone, several in a list."""
    if key not in node:
        node[key] = value
    elif isinstance(node[key], list):
        node[key].append(value)
    else:
        node[key] = [node[key], value]


@cache
def context(base: str) -> Context:
    """The project's context over a base IRI."""
    definitions = orjson.loads(resource("ontology", "context.jsonld").read_bytes())["@context"]
    return Context(definitions, base)


def jsonld(triples: Iterable[Triple | Quad], base: str) -> Iterator[bytes]:
    """A JSON-LD document in pieces, one line a subject; triples of one subject must follow one another."""
    using = context(base)
    yield b'{"@context": ' + orjson.dumps(using.definitions) + b',\n"@graph": [\n'
    separator = b""
    for _, group in groupby(triples, key=lambda triple: str(triple.subject)):
        same = list(group)
        yield separator + orjson.dumps(using.node(same[0].subject, same))
        separator = b",\n"
    yield b"\n]}\n"
