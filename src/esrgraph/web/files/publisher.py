"""A release's description of the dataset to who publishes it, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from esrgraph.shapes import Triples
from esrgraph.vocabulary import Foaf
from esrgraph.web.site import Opened

_DCAT, _DCT, _VCARD = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://www.w3.org/2006/vcard/ns#"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who publishes a release; `contact` is an e-mail address or a web address, with `href` to reach it. Both are ""
    where the operator gave none."""

    name: str
    contact: str
    href: str


@lru_cache(maxsize=2)
def operator_of(opened: Opened) -> Operator:
    """The operator, as the description of the dataset names it."""
    about = Triples(_described(opened.release.dataset))
    publisher = _value(about, opened.iris.dataset, f"{_DCT}publisher")
    contact = _value(about, opened.iris.dataset, f"{_DCAT}contactPoint")
    href = _value(about, contact, f"{_VCARD}hasEmail") or _value(about, contact, f"{_VCARD}hasURL")
    name = _value(about, publisher, f"{Foaf.NAMESPACE}name")
    return Operator(_text(name), _text(href).removeprefix("mailto:"), _text(href))


def _described(path: Path) -> list[Triple]:
    """The description's triples; none where a release has no description."""
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)] if path.is_file() else []


def _value(about: Triples, subject: object, term: str) -> object:
    """The first value of a property of a thing; None of no thing."""
    return next(iter(about.objects(subject, NamedNode(term))), None) if isinstance(subject, NamedNode) else None


def _text(term: object) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else ""
