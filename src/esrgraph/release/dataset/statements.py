"""Statements in short form to triples: predicates and classes as CURIEs, texts in the languages of the service."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Quad

from esrgraph.language import LANGUAGES
from esrgraph.rdf.prefixes import prefix_namespaces, term_of
from esrgraph.rdf.vocabulary import Rdf

PREFIXES = prefix_namespaces("dcat dcatap dct foaf geosparql prov rdf rdfs skos spdx vcard void xsd")

Value = NamedNode | Literal | str | int
"""A string is a text without a language."""
Properties = Mapping[str, Value | list[Value] | None]
"""Values by CURIE, `a` for the class; None says nothing."""


class DatasetFacts:
    """What is stated of a dataset."""

    def __init__(self) -> None:
        self.quads: list[Quad] = []

    def add(self, subject: NamedNode, values: Properties) -> NamedNode:
        """State the values of a subject's properties; returns the subject."""
        for name, given in values.items():
            predicate = Rdf.type if name == "a" else term_of(name)
            for value in given if isinstance(given, list) else [given]:
                if value is not None:
                    self.quads.append(Quad(subject, predicate, _term(value)))
        return subject

    def add_typed(self, address: str, kind: str) -> NamedNode:
        """A resource of someone else, with its class: profiles ask what a value is."""
        return self.add(NamedNode(address), {"a": term_of(kind)})

    def add_concept(self, address: str, name: str) -> NamedNode:
        """A concept of someone else's vocabulary, with its name in English: DCAT-AP asks each for one."""
        label = Literal(name, language="en")
        return self.add(NamedNode(address), {"a": term_of("skos:Concept"), "skos:prefLabel": label})


def in_languages(texts: tuple[str, str, str]) -> list[Value]:
    """A text in Finnish, Swedish and English as literals."""
    return [Literal(text, language=language) for language, text in zip(LANGUAGES, texts, strict=True)]


def _term(value: Value) -> NamedNode | Literal:
    return value if isinstance(value, NamedNode | Literal) else Literal(value)
