"""The types of an organisation to the family that pictures show it in."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.site import Opened

FAMILY_OF_TYPE: Mapping[str, str] = {
    "foundation": "association",
    "joint-municipal-authority": "municipal",
    "medium-sized-enterprise": "enterprise",
    "micro-enterprise": "enterprise",
    "municipality": "municipal",
    "non-governmental-organisation": "association",
    "other-educational-institution": "education",
    "other-legal-person-governed-by-private-law": "association",
    "other-legal-person-governed-by-public-law": "public",
    "other-organisation-or-association": "association",
    "parish": "association",
    "research-institute": "education",
    "small-enterprise": "enterprise",
    "state-authority": "public",
    "university": "education",
    "university-of-applied-sciences": "education",
    "vocational-institution": "education",
}
"""The family, as in `charts/node_shapes.py`, of every type of organisation."""


def family_of(opened: Opened, iri: str) -> str:
    """The family of an organisation; `unknown` where no type is known, or types of several families."""
    quads = opened.store.quads_for_pattern(NamedNode(iri), Esr.organisationType, None)
    types = (opened.iris.parse(quad.object.value) for quad in quads)  # type: ignore[union-attr]
    families = {FAMILY_OF_TYPE.get(each[1], "unknown") for each in types if each}
    return families.pop() if len(families) == 1 else "unknown"
