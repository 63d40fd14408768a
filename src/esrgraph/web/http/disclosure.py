"""What every page must say of the release in use: whether it holds contact persons' data, what it is of, and where it
is at home."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request

from esrgraph.record import NATURES
from esrgraph.release.folder import DataFolder


def disclose(request: Request) -> dict[str, Any]:
    """Of the release that a request is answered from: `includes_contacts`, its `nature` (of `NATURES`) and `base`."""
    data: DataFolder = request.app.state.data
    manifest = orjson.loads(data.current().manifest.read_bytes())
    return {
        "includes_contacts": manifest["include_contacts"],
        "nature": manifest.get("nature", NATURES[0]),
        "base": manifest["base"],
    }
