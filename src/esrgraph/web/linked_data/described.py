"""A release's description of the dataset (DCAT-AP, VoID), read once."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.validation.shapes import Triples
from esrgraph.web.memory import remembered
from esrgraph.web.site import Opened

DCAT, DCT = NAMESPACES["dcat"], NAMESPACES["dct"]


class DescriptionTriples:
    """The triples of a description; empty where a release has none. Properties are named by their IRIs."""

    def __init__(self, triples: list[Triple]) -> None:
        self.triples = triples
        self._known = Triples(triples)

    def nodes(self, subject: NamedNode, term: str) -> list[NamedNode]:
        """The things that a property leads to."""
        return [each for each in self._known.objects(subject, NamedNode(term)) if isinstance(each, NamedNode)]

    def node(self, subject: NamedNode | None, term: str) -> NamedNode | None:
        """The first of them; None of nothing."""
        return next(iter(self.nodes(subject, term)), None) if subject else None

    def text(self, subject: NamedNode | None, term: str, language: str = "") -> str:
        """The value in a language, or the first there is; empty where there is none."""
        values = self._known.objects(subject, NamedNode(term)) if subject else ()
        texts = {each.language if isinstance(each, Literal) else None: each.value for each in reversed(values)}
        return texts.get(language) or next(iter(texts.values()), "")

    def texts(self, subject: NamedNode, term: str, language: str) -> list[str]:
        """Every value in a language."""
        values = self._known.objects(subject, NamedNode(term))
        return [each.value for each in values if isinstance(each, Literal) and each.language == language]


@remembered(most=1)
def describe_dataset(opened: Opened) -> DescriptionTriples:
    """The description of a release's dataset."""
    path = opened.release.dataset
    return DescriptionTriples(
        [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)] if path.is_file() else []
    )
