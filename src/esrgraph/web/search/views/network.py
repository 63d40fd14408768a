"""Projects found to the network of the organisations that share them."""

from __future__ import annotations

from collections.abc import Mapping

from esrgraph.release.tally import Rows
from esrgraph.web.pages.parts.shared_network import STRONGEST, draw_sharing
from esrgraph.web.pages.parts.sharing import shared_among
from esrgraph.web.search.asking import Search


def network_view(search: Search, rows: Rows) -> Mapping[str, object]:
    """The organisations with the most of the projects among those that share any, and what they share."""
    found = shared_among(search.opened, rows)
    return {
        "sharing": found,
        "drawn": draw_sharing(search.opened, found, search.reader) if found.pairs else None,
        "strongest": STRONGEST,
    }
