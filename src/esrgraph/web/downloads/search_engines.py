"""The description of a release's dataset to schema.org, as search engines for data read it in a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from esrgraph.rdf.prefixes import NAMESPACES
from esrgraph.web.http.json_ld import linked_data
from esrgraph.web.linked_data.described import DCAT, DCT, describe_dataset
from esrgraph.web.site import Opened

_FOAF, _SPDX = NAMESPACES["foaf"], NAMESPACES["spdx"]


def dataset_markup(opened: Opened, language: str) -> Markup:
    """The dataset with its files, as JSON-LD for a script element; empty where a release has no description.

    The terms stand to DCAT's as in https://www.w3.org/TR/vocab-dcat-3/#dcat-sdo.
    """
    about, node = describe_dataset(opened), opened.iris.dataset
    if not about.triples:
        return Markup()
    period, publisher = about.node(node, f"{DCT}temporal"), about.node(node, f"{DCT}publisher")
    days = [about.text(period, f"{DCAT}{end}") for end in ("startDate", "endDate")]
    return linked_data(
        {
            "@type": "Dataset",
            "@id": node.value,
            "url": f"{opened.iris.base}dataset",
            "name": about.text(node, f"{DCT}title", language),
            "description": about.text(node, f"{DCT}description", language),
            "identifier": node.value,
            "version": about.text(node, f"{DCAT}version"),
            "datePublished": about.text(node, f"{DCT}issued"),
            "dateModified": about.text(node, f"{DCT}modified"),
            "license": about.text(node, f"{DCT}license"),
            "isAccessibleForFree": True,
            "inLanguage": ["fi", "sv"],
            "keywords": about.texts(node, f"{DCAT}keyword", language),
            "creator": {"@type": "Organization", "name": about.text(publisher, f"{_FOAF}name", language)},
            "temporalCoverage": "/".join(days) if all(days) else None,
            "spatialCoverage": {"@type": "Place", "name": "Finland", "sameAs": "http://www.wikidata.org/entity/Q33"},
            "includedInDataCatalog": {"@type": "DataCatalog", "url": opened.iris.base},
            "distribution": list(_files(opened)),
        }
    )


def _files(opened: Opened) -> Iterator[Mapping[str, Any]]:
    about = describe_dataset(opened)
    for each in sorted(about.nodes(opened.iris.dataset, f"{DCAT}distribution"), key=str):
        yield {
            "@type": "DataDownload",
            "name": about.text(each, f"{DCT}title", "en"),
            "contentUrl": about.text(each, f"{DCAT}downloadURL"),
            "encodingFormat": about.text(each, f"{DCAT}mediaType").rpartition("media-types/")[2],
            "contentSize": f"{about.text(each, f'{DCAT}byteSize')} B",
            "sha256": about.text(about.node(each, f"{_SPDX}checksum"), f"{_SPDX}checksumValue"),
        }
