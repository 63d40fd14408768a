"""The organisations that share projects to GraphML, which Gephi, Cytoscape, igraph and networkx read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lxml import etree

from esrgraph.rdf.iris import Iris
from esrgraph.rdf.vocabulary import Esr, Rdf, Skos
from esrgraph.release.dumps.things import Thing, key_of, things

FILE_NAME = "organisations.graphml"
_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_ATTRIBUTES = {
    "label": ("node", "string"),
    "type": ("node", "string"),
    "projects": ("node", "int"),
    "business_id": ("node", "string"),
    "iri": ("node", "string"),
    "weight": ("edge", "int"),
}
"""What each attribute is of, and its type; `label` and `weight` are the names that Gephi knows."""
_NODE = (Rdf.type, Skos.prefLabel, Esr.organisationType, Esr.projectCount, Esr.businessId)
_EDGE = (Esr.collaborator, Esr.sharedProjects)
READ = frozenset(map(str, (f"{Rdf.type} {Esr.Organisation}", *_NODE[1:], *_EDGE)))
"""What it depends on, as a memo takes it."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_network(ntriples: Path, folder: Path, iris: Iris) -> None:
    """Write the network as it comes: a node for each organisation, an edge for each two that share projects.

    An edge's weight is the number of shared projects. Types are notations of the scheme of organisation types.
    """
    start = f"{iris.base}id/organisation/"
    with etree.xmlfile(str(folder / FILE_NAME), encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("graphml", nsmap={None: _NAMESPACE}):
            for name, (of, kind) in _ATTRIBUTES.items():
                xml.write(_element("key", {"id": name, "for": of, "attr.name": name, "attr.type": kind}), "\n")
            with xml.element("graph", id="organisations", edgedefault="undirected"):
                for thing in things(ntriples, start, _NODE):
                    if thing.is_a(Esr.Organisation):
                        xml.write("\n", _node(thing, iris))
                for thing in things(ntriples, start, _EDGE):
                    xml.write("\n", _edge(thing, iris))


def _node(thing: Thing, iris: Iris) -> Any:
    data = {
        "label": thing.text(Skos.prefLabel),
        "type": "|".join(key_of(each.value, iris) for each in thing.all(Esr.organisationType)) or None,
        "projects": thing.text(Esr.projectCount) or "0",
        "business_id": thing.text(Esr.businessId),
        "iri": thing.iri,
    }
    return _element("node", {"id": key_of(thing.iri, iris)}, data)


def _edge(thing: Thing, iris: Iris) -> Any:
    source, target = (key_of(each.value, iris) for each in thing.all(Esr.collaborator))
    return _element("edge", {"source": source, "target": target}, {"weight": thing.text(Esr.sharedProjects)})


def _element(name: str, attributes: dict[str, str], data: Mapping[str, str | None] = MappingProxyType({})) -> Any:
    element = etree.Element(name, attributes)
    for key, text in data.items():
        if text is not None:
            etree.SubElement(element, "data", {"key": key}).text = _NOT_XML.sub("\ufffd", text)
    return element
