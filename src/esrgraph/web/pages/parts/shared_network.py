"""What organisations share to a picture, a table of pairs and a graph for other programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from esrgraph.web.charts.network import Network, NetworkLink, NetworkNode, network
from esrgraph.web.http.responses import Content
from esrgraph.web.http.table_file import Cell, FileColumn, TableFile
from esrgraph.web.http.words import SiteWords
from esrgraph.web.linked_data.description import iri_of
from esrgraph.web.pages.parts.facts import PageReader, link
from esrgraph.web.pages.parts.organisation_family import family_of
from esrgraph.web.pages.parts.sharing import Sharing, strongest
from esrgraph.web.site import Opened

STRONGEST = 3
"""Links of each organisation that are drawn at least, where not all are."""
_LINES = 300
"""Lines that are drawn at most; where there would be more, the strongest of each organisation."""
_COLUMNS = ("source", "source_name", "target", "target_name")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draw_sharing(opened: Opened, found: Sharing, reader: PageReader) -> Network:
    """The picture of organisations and the strongest of what they share."""
    iris = {key: iri_of(opened, f"organisation/{key}").value for key in found.organisations}
    opened.expect(iris.values())
    nodes = []
    for key, projects in found.organisations.items():
        named = link(opened, iris[key], reader)
        path = f"{named.path}{reader.suffix}"
        nodes.append(NetworkNode(key, named.name.value, projects, path, family_of(opened, iris[key])))
    pairs = found.pairs if len(found.pairs) <= _LINES else strongest(found.pairs, STRONGEST)
    drawn = network(nodes, (NetworkLink(*pair) for pair in pairs), most=len(nodes))
    return replace(drawn, left_out=found.left_out)


def _name(opened: Opened, key: str) -> str:
    return link(opened, iri_of(opened, f"organisation/{key}").value, PageReader("fi")).name.value


def sharing_table(opened: Opened, found: Sharing, words: SiteWords) -> TableFile:
    """The pairs, one a row; organisations by key, which is the business ID where there is one, and by name."""
    columns = [FileColumn(name, words(f"network_{name}")) for name in _COLUMNS]
    rows: Iterator[Sequence[Cell]] = (
        [one, _name(opened, one), other, _name(opened, other), shared] for one, other, shared in found.pairs
    )
    return TableFile(words("network_title"), [*columns, FileColumn("shared", words("network_shared"), "number")], rows)


def sharing_graphml(opened: Opened, found: Sharing) -> Content:
    """The organisations and the pairs of them as GraphML; `label` and `weight` are the names that Gephi knows."""
    import networkx as nx  # a quarter of a second of loading, paid at the first network

    graph = nx.Graph()
    for key, projects in found.organisations.items():
        iri = iri_of(opened, f"organisation/{key}").value
        graph.add_node(key, label=_NOT_XML.sub("\ufffd", _name(opened, key)), projects=projects, iri=iri)
    graph.add_weighted_edges_from(found.pairs)
    output = BytesIO()
    nx.write_graphml(graph, output, named_key_ids=True)
    return Content(output.getvalue(), "application/xml")
