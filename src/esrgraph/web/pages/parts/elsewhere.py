"""What a thing is in the datasets of others, to links that say whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from esrgraph.rdf.vocabulary import Schema, Skos
from esrgraph.release.dataset.void import DATASETS
from esrgraph.web.pages.parts.facts import ThingFacts

_MATCHES = {"same": (Skos.exactMatch, Schema.sameAs), "nearly": (Skos.closeMatch,)}


@dataclass(frozen=True, slots=True)
class Match:
    """A thing of another dataset: the short name of the dataset, the key there, and the IRI."""

    dataset: str
    key: str
    iri: str


def matches(facts: ThingFacts) -> Mapping[str, list[Match]]:
    """The same things elsewhere, and those that are nearly the same; kinds without any are left out."""
    found = {kind: [_match(iri) for term in terms for iri in facts.iris(term)] for kind, terms in _MATCHES.items()}
    return {kind: sorted(each, key=lambda match: match.dataset) for kind, each in found.items() if each}


def same_as(facts: ThingFacts) -> list[str]:
    """The IRIs of the same things elsewhere."""
    return [match.iri for match in matches(facts).get("same", [])]


def _match(iri: str) -> Match:
    dataset = next((name for start, (_, name, _) in DATASETS.items() if iri.startswith(start)), "")
    return Match(dataset, iri.rstrip("/").rpartition("/")[2], iri)
