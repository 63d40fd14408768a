"""Triples to JSON-LD that reads like JSON: one object a subject, under the project's own small context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from esrgraph.rdf.vocabulary import Rdf, Xsd
from esrgraph.resources import resource

_LARGEST_NUMBER = 2**53
"""Whole numbers beyond it do not survive a reader that takes JSON's numbers for doubles."""

_TYPE = Rdf.type.value
_BOOLEAN, _DECIMAL, _INTEGER, _STRING = (each.value for each in (Xsd.boolean, Xsd.decimal, Xsd.integer, Xsd.string))


class JsonLdContext:
    """The context of `ontology/context.jsonld` with a base: how predicates, IRIs and literals are written under it."""

    def __init__(self, definitions: dict[str, Any], base: str) -> None:
        self.definitions = {"@base": base, **definitions}
        self._base = base
        self._vocabulary: str = definitions["@vocab"]
        names = {key: value for key, value in definitions.items() if key[0] != "@"}
        texts = {key: value for key, value in names.items() if isinstance(value, str)}
        namespaces = {key: value for key, value in texts.items() if value.endswith(("#", "/"))}
        self._prefixes = {namespace: prefix for prefix, namespace in namespaces.items()}
        self._names: dict[str, str] = {}
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
            predicate, value = triple.predicate.value, triple.object
            if predicate == _TYPE and isinstance(value, NamedNode):
                _add(node, "type", self._name(value.value))
                continue
            name, coercion = self._terms.get(predicate) or (self._name(predicate), None)
            if coercion != "@language":
                _add(node, name, self._value(value, coercion))
            elif isinstance(value, Literal) and value.language:
                _add(node.setdefault(name, {}), value.language, value.value)
            else:  # without a language: a language map cannot hold it
                _add(node, self._name(predicate), self._value(value, None))
        return node

    def reference(self, term: Any) -> str:
        """An IRI relative to the base where it lies below it; a blank node by its label."""
        if isinstance(term, BlankNode):
            return str(term)
        iri: str = term.value
        relative = iri.removeprefix(self._base)
        return iri if iri == self._base or ":" in relative.partition("/")[0] else relative

    def _name(self, iri: str) -> str:
        """A class or predicate, of which there are few; each is named once."""
        name = self._names.get(iri)
        if name is None:
            name = self._names[iri] = self._named(iri)
        return name

    def _named(self, iri: str) -> str:
        """Bare in the project's own vocabulary, else with a prefix, else whole."""
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
        value, language = term.value, term.language
        if language:
            return {"@value": value, "@language": language}
        datatype = term.datatype.value
        if datatype == coercion:
            return _number(value) if coercion == _DECIMAL else value
        if coercion is None and datatype == _STRING:
            return value
        if coercion is None and datatype == _BOOLEAN and value in ("true", "false"):
            return value == "true"
        if coercion is None and datatype == _INTEGER and isinstance(_number(value), int):
            return _number(value)
        return {"@value": value, "@type": datatype}


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
def context(base: str) -> JsonLdContext:
    """The project's context over a base IRI."""
    definitions = orjson.loads(resource("ontology", "context.jsonld").read_bytes())["@context"]
    return JsonLdContext(definitions, base)


def jsonld(triples: Iterable[Triple | Quad], base: str) -> Iterator[bytes]:
    """A JSON-LD document in pieces, one line a subject; triples of one subject must follow one another."""
    yield jsonld_start(base)
    separator = b""
    for node in jsonld_nodes(triples, base):
        yield separator + node
        separator = BETWEEN
    yield END


BETWEEN, END = b",\n", b"\n]}\n"
"""What stands between the subjects of a document, and after the last."""


def jsonld_start(base: str) -> bytes:
    """What stands before the first subject of a document: its context."""
    return b'{"@context": ' + orjson.dumps(context(base).definitions) + b',\n"@graph": [\n'


def jsonld_nodes(triples: Iterable[Triple | Quad], base: str) -> Iterator[bytes]:
    """Each subject as an object under the context; the triples of one must follow one another."""
    using = context(base)
    for subject, group in groupby(triples, key=attrgetter("subject")):
        yield orjson.dumps(using.node(subject, group))
