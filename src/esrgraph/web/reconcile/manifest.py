"""What the service tells clients of itself (section 3, Service Manifest)."""

from __future__ import annotations

from typing import Any

from esrgraph.rdf.vocabulary import Esr
from esrgraph.web.http.words import SiteWords
from esrgraph.web.reconcile.service import TYPES, Service

BATCH = 50
"""Queries, or things to be extended, of one request."""
PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 320
"""Pixels of the frame that a preview is shown in."""
SUGGESTED = ("entity", "type", "property")
"""What is suggested to who types."""
_DEFAULTS = ("Organisation", "Project", "Municipality")


def manifest(service: Service) -> dict[str, Any]:
    """The manifest of the service in one language."""
    words, address, base = SiteWords(service.language), service.address, service.opened.iris.base
    return {
        "versions": ["0.1", "0.2"],
        "name": words("reconcile_name"),
        "identifierSpace": f"{base}id/",
        "schemaSpace": Esr.NAMESPACE,
        "documentation": f"{base}reconcile.html?lang={service.language}",
        "logo": f"{base}static/icon.svg",
        "serviceVersion": service.opened.release.id,
        "defaultTypes": [service.type_of(TYPES[each]) for each in _DEFAULTS],
        "view": {"url": f"{base}id/{{{{id}}}}"},
        "preview": {"url": f"{address}/preview?id={{{{id}}}}", "width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "suggest": {
            each: {"service_url": address, "service_path": f"/suggest/{each}"}
            for each in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": address, "service_path": "/properties"},
            "property_settings": [
                {
                    "name": "limit",
                    "label": words("reconcile_limit"),
                    "type": "number",
                    "default": 0,
                    "help_text": words("reconcile_limit_text"),
                }
            ],
        },
        "batchSize": BATCH,
    }
