"""What classes and properties are called on pages, and where they are documented."""

from __future__ import annotations

from esrgraph.rdf.ontology import ontology, shorten_iri
from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.words import texts


def term_label(iri: str, language: str) -> str:
    """What a class or property is called: by the ontology, by the site's own words, or else its prefixed name."""
    known = ontology().by_iri.get(iri)
    if known:
        return known.labels.get(language) or known.labels["en"]
    name = shorten_iri(iri)
    own = texts().get(f"term_{name.replace(':', '_')}")
    return own[language] if own else name


def documentation_path(iri: str) -> str:
    """Where the ontology's documentation has a term; empty for terms of others."""
    return f"/ontology#{iri.removeprefix(Esr.NAMESPACE)}" if iri in ontology().by_iri else ""
