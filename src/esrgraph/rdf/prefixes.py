"""Namespaces by the prefix that stands for them wherever esrgraph writes or reads prefixed names."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

from esrgraph.rdf.vocabulary import Dct, Esr, Foaf, Locn, Prov, Qb, Rdf, Rdfs, Schema, SdmxDimension, Skos, Xsd

NAMESPACES: Mapping[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": Dct.NAMESPACE,
    "dqv": "http://www.w3.org/ns/dqv#",
    "esr": Esr.NAMESPACE,
    "essh": "https://w3id.org/esrgraph/shapes#",
    "eurio": "http://data.europa.eu/s66#",
    "foaf": Foaf.NAMESPACE,
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "ldes": "https://w3id.org/ldes#",
    "legal": "http://www.w3.org/ns/legal#",
    "locn": Locn.NAMESPACE,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": Prov.NAMESPACE,
    "qb": Qb.NAMESPACE,
    "rdf": Rdf.NAMESPACE,
    "rdfs": Rdfs.NAMESPACE,
    "rov": "http://www.w3.org/ns/regorg#",
    "schema": Schema.NAMESPACE,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
    "sdmx-dimension": SdmxDimension.NAMESPACE,
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": Skos.NAMESPACE,
    "spdx": "http://spdx.org/rdf/terms#",
    "tree": "https://w3id.org/tree#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": Xsd.NAMESPACE,
}


def prefix_namespaces(prefixes: str) -> dict[str, str]:
    """The namespaces of some prefixes, which are separated by spaces.

    >>> prefix_namespaces("dct void")
    {'dct': 'http://purl.org/dc/terms/', 'void': 'http://rdfs.org/ns/void#'}
    """
    return {prefix: NAMESPACES[prefix] for prefix in prefixes.split()}


def term_of(name: str) -> NamedNode:
    """The term that a prefixed name stands for.

    >>> term_of("dct:title").value
    'http://purl.org/dc/terms/title'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(NAMESPACES[prefix] + local)
